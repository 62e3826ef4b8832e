/*
 * wire: JSON as the API writes it: one line, ", " and ": " between things.
 *
 * A separator is put where one is due: not after an opening bracket or a
 * comma.  Strings are UTF-8, or \u escapes throughout when ascii is set.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_WIRE_H
#define AAI_MOCK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"

struct wire {
	struct buf *out; /* borrowed */
	bool ascii;
	bool zone; /* times end with Z */
};

/* A separator if one is due: before an element of a list. */
void wire_next(struct wire *w);

/* A separator if one is due, the name and a colon. */
void wire_key(struct wire *w, const char *name);

/* A string, escaped, in quotes; without its separator. */
void wire_text(struct wire *w, const char *s, size_t len);

/* Members.  wire_raw()'s value is JSON; v may be NULL for null. */
void wire_raw(struct wire *w, const char *name, const char *json);
void wire_str(struct wire *w, const char *name, const char *v);
void wire_int(struct wire *w, const char *name, int64_t v);
void wire_bool(struct wire *w, const char *name, bool v);

/* A member with the time us since 1970, as ISO 8601; no fraction when 0. */
void wire_time(struct wire *w, const char *name, int64_t us);

/* Append the time s since 1970 as in "Sun, 06 Nov 1994 08:49:37 GMT". */
void wire_http_date(struct buf *out, int64_t s);

/* Midnight of a day such as "2026-04-01", in us since 1970; false otherwise. */
bool wire_parse_day(const char *text, int64_t *us) MUST_CHECK;

/*
 * A number v / 10^digits without zeros at its end; a whole one with ".0" unless
 * integers is set.
 */
void wire_fixed(struct wire *w, uint64_t v, unsigned digits, bool integers);

/* Open "name": { or [, or without a name an element; and close. */
void wire_open(struct wire *w, const char *name, char bracket);
void wire_close(struct wire *w, char bracket);

#endif
