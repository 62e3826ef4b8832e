/*
 * scan: single values of a JSON text, found without taking it apart.
 *
 * For responses, which may be large: the bytes on the way are passed over once
 * and nothing is built.  The text must be known to be JSON (json_value_end()
 * has accepted it).
 *
 * Layer: api.
 */
#ifndef API_SCAN_H
#define API_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "api/path.h"
#include "base/buf.h"
#include "json/lex.h"

/* A run of bytes of somebody's text.  p NULL: there is none. */
struct span {
	const char *p;
	size_t len;
};

/* A walk over a list or an object. */
struct scan {
	const char *p;
	const char *end;
	bool object;
};

/* What kind of value it is; JSON_NONE when there is none. */
enum json_kind span_kind(struct span value);

/* Start walking; a value of another kind is walked as an empty one. */
struct scan scan_list(struct span value);
struct scan scan_object(struct span value);

/* The next item, or member; false at the end.  name is raw string content. */
bool scan_item(struct scan *s, struct span *item);
bool scan_member(struct scan *s, struct span *name, struct span *value);

/* Whether raw string content spells this text of len bytes. */
bool scan_spells(struct span raw, const char *text, size_t len);

/*
 * The value at a path of names within whole; of members of one name the last.
 * p is NULL when a step is missing.  O(whole).
 */
struct span scan_at(struct span whole, const struct path *path);

/* The last member of that name, as scan_at(). */
struct span scan_get(struct span object, const char *name);

/*
 * Append a value as text: a string decoded, null as nothing, anything else as
 * it is spelled.  False when it is null or not there.
 */
bool scan_text(struct span value, struct buf *out);

/* The same as an owned string, which may hold NULs (see len); NULL for none. */
char *scan_take(struct span value, size_t *len) MUST_CHECK;

#endif
