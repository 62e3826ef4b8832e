/*
 * airbyte_state: a manifest and a stream of it that is being converted, with
 * what all the steps of that share.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_AIRBYTE_STATE_H
#define AAI_DESCRIBE_AIRBYTE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-describe/document.h"
#include "aai-describe/source_model.h"
#include "aai-describe/spec_wants.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"

#define AIRBYTE_FIELDS 16

/* A resource that was made, with what must be the same for a run. */
struct airbyte_made {
	char *stream; /* its name in the manifest, and the JSON text of it */
	char *text;
	char *origin; /* https://host, a template */
	char *auth;   /* JSON; "" for none */
	char *why;    /* why it could not be; NULL: it could */
	char *place;
	char *fields;	 /* names that its records get in front, with commas */
	size_t resource; /* of the model */
};

struct airbyte {
	struct document *d; /* the manifest */
	const struct spec_wants *w;
	struct source_model *m;
	struct source_members params; /* the API's: what users set */
	struct source_members secrets;
	char *name; /* of the description */
	struct airbyte_made *made;
	size_t n;
	size_t cap;
	unsigned depth; /* of parents */
};

/* A stream that is being converted. */
struct airbyte_stream {
	struct airbyte *a;
	struct document *d; /* with the stream in it, resolved */
	size_t node;
	const char *name;
	const char *key[AIRBYTE_FIELDS]; /* primary key: paths */
	size_t nkey;

	struct source_members members; /* of the resource */
	struct source_members params;
	struct source_members settings; /* of the API's params that it needs */
	struct source_members secrets;
	struct source_notes why;
	struct source_notes unsure;
	struct source_notes passed; /* what is not done, and loses nothing */
	struct buf headers;	    /* JSON strings with commas between */
	struct buf auth;	    /* JSON objects likewise */
	const char *origin;
	const char *parent; /* the resource, for people */
	const char *paging;

	const char *fields[AIRBYTE_FIELDS]; /* names that templates may have */
	size_t nfields;
	const char *token;	   /* the name of what leads on, or NULL */
	const char *first;	   /* its value at the first page, or NULL */
	bool first_given;	   /* a template has that, too */
	bool token_used;	   /* in a template */
	bool has_times;		   /* since and until may be named */
	const char *time_format;   /* of both, unless said */
	const char *since_format;  /* as a template has it; NULL: none has */
	const char *until_format;
	const char *place;	   /* of what is evaluated */
	bool loose;    /* a value for --start: what users set is just that */
	bool settled;  /* what users set is its default */
	bool secretly; /* secrets may be named in templates */

	struct error e;
};

/* Fail with a reason at st->place, a path below the stream.  Always -1. */
int airbyte_fail(struct airbyte_stream *st, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* "type" of a component, or "". */
const char *airbyte_type(struct airbyte_stream *st, size_t node);

/* Whether it is written in another language: its type begins with Custom. */
bool airbyte_is_custom(struct airbyte_stream *st, size_t node);

/* printf into a text that lives as long as the document. */
const char *airbyte_text(struct airbyte_stream *st, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* The member's place below another one's: "a.b". */
const char *airbyte_at(
    struct airbyte_stream *st, const char *place, const char *member);

/* Note a secret of users, and give its name in "secrets". */
const char *airbyte_secret(struct airbyte_stream *st, const char *name);

/* What the manifest says of a setting of users (spec); JSON_NO_NODE. */
size_t airbyte_setting(struct airbyte *a, const char *name);
bool airbyte_is_secret(struct airbyte *a, const char *name);

#endif
