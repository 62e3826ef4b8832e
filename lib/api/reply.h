/*
 * reply: a response's body into records.
 *
 * A record is the API's object as it stood in the body, with a tag and the
 * keys that its place gives it put in front; a body over several lines is put
 * on one.  A member of the body that has the name of such a key gives way: it
 * is left out when it says the same, else renamed with a "_" after.  What is
 * no object is put into one, as "value".
 *
 * Layer: api.
 */
#ifndef API_REPLY_H
#define API_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/desc.h"
#include "api/error_rules.h"
#include "api/page_sources.h"
#include "api/request.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "json/span.h"

#define REPLY_DEPTH 512 /* unless told otherwise */

struct client;
struct cond;
struct filter;

struct reply {
	struct client *client; /* whose key may stand in records; or NULL */
	const struct desc *desc;
	const struct desc_resource *r;	     /* borrowed */
	const struct request_params *params; /* borrowed */
	size_t max_line;		     /* of a record */
	unsigned max_depth;		     /* of a body */
	bool strict; /* what is not Unicode is an error */
	struct filter *records; /* of records_jq; owned */
	struct cond *filter;	/* of the description; NULL: keeps all; owned */
	uint64_t filtered;	/* records that it did not keep */
	struct error_rules *rules; /* what answers mean; owned */
	struct page_sources *pages; /* what leads from page to page; owned */
	struct filter *jq;	/* over every record; owned */
	struct buf members;	/* keys in front, reused */
	struct buf line;
	struct buf body;
	struct buf last; /* of a program's results */
	struct map news;	/* members beside the records, told of */
	/* What was found last, and in which body: it is asked for several
	 * times, and bodies are long. */
	struct span found_in, found;
	int shape;    /* of it, enum reply_shape */
	bool matched; /* some body had records where they should be */
	bool excess; /* what failed was a record over max_line */
	bool take_partial;   /* see reply_partial.h */
	uint64_t partial;    /* bodies with records and errors, taken */
	char *partial_words; /* the first's, owned */
	/* Told once of each; NULL for nobody. */
	void (*notice)(void *arg, const char *text);
	void *notice_arg;
};

/* Where a response's records go. */
struct reply_sink {
	/*
	 * Whether the record, as it stands in the body, is wanted; NULL: all
	 * are.  -1 with *e ends the walk.
	 */
	int (*admit)(void *arg, struct span record, bool *wanted,
	    struct error *e);
	/* Takes a record's line, without LF, which is borrowed. */
	int (*put)(void *arg, const char *line, size_t len, struct error *e);
	void *arg;
};

/* What was in a response. */
struct reply_facts {
	uint64_t records; /* in the body, wanted or not */
	struct span last; /* of them; valid until the next body is read */
	uint64_t content; /* a hash of them all */
	uint64_t first;	  /* a hash of the first */
	bool varied;	  /* they are not all alike */
	bool keyed;	  /* records have a key in themselves */
	bool absent;	  /* the description says: nothing there */
};

/*
 * Make ready to read responses of this resource; jq, unless NULL, is run over
 * every record.  -1 with *e (USAGE).  All arguments but jq are borrowed.
 */
int reply_open(struct reply *p, const struct desc *desc,
    const struct desc_resource *r, const struct request_params *params,
    const char *jq, struct error *e) MUST_CHECK;

/*
 * Check that the body of an answer with this status is whole and what the
 * description says it is.  -1 with *e when not: TEMPORARY where it may pass,
 * FAILED where that is not likely, USAGE where the description is wrong (no
 * body had the list that it names), AUTH where the server refuses the key.
 * The server's own words are in the text.
 */
int reply_check(struct reply *p, int status, const char *body, size_t len,
    struct error *e) MUST_CHECK;

/*
 * What is in a body that was checked.  -1 with *e where a program makes the
 * records and fails.
 */
int reply_look(struct reply *p, const char *body, size_t len,
    struct reply_facts *facts, struct error *e) MUST_CHECK;

/*
 * Whether the description says of this answer that there is nothing there.  It
 * is never so of one with records.
 */
bool reply_is_absent(struct reply *p, int status, const char *body,
    size_t len);

/* Whose children the records are; id NULL: nobody's.  All borrowed. */
struct reply_parent {
	const char *id;
	size_t len;
	bool number; /* as which it stands in the parent's record */
	/* What else is put in front by name; NULL: nothing has a value. */
	const struct template_scope *more;
};

/*
 * Walk over the records of a body that was checked, and is not absent.  What
 * the response has beside its records goes to the sink, too, as a record of
 * the envelope's table.  facts may be NULL.
 */
int reply_each(struct reply *p, const char *body, size_t len,
    const struct reply_parent *parent, const struct reply_sink *sink,
    struct reply_facts *facts, struct error *e) MUST_CHECK;

void reply_close(struct reply *p);

/*
 * The server's words in an error answer, appended: what the description says
 * is its text; where the status is one of success, the first text in the usual
 * places; else the start of the body.
 */
void reply_explain(const struct desc *desc, int status, const char *body,
    size_t len, struct buf *text);

#endif
