/*
 * writer: writes JSON: one line, ", " and ": " between things.
 *
 * A separator is put where one is due: not after an opening bracket or a
 * comma.  Strings are UTF-8, or \u escapes throughout when ascii is set.
 *
 * Layer: json.
 */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct json_writer {
	struct buf *out; /* borrowed */
	bool ascii;
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
