/*
 * model: the schema inferred so far: which tables there are, with which
 * columns, and where in a record each of them is found.
 *
 * A shape is an object at one place of the records of one root: the record
 * itself, an object in it, an item of a list.  Its fields are the names found
 * there; a field leads to a column (it held a scalar), to a shape (an object)
 * or to a list (a list, or an object whose names are data, each with a table
 * of its own), to several of them when the records differ.
 *
 * Names of tables and columns are given here, once, in the order in which
 * things come up; what collides is told apart and reported.
 *
 * Layer: aai-flatten; for the flattener's own files.
 */
#ifndef AAI_FLATTEN_MODEL_H
#define AAI_FLATTEN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "json/path.h"
#include "table/schema.h"
#include "table/type.h"

/* Bytes after every text that is copied or compared in wide steps. */
#define MODEL_PAD 64

/* A field's lead of up to this many bytes can be predicted. */
#define MODEL_PREFIX 48

#define MODEL_NO_ORDER UINT32_MAX

struct model_table;

struct model_column {
	char *prefix; /* ,"name":  owned; MODEL_PAD bytes after it */
	uint32_t prefix_len;
	uint32_t order; /* its place in rows, or MODEL_NO_ORDER: not yet */
	struct facts facts;
	bool known;    /* declared, or in the schema given */
	bool key;
	bool carried;  /* a root's key, which other tables' columns follow */
	bool fixed;    /* from a schema: its name stays */
	bool system;   /* the flattener's own, no place leads to it */
	bool boolean;  /* declared bool: "true" and "false" are its values */
	struct model_column *follows; /* has that column's type, or NULL */
	struct model_table *table;
	struct model_field *field; /* the place that leads to it, or NULL */
	char *name; /* owned; NUL-terminated */
	size_t name_len;
	char *source; /* its path in the schema given, or NULL; owned */
	char *plain; /* the one that its field gives, where a key has another
			from a description; or NULL; owned */
	struct coltype sent; /* in the last columns line */
	bool is_sent;
	bool path_sent; /* with where its values are */
	uint64_t sent_number; /* of the record that it first was for */
};

struct model_cell {
	struct model_column *column;
	const char *s;
	size_t len;
};

enum model_mode {
	MODEL_AUTO,
	MODEL_JSON, /* objects and lists are kept whole */
	MODEL_DROP, /* left out */
	MODEL_MAP,  /* an object's names are data */
	MODEL_REJECT, /* a contract leaves its values out */
};

struct model_shape;
struct model_list;

/* What came next at some point of an object: last time, and before that. */
struct model_next {
	struct model_field *field;
	struct model_field *other;
};

struct model_field {
	char prefix[MODEL_PREFIX + 16]; /* "name": as it stood in the text
					   last */
	uint32_t prefix_len;	    /* 0: too long to predict */
	uint32_t prefix_mask;	    /* of that; see scan_same_short() */
	uint8_t mode;		    /* enum model_mode */
	bool item;		    /* stands for a list's items themselves */
	bool known;		    /* declared */
	bool keyed;		    /* a key is in its object */
	uint64_t seen; /* the number of the object that had it last */
	struct model_next next;
	struct model_column *column;
	struct model_shape *object;
	struct model_list *list; /* of items */
	struct model_list *map;	 /* of entries */
	struct model_shape *shape; /* where it is */
	const char *raw; /* its name, decoded; borrowed from the map */
	size_t raw_len;
	char *called; /* its column's name, for a key that tables join by;
			 NULL: the one that raw gives; owned */
};

struct model_shape {
	struct model_table *table;
	struct model_next first;
	struct model_field **fields;
	size_t nfields;
	size_t fields_cap;
	struct map by_raw;
	char *prefix; /* of its columns' names: "a__b__"; owned */
	char *path;   /* "a.b", "words[]": for messages; owned */
	char *source; /* of it, what is within a row, names quoted; owned */
	unsigned level; /* of nesting; a root's is 0 */
	struct model_shape *next_shape; /* of the model */
};

