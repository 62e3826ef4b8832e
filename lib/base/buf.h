/*
 * buf: a growing run of bytes with a ceiling.
 *
 * Appends return nothing: one that would pass the ceiling is left out whole
 * and sets failed, which stays set until buf_reset().  Format code therefore
 * runs straight through, and whoever consumes the buffer checks failed once.
 *
 * data is not NUL-terminated.  A zeroed struct is not a buffer: make one with
 * buf_make(), which needs a ceiling.  buf_free() accepts a zeroed one.
 *
 * Layer: base.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cc.h"

struct buf {
	uint8_t *data; /* owned; NULL while cap is 0 */
	size_t len;    /* bytes in use */
	size_t cap;    /* bytes allocated, at most max */
	size_t max;    /* len never passes this */
	bool failed;   /* an append was left out */
};

/* An empty buffer that owns nothing yet and will hold at most max bytes. */
struct buf buf_make(size_t max) MUST_CHECK;

/* Empty b for reuse and clear failed; its memory is kept. */
void buf_reset(struct buf *b);

/* Release b's memory; b is as after buf_make(). */
void buf_free(struct buf *b);

/*
 * Room for n more bytes, at the returned address, or NULL (and failed) past
 * the ceiling.  The caller fills some and then adds their number to len.
 */
uint8_t *buf_reserve(struct buf *b, size_t n) MUST_CHECK;

/* Append n bytes; p may be NULL when n is 0. */
void buf_put(struct buf *b, const void *p, size_t n);

/* Append one byte. */
void buf_byte(struct buf *b, uint8_t byte);

/* Append the NUL-terminated s without its NUL. */
void buf_str(struct buf *b, const char *s);

/* Append formatted text. */
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Append v in decimal. */
void buf_u64(struct buf *b, uint64_t v);
void buf_i64(struct buf *b, int64_t v);

/* Append v as le_put_varint() stores it. */
void buf_varint(struct buf *b, uint64_t v);

/* Drop the first n bytes (n <= len), moving the rest down.  O(len). */
void buf_shift(struct buf *b, size_t n);

/*
 * The content as a NUL-terminated string that the caller frees; b is empty
 * afterwards.  Meant for text that holds no NUL.
 */
char *buf_take(struct buf *b) MUST_CHECK;

/* Whether b holds exactly the NUL-terminated s. */
bool buf_is(const struct buf *b, const char *s);

#endif
