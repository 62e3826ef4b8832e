/* table_merge: merges into tables that somebody keeps the metadata of; see
 * load.h. */
#include <string.h>

#include "base/mem.h"
#include "json/text.h"
#include "json/tree.h"
#include "sink/hidden.h"
#include "sink/load.h"

/*
 * A note in the manifest, for each table: a list of the name of the table at
 * the top of its family, and those of the columns of the root key; an empty one
 * for a table without a key.  The tables' own metadata have no place for it
 * that every format and program keeps.
 */
#define NOTE_FAMILY "family "

/* The manifest's name of the note; to be released. */
static struct buf
family_key(const char *name)
{
	struct buf key = buf_make(1024);

	buf_printf(&key, NOTE_FAMILY "%s", name);
	buf_byte(&key, 0);
	return key;
}

static void
set_note(struct load *l, const char *key, const char *text)
{
	folder_set_note(&l->folder, key, text);
	folder_set_partly(&l->folder, key, text);
}

/*
 * A table without a key is in no family, whatever it is called.  One that has
 * had a key, and still has rows with it, stays in its family.
 */
static void
note_keyless(struct load *l, const struct table *in, const char *key)
{
	if (in->ncolumns > 0 && table_count_keys(in) == 0 &&
	    (!l->o->append || folder_note(&l->folder, key) == NULL))
		set_note(l, key, "[]");
}

void
table_merge_note(struct load *l, size_t number)
{
	const struct load_target *g = l->targets[number];
	const struct table *in = g->as;
	const struct column *c;
	struct merge_top top = merge_find_top(l, number);
	size_t i, n = top.nroot;
	struct buf key = family_key(in->name), text = buf_make(HIDDEN_MAX);

	if (n > 0) {
		buf_byte(&text, '[');
		json_quote(top.name, strlen(top.name), &text);
		for (i = 0; n > 0; i++) {
			if (!in->columns[i].key)
				continue;
			buf_byte(&text, ',');
			c = names_published(g, i);
			json_quote(c->name, c->name_len, &text);
			n--;
		}
		buf_byte(&text, ']');
		buf_byte(&text, 0);
		set_note(l, (const char *)key.data, (const char *)text.data);
	} else {
		note_keyless(l, in, (const char *)key.data);
	}
	buf_free(&key);
	buf_free(&text);
}

/* Of which family a table is. */
struct family_note {
	char *top; /* owned; NULL: not known, or none */
	bool guessed; /* by the table's name */
	struct map keys;
};

/* Take the note apart. */
static void
parse_note(const char *text, struct family_note *to)
{
	struct json_tree tree = { 0 };
	struct buf name = buf_make(SIZE_MAX / 2);
	size_t at = JSON_NO_NODE;
	struct error ignored;

	if (json_parse(&tree, text, strlen(text), 2, &ignored) == 0 &&
	    tree.nodes[0].kind == JSON_ARRAY)
		while ((at = json_next(&tree, 0, at)) != JSON_NO_NODE) {
			buf_reset(&name);
			if (!json_string(&tree, at, &name))
				continue;
			if (to->top == NULL)
				to->top = mem_dup((const char *)name.data,
				    name.len);
			else
				(void)map_add(&to->keys,
				    (const char *)name.data, name.len, NULL);
		}
	json_tree_free(&tree);
	buf_free(&name);
}

/*
 * Tables of earlier releases have no note: one that is called as aai-flatten
 * calls a list in another may be one.
 */
static void
guess_family(const struct load *l, const char *name, struct family_note *to)
{
	size_t i, longest = 0;

	for (i = 0; i < l->merge.nfamilies; i++) {
		const char *top = l->merge.families[i].name;
		size_t len = strlen(top);

		if (len > longest && strncmp(name, top, len) == 0 &&
		    strncmp(name + len, "__", 2) == 0) {
			mem_free(to->top);
			to->top = mem_str(top);
			to->guessed = true;
			longest = len;
		}
	}
}

static void
read_note(const struct load *l, const char *name, struct family_note *to)
{
	struct buf key = family_key(name);
	const char *text = folder_note(&l->folder, (const char *)key.data);

	memset(to, 0, sizeof(*to));
	if (text != NULL)
		parse_note(text, to);
	else
		guess_family(l, name, to);
	buf_free(&key);
}

