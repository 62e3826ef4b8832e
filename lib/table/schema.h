/*
 * schema: the names and types of the columns of every table.
 *
 * Tables and columns are numbered from 0 in the order in which they came up;
 * numbers stay.  A table may gain columns at its end and its types may widen,
 * nothing else.
 *
 * Layer: table.
 */
#ifndef TABLE_SCHEMA_H
#define TABLE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "table/table_link.h"
#include "table/type.h"

struct column {
	const char *name; /* borrowed from the table's map; NUL-terminated */
	size_t name_len;
	struct coltype type;
	bool key; /* part of the table's natural key */
	char *plain; /* the name that it would have by itself, where a
			description gives a key another; or NULL; owned */
	int32_t id; /* by which a table format knows it, 1 and up; 0: none */
	struct facts facts; /* what its values are; nothing seen: not known */
	char *path; /* where in the source its values are, as aai-stream(5) has
		       it; NULL: not known; owned */
};

struct table {
	const char *name; /* borrowed from the schema's map */
	size_t name_len;
	char *parent; /* name of the parent table, or NULL; owned */
	struct table_link to_parent, to_root; /* as far as they are known */
	char *path;   /* where in the source its rows are; NULL: not known;
			 owned */
	int zone;     /* minutes east of UTC of times that name no zone */
	uint32_t number; /* that names it in rows that are arrays; 0: none */
	struct column *columns;
	size_t ncolumns;
	size_t columns_cap;
	struct map by_name; /* column name to number */
	struct map other_ids; /* their bytes: of columns that it has as well,
				 which are not here */
	bool by_ids; /* what a column is called in a file that has no ids does
			not tell which of them it is */
};

/* A zeroed struct is an empty schema. */
struct schema {
	struct table **tables; /* each owned; addresses never move */
	size_t ntables;
	size_t tables_cap;
	struct map by_name; /* table name to number */
	uint32_t *by_number; /* table number + 1 (0: none) by the number that
				names the table in rows that are arrays */
	size_t numbers; /* of them */
};

/* The numbers that name tables in rows that are arrays: 1 to this. */
#define SCHEMA_NUMBER_MAX 999999

/*
 * The table of that name, added when new.  The name is not checked here; see
 * schema_check_name().
 */
struct table *schema_table(struct schema *s, const char *name, size_t len);

/* The table of that name, or NULL. */
struct table *schema_find(const struct schema *s, const char *name,
    size_t len);

/*
 * Have that number name the table in rows that are arrays; 0: none does.  A
 * table that had it before has none then.  O(1), but for memory, which has
 * room for numbers up to the largest.
 */
void schema_set_number(struct schema *s, struct table *t, uint32_t number);

/* The number in the schema of the table that this one names, or MAP_NONE. */
static inline size_t
schema_numbered(const struct schema *s, size_t number)
{
	return number < s->numbers && s->by_number[number] != 0 ?
	    s->by_number[number] - 1 : MAP_NONE;
}

/* The number of the column of that name, or MAP_NONE. */
size_t table_find(const struct table *t, const char *name, size_t len);

/*
 * The number of t's column for column number i of table "in": the one of its
 * name; or, for a key that an earlier load called by its plain name, of that,
 * unless "in" has a column of that name as well.  MAP_NONE: t has none.
 */
size_t table_place(const struct table *t, const struct table *in, size_t i);

/* Note the plain name (NULL: none), unless the column has one. */
void column_set_plain(struct column *c, const char *plain);

/* How many columns the key of the table has. */
size_t table_count_keys(const struct table *t);

/*
 * How many key columns name the record which rows of the table come from, if it
 * is at the top: all but the position, where it has the elements of a list of a
 * response.
 */
size_t table_count_root_keys(const struct table *t);

/* Add a column at the end; its name must be new.  Returns its number. */
size_t table_add(struct table *t, const char *name, size_t len,
    struct coltype type, bool key);

/* Set where the values of column number i are; NULL: that is not known. */
void table_set_path(struct table *t, size_t i, const char *path);

/* The bytes of a table's path that are the tag of its records. */
size_t schema_path_tag(const char *path);

/*
 * Whether a table may have this name, which becomes a file's name: 1 to 200
 * bytes of UTF-8, no '/', NUL or control byte, no leading dot; names that
 * begin with "_aai_" are reserved.  -1 with *e (ERROR_INPUT).
 */
int schema_check_name(const char *name, size_t len,
    struct error *e) MUST_CHECK;

/* Release everything; s is an empty schema again. */
void schema_free(struct schema *s);

#endif
