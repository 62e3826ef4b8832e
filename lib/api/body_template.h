/*
 * body_template: the body of a request, a JSON value whose strings are
 * templates.
 *
 *	{"filter?": {"since": "{since}"}, "limit": "{size}", "sort": ["id"]}
 *
 * A string that is one name alone becomes the name's value with its own type.
 * A member or element that names what has no value now is left out; where the
 * member's name ends with "?", which does not go out, it is left out when
 * anything in it has no value.
 *
 * Layer: api.
 */
#ifndef API_BODY_TEMPLATE_H
#define API_BODY_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "api/template.h"
#include "base/buf.h"
#include "base/error.h"
#include "json/decode.h"
#include "json/tree.h"

/* A zeroed struct is not a value: kind is JSON_NONE. */
struct body_template {
	enum json_kind kind;
	char *name;    /* as a member; owned; NULL: an element, or the root */
	bool whole;    /* goes out as a whole or not at all */
	char *literal; /* of a number, true, false, null; owned */
	struct template text;	     /* of a string */
	struct body_template *items; /* owned */
	size_t n;
};

/* A reader of json/decode.h; to is struct body_template *. */
int body_template_decode(struct json_decoder *l, size_t node, void *to);

/* As template_check(), template_has(). */
int body_template_check(const struct body_template *b,
    bool (*known)(const void *arg, const char *name), const void *arg,
    struct error *e) MUST_CHECK;
bool body_template_has(const struct body_template *b, const char *name);

/* The member of an object of that name, or NULL. */
const struct body_template *body_template_member(const struct body_template *b,
    const char *name);

/*
 * Append its JSON text with the values.  1; 0 when the value itself has none;
 * -1 with *e, as template_put().
 */
int body_template_put(const struct body_template *b,
    const struct template_scope *scope, struct buf *out,
    struct error *e) MUST_CHECK;

void body_template_free(struct body_template *b);

#endif