static void
free_note(struct family_note *n)
{
	mem_free(n->top);
	map_free(&n->keys);
}

bool
table_merge_concerns(const struct load *l, const char *name)
{
	const struct merge_family *f = NULL;
	struct family_note note;

	read_note(l, name, &note);
	if (note.top != NULL)
		f = merge_keys_find(&l->merge, note.top);
	free_note(&note);
	return f != NULL && f->n > 0;
}

static int
count(void *ctx, int fd, const char *name, struct row_counts *counts,
    struct error *e)
{
	struct table_merge *m = ctx;
	struct sink_part part = { fd, name, m->table->held,
		&m->filter.filter, true };

	if (m->load->format->count(m->load->ctx, &part, counts, e) != 0)
		return -1;
	m->load->result->merged += counts->going;
	return 0;
}

static int
rewrite(void *ctx, int fd, const char *name, struct stage *to,
    struct error *e)
{
	struct table_merge *m = ctx;
	struct sink_part part = { fd, name, m->table->held,
		m->filter.columns != NULL ? &m->filter.filter : NULL, true };

	m->load->result->rewritten++;
	return m->load->format->rewrite(
	    m->load->ctx, &part, 1, m->table->out, to, e);
}

/* Whether a column may be called so that has positions in a list, or the names
 * of an object whose names are data; what tells it apart may follow. */
static bool
is_position(const struct column *c)
{
	return strstr(c->name, "_idx") != NULL ||
	       strstr(c->name, "_key") != NULL;
}

/*
 * Whether the table's columns are those of a list in the one that was guessed:
 * its first ones are the root key, by the names that aai-flatten gives it
 * there, "TOP_KEY", and a position.  They are noted then.
 */
static bool
find_guessed(
    const struct load *l, const struct table *held, struct family_note *to)
{
	const struct load_target *g = merge_target(l, to->top);
	struct buf name = buf_make(SIZE_MAX / 2);
	const struct column *c;
	size_t i;

	for (i = 0; g != NULL && i < g->nroot; i++) {
		c = &g->as->columns[g->root[i]];
		buf_reset(&name);
		buf_printf(&name, "%s_", to->top);
		buf_put(&name, c->name, c->name_len);
		if (table_find(held, (const char *)name.data, name.len) != i)
			break;
		(void)map_add(
		    &to->keys, (const char *)name.data, name.len, NULL);
	}
	buf_free(&name);
	return g != NULL && i == g->nroot && i < held->ncolumns &&
	       is_position(&held->columns[i]);
}

/* See to a family that was guessed of a table that the load does not have. */
static void
check_guess(struct load *l, const struct table *held, struct family_note *n)
{
	if (!n->guessed || find_guessed(l, held, n))
		return;
	load_warn(l,
	    "table '%s' is called as a list of '%s' would be, but lacks its "
	    "key: its rows stay as they are",
	    held->name, n->top);
	mem_free(n->top);
	n->top = NULL;
}

void
table_merge_none(
    struct load *l, const struct format_table *t, struct table_merge *m)
{
	memset(m, 0, sizeof(*m));
	m->load = l;
	m->table = t;
	m->merge.rewrite = rewrite;
	m->merge.ctx = m;
}

int
table_merge_make(struct load *l, const struct format_table *t,
    struct table_merge *m, struct error *e)
{
	struct family_note note;
	int rc;

	memset(m, 0, sizeof(*m));
	if (!t->there)
		return 0;
	read_note(l, t->name, &note);
	if (t->in == NULL)
		check_guess(l, t->held, &note);
	rc = merge_filter_make(
	    l, t->held, note.top, &note.keys, &m->filter, e);
	free_note(&note);
	m->load = l;
	m->table = t;
	m->merge.count = count;
	m->merge.rewrite = rewrite;
	m->merge.ctx = rc == 0 && m->filter.columns != NULL ? m : NULL;
	return rc;
}

void
table_merge_free(struct table_merge *m)
{
	merge_filter_free(&m->filter);
	memset(m, 0, sizeof(*m));
}
