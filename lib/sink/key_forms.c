/* key_forms: whether the keys of a merge can be told apart; see load.h. */
#include <string.h>

#include "sink/load.h"

/* A note in the manifest, for a table: rows that are there have numbers or
 * times in a key of text, which may come again in another spelling. */
#define NOTE_RESPELLED "respelled "

/*
 * What is kept of a value, as bits.  Integers and bools have one spelling: it
 * is the same key as a value and as text.
 */
enum form {
	FORM_VALUE = 1 << 0,	/* that it is: 7.0 is 7 */
	FORM_SPELLING = 1 << 1, /* how it is spelled: "7.0" is not "7" */
};

static uint8_t
form_of(enum type type)
{
	switch (type) {
	case TYPE_DOUBLE:
	case TYPE_DECIMAL:
	case TYPE_DATE:
	case TYPE_TIMESTAMP:
		return FORM_VALUE;
	case TYPE_TEXT:
	case TYPE_JSON:
		return FORM_SPELLING;
	case TYPE_NONE:
	case TYPE_BOOL:
	case TYPE_BIGINT:
	default:
		return 0;
	}
}

static int
refuse(const char *table, const char *column, struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "the key column '%s' of table '%s' has text, and has had, or has "
	    "in another table, numbers or times, which may be spelled in other "
	    "ways: which records come again is not known; publish into another "
	    "folder (-o), with the key as text from the first load on "
	    "(aai-flatten --schema)",
	    column, table);
	return -1;
}

int
key_forms_add(struct merge_family *f, size_t i, enum type type,
    const char *table, const char *column, struct error *e)
{
	f->forms[i] |= form_of(type);
	if (LIKELY(f->forms[i] != (FORM_VALUE | FORM_SPELLING)))
		return 0;
	return refuse(table, column, e);
}

int
key_forms_refuse_cell(const struct cell *c, const char *table,
    const char *column, struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "the key column '%s' of table '%s' is text, and has the number "
	    "%.*s, which may be spelled in other ways: which record comes "
	    "again is not known; send it as a string "
	    "(aai-flatten --jq '.%s |= tostring')",
	    column, table, (int)(c->len < 40 ? c->len : 40), c->s, column);
	return -1;
}

int
key_forms_end(struct load *l, struct error *e)
{
	size_t i, k;

	for (i = 0; i < l->ntargets; i++) {
		const struct load_target *g = l->targets[i];

		for (k = 0; k < g->nroot; k++) {
			size_t c = g->root[k];
			size_t to = g->places != NULL ? g->places[c] : c;

			if (key_forms_add(&l->merge.families[g->family], k,
				g->t.table->columns[to].type.type,
				g->as->name, g->as->columns[c].name, e) != 0)
				return -1;
		}
	}
	return 0;
}

/* The manifest's name of the note; to be released. */
static struct buf
note_key(const char *table)
{
	struct buf key = buf_make(1024);

	buf_printf(&key, NOTE_RESPELLED "%s", table);
	buf_byte(&key, 0);
	return key;
}

/* Whether the table has such a note. */
static bool
is_noted(const struct load *l, const char *table)
{
	struct buf key = note_key(table);
	bool noted =
	    folder_note(&l->folder, (const char *)key.data) != NULL;

	buf_free(&key);
	return noted;
}

static void
set_note(struct load *l, const char *table)
{
	struct buf key = note_key(table);

	folder_set_note(&l->folder, (const char *)key.data, "key");
	folder_set_partly(&l->folder, (const char *)key.data, "key");
	buf_free(&key);
}

/* No row has it, if all of the load is published. */
static void
forget_note(struct load *l, const char *table)
{
	struct buf key = note_key(table);

	if (folder_note(&l->folder, (const char *)key.data) != NULL)
		folder_set_note(&l->folder, (const char *)key.data, NULL);
	buf_free(&key);
}

int
key_forms_check_table(const struct load *l, struct merge_family *f,
    const struct table *from, const size_t *columns, struct error *e)
{
	bool lost = is_noted(l, from->name) || is_noted(l, f->name);
	size_t i;

	for (i = 0; i < f->nroot; i++) {
		const struct column *c = &from->columns[columns[i]];

		if (lost)
			return refuse(from->name, c->name, e);
		if (key_forms_add(f, i, c->type.type, from->name, c->name,
			e) != 0)
			return -1;
	}
	return 0;
}

/* Whether a column of the root key is text now and had values. */
static bool
is_respelled(const struct schema *all, const struct table *from,
    const struct table *now)
{
	const struct table *top = merge_keys_top(all, now);
	size_t n = top != NULL ? table_count_root_keys(top) : 0, i;

	for (i = 0; i < from->ncolumns && n > 0; i++) {
		if (!now->columns[i].key)
			continue;
		if (form_of(from->columns[i].type.type) == FORM_VALUE &&
		    form_of(now->columns[i].type.type) == FORM_SPELLING)
			return true;
		n--;
	}
	return false;
}

/* The columns of the target's key that are of that form now, as bits. */
static uint64_t
find_forms(const struct load_target *g, enum form form)
{
	const struct table *as = g->as;
	uint64_t found = 0;
	size_t i, n = 0;

	for (i = 0; i < as->ncolumns && n < 64; i++) {
		if (!as->columns[i].key)
			continue;
		if (form_of(names_published(g, i)->type.type) == form)
			found |= UINT64_C(1) << n;
		n++;
	}
	return found;
}

void
key_forms_see(struct load_target *g)
{
	/* Types change seldom: the first row says it, and each change of the
	 * columns asks again. */
	if (g->seen)
		return;
	g->seen = true;
	g->valued |= find_forms(g, FORM_VALUE);
}

/* Note the folder's parts whose key has become text. */
static void
keep_parts(struct load *l)
{
	size_t i;

	for (i = 0; i < l->all.ntables; i++) {
		const struct table *now = l->all.tables[i];
		const struct table *from =
		    schema_find(&l->old, now->name, now->name_len);

		if (from == NULL)
			forget_note(l, now->name);
		else if (is_respelled(&l->all, from, now))
			set_note(l, now->name);
	}
}

void
key_forms_keep(struct load *l)
{
	size_t i;

	if (l->parts)
		keep_parts(l);
	for (i = 0; i < l->ntargets; i++) {
		const struct load_target *g = l->targets[i];

		if (g->left_out || g->as == NULL)
			continue;
		if (g->versioned != NULL &&
		    (!l->o->append || !g->versioned->there))
			forget_note(l, g->as->name);
		if (g->respelled ||
		    (g->valued & find_forms(g, FORM_SPELLING)) != 0)
			set_note(l, g->as->name);
	}
}
