/*
 * unique: removes members of objects that have a later one of the same name, in
 * place, in a text of any length.
 *
 * Layer: json.  Thread-safe.
 */
#ifndef JSON_UNIQUE_H
#define JSON_UNIQUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Take the members of which there is a later one out of the text: *len bytes
 * from p on, which is after an object's opening brace, as json/scan.h wants
 * it.  *len becomes its length then, and *again how many there were, in all
 * objects.  False when it is not JSON, has more than depth levels, or there is
 * more after the object: then the text is as it was.
 *
 * O(length), and what sorting names takes; see members.h for its memory.
 */
bool unique_members(char *p, size_t *len, unsigned depth, uint64_t *again);

#endif
