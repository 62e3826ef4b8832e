/*
 * members: an index of objects' members, by the places of their names in a
 * text.
 *
 * For records of any length: a member costs eight bytes while its object is
 * looked at, and half as many more while members are put in order.
 *
 * Layer: json.  Not thread-safe: one struct, one thread at a time.
 */
#ifndef JSON_MEMBERS_H
#define JSON_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Members of objects that lie in one another: those of the innermost one are
 * at the end.  Make one with members_make(), release it with members_free().
 */
struct members {
	const char *text; /* borrowed */
	size_t *at;	  /* where the name's quote is, twice, + 1: escaped */
	size_t n;	  /* to be cut off when an object is done */
	size_t cap;
	/* Names being compared, decoded. */
	struct buf a;
	struct buf b;
};

/* None yet, of text, which is as json/scan.h wants it. */
struct members members_make(const char *text) MUST_CHECK;

void members_free(struct members *m);

/*
 * Append the member whose name begins at p, in m->text.  Returns the start of
 * its value, or NULL when there is none.
 */
const char *members_add(struct members *m, const char *p);

/*
 * Append the members of an object in the order of the text.  p is after its
 * opening brace, in m->text.  Returns the position after the closing one, or
 * NULL when it is not JSON or a value has more than depth levels.  O(length).
 */
const char *members_read(struct members *m, const char *p, unsigned depth);

/*
 * Put the members from the first one on in the order of the bytes of their
 * decoded names, those with the same name in the order of the text.
 */
void members_sort(struct members *m, size_t first);

/* Put them in the order of the text again. */
void members_unsort(struct members *m, size_t first);

/* Whether members i and j have the same name, decoded. */
bool members_same(struct members *m, size_t i, size_t j);

/*
 * The end of the name of the first member, of those from p on as in
 * members_read(), that has the name of one before it.  NULL when there is none,
 * or the text is not JSON.  O(length), and what sorting takes.
 */
const char *members_again(const char *p, unsigned depth);

/* The quote that opens the name of member i, and the start of its value. */
const char *members_name(const struct members *m, size_t i);
const char *members_value(const struct members *m, size_t i);

#endif
