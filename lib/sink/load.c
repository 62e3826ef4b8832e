/* load: the current load; see load.h. */
#include "sink/load.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/sig.h"
#include "sink/load_links.h"
#include "sink/pending_state.h"
#include "sink/state.h"

void
load_warn(struct load *l, const char *fmt, ...)
{
	struct sink_result *r = l->result;
	va_list ap;

	if (r->nwarnings == SINK_WARNINGS)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(
	    r->warnings[r->nwarnings++], sizeof(r->warnings[0]), fmt, ap);
	va_end(ap);
}

void
load_warn_again(struct load *l)
{
	load_warn(l,
	    "'%s' has had a load of these very rows, which is taken for the "
	    "same one: it is in the place of the first, and nothing is added",
	    l->folder.path);
}

void
load_begin(struct load *l)
{
	l->lock = -1;
	l->in_folder = strcmp(l->o->output, "-") != 0;
	l->parts = l->o->append && l->format->table_format == NULL;
	l->key = root_key_make();
	l->merge.memory = mem_limit(l->o->common.memory) / 4;
}

bool
load_merges(const struct load *l)
{
	return l->o->mode == SINK_MERGE;
}

/* Lock, and open what the options say. */
static int
open_all(struct load *l, struct error *e)
{
	const struct sink_options *o = l->o;

	if (o->state != NULL) {
		l->lock = end_lock(o->state, END_STORES, o->wait_ms, e);
		if (l->lock < 0)
			return -1;
	}
	if (l->in_folder &&
	    (folder_open_wait(&l->folder, o->output, o->wait_ms, e) != 0 ||
		table_commit_open(l, e) != 0 || replace_open(l, e) != 0))
		return -1;
	if (l->folder.gave_up != NULL)
		load_warn(l,
		    "a load that died could not be published whole: another "
		    "program has written '%s/%s' since",
		    l->folder.path, l->folder.gave_up);
	if (o->state != NULL && l->in_folder &&
	    pending_state_store(l, e) != 0)
		return -1;
	return l->parts ? parts_open(l, e) : 0;
}

int
load_open(void *load, bool some, struct error *e)
{
	struct load *l = load;

	if (some)
		return open_all(l, e);
	/*
	 * There is nothing to load, so no lock is worth a wait, or a failure of
	 * whoever has something; but what a dead writer left is finished.
	 */
	if (!l->in_folder || !folder_is_left(l->o->output) ||
	    open_all(l, e) == 0)
		return 0;
	return e->kind == ERROR_TEMPORARY ? 0 : -1;
}

/* Where the columns of the stream's table are in the target's. */
static void
find_places(struct load_target *g, const struct table *in)
{
	const struct table *out = g->t.table;
	bool same = in->ncolumns == out->ncolumns;
	size_t i;

	g->places = mem_resize(g->places, in->ncolumns, sizeof(*g->places));
	for (i = 0; i < in->ncolumns; i++) {
		g->places[i] = table_place(out, g->as, i);
		same = same && g->places[i] == i;
	}
	if (same) {
		mem_free(g->places);
		g->places = NULL;
		return;
	}
	g->cells = mem_resize(g->cells, out->ncolumns, sizeof(*g->cells));
	memset(g->cells, 0, out->ncolumns * sizeof(*g->cells));
}

/*
 * Find the columns whose values matter when they meet those of other loads:
 * integers, which a double may not hold; where types widen over loads, as those
 * of parts do and those of a table format, all numbers.
 */
static void
find_numbers(const struct load *l, struct load_target *g, struct table *in)
{
	bool widens = l->parts ||
	    (l->format->table_format != NULL && l->o->append);
	struct column *c;
	size_t i;

	g->numbers =
	    mem_resize(g->numbers, in->ncolumns, sizeof(*g->numbers));
	g->nnumbers = 0;
	for (i = 0; i < in->ncolumns; i++) {
		c = &in->columns[i];
		if (c->type.type != TYPE_BIGINT &&
		    !(widens && (c->type.type == TYPE_DOUBLE ||
				    c->type.type == TYPE_DECIMAL)))
			continue;
		facts_join(&c->facts, facts_declared(c->type));
		g->numbers[g->nnumbers++] = i;
	}
}

/* Note what the row says of the columns' values; whether that is news. */
static bool
note_values(
    const struct load_target *g, struct table *in, const struct cell *cells)
{
	bool news = false;
	struct column *c;
	size_t i;

	for (i = 0; i < g->nnumbers; i++) {
		c = &in->columns[g->numbers[i]];
		news |= cell_facts(
		    &cells[g->numbers[i]], c->type.type, &c->facts);
	}
	return news;
}

