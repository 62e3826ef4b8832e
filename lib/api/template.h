/*
 * template: texts with {names} in them, as descriptions of version 2 have.
 *
 *	/v1/{account}/items		in a path, each value is one segment
 *	https://{subdomain}.x.example	in a host name, it is letters
 *	{{"after": {next}}}		{{ and }} are braces
 *
 * A name is what stands between the braces: no braces, no control bytes, no
 * blanks at its ends.  Which names there are depends on the place, which the
 * caller checks when the description is read (template_check()); what they
 * stand for is said when a text is made (template_put()).  A value is coded by
 * where it goes, so that it never leaves its place.
 *
 * Layer: api.
 */
#ifndef API_TEMPLATE_H
#define API_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "json/decode.h"

/* Where a text goes, and so how the values in it are coded. */
enum template_coding {
	TEMPLATE_TEXT,	 /* as they are */
	TEMPLATE_PATH,	 /* percent-encoded; neither empty, "." nor ".." */
	TEMPLATE_QUERY,	 /* percent-encoded: a query's, a form's */
	TEMPLATE_HEADER, /* as they are, without control bytes */
	TEMPLATE_JSON,	 /* escaped: within the quotes of a JSON string */
	TEMPLATE_LABEL,	 /* in a host name: letters, digits and '-' */
	TEMPLATE_HOST,	 /* ... and '.', between labels */
};

struct template_piece {
	char *text; /* owned; as it goes out, or the name */
	size_t len;
	bool is_name;
};

/* A zeroed struct is the empty text. */
struct template {
	char *text; /* owned; as written; NULL: there is none */
	struct template_piece *pieces; /* owned */
	size_t n;
};

/* What a name stands for; borrowed. */
struct template_var {
	const char *name;
	const char *text; /* NULL: it has no value now */
	size_t len;
	const char *json; /* its JSON text, where it is not a string; or NULL */
	size_t json_len;
	bool dots; /* may have several labels of a host name */
};

/* All that is known, the innermost first; a name that is twice is the first. */
struct template_scope {
	const struct template_var *vars;
	size_t n;
	const struct template_scope *outer; /* NULL: none */
};

/*
 * Take the text of len bytes apart.  -1 with *e (USAGE), *t then being empty.
 * The caller releases it with template_free().
 */
int template_parse(struct template *t, const char *text, size_t len,
    struct error *e) MUST_CHECK;

/* A text without names, whatever braces it has. */
struct template template_plain(const char *text) MUST_CHECK;

/*
 * Readers of json/decode.h; to is struct template *.  The second one takes a
 * text of the first version as it is.
 */
int template_decode(struct json_decoder *l, size_t node, void *to);
int template_decode_v2(struct json_decoder *l, size_t node, void *to);

/*
 * Whether all names are known, as the function says of each.  -1 with *e
 * (USAGE), which names the first that is not.
 */
int template_check(const struct template *t,
    bool (*known)(const void *arg, const char *name), const void *arg,
    struct error *e) MUST_CHECK;

/* Whether the name is in it. */
bool template_has(const struct template *t, const char *name);

/* Whether it is nothing but one name; NULL when not, else the name. */
const char *template_only(const struct template *t);

/* Whether there are no names in it. */
bool template_is_plain(const struct template *t);

/* The variable of that name, or NULL. */
const struct template_var *template_find(const struct template_scope *scope,
    const char *name);

/*
 * Append the text with its values, coded.  1; 0 when a name has no value, out
 * then being as it was; -1 with *e: INPUT when a value must not stand there,
 * USAGE when there is no such name.
 */
int template_put(const struct template *t, enum template_coding coding,
    const struct template_scope *scope, struct buf *out,
    struct error *e) MUST_CHECK;

/*
 * Append a JSON value: a string of the text with its values; where the template
 * is one name alone, the value with its own type.  As template_put() else.
 */
int template_put_json(const struct template *t,
    const struct template_scope *scope, struct buf *out,
    struct error *e) MUST_CHECK;

/*
 * Append a URL: values before the first slash of its path are a label of the
 * host name (labels where a variable has dots), later ones segments of a path,
 * or values of a query.  As template_put() else.
 */
int template_put_url(const struct template *t,
    const struct template_scope *scope, struct buf *out,
    struct error *e) MUST_CHECK;

/* Release the memory; t is a zeroed struct then, which is accepted too. */
void template_free(struct template *t);

#endif
