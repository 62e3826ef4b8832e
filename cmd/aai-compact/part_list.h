/*
 * part_list: the parts of one selection in one table, and which of them may be
 * put together.
 *
 * The last one stays as it is: a load that is run again takes its place.  So
 * does the part of the selection's last load, and what is not named as a part.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_PART_LIST_H
#define AAI_COMPACT_PART_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "aai-compact/group.h"
#include "base/map.h"
#include "sink/folder.h"

struct part_list {
	const char **names; /* owned; each borrowed, "TABLE/part-..." */
	int64_t *sizes;	    /* owned; bytes */
	size_t n;
	size_t names_cap;
	size_t sizes_cap;
};

/* All lists, by table and selection.  A zeroed struct is empty. */
struct part_lists {
	struct map by_name; /* "TABLE/part-SELECTION-" */
	struct part_list *lists;
	size_t lists_cap;
};

/*
 * Add a part of that size, which came after those that are there; the name is
 * borrowed.  What is not a part's name is passed over.
 */
void part_lists_add(struct part_lists *l, const char *name, int64_t size);

/* Take away the parts that have to stay, by the notes of the folder. */
void part_lists_keep_last(struct part_lists *l, const struct folder *f);

/* What the parts of a list come to: allocated at *to, n of them. */
size_t part_list_groups(
    const struct part_list *p, int64_t size, struct group **to);

/* The key of what the group's parts are put into. */
void part_list_key(
    const struct part_list *p, const struct group *g, char key[64]);

void part_lists_free(struct part_lists *l);

#endif