/* The target for a table which has just come up. */
static int
add_target(struct load *l, struct table *in, struct error *e)
{
	struct load_target *g = mem_new(1, sizeof(*g));
	bool changed;

	l->targets = mem_grow(l->targets, &l->targets_cap, l->ntargets + 1,
	    sizeof(struct load_target *));
	l->targets[l->ntargets++] = g;
	g->t.file.fd = -1;
	g->t.table = in;
	g->left_out = l->o->table != NULL && strcmp(l->o->table, in->name) != 0;
	if (g->left_out)
		return 0;
	find_numbers(l, g, in);
	if ((l->format->table_format != NULL || l->parts) &&
	    names_take(l, g, in, e) != 0)
		return -1;
	if (l->format->table_format != NULL) {
		if (table_commit_target(l, g, g->as, e) != 0)
			return -1;
	}
	if (l->parts)
		g->t.table = parts_join(l, g->as, &changed);
	if (g->as != NULL) {
		if (deleted_column_add(l, l->ntargets - 1, &changed, e) != 0)
			return -1;
		find_places(g, in);
	}
	if (load_merges(l) && merge_columns(l, l->ntargets - 1, e) != 0)
		return -1;
	if (stage_open(&g->t.file, l->in_folder ? &l->folder : NULL, e) != 0)
		return -1;
	return l->format->open(l->ctx, &g->t, e);
}

/* The stream's table number n has other columns, or other values, than before.
 */
static int
change_target(struct load *l, size_t n, bool changed, struct error *e)
{
	struct load_target *g = l->targets[n];
	const struct table *in = l->source->schema.tables[n];

	g->seen = false;
	if (g->as != NULL && names_take(l, g, in, e) != 0)
		return -1;
	if (g->versioned != NULL &&
	    table_commit_columns(l, g, &changed, e) != 0)
		return -1;
	if (l->parts)
		(void)parts_join(l, g->as, &changed);
	if (g->as != NULL) {
		if (deleted_column_add(l, n, &changed, e) != 0)
			return -1;
		find_places(g, in);
	}
	return changed ? l->format->change(l->ctx, &g->t, e) : 0;
}

int
load_columns(void *load, size_t n, bool first, struct error *e)
{
	struct load *l = load;
	struct table *in = l->source->schema.tables[n];

	if (first)
		return add_target(l, in, e);
	if (l->targets[n]->left_out)
		return 0;
	find_numbers(l, l->targets[n], in);
	if (change_target(l, n, true, e) != 0)
		return -1;
	return load_merges(l) ? merge_columns(l, n, e) : 0;
}

int
load_row(void *load, size_t n, const struct cell *cells, struct error *e)
{
	struct load *l = load;
	struct load_target *g = l->targets[n];
	struct table *in = l->source->schema.tables[n];
	size_t i;

	if (g->left_out)
		return 0;
	if (load_merges(l) ? merge_row(l, n, cells, e) != 0 :
			     in->parent == NULL &&
		    known_note(l, n, cells, e) != 0)
		return -1;
	g->t.rows++;
	if (UNLIKELY(note_values(g, in, cells)) &&
	    change_target(l, n, false, e) != 0)
		return -1;
	if (g->places != NULL) {
		for (i = 0; i < in->ncolumns; i++)
			g->cells[g->places[i]] = cells[i];
		cells = g->cells;
	}
	if (g->versioned != NULL && table_commit_check_row(l, g, cells, e) != 0)
		return -1;
	return l->format->row(l->ctx, &g->t, cells, e);
}

int
load_deleted(void *load, size_t n, const struct cell *cells, struct error *e)
{
	struct load *l = load;

	if (l->targets[n]->left_out)
		return 0;
	l->result->deleted++;
	return l->o->on_delete != SINK_DELETE_REPORT ?
	    merge_deleted(l, n, cells, e) :
	    0;
}

/* One table to standard output. */
static int
publish_output(struct load *l, struct error *e)
{
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		struct load_target *g = l->targets[i];

		if (g->left_out)
			continue;
		if (stage_copy(
			&g->t.file, STDOUT_FILENO, "standard output", e) == 0)
			continue;
		if (errno == EPIPE)
			l->result->signal = SIGPIPE;
		return -1;
	}
	l->result->published = true;
	return 0;
}

static int
store_state(struct load *l, struct error *e)
{
	const struct end *end = &l->source->end;
	struct error why;

	if (state_store(l->o->state, end->state, end->state_len, e) != 0)
		return -1;
	/* All is done; only a later mistake may pass for a repeat. */
	if (state_lineage_stored(l, &why) != 0)
		load_warn(l, "%.200s: the folder does not know that the state "
			     "is stored", why.text);
	return 0;
}

