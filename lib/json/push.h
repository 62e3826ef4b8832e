/*
 * push: an object that comes in pieces, checked as it comes, in constant
 * memory.
 *
 * For texts that are too long to be held.  The text must be one JSON object,
 * strictly as RFC 8259 has it and in UTF-8, with blanks around it perhaps;
 * lone surrogates pass, as in json/lex.h.
 *
 * What is put out are the members without blanks between tokens: the caller is
 * called to a stop after each name and after each value of the outermost
 * object, and puts out itself what stands between them.
 *
 * Layer: json.
 */
#ifndef JSON_PUSH_H
#define JSON_PUSH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"

#define JSON_PUSH_DEPTH_MAX 512
#define JSON_PUSH_NAME_MAX  384 /* raw bytes of a name that are kept */
#define JSON_PUSH_VALUE_MAX 256 /* ... of a value */

/* Why it stops. */
enum json_push_event {
	JSON_PUSH_MORE,  /* the piece is used up */
	JSON_PUSH_NAME,  /* a name of the outermost object is there */
	JSON_PUSH_VALUE, /* the value of that name is there */
	JSON_PUSH_WRONG, /* not such a text: see why */
};

/* Made by json_push_begin(); holds no memory of its own. */
struct json_push {
	unsigned depth; /* levels that are taken, of JSON_PUSH_DEPTH_MAX */
	unsigned level;
	uint64_t objects[JSON_PUSH_DEPTH_MAX / 64 + 1]; /* a bit a level */
	uint8_t state;                                  /* what comes next */
	uint8_t count;     /* of a word, of hex digits, of UTF-8's bytes */
	uint8_t low, high; /* what UTF-8's next byte may be */
	const char *word;  /* true, false or null */
	const char *why;   /* what is wrong; static */
	bool naming;       /* the string is a member's name */
	bool in_name;      /* ... of the outermost object */
	/*
	 * The last such name, raw, without its quotes.  One that is longer has
	 * name_len above JSON_PUSH_NAME_MAX, and was put out with its quotes.
	 */
	char name[JSON_PUSH_NAME_MAX];
	size_t name_len;
	/* The beginning of the last value as it was put out, and its length. */
	char value[JSON_PUSH_VALUE_MAX];
	uint64_t value_len;
};

/* Start; depth is how many levels are taken, the outermost included. */
void json_push_begin(struct json_push *p, unsigned depth);

/*
 * Take the bytes from *at to end; *at is made where it stopped, which is after
 * the byte that is wrong.  What belongs to a value (or to a long name) is
 * appended to out.  After JSON_PUSH_WRONG nothing more may be asked.
 * O(end - *at).
 */
enum json_push_event json_push(struct json_push *p, const char **at,
    const char *end, struct buf *out) MUST_CHECK;

/* Whether the object is whole. */
bool json_push_whole(const struct json_push *p);

#endif
