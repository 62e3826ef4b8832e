/*
 * body: the body of one answer, unpacked as it comes, bounded and checked.
 *
 * libcurl takes a gzip body that was cut for a whole one and drops what
 * follows its first member, so bodies are unpacked here.  gzip is all that is
 * asked for and all that is understood.  A packed body is whole when it ends
 * after a member whose length and checksum are right.  Several members are
 * one body, as RFC 1952, section 2.2, has it; bytes after the last that do
 * not begin another one (so: not with 0x1f) are dropped, as browsers do.
 * A body that begins as gzip does is packed, too, whatever the headers say:
 * it is a file, as exports are.
 *
 * Layer: http.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "codec/gzip.h"

/* What to send, so that packed answers come. */
#define BODY_ACCEPT "Accept-Encoding: gzip"

enum body_fault {
	BODY_SOUND,
	BODY_LONG,    /* more than its ceiling */
	BODY_BOMB,    /* far more than what came */
	BODY_CODED,   /* in an encoding that was not asked for */
	BODY_DAMAGED, /* no gzip, or not as it was sent */
	BODY_CUT,     /* its gzip does not end */
};

struct body {
	struct buf data;       /* unpacked */
	uint64_t wire_bytes;   /* as they came */
	enum body_fault fault; /* the first; what came since was dropped */
	bool packed;	       /* by gzip */
	bool over;	       /* after the last member */
	struct gunzip gunzip;  /* kept from one answer to the next */
};

/* A body that is to hold at most max bytes. */
struct body body_make(size_t max) MUST_CHECK;

/* Make ready for another answer, keeping the memory. */
void body_reset(struct body *b);

/*
 * How the body is coded: the len bytes of a Content-Encoding header, a list.
 * What is not a name of a coding ("utf-8") is passed over.
 * Several of them are one list.  To be told before the first byte.
 */
void body_coding(struct body *b, const char *list, size_t len);

/* Take n more bytes; false when the body is at fault. */
bool body_put(struct body *b, const void *p, size_t n) MUST_CHECK;

/*
 * The answer has ended.  Whether the body is, as far as it can tell by itself,
 * whole; BODY_CUT otherwise.  A body of no bytes is not, where one is due.
 */
bool body_finish(struct body *b, bool due) MUST_CHECK;

/* Hand the unpacked bytes over, to be freed by the caller; b's are none. */
struct buf body_take(struct body *b) MUST_CHECK;

/* Release the memory. */
void body_close(struct body *b);

#endif
