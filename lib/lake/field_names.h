/*
 * field_names: what the columns of a table are called in its data files.
 *
 * A table format may have a column in its files under a name that never
 * changes, or know it by an id alone, so that it can be renamed and dropped
 * without a file that is written anew.  That goes for what is within a column,
 * too.
 *
 * Layer: lake.
 */
#ifndef LAKE_FIELD_NAMES_H
#define LAKE_FIELD_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"

enum field_names_kind {
	FIELD_NAMES_STRUCT,
	FIELD_NAMES_LIST, /* one part: its items */
	FIELD_NAMES_MAP,  /* two: keys, values */
};

/* The columns of a table, or what is within one.  A zeroed one may be freed. */
struct field_names {
	enum field_names_kind kind;
	bool by_id;	   /* a structure's members are known by ids */
	bool loose;	   /* of a whole table: a file without ids has the
			      columns that the table has now, by their names */
	struct field_names *without_ids; /* of a whole table: the same columns
					    in files without ids, by names;
					    NULL: see loose; owned */
	struct map needed; /* of a whole table: numbers of those, their bytes,
			      that each file must have */
	struct map stored; /* a structure: the numbers of its members by name or
			      id in files */
	char **names;	   /* owned */
	size_t names_cap;
	struct field_names **parts; /* owned; NULL: it has no names within */
	size_t parts_cap;
	size_t n; /* parts; of a structure, names too */
};

/* A new one, of no parts. */
struct field_names *field_names_new(enum field_names_kind kind, bool by_id);

/*
 * Add a structure's member, or with name NULL a part of a list or map.  name, a
 * mem_ one, and part become f's.  Returns its number.
 */
size_t field_names_add(struct field_names *f, char *name,
    struct field_names *part);

/*
 * Have files call a structure's member so, in addition to what else they call
 * it: by the name, or, where stored is NULL, by the id.  False when that is
 * another one's.
 */
bool field_names_store(struct field_names *f, size_t number,
    const char *stored, int32_t id);

/*
 * The number of the member that a file has by that name and id (0: none), or
 * MAP_NONE.
 */
size_t field_names_find(const struct field_names *f, const char *name,
    size_t len, int32_t id);

void field_names_free(struct field_names *f);

#endif
