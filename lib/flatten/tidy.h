/*
 * tidy: objects with a name twice, in a text of any length, without a copy of
 * it.
 *
 * Layer: flatten.  Thread-safe.
 */
#ifndef FLATTEN_TIDY_H
#define FLATTEN_TIDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What there is to be mended. */
struct tidy {
	uint64_t again; /* members of which there is a later one */
	bool lone;	/* a string has half of a surrogate pair */
};

/*
 * Look at the members from p on, which is behind an object's opening brace.
 * The text is as json/scan.h wants it.  False when it is no JSON or has more
 * than depth levels.  O(length), and what sorting names takes; see members.h
 * for its memory.
 */
bool tidy_look(const char *p, unsigned depth, struct tidy *found);

/*
 * The same, and take the members of which there is a later one out of the
 * text, which is *len bytes long, a NUL behind it; *len becomes its length
 * then.  Where false is returned, also when there is more behind the object,
 * the text is as it was.
 */
bool tidy_unique(char *p, size_t *len, unsigned depth, struct tidy *found);

#endif