static int
publish_folder(struct load *l, struct error *e)
{
	if (l->format->table_format != NULL) {
		if (table_commit_place(l, e) != 0)
			return -1;
	} else if (!l->parts) {
		replace_place(l);
	} else if (parts_place(l, e) != 0) {
		return -1;
	}
	key_forms_keep(l);
	known_tell_unread(l);
	if (l->format->extras != NULL && l->format->table_format == NULL &&
	    l->format->extras(l->ctx, &l->folder,
		l->parts ? &l->all : &l->source->schema, e) != 0)
		return -1;
	if (l->o->state != NULL && pending_state_note(l, e) != 0)
		return -1;
	load_note_history(l);
	if (folder_commit(&l->folder, e) != 0)
		return -1;
	l->result->published = true;
	return l->o->state != NULL ? store_state(l, e) : 0;
}

/* Sum up what the targets hold. */
static void
count(struct load *l)
{
	struct sink_result *r = l->result;
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		struct load_target *g = l->targets[i];

		r->tables += !g->left_out;
		r->bytes_out += (uint64_t)g->t.file.size;
		r->replaced += g->t.replaced;
	}
}

/* The tables that the stream has, as a list; long ones end in "...". */
static void
list_tables(const struct load *l, char *to, size_t size)
{
	struct buf names = buf_make(size);
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		const struct table *t = l->source->schema.tables[i];

		if (names.len + t->name_len + sizeof(", , ...") > size) {
			buf_str(&names, ", ...");
			break;
		}
		buf_printf(&names, "%s%s", i > 0 ? ", " : "", t->name);
	}
	buf_byte(&names, 0);
	memcpy(to, names.data, names.len);
	buf_free(&names);
}

/*
 * The stream lacks the table that was asked for: say which it has, for whoever
 * mistyped the name.  -1 with *e where a folder would lose its tables to that.
 */
static int
miss_table(struct load *l, struct error *e)
{
	char names[300];

	if (l->ntargets == 0) {
		load_warn(l, "the stream has no table '%s', and no other",
		    l->o->table);
		return 0;
	}
	list_tables(l, names, sizeof(names));
	if (l->in_folder && !l->o->append && !l->o->replace &&
	    l->format->table_format == NULL && l->folder.files.n > 0) {
		error_set(e, ERROR_USAGE,
		    "the stream has no table '%s'; it has %s; this load would "
		    "remove what '%s' holds; --replace says it is meant",
		    l->o->table, names, l->folder.path);
		return -1;
	}
	load_warn(
	    l, "the stream has no table '%s'; it has %s", l->o->table, names);
	return 0;
}

/* Records that came before, in earlier versions, are not added to these. */
static int
check_merge(const struct load *l, struct error *e)
{
	return l->o->append && !load_merges(l) ?
	    end_check_append(&l->source->end, e) :
	    0;
}

int
load_publish(struct load *l, struct error *e)
{
	size_t i;

	if (l->source->miscount[0] != '\0')
		load_warn(
		    l, "%s; it is left out of account", l->source->miscount);
	if (check_merge(l, e) != 0 || replace_check(l, e) != 0 ||
	    state_lineage_check(l, e) != 0 ||
	    parts_check_consumed(l, e) != 0)
		return -1;
	load_links_find(l);
	for (i = 0; i < l->ntargets; i++) {
		struct load_target *g = l->targets[i];

		if (!g->left_out && (l->format->finish(l->ctx, &g->t, e) != 0 ||
					stage_rest(&g->t.file, e) != 0))
			return -1;
	}
	if (load_merges(l) && merge_finish(l, e) != 0)
		return -1;
	count(l);
	if (known_count_repeated(l, e) != 0)
		return -1;
	if (l->o->table != NULL && l->result->tables == 0 &&
	    miss_table(l, e) != 0)
		return -1;
	if (sig_stopped() != 0) {
		l->result->signal = sig_stopped();
		error_set(e, ERROR_FAILED, "stopped by a signal");
		return -1;
	}
	return l->in_folder ? publish_folder(l, e) : publish_output(l, e);
}

void
load_close(struct load *l)
{
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		struct load_target *g = l->targets[i];

		if (!g->left_out)
			l->format->close(l->ctx, &g->t);
		table_commit_free(l, g);
		stage_close(&g->t.file);
		mem_free(g->places);
		mem_free(g->cells);
		mem_free(g->numbers);
		schema_free(&g->names);
		key_bounds_free(&g->bounds);
		mem_free(g->root);
		mem_free(g);
	}
	mem_free(l->targets);
	record_keys_close(&l->keys);
	merge_keys_close(&l->merge);
	root_key_free(&l->key);
	schema_free(&l->linked);
	schema_free(&l->old);
	schema_free(&l->all);
	folder_close(&l->folder);
	if (l->lock >= 0)
		(void)close(l->lock);
	memset(l, 0, sizeof(*l));
	l->lock = -1;
}
