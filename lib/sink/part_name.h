/*
 * part_name: the names of parts, the files that loads add to a table.
 *
 *	part-SELECTION-FROM.csv		a load of a selection (--state)
 *	part-CONTENT.csv		one with --append
 *	part-SELECTION-compact-NAMES.csv	what such parts were put into
 *	part-compact-NAMES.csv
 *
 * each word a hash of 16 digits.  A table format has "-vVERSION" before the
 * ending, or "-vVERSION.NUMBER" for one more of that name.  So all parts of a selection, whatever became of them, begin alike.
 *
 * Layer: sink.
 */
#ifndef SINK_PART_NAME_H
#define SINK_PART_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"
#include "base/map.h"

#define PART_NAME_PREFIX "part-"

/* Digits of a hash in a name. */
#define PART_NAME_DIGITS ((size_t)16)

/* A name taken apart; the texts are its own. */
struct part_name {
	const char *key;  /* what the load is known by again */
	size_t key_len;
	size_t selection; /* its bytes, the first ones of the key, with
			     the hyphen; 0: a load with --append */
	bool compact;     /* it holds what were other parts */
	int64_t version;  /* -1: the name has none */
};

/* Take apart the last part of a file's name; false: it is of another kind. */
bool part_name_parse(const char *file, struct part_name *name) MUST_CHECK;

/*
 * The key of the part that those parts are put into, all of one selection, of
 * which one is given; names has theirs as keys, in order.
 */
void part_name_compact(
    const struct part_name *one, const struct map *names, char key[64]);

#endif