/* A list's items, or the entries of an object whose names are data. */
struct model_list {
	struct model_table *table;
	struct model_shape *shape; /* of items that are objects */
	struct model_field item;   /* items that are scalars, or lists */
	bool map;
	struct map keys; /* of one map, to find duplicates */
	struct model_list *next_list;
};

struct model_key {
	char *member;  /* its name in the record, or path; owned */
	struct path_step *steps; /* of it; owned */
	size_t nsteps;
	char *names; /* of the steps; owned */
	char *carried; /* its name in child tables; owned */
	bool joins;    /* the root's own column is called so, too */
	struct model_field *field;
	const char *value; /* of the record that is numbered; in its line */
	const char *end;
};

/* What one tag stands for. */
struct model_root {
	char *tag; /* decoded; owned */
	size_t tag_len;
	struct buf prefix; /* {"_table":"tag",  of the record before */
	struct model_shape *shape;
	struct model_key *keys;
	size_t nkeys;
	size_t keys_cap;
	bool ready;	    /* its keys are made */
	bool declared;	    /* columns beyond the declared ones are news */
	uint64_t numbered;  /* the record for which the next two are made */
	uint64_t observed;  /* the one whose keys' types are known */
	struct buf keytext; /* ,"transcript_id":"..." for child tables */
	struct buf keyvalues; /* ,"..." the same in arrays */
	struct buf idtext;  /* ,"..." its _id; empty with keys */
	uint64_t records;
};

struct model_table {
	uint32_t number; /* from 1, in the order of m->tables */
	char *name; /* owned; NUL-terminated */
	size_t name_len;
	char *path; /* its name before it was told apart or cut; owned */
	char *source; /* where its rows are, or NULL: not known yet; owned */
	struct model_table *parent;
	struct model_root *root;
	struct model_column **columns; /* owned each */
	size_t ncolumns;
	size_t columns_cap;
	struct map by_name; /* to column number */
	struct map by_source; /* the same of paths that a schema gave */
	size_t nkeys;	    /* the first columns are keys */
	uint32_t next_order;
	struct model_column *position; /* _idx or key column; NULL: a root */
	char *parent_name; /* of one that a schema has, or NULL; owned */
	int zone; /* minutes east of UTC of its times that name no zone */
	struct model_column *dlt[3]; /* _dlt_id, _parent_id, _list_idx */
	char dlt_id[MODEL_PAD + 16]; /* of the current row, quoted */
	char dlt_parent[MODEL_PAD + 16];
	char dlt_index[MODEL_PAD + 24];
	uint64_t ordinal; /* of the row in its list or map */
	bool known;    /* declared, or in the schema given */
	bool fixed;    /* from a schema: its name stays */
	bool met;      /* a place in the records leads to it */
	bool mismatch; /* a schema has other keys for it */
	bool dirty;    /* its columns line may have to be written */
	bool is_sent;  /* one was written */
	uint64_t sent_number; /* of the record that it was written for */
	/* The current row. */
	struct model_cell *cells;
	struct model_cell *end; /* of the row's */
	size_t cells_cap;
	size_t row_len; /* of the cells' values */
	bool rejected;	     /* a contract leaves the row out */
	const char *why;     /* and why */
	char *prefix; /* [number,<keys>, and MODEL_PAD */
	size_t prefix_len;
	size_t prefix_cap;
	size_t head_len; /* of it, the part before the keys */
	struct buf named; /* {"_table":"...",<keys>,"x_idx": and MODEL_PAD;
			     empty when the prefix is another */
	const char *index; /* position: a number or a quoted name */
	size_t index_len;
	char digits[MODEL_PAD];
	uint64_t rows;
};

