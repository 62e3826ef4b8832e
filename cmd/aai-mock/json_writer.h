/*
 * json_writer: writes JSON as the API does: one line, ", " and ": " between
 * things.
 *
 * A separator is put where one is due: not after an opening bracket or a
 * comma.  Strings are UTF-8, or \u escapes throughout when ascii is set.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_JSON_WRITER_H
#define AAI_MOCK_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"

struct json_writer {
	struct buf *out; /* borrowed */
	bool ascii;
	bool zone; /* times end with Z */
};

/* A separator if one is due: before an element of a list. */
void json_writer_next(struct json_writer *w);

/* A separator if one is due, the name and a colon. */
void json_writer_key(struct json_writer *w, const char *name);

/* A string, escaped, in quotes; without its separator. */
void json_writer_text(struct json_writer *w, const char *s, size_t len);

/* Members.  json_writer_raw()'s value is JSON; v may be NULL for null. */
void json_writer_raw(struct json_writer *w, const char *name, const char *json);
void json_writer_str(struct json_writer *w, const char *name, const char *v);
void json_writer_int(struct json_writer *w, const char *name, int64_t v);
void json_writer_bool(struct json_writer *w, const char *name, bool v);

/* A member with the time us since 1970, as ISO 8601; no fraction when 0. */
void json_writer_time(struct json_writer *w, const char *name, int64_t us);

/* Append the time s since 1970 as in "Sun, 06 Nov 1994 08:49:37 GMT". */
void json_writer_http_date(struct buf *out, int64_t s);

/* Midnight of a day such as "2026-04-01", in us since 1970; false otherwise. */
bool json_writer_parse_day(const char *text, int64_t *us) MUST_CHECK;

/*
 * A number v / 10^digits without zeros at its end; a whole one with ".0" unless
 * integers is set.
 */
void json_writer_fixed(
    struct json_writer *w, uint64_t v, unsigned digits, bool integers);

/* Open "name": { or [, or without a name an element; and close. */
void json_writer_open(struct json_writer *w, const char *name, char bracket);
void json_writer_close(struct json_writer *w, char bracket);

#endif
