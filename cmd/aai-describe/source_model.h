/*
 * source_model: what was found out about an API, on its way to a description.
 *
 * A reader (of OpenAPI, of a connector's manifest) fills a model in; the writer
 * (source_writer.h) prints it as an aai-api(5) file of version 2, with the
 * reasons as comments, and as a table for people.  Members are those of
 * aai-api(5), by their names, with their values as JSON text; in which order
 * they were put does not matter.
 *
 * A zeroed struct is an empty one.  Strings are copied.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_SOURCE_MODEL_H
#define AAI_DESCRIBE_SOURCE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/map.h"

/* Members of an object that is to be printed. */
struct source_member {
	char *name;
	char *json;
};

struct source_members {
	struct source_member *items;
	size_t n;
	size_t cap;
};

/* Sentences for people. */
struct source_notes {
	char **items;
	size_t n;
	size_t cap;
};

struct source_resource {
	char *name;
	struct source_members members; /* "path", "pages", "table", ... */
	struct source_notes why;       /* "//why": rules that held */
	struct source_notes unsure;    /* "//unsure": what to look at */
	/* Columns of the table on standard error; NULL: "-". */
	char *paging;
	char *key;
	char *parent;
};

/* Something that the document has and the description has not. */
struct source_left_out {
	char *what;  /* "GET /a/b", "streams.orders" */
	char *place; /* where in the document: "definitions.streams.orders" */
	char *why;
	bool harmless; /* it is not a table: there is nothing to describe */
};

struct source_model {
	struct source_members members; /* "name", "base_url", "auth", ... */
	struct source_notes why;
	struct source_notes unsure;
	struct source_resource *resources; /* in the order of the file */
	size_t n;
	size_t cap;
	struct map names; /* of resources */
	struct source_left_out *left_out;
	size_t nleft_out;
	size_t left_out_cap;
};

/* Put a member, in place of one of that name.  json is taken as it is. */
void source_put(struct source_members *m, const char *name, const char *json);

/* The same of what b has, which is empty afterwards and owns nothing. */
void source_put_buf(struct source_members *m, const char *name, struct buf *b);

/* The same of a text, a number, a bool. */
void source_put_text(
    struct source_members *m, const char *name, const char *text);
void source_put_int(struct source_members *m, const char *name, int64_t v);
void source_put_bool(struct source_members *m, const char *name, bool v);

/* The JSON text of a member, or NULL. */
const char *source_member(const struct source_members *m, const char *name);

void source_drop(struct source_members *m, const char *name);

/* Put members as an object into those of another: table, with key in it. */
void source_put_members(struct source_members *m, const char *name,
    const struct source_members *inner);

/* A sentence more, but for one that is there already. */
void source_note(struct source_notes *notes, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/*
 * A name made of name that no resource of m has, and did not get before, and
 * that a table can have: letters, digits and "_" are kept.  Owned.
 */
char *source_unique(struct source_model *m, const char *name) MUST_CHECK;

/*
 * Another resource, of the name that source_unique() makes.  The pointer is
 * good until the next one is added.
 */
struct source_resource *source_add(struct source_model *m, const char *name);

/* Set a column of the table: source_say(&r->key, "%s", name). */
void source_say(char **column, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Something was left out.  The reason is a phrase. */
void source_leave_out(struct source_model *m, const char *what,
    const char *place, const char *why, ...) PRINTF_LIKE(4, 5);

/*
 * The same of what is not a table at all: it is named, and does not make the
 * description a partial one.
 */
void source_pass_over(
    struct source_model *m, const char *what, const char *why);

/* How much was left out that should have been described. */
size_t source_missing(const struct source_model *m);

/*
 * The name of an environment variable that the description called name may
 * read (aai-api(5), key_env): its own name in capitals, then "_" and what.
 * Owned by the caller.
 */
char *source_variable(const char *name, const char *what) MUST_CHECK;

/*
 * Append text to a template of aai-api(5) so that it stands for itself: braces
 * are doubled.
 */
void source_template_text(struct buf *out, const char *text, size_t len);

/* Release the memory of one that is taken out of its model. */
void source_resource_free(struct source_resource *r);

void source_members_free(struct source_members *m);
void source_free(struct source_model *m);

#endif
