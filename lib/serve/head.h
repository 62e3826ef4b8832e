/*
 * head: the header of a request, read strictly.
 *
 * What two servers may read differently is refused, for behind a proxy one
 * request could hide another in it: lines that do not end in CRLF, folded
 * lines, blanks before a colon, a length that is not plain digits or is there
 * twice or beside a transfer coding, other codings than chunked, another form
 * of the request line.  So are fields that decide something and come twice.
 *
 * Format facts: RFC 9112, sections 2.2, 3, 5 and 6; RFC 9110, section 5.6.2.
 *
 * Layer: serve.  Thread-safe.
 */
#ifndef SERVE_HEAD_H
#define SERVE_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cc.h"

/* Fields that come once at most; the last is one of the caller's. */
#define HEAD_ONCE 7

/* What was seen of a request's fields.  A zeroed struct is a new one. */
struct head {
	const char *own; /* a name for the last of them; NULL: none; borrowed */
	unsigned seen;   /* bits: which of them came */
};

enum head_state {
	HEAD_PART,  /* right so far, and not whole */
	HEAD_WHOLE, /* right */
	HEAD_WRONG, /* to be answered 400 */
};

/*
 * Read the header whose first len bytes are at text; own as above.  *why gets
 * what is wrong with it, a static text.  O(len).
 */
enum head_state head_read(const char *text, size_t len, const char *own,
    const char **why) MUST_CHECK;

/*
 * What is wrong with the target of a request whose lines somebody else has
 * read, or NULL: only paths are taken, as they are sent.
 */
const char *head_target(const char *s, size_t len) MUST_CHECK;

/*
 * Take the next field of a request whose lines somebody else has read.  NULL,
 * or what is wrong.
 */
const char *head_field(struct head *h, const char *name, size_t name_len,
    const char *value, size_t value_len) MUST_CHECK;

/* All fields were taken: NULL, or what is wrong with them together. */
const char *head_end(const struct head *h, bool http_1_0) MUST_CHECK;

#endif