struct model {
	struct model_table **tables; /* in order of appearance; owned */
	size_t ntables;
	size_t tables_cap;
	struct map by_name;
	struct model_root **roots; /* owned */
	size_t nroots;
	size_t roots_cap;
	struct map by_tag;
	struct model_shape *shapes; /* all, to release them */
	size_t nshapes;
	struct model_list *lists;
	int zone;	    /* of tables that no schema gives one */
	unsigned nesting;   /* levels that are taken apart */
	size_t max_columns; /* of a table */
	bool declaring;	    /* what is made now is known beforehand */
	bool dlt;	    /* tables have dlt's columns too */
	bool may_rename;    /* no row has left yet */
	bool may_settle;    /* nor will any: names are settled in the end */
	struct model_column *clash; /* the key that is in a name's way */
	/* Says something about names; may be NULL. */
	void (*say)(void *arg, const char *text);
	void *say_arg;
};

/* An empty model. */
void model_open(struct model *m, unsigned nesting, size_t max_columns);

/*
 * The root for records with that tag (decoded), added when new, then without
 * keys or declarations: *added.  -1 with *e when no table may be called so.
 */
int model_root(struct model *m, const char *tag, size_t len,
    struct model_root **root, bool *added, struct error *e) MUST_CHECK;

/*
 * Name what the n steps, all of them names, lead to in the root's records as
 * (part of) its key; member is how that is written.  Also how it is
 * called in child tables, and with joins in its own.  Where carried is NULL its
 * name stays, but that "id" is the root's name and "_id" in child tables.  A
 * schema that has another name for the root's own column keeps that.  To be
 * called before model_ready().
 */
void model_key(struct model *m, struct model_root *root, const char *member,
    const struct path_step *steps, size_t n, const char *carried, bool joins);

/* All keys are named.  Without any, the table gets the key "_id". */
int model_ready(struct model *m, struct model_root *root,
    struct error *e) MUST_CHECK;

/* The field of that raw name in the shape, added when new. */
struct model_field *model_field(struct model *m, struct model_shape *s,
    const char *raw, size_t len);

/*
 * What the field leads to, made when there is none: its column, -1 with *e
 * (INPUT) when the table has too many, 1 when a key has its name, which is
 * m->clash then: see rename_key(); the shape of an object in it; its list of
 * items; its map's entries.
 */
int model_column(struct model *m, struct model_field *fd,
    struct error *e) MUST_CHECK;
void model_object(struct model *m, struct model_field *fd);
void model_list(struct model *m, struct model_field *fd);
void model_map(struct model *m, struct model_field *fd);

/*
 * Whether names are so many that they must be data: names of one object,
 * tables, places in records.  Without a bound they would fill the memory.
 */
static inline bool
model_is_full(const struct model *m, const struct model_shape *s)
{
	return s->nfields > m->max_columns || m->ntables > m->max_columns ||
	    m->nshapes > 4 * m->max_columns;
}

/* Say so, and of which object, in *e (INPUT).  Always -1. */
int model_too_full(const struct model *m, struct error *e);

/* Whether the schema has a column for the field, or a table for its list. */
bool model_expects(struct model *m, struct model_field *fd);
bool model_expects_json(struct model *m, struct model_field *fd);
bool model_expects_table(struct model *m, struct model_field *fd, bool map);

/* Whether objects and lists in the shape stay whole: it is deep enough. */
static inline bool
model_is_deep(const struct model *m, const struct model_shape *s)
{
	return s->level >= m->nesting;
}

/*
 * Take over a table of a schema: its columns are known, and wait for the places
 * that lead to them.  facts are those of its columns.  Tables and columns of
 * other schemas are the same when their paths are, or, where one of them is not
 * known, their names.  -1 with *e (USAGE) when it has other keys than one that
 * was taken before.
 */
int model_preset(struct model *m, const struct table *table,
    const struct facts *facts, struct error *e) MUST_CHECK;

/*
 * Have names that became the same go to the places whose paths come first, so
 * that they depend neither on which record came first nor on the order of
 * schemas.  all: also those that schemas gave.  Before any row.
 */
void model_settle(struct model *m, bool all);

/* The table that this one's lists are in, or NULL. */
struct model_table *model_parent(const struct model *m,
    const struct model_table *t);

/* The type that a column has now. */
struct coltype model_type(const struct model_column *c);

/* Say something to the user, if anybody listens. */
void model_say(struct model *m, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Release everything. */
void model_close(struct model *m);

#endif
