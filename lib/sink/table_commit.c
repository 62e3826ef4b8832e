/* table_commit: loads into tables that somebody keeps the metadata of; see
 * load.h. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "sink/commit_list.h"
#include "sink/consumed.h"
#include "sink/load.h"

/* What the manifest notes of a table that has rows of a replace, which no
 * state knows of. */
#define WHOLE "whole"

/* The table's name, where the note is of one; or NULL. */
static const char *
noted_table(const struct map_entry *note)
{
	const char *prefix = FOLDER_NOTE_TABLE;
	size_t len = strlen(prefix);

	return strncmp(note->key, prefix, len) == 0 ? note->key + len : NULL;
}

/* An incremental load begins with all records: rows of a replace would double
 * them. */
static int
check_whole(const struct load *l, struct error *e)
{
	const char *name, *text;
	size_t i;

	if (l->o->state == NULL)
		return 0;
	for (i = 0; i < l->folder.notes.n; i++) {
		name = noted_table(&l->folder.notes.entries[i]);
		text = l->folder.texts[i].text;
		if (name == NULL || text == NULL || strcmp(text, WHOLE) != 0)
			continue;
		error_set(e, ERROR_USAGE,
		    "'%s' holds whole tables of an earlier load, '%s' among "
		    "them; incremental loads need a folder of their own",
		    l->folder.path, name);
		return -1;
	}
	return 0;
}

/* The manifest may be anybody's: what it calls a table is one's name. */
static int
check_names(const struct load *l, struct error *e)
{
	const char *name;
	size_t i;

	for (i = 0; i < l->folder.notes.n; i++) {
		name = noted_table(&l->folder.notes.entries[i]);
		if (name == NULL ||
		    (commit_is_name(name) && strchr(name, '/') == NULL))
			continue;
		error_set(e, ERROR_OUTPUT,
		    "'%s/.aai/manifest' is damaged or not of this program: it "
		    "notes a table that is not in the folder; publish into "
		    "another folder (-o)",
		    l->folder.path);
		return -1;
	}
	return 0;
}

bool
table_commit_has_notes(const struct load *l)
{
	size_t i;

	for (i = 0; i < l->folder.notes.n; i++)
		if (noted_table(&l->folder.notes.entries[i]) != NULL)
			return true;
	return false;
}

/* What the manifest calls the note of the table; to be released. */
static struct buf
table_key(const char *name)
{
	struct buf key = buf_make(1024);

	buf_printf(&key, FOLDER_NOTE_TABLE "%s", name);
	buf_byte(&key, 0);
	return key;
}

bool
table_commit_has_note(const struct load *l, const char *name)
{
	struct buf key = table_key(name);
	bool has;

	has = folder_note(&l->folder, (const char *)key.data) != NULL;
	buf_free(&key);
	return has;
}

/* The target of that name, or NULL. */
static const struct load_target *
find_target(const struct load *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->ntargets; i++)
		if (l->targets[i]->versioned != NULL &&
		    strcmp(l->targets[i]->versioned->name, name) == 0)
			return l->targets[i];
	return NULL;
}

bool
table_commit_forget_missing(struct load *l)
{
	const struct load_target *g;
	const char *key, *name;
	bool lost = false;
	size_t i;

	for (i = 0; i < l->folder.notes.n; i++) {
		key = l->folder.notes.entries[i].key;
		name = noted_table(&l->folder.notes.entries[i]);
		if (name == NULL || folder_note(&l->folder, key) == NULL)
			continue;
		g = find_target(l, name);
		if (g != NULL ? g->versioned->there :
				folder_has(&l->folder, name))
			continue;
		folder_set_note(&l->folder, key, NULL);
		folder_set_partly(&l->folder, key, NULL);
		lost = true;
	}
	return lost;
}

