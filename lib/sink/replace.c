/* replace: loads that take the place of what a folder holds; see load.h. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "json/span.h"
#include "sink/consumed.h"
#include "sink/history.h"
#include "sink/load.h"

/* Levels of what is noted of a load. */
#define HISTORY_DEPTH 64

/* Whether the value is a string with that text, spelled plainly. */
static bool
span_is(struct span value, const char *text)
{
	return span_kind(value) == JSON_STRING &&
	    value.len == strlen(text) + 2 &&
	    memcmp(value.p + 1, text, strlen(text)) == 0;
}

/* Where the ending begins by which a file is of a kind: "csv", "parquet". */
static const char *
find_ending(const char *file, size_t *len)
{
	const char *gz = ".gz", *at;

	*len = strlen(file);
	if (*len > strlen(gz) && strcmp(file + *len - strlen(gz), gz) == 0)
		*len -= strlen(gz);
	for (at = file + *len; at > file && at[-1] != '.'; at--)
		;
	*len -= (size_t)(at - file);
	return at;
}

/* Whether the file tells of tables and holds none. */
static bool
is_extra(const char *file)
{
	size_t len;
	const char *at = find_ending(file, &len);

	return (len == 4 && memcmp(at, "json", len) == 0) ||
	       (len == 6 && memcmp(at, "ndjson", len) == 0);
}

/* A file of tables that are of another kind than the load's, or NULL. */
static const char *
find_foreign(const struct load *l)
{
	size_t i, len, own_len;
	const char *own = find_ending(l->format->extension, &own_len), *at;

	for (i = 0; i < l->folder.files.n; i++) {
		const char *file = l->folder.files.entries[i].key;

		at = find_ending(file, &len);
		if (!is_extra(file) &&
		    (len != own_len || memcmp(at, own, len) != 0))
			return file;
	}
	return NULL;
}

int
replace_open(struct load *l, struct error *e)
{
	const char *foreign;

	if (!l->in_folder || l->o->append || l->o->replace)
		return 0;
	/* What a table format's table had is still in its version before. */
	if (l->format->table_format != NULL ? state_lineage_has_loads(l) :
					parts_kind(l) != NULL) {
		error_set(e, ERROR_USAGE,
		    "'%s' holds parts of incremental loads, which this load "
		    "would remove; --append or --state adds to them, another "
		    "folder (-o) leaves them, and --replace says it is meant",
		    l->folder.path);
		return -1;
	}
	foreign = find_foreign(l);
	if (foreign != NULL) {
		error_set(e, ERROR_USAGE,
		    "'%s' holds tables of another kind, '%s' among them, "
		    "which this load would remove; another folder (-o) leaves "
		    "them, and --replace says it is meant",
		    l->folder.path, foreign);
		return -1;
	}
	return 0;
}

/* The load of that number, as the folder's history has it; false: none. */
static bool
read_load(const struct load *l, size_t note, unsigned long long *number,
    struct span *load)
{
	const char *key = l->folder.notes.entries[note].key;
	const char *text = l->folder.texts[note].text, *at;

	if (text == NULL || !history_has(key) ||
	    sscanf(key, "history %llu", number) != 1)
		return false;
	*load = (struct span){ text, strlen(text) };
	return json_value_end(text, text + load->len, HISTORY_DEPTH, &at) !=
	    NULL;
}

/* Whether the folder has rows of the load's selection, by its history. */
static bool
has_selection(const struct load *l)
{
	const struct end *end = &l->source->end;
	unsigned long long number, replaced = 0, last = 0;
	struct span load, selection;
	size_t i;

	for (i = 0; i < l->folder.notes.n; i++) {
		if (!read_load(l, i, &number, &load))
			continue;
		/* That took all away that was there before. */
		if (number > replaced && l->format->table_format == NULL &&
		    span_is(span_get(load, "mode"), "replace"))
			replaced = number;
		selection = span_get(load, "selection");
		if (number > last && selection.len == end->selection_len &&
		    memcmp(selection.p, end->selection, selection.len) == 0)
			last = number;
	}
	return last > 0 && last >= replaced;
}

int
replace_check(const struct load *l, struct error *e)
{
	const struct end *end = &l->source->end;

	if (!l->in_folder || l->o->append || end->from[0] == '\0' ||
	    end->refresh || !has_selection(l))
		return 0;
	error_set(e, ERROR_USAGE,
	    "the load goes on from a state, and has only what is new since: it "
	    "would take the place of the loads before in '%s'; use --state, or "
	    "--mode merge, or load all again with aai-fetch --full-refresh",
	    l->folder.path);
	return -1;
}

/*
 * The length of the name of the table that the file is of: its folder's, or its
 * own; 0 when it has no ending.
 */
static size_t
table_name(const char *file)
{
	const char *slash = strchr(file, '/');
	size_t len, at;

	if (slash != NULL)
		return (size_t)(slash - file);
	at = (size_t)(find_ending(file, &len) - file);
	return at > 0 ? at - 1 : 0;
}

bool
replace_has(const struct load *l, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		const struct load_target *g = l->targets[i];

		if (!g->left_out && g->t.table->name_len == len &&
		    memcmp(g->t.table->name, name, len) == 0)
			return true;
	}
	return false;
}

void
replace_tell(struct load *l, const struct map *gone, const char *how)
{
	if (gone->n == 1)
		load_warn(l,
		    "'%s': table '%s' of the last load is %s; it was not in "
		    "this one",
		    l->folder.path, gone->entries[0].key, how);
	else if (gone->n > 1)
		load_warn(l,
		    "'%s': %zu tables of the last load are %s, '%s' among "
		    "them; they were not in this one",
		    l->folder.path, gone->n, how, gone->entries[0].key);
}

/* Tell which tables go that the load does not write again. */
static void
tell_gone(struct load *l)
{
	struct map gone = { 0 };
	const char *file;
	size_t i, len;

	for (i = 0; i < l->folder.files.n; i++) {
		file = l->folder.files.entries[i].key;
		len = is_extra(file) ? 0 : table_name(file);
		if (len > 0 && !replace_has(l, file, len))
			(void)map_add(&gone, file, len, NULL);
	}
	replace_tell(l, &gone, "gone");
	map_free(&gone);
}

void
replace_place(struct load *l)
{
	struct buf name = buf_make(1024);
	size_t i;

	tell_gone(l);
	folder_remove_all(&l->folder);
	/* Of parts that were there before, nothing is to be known any more. */
	for (i = 0; i < l->folder.notes.n; i++)
		if (!history_has(l->folder.notes.entries[i].key))
			folder_set_note(&l->folder,
			    l->folder.notes.entries[i].key, NULL);
	consumed_forget(&l->folder, NULL, "");
	for (i = 0; i < l->ntargets; i++) {
		struct load_target *g = l->targets[i];

		if (g->left_out)
			continue;
		buf_reset(&name);
		buf_printf(
		    &name, "%s.%s", g->t.table->name, l->format->extension);
		buf_byte(&name, 0);
		folder_name(
		    &l->folder, g->t.file.number, (const char *)name.data);
	}
	buf_free(&name);
}
