/*
 * load: one load, from the tables of a stream to published files. Private to
 * the sink layer; sink.h is for others.
 *
 * A table of the stream has a target.  In a replace the target's columns are
 * the stream's.  In a folder of parts they are the folder's own, joined with
 * the stream's, and a row's cells change places on the way.  With a table
 * format they are what the table format says.
 *
 * Layer: sink.
 */
#ifndef SINK_LOAD_H
#define SINK_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "sink/key_bounds.h"
#include "sink/merge_keys.h"
#include "sink/record_keys.h"
#include "sink/row_source.h"
#include "sink/sink.h"
#include "sink/table_format.h"

/* A table of the stream, and where its rows go. */
struct load_target {
	struct sink_table t;
	size_t *places;     /* column here of each column there; NULL: same */
	struct cell *cells; /* for a row in the target's order */
	size_t *numbers;    /* columns there whose values are looked at, as
			       types do not tell which doubles hold them */
	size_t nnumbers;
	struct schema names; /* has that one table: */
	struct table *as;    /* the stream's, with the names that the folder has
				for its paths; NULL: in a replace of files */
	bool left_out; /* -t names another */
	struct format_table *versioned; /* owned; NULL: no table format */
	bool keyed; /* some rows have the key of a record */
	bool respelled; /* some have one that merges do not know again, see
			   root_key.h; in an append or replace */
	bool seen; /* a row had a key since the columns changed */
	uint64_t valued; /* bits: columns of the key that had numbers or times
			    as such, in an append or replace; the first 64 */
	struct key_bounds bounds; /* of these, in an append */

	/* Of a merge: */
	size_t family;	 /* its number in the load's merge_keys */
	bool top;	 /* it is at the top of that */
	size_t *root;	 /* owned; the columns there of the root key */
	size_t nroot;	 /* 0: the table has no columns yet */
	size_t position; /* the column there of the element; MAP_NONE: none */
	bool marks;	 /* its records may be marked, in: */
	size_t mark;	 /* the column of t.table */
};

/* A zeroed struct may be closed. */
struct load {
	const struct sink_options *o;
	const struct sink_format *format;
	void *ctx;
	struct sink_result *result;
	struct folder folder;
	bool in_folder;          /* not standard output */
	bool parts;              /* append or state, and no table format */
	struct row_source *source; /* borrowed: the stream */
	struct schema old;       /* of the parts that are there */
	struct schema all;       /* of the parts as they will be; for a table
				    format: the names that the folder knows */
	struct schema linked;    /* with a table format: the keys of all tables
				    of the load, and their links */
	struct load_target **targets; /* by table number of the stream; each
					 owned */
	size_t ntargets;
	size_t targets_cap;
	struct record_keys keys; /* of the records that have come */
	struct merge_keys merge; /* of a merge, instead */
	struct root_key key;
	uint64_t unread; /* files in which records were not looked for: */
	struct error unread_why; /* of the first one */
	int lock;  /* of the state; -1 */
	bool recovered; /* the state is one that the folder owed; see
			   pending_state.h */
};

/* Nothing is opened yet: load_close() may follow. */
void load_begin(struct load *l);

/* Whether it is a merge. */
bool load_merges(const struct load *l);

/*
 * With the first byte, that is, when the source of the stream has the state:
 * lock the state, then open the folder, as the options say.  Without one (some
 * is false), only if a dead writer has left something there.
 */
int load_open(void *load, bool some, struct error *e) MUST_CHECK;

/* The row source's calls, with the load as their context. */
int load_columns(void *load, size_t n, bool first, struct error *e) MUST_CHECK;
int load_row(
    void *load, size_t n, const struct cell *cells, struct error *e) MUST_CHECK;

/* A record is there no more; -1 with *e. */
int load_deleted(
    void *load, size_t n, const struct cell *cells, struct error *e) MUST_CHECK;

/* Complete the files and publish them. */
int load_publish(struct load *l, struct error *e) MUST_CHECK;

void load_close(struct load *l);