int
table_commit_open(struct load *l, struct error *e)
{
	const struct table_format *k = l->format->table_format;
	const char *kind = folder_note(&l->folder, FOLDER_NOTE_TABLES);

	if (kind == NULL && k == NULL)
		return 0;
	if (check_names(l, e) != 0)
		return -1;
	if (kind != NULL && (k == NULL || strcmp(kind, k->name) != 0)) {
		error_set(e, ERROR_USAGE,
		    "'%s' holds tables of another kind: %s; files of another "
		    "kind need a folder of their own",
		    l->folder.path, kind);
		return -1;
	}
	if (kind == NULL && l->folder.files.n > 0) {
		error_set(e, ERROR_USAGE,
		    "'%s' holds plain files of an earlier load; %s tables need "
		    "a folder of their own",
		    l->folder.path, k->name);
		return -1;
	}
	folder_set_note(&l->folder, FOLDER_NOTE_TABLES, k->name);
	folder_set_partly(&l->folder, FOLDER_NOTE_TABLES, k->name);
	if (check_whole(l, e) != 0)
		return -1;
	return names_open(l, e);
}

/* A table of the load for its table format. */
static struct format_table *
make_table(struct load *l, const char *name, const struct table *in)
{
	struct format_table *t = mem_new(1, sizeof(*t));

	t->folder = &l->folder;
	t->name = name;
	t->append = l->o->append;
	t->in = in;
	return t;
}

static void
free_table(struct load *l, struct format_table *t)
{
	const struct table_format *k = l->format->table_format;

	k->close(k->ctx, t);
	mem_free(t);
}

int
table_commit_target(struct load *l, struct load_target *g,
    const struct table *in, struct error *e)
{
	const struct table_format *k = l->format->table_format;

	g->versioned = make_table(l, in->name, in);
	if (k->open(k->ctx, g->versioned, e) != 0)
		return -1;
	g->t.table = g->versioned->out;
	return 0;
}

int
table_commit_columns(
    struct load *l, struct load_target *g, bool *changed, struct error *e)
{
	const struct table_format *k = l->format->table_format;

	return k->columns(k->ctx, g->versioned, changed, e);
}

int
table_commit_check_row(struct load *l, const struct load_target *g,
    const struct cell *cells, struct error *e)
{
	const struct table_format *k = l->format->table_format;
	const bool *null_only = g->versioned->null_only;
	size_t i, n = g->versioned->out->ncolumns;

	if (null_only == NULL)
		return 0;
	for (i = 0; i < n; i++) {
		if (null_only[i] && cells[i].kind != CELL_NULL) {
			k->refuse(k->ctx, g->versioned, i, e);
			return -1;
		}
	}
	return 0;
}

void
table_commit_free(struct load *l, struct load_target *g)
{
	if (g->versioned != NULL)
		free_table(l, g->versioned);
}

/* Have one of those tables lose its rows; *gone, if it had any. */
static int
publish_other(struct load *l, const char *name, const struct format_load *load,
    struct map *gone, struct error *e)
{
	const struct table_format *k = l->format->table_format;
	struct format_table *t = make_table(l, name, NULL);
	struct format_load own = *load;
	struct table_merge merge = { 0 };
	size_t before = l->folder.nstaged;
	int rc = k->open(k->ctx, t, e);

	if (rc == 0 && load_merges(l))
		rc = table_merge_make(l, t, &merge, e);
	if (merge.merge.ctx != NULL)
		own.merge = &merge.merge;
	if (rc == 0)
		rc = k->publish(k->ctx, t, &own, NULL, 0, e);
	/* Those that were empty get no version. */
	if (load->load_prefix != NULL && l->folder.nstaged > before)
		(void)map_add(gone, name, strlen(name), NULL);
	table_merge_free(&merge);
	free_table(l, t);
	return rc;
}

/*
 * Tables of earlier loads that this one does not have lose the rows that it
 * takes the place of: all, in a replace.  At a repeat these are those of the
 * first attempt.  What brought them may be elsewhere by now (in a later load,
 * where its children could not be fetched this time), and would then be there
 * twice; or it is gone, and the table would have children of nothing.  In a
 * merge these are those of the records that came.
 *
 * A load that goes on has left none in any table, which is not looked at then:
 * others may have made of it what we do not write.
 */
