/*
 * span: single values of a JSON text, found without parsing all of it.
 *
 * For responses, which may be large: the bytes on the way are passed over once
 * and nothing is built.  The text must be known to be JSON (json_value_end()
 * has accepted it).
 *
 * Layer: json.
 */
#ifndef JSON_SPAN_H
#define JSON_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "json/lex.h"
#include "json/path.h"

/* A run of bytes of somebody's text.  p NULL: there is none. */
struct span {
	const char *p;
	size_t len;
};

/* A walk over a list or an object. */
struct span_walk {
	const char *p;
	const char *end;
	bool object;
	struct span known; /* a value that the caller has met; NULL: none */
};

/* What kind of value it is; JSON_NONE when there is none. */
enum json_kind span_kind(struct span value);

/* Start walking; a value of another kind is walked as an empty one. */
struct span_walk span_list(struct span value);
struct span_walk span_object(struct span value);

/* The next item, or member; false at the end.  name is raw string content. */
bool span_item(struct span_walk *s, struct span *item);
bool span_member(struct span_walk *s, struct span *name, struct span *value);

/*
 * The text of a string of lower-case hex digits, with a NUL, into the size
 * bytes at to; false when the value is not one, or too long.
 */
bool span_hex(struct span value, char *to, size_t size) MUST_CHECK;

/* Whether raw string content spells this text of len bytes. */
bool span_spells(struct span raw, const char *text, size_t len);

/*
 * The value at a path of names within whole; of members of one name the last.
 * p is NULL when a step is missing.  O(whole).
 */
struct span span_at(struct span whole, const struct path *path);

/* The last member of that name, as span_at(). */
struct span span_get(struct span object, const char *name);

/* What is done with each value that a path with wildcards leads to. */
struct span_each {
	/* -1 with *e ends it. */
	int (*take)(void *arg, struct span value, struct error *e);
	void *arg;
	uint64_t missing; /* values on the way that lack a step, or are null */
	uint64_t unlike;  /* ... that are not what a step goes into */
};

/*
 * Take each value that n steps lead to from whole, in the order of the text:
 * the last member of a name, each item, each member's value.  What leads on to
 * nothing is counted instead.  Recurses as deep as the text is nested.
 * O(whole) a step.
 */
int span_each(struct span_each *w, struct span whole,
    const struct path_step *steps, size_t n, struct error *e) MUST_CHECK;

/* The same as an owned string, which may hold NULs (see len); NULL for none. */
char *span_take(struct span value, size_t *len) MUST_CHECK;

#endif