/* Add a warning to the result. */
void load_warn(struct load *l, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The same, that the rows of the load are there already, by its key. */
void load_warn_again(struct load *l);

/*
 * The part of a load that is about what people are told of it, in
 * load_history.c.
 */

/* Append the rows that each table has had so far, as a JSON object. */
void load_put_counts(const struct load *l, struct buf *out);

/* Note the load, which is about to be published, in the folder's history. */
void load_note_history(struct load *l);

/*
 * The part of a load that is about replaces, in replace.c.
 */

/*
 * See that a replace takes away no parts of incremental loads, and no tables
 * of another kind, unless it is told to.  -1 with *e (USAGE).
 */
int replace_open(struct load *l, struct error *e) MUST_CHECK;

/*
 * See that a load which goes on from a state does not take the place of those
 * before.  -1 with *e (USAGE).
 */
int replace_check(const struct load *l, struct error *e) MUST_CHECK;

/* Name the new files; all earlier ones go, and it is told which are missed. */
void replace_place(struct load *l);

/* Whether the load writes the table. */
bool replace_has(const struct load *l, const char *name, size_t len);

/* Warn that those tables are "gone", or how else it is called, if any are. */
void replace_tell(struct load *l, const struct map *gone, const char *how);

/*
 * The part of a load that is about folders of parts, in parts.c.
 */

/* Of what kind the folder's incremental loads are; NULL: it has none. */
const char *parts_kind(const struct load *l);

/* Note that the folder has incremental loads now. */
void parts_note_kind(struct load *l);

/* Note that it has none any more. */
void parts_forget(struct load *l);

/* See that the folder's parts are of this kind, and read their schema. */
int parts_open(struct load *l, struct error *e) MUST_CHECK;

/*
 * The table of the folder for the stream's table, under its names in the folder
 * (g->as), its columns joined with those; *changed says whether they are others
 * than before.
 */
struct table *parts_join(struct load *l, const struct table *as, bool *changed);

/*
 * Name the new parts, remove those that they replace, rewrite those of earlier
 * loads that are too narrow, and stage the schema.
 */
int parts_place(struct load *l, struct error *e) MUST_CHECK;

/*
 * What the load's rows are known by again, [0-9a-f-], "" for a replace; and
 * what the keys of the loads begin with that it takes the place of.
 */
void parts_key(const struct load *l, char key[64], char load_prefix[64]);

/*
 * See that the load's rows have not been put together with those of others
 * since: it cannot take the place of them (consumed.h).  -1 with *e (INPUT).
 */
int parts_check_consumed(const struct load *l, struct error *e) MUST_CHECK;

/* Whether a file of the manifest is a part of the table. */
bool parts_is_of(const struct map_entry *file, const char *table, size_t len);

/* Whether the folder has a part of the table that stays. */
bool parts_has(const struct load *l, const char *table, size_t len);

/*
 * The part of a load that is about merges, in merge.c.
 */

/* A table came up, or has other columns.  -1 with *e (INPUT: no key). */
int merge_columns(struct load *l, size_t n, struct error *e) MUST_CHECK;

/* A row came.  -1 with *e (INPUT: its key is null; LIMIT). */
int merge_row(struct load *l, size_t n, const struct cell *cells,
    struct error *e) MUST_CHECK;

/* The record of that row is there no more: what came of it so far, and what is
 * there, goes, or is marked.  -1 with *e as merge_row(). */
int merge_deleted(struct load *l, size_t n, const struct cell *cells,
    struct error *e) MUST_CHECK;

/* The files are finished: only the last of the records of a key stays. */
int merge_finish(struct load *l, struct error *e) MUST_CHECK;

/*
 * The part of a merge that is about how keys are spelled, in key_forms.c.  A
 * column of numbers or times keeps what they are, one of text how they are
 * spelled: where a root key has both, be it one after the other, which records
 * come again is not known, and the merge is refused.
 */

/* Its column number i is of that type, in that table of the family.  -1 with
 * *e (INPUT). */
int key_forms_add(struct merge_family *f, size_t i, enum type type,
    const char *table, const char *column, struct error *e) MUST_CHECK;

/* Refuse a number of a text column that is not spelled as others are: 7.0.
 * -1 with *e (INPUT). */
int key_forms_refuse_cell(const struct cell *c, const char *table,
    const char *column, struct error *e) MUST_CHECK;

/* No row follows: the types are the last.  -1 with *e (INPUT). */
int key_forms_end(struct load *l, struct error *e) MUST_CHECK;

/* The same of a table of the folder, with those columns of the root key. */
int key_forms_check_table(const struct load *l, struct merge_family *f,
    const struct table *from, const size_t *columns,
    struct error *e) MUST_CHECK;

/* In an append or replace: a row of the target has a key. */
void key_forms_see(struct load_target *g);

/* Note which tables have numbers or times in keys of text, for later merges. */
void key_forms_keep(struct load *l);

/* Which rows of earlier loads stay in a table of those columns. */
struct merge_filter {
	struct row_filter filter;
	size_t *columns; /* owned; NULL: the load has no key of its family */
};

/*
 * The filter for a table of the folder that has those columns.  keys are the
 * names of its root key's columns; NULL: those that are marked as its key.  If
 * the load does not have the table, top names the one at the top of its family,
 * or is NULL.  -1 with *e (INPUT: the table has another key).
 */
int merge_filter_make(const struct load *l, const struct table *from,
    const char *top, const struct map *keys, struct merge_filter *to,
    struct error *e) MUST_CHECK;
void merge_filter_free(struct merge_filter *f);

/* The table at the top of a family. */
struct merge_top {
	const char *name; /* in the folder; NULL: one between is not known */
	size_t nroot;	  /* columns of the root key; 0: it has none */
	bool lists;	  /* each row has an element of a list */
};

/* The one of the stream's table of that number, which has a target. */
struct merge_top merge_find_top(const struct load *l, size_t n) MUST_CHECK;

/* The target that is that table of the folder; NULL: there is none. */
struct load_target *merge_target(const struct load *l, const char *name);

/*
 * The part of a merge that marks records which the source has no more, in
 * deleted_column.c: a boolean column in the tables of records that is true in
 * the rows of such a record, and null in all others, as in new rows of one that
 * comes again.  Its path is one that no member has, so that a column of that
 * name which the stream has is not taken for it.
 */
#define DELETED_COLUMN "deleted"
#define DELETED_COLUMN_PATH "_aai_deleted"

/* Whether the load marks records. */
bool deleted_column_is_on(const struct load *l);

/*
 * The target of the stream's table number n has its columns: see that none of
 * the stream's own goes into the column, and add that, if the load marks the
 * table's records; *changed is set if the target's table has changed for it.
 * -1 with *e (USAGE: the stream, or the table, has such a column of its own).
 */
int deleted_column_add(struct load *l, size_t n, bool *changed,
    struct error *e) MUST_CHECK;

/*
 * The part of a load that is about which state it goes on from, in
 * state_lineage.c.
 */

/* Whether the folder remembers loads with a state. */
bool state_lineage_has_loads(const struct load *l);

/* Whether the end record's state goes on from what is there. */
int state_lineage_check(struct load *l, struct error *e) MUST_CHECK;

/*
 * Whether rows may be there that the load takes the place of: it is a refresh,
 * or one that was published, in part or whole, before its state was stored.
 */
bool state_lineage_may_be_there(const struct load *l);

/* Note between which states the load went, if it has any. */
void state_lineage_note(struct load *l);

/*
 * The load is published and its state stored: note that, so that no load that
 * starts from nothing is taken for the same one once more.  -1 with *e.
 */
int state_lineage_stored(struct load *l, struct error *e) MUST_CHECK;

/* Forget such loads and broken refreshes: a replace took their place. */
void state_lineage_forget(struct load *l);

/* Forget the loads of all selections, whatever becomes of this one: of rows
 * that some of them brought it is not known any more that they are there. */
void state_lineage_lose(struct load *l);

/*
 * The part of a load that is about which tables and columns of the folder those
 * of the stream are, in names.c: those of the same path, as columns lines tell
 * it, or of the same name, where one of the paths is not known.
 */

/* For a table format: read what the manifest notes of tables.  -1 with *e. */
int names_open(struct load *l, struct error *e) MUST_CHECK;

/*
 * Make g->as of the stream's table, or have it be as that is now.  A name that
 * is another path's in the folder is told apart from it; that is a warning.
 * -1 with *e (INPUT: rows have gone to the column of another path already).
 */
int names_take(struct load *l, struct load_target *g, const struct table *in,
    struct error *e) MUST_CHECK;

/* The columns of a table (NULL: none) by their paths. */
struct map names_index_paths(const struct table *t) MUST_CHECK;

/*
 * That of a column may become known after its first rows went by its name: see
 * that the folder's table has no path of these columns under another name, and
 * no other path under theirs; and, in names_check_late_path(), that the table's
 * own is neither another table's of the folder, nor that one's another.  -1
 * with *e (INPUT).
 */
int names_check_columns(const struct table *held, const struct table *as,
    struct error *e) MUST_CHECK;
int names_check_late_path(const struct load *l, const struct load_target *g,
    const struct table *in, struct error *e) MUST_CHECK;

/* For a table format: what the target's table calls g->as's column number i. */
const struct column *names_published(const struct load_target *g, size_t i);

/* And note the target's names. */
void names_note(struct load *l, const struct load_target *g);

/*
 * The part of a load that is about tables that went, in missing.c.
 */

/*
 * See that no table which the load adds to has been taken away: it would be
 * made anew, without the rows that the state says are loaded.  -1 with *e
 * (INPUT).
 */
int missing_check(const struct load *l, struct error *e) MUST_CHECK;

/*
 * For a refresh: what went is not listed any more.  If all of a table did, the
 * other selections' rows in it did as well, and none of them goes on before it
 * is refreshed, too.
 */
void missing_forget(struct load *l);

/*
 * The part of a load that is about tables with a table format, in
 * table_commit.c.
 */

/* See that the folder has, or may have, tables of this kind. */
int table_commit_open(struct load *l, struct error *e) MUST_CHECK;

/* Whether the folder remembers tables of this kind, or one of that name. */
bool table_commit_has_notes(const struct load *l);
bool table_commit_has_note(const struct load *l, const char *name);

/* Forget the tables that are not there; whether there were any. */
bool table_commit_forget_missing(struct load *l);

/* Have the table format decide on the target's columns. */
int table_commit_target(struct load *l, struct load_target *g,
    const struct table *in, struct error *e) MUST_CHECK;
int table_commit_columns(struct load *l, struct load_target *g, bool *changed,
    struct error *e) MUST_CHECK;

/* See that a row, in the target's order, may come. */
int table_commit_check_row(struct load *l, const struct load_target *g,
    const struct cell *cells, struct error *e) MUST_CHECK;

/* Have the table format place all files. */
int table_commit_place(struct load *l, struct error *e) MUST_CHECK;

void table_commit_free(struct load *l, struct load_target *g);

/*
 * The part of a load that is about merges into tables with a table format, in
 * table_merge.c.
 */

/* Note of which family that table of the stream is, for merges to come. */
void table_merge_note(struct load *l, size_t n);

/* For format_load, and what it needs: a zeroed struct may be freed. */
struct table_merge {
	struct load *load;
	const struct format_table *table;
	struct merge_filter filter;
	struct format_merge merge;
};

/*
 * How the table's rows go; m->merge.ctx is NULL where none may.  -1 with *e
 * (INPUT: the table has another key).
 */
int table_merge_make(struct load *l, const struct format_table *t,
    struct table_merge *m, struct error *e) MUST_CHECK;
void table_merge_free(struct table_merge *m);

/* The same for a load that has no rows go: all of a file's rows stay. */
void table_merge_none(struct load *l, const struct format_table *t,
    struct table_merge *m);

/* Whether rows may go in a table of that name which the load does not have. */
bool table_merge_concerns(const struct load *l, const char *name);

/*
 * The part of a load that is about records that are there more than once, in
 * known.c: those that come again, and in an append rows of earlier loads with a
 * key of this one.  Tables of records are looked into, not those of lists, and
 * of Parquet files only the columns of the key are read.
 */

/* Note the key of a row of table number n. */
int known_note(struct load *l, size_t n, const struct cell *cells,
    struct error *e) MUST_CHECK;

/* No row follows: count those that came again. */
int known_count_repeated(struct load *l, struct error *e) MUST_CHECK;

/* How the files of a table are looked into. */
struct known_look {
	struct load *load;
	size_t number;
	const struct table *from;
	size_t *columns; /* owned */
	struct row_filter filter;
	struct format_merge look; /* for a table format: no row goes */
};

/*
 * Look for the keys of table number n in files with the columns of "from"
 * (NULL: there are none).  False: there is nothing to look for; k is to be
 * released in any case.
 */
bool known_look_make(struct load *l, size_t n, const struct table *from,
    struct known_look *k);
void known_look_free(struct known_look *k);

/* Look into the folder's parts that stay. */
void known_look_into_parts(struct load *l);

/* Warn that files could not be looked into, if any could not. */
void known_tell_unread(struct load *l);

#endif