static int
empty_others(struct load *l, const struct format_load *load, struct error *e)
{
	const char *name;
	struct map gone = { 0 };
	size_t i, n = l->folder.notes.n;
	int rc = 0;

	for (i = 0; rc == 0 && i < n; i++) {
		name = noted_table(&l->folder.notes.entries[i]);
		if (name == NULL || replace_has(l, name, strlen(name)))
			continue;
		if (load->load_prefix != NULL || table_merge_concerns(l, name))
			rc = publish_other(l, name, load, &gone, e);
	}
	replace_tell(l, &gone,
	    l->o->append ? "rid of that load's rows" : "emptied");
	map_free(&gone);
	return rc;
}

/* The table is the folder's.  What is whole stays so when it is added to. */
static void
note_table(struct load *l, const char *name)
{
	struct buf key = table_key(name);
	const char *text = l->o->append ? "" : WHOLE, *was;

	was = folder_note(&l->folder, (const char *)key.data);
	if (was != NULL && strcmp(was, WHOLE) == 0)
		text = WHOLE;
	folder_set_note(&l->folder, (const char *)key.data, text);
	folder_set_partly(&l->folder, (const char *)key.data, text);
	buf_free(&key);
}

/*
 * After a replace what was added is there no more; that of one table leaves
 * what the others have.
 */
static void
forget_loads(struct load *l)
{
	consumed_forget(&l->folder, l->o->table, "");
	if (l->o->table != NULL)
		return;
	parts_forget(l);
	state_lineage_forget(l);
}

/* Publish the stream's table of that number. */
static int
publish_target(struct load *l, size_t n, const struct format_load *load,
    struct error *e)
{
	const struct table_format *k = l->format->table_format;
	struct load_target *g = l->targets[n];
	struct format_load own = *load;
	struct table_merge merge = { 0 }, none;
	struct known_look known;
	int rc = 0;

	if (load_merges(l))
		rc = table_merge_make(l, g->versioned, &merge, e);
	if (merge.merge.ctx != NULL)
		own.merge = &merge.merge;
	if (known_look_make(l, n, g->versioned->held, &known))
		own.merge = &known.look;
	table_merge_none(l, g->versioned, &none);
	if (g->versioned->there)
		own.again = &none.merge;
	if (rc == 0)
		rc = k->publish(k->ctx, g->versioned, &own, &g->t.file,
		    g->t.rows, e);
	table_merge_free(&none);
	known_look_free(&known);
	table_merge_free(&merge);
	if (rc == 0) {
		note_table(l, g->t.table->name);
		names_note(l, g);
		table_merge_note(l, n);
	}
	return rc;
}

/* Whether tables that the load does not have may have to lose rows. */
static bool
concerns_others(const struct load *l)
{
	if (l->o->table != NULL)
		return false;
	return !l->o->append || load_merges(l) || state_lineage_may_be_there(l);
}

int
table_commit_place(struct load *l, struct error *e)
{
	char key[64], load_prefix[64];
	bool onto = load_merges(l) && !l->source->end.refresh, again = false;
	struct format_load load = { .key = key,
		.load_prefix = onto ? NULL : load_prefix };
	size_t i;

	parts_key(l, key, load_prefix);
	for (i = 0; i < l->ntargets; i++) {
		const struct load_target *g = l->targets[i];

		if (g->left_out)
			continue;
		if (publish_target(l, i, &load, e) != 0)
			return -1;
		again = again || g->versioned->again;
	}
	if (again && l->o->state == NULL && !load_merges(l))
		load_warn_again(l);
	if (concerns_others(l) && empty_others(l, &load, e) != 0)
		return -1;
	if (l->o->append) {
		parts_note_kind(l);
		if (!onto)
			consumed_forget(&l->folder, NULL, load_prefix);
	} else {
		forget_loads(l);
	}
	state_lineage_note(l);
	return 0;
}
