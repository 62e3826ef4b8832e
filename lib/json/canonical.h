/*
 * canonical: the canonical form of a JSON text, the same for all texts of the
 * same content: no blanks between tokens, the members of each object in the
 * order of the bytes of their (decoded) names and of each name the last,
 * strings with no escapes but those that JSON demands, numbers as they are
 * spelled.
 *
 * Layer: json.
 */
#ifndef JSON_CANONICAL_H
#define JSON_CANONICAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct canonical_member;

/* A zeroed struct is ready for use, and may be used again. */
struct canonical {
	char *text; /* the result; owned */
	size_t len;
	/* Its own. */
	char *spare;
	size_t cap; /* of text and spare */
	struct canonical_member *members;
	size_t nmembers;
	size_t members_cap;
	struct buf names;
	unsigned depth;
};

/*
 * Put the members at p, which is after an opening brace, up to the closing
 * one, into c->text as an object.  The text is as json/scan.h wants it and has
 * at most len bytes from p on.  False when it is not JSON or has more than
 * depth levels: the result is then of no use.
 */
bool canonical_object(struct canonical *c, const char *p, size_t len,
    unsigned depth);

/*
 * The name that hash_hex128() gives that text, without making it: for texts of
 * any length, in the memory of members.h and some part of the length.  O(len),
 * however deep, and what sorting takes.
 */
bool canonical_hash(const char *p, unsigned depth, char hex[33]);

/* Release the memory. */
void canonical_free(struct canonical *c);

#endif
