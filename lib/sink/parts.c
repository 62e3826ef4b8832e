/* parts: folders to which every load adds files; see load.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "sink/consumed.h"
#include "sink/load.h"
#include "sink/part_name.h"
#include "sink/parts_schema.h"

/* Copy a table with its columns. */
static void
copy_table(struct schema *to, const struct table *t)
{
	struct table *copy = schema_table(to, t->name, t->name_len);
	size_t i, at;

	if (t->parent != NULL)
		copy->parent = mem_str(t->parent);
	if (t->path != NULL)
		copy->path = mem_str(t->path);
	table_link_take(copy, t);
	copy->zone = t->zone;
	for (i = 0; i < t->ncolumns; i++) {
		at = table_add(copy, t->columns[i].name,
		    t->columns[i].name_len, t->columns[i].type,
		    t->columns[i].key);
		copy->columns[at].facts = t->columns[i].facts;
		column_set_plain(&copy->columns[at], t->columns[i].plain);
		table_set_path(copy, at, t->columns[i].path);
	}
}

static bool
is_number(struct coltype t)
{
	return t.type == TYPE_BIGINT || t.type == TYPE_DOUBLE ||
	    t.type == TYPE_DECIMAL;
}

/* Schemas of older releases do not tell what values there are. */
static void
complete_facts(struct table *t)
{
	struct column *c;
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		c = &t->columns[i];
		if (is_number(c->type) && c->facts.seen == 0)
			c->facts = facts_unknown(c->type);
	}
}

const char *
parts_kind(const struct load *l)
{
	return folder_note(&l->folder, FOLDER_NOTE_PARTS);
}

void
parts_note_kind(struct load *l)
{
	folder_set_note(&l->folder, FOLDER_NOTE_PARTS, l->format->extension);
}

void
parts_forget(struct load *l)
{
	folder_set_note(&l->folder, FOLDER_NOTE_PARTS, NULL);
}

int
parts_open(struct load *l, struct error *e)
{
	const char *kind = parts_kind(l);
	size_t i;

	if (kind == NULL && l->folder.files.n > 0) {
		error_set(e, ERROR_USAGE,
		    "'%s' holds whole tables of an earlier load; parts need a "
		    "folder of their own",
		    l->folder.path);
		return -1;
	}
	if (kind != NULL && strcmp(kind, l->format->extension) != 0) {
		error_set(e, ERROR_USAGE,
		    "'%s' holds parts of another kind: "
		    "*.%s",
		    l->folder.path, kind);
		return -1;
	}
	if (kind == NULL) {
		parts_note_kind(l);
		return 0;
	}
	if (parts_schema_read(&l->folder, &l->old, e) != 0)
		return -1;
	for (i = 0; i < l->old.ntables; i++) {
		complete_facts(l->old.tables[i]);
		copy_table(&l->all, l->old.tables[i]);
	}
	return 0;
}

/*
 * Join a column of the stream into the folder's; whether that has another type
 * now.
 */
static bool
join_column(struct column *to, const struct column *c)
{
	struct coltype type =
	    type_join_facts(to->type, &to->facts, c->type, c->facts);
	bool changed = !type_equal(type, to->type);

	to->type = type;
	if (!is_number(type))
		to->facts = (struct facts){ 0, 0, 0 };
	return changed;
}

/* Where the values are that the column has, if that was not known. */
static void
join_path(struct table *t, size_t at, const struct column *c)
{
	if (t->columns[at].path == NULL && c->path != NULL)
		table_set_path(t, at, c->path);
}

struct table *
parts_join(struct load *l, const struct table *as, bool *changed)
{
	struct table *t = schema_table(&l->all, as->name, as->name_len);
	size_t i, at, before = t->ncolumns;

	if (t->parent == NULL && as->parent != NULL)
		t->parent = mem_str(as->parent);
	if (t->path == NULL && as->path != NULL)
		t->path = mem_str(as->path);
	if (t->to_parent.table == NULL)
		table_link_copy(&t->to_parent, &as->to_parent);
	if (t->to_root.table == NULL)
		table_link_copy(&t->to_root, &as->to_root);
	t->zone = as->zone;
	*changed = false;
	for (i = 0; i < as->ncolumns; i++) {
		const struct column *c = &as->columns[i];

		at = table_place(t, as, i);
		if (at == MAP_NONE) {
			at = table_add(
			    t, c->name, c->name_len, c->type, c->key);
			column_set_plain(&t->columns[at], c->plain);
			if (is_number(c->type))
				t->columns[at].facts = c->facts;
			join_path(t, at, c);
			continue;
		}
		join_path(t, at, c);
		*changed |= join_column(&t->columns[at], c);
	}
	*changed |= t->ncolumns != before;
	return t;
}

void
parts_key(const struct load *l, char key[64], char load_prefix[64])
{
	char hex[33];
	const struct end *end = &l->source->end;
	const char *from =
	    end->from[0] != '\0' ? end->from : "0000000000000000";

	key[0] = '\0';
	if (l->o->state != NULL) {
		end_hash(end->selection, end->selection_len, hex);
		(void)snprintf(key, 64, "%.*s-%.*s",
		    (int)PART_NAME_DIGITS, hex, (int)PART_NAME_DIGITS, from);
	} else if (l->o->append) {
		(void)snprintf(key, 64, "%016llx",
		    (unsigned long long)l->source->content);
	}
	memcpy(load_prefix, key, 64);
	/* At a refresh, all of the selection. */
	if (end->refresh && l->o->state != NULL)
		load_prefix[PART_NAME_DIGITS + 1] = '\0';
}

int
parts_check_consumed(const struct load *l, struct error *e)
{
	char key[64], load_prefix[64];

	parts_key(l, key, load_prefix);
	/* A merge is onto what is there, whatever it is in; and a refresh takes
	 * the place of what they were put into, too. */
	if (load_merges(l) || strcmp(key, load_prefix) != 0 ||
	    !consumed_has(&l->folder, key))
		return 0;
	error_set(e, ERROR_INPUT,
	    "'%s' has had this load, and aai-compact has put its rows together "
	    "with those of others since, so that it cannot take its own place; "
	    "nothing is loaded, as the rows are there%s",
	    l->folder.path,
	    l->o->state != NULL ? "; if its state is lost, run aai-fetch "
				  "--full-refresh to load everything anew" :
				  "");
	return -1;
}

/* The last part of a file's name. */
static const char *
base_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash != NULL ? slash + 1 : file;
}

/*
 * Remove the parts that this load takes the place of, in any table: those
 * whose names begin so.  It is told which tables get none in their place.
 */
static void
remove_replaced(struct load *l, const char *load_prefix)
{
	const char *file, *name, *prefix = PART_NAME_PREFIX;
	struct map gone = { 0 };
	bool again = false;
	size_t i, len;

	for (i = 0; i < l->folder.files.n; i++) {
		file = l->folder.files.entries[i].key;
		name = base_name(file);
		len = strcspn(file, "/");
		if (file[len] == '\0' ||
		    strncmp(name, prefix, strlen(prefix)) != 0 ||
		    strncmp(name + strlen(prefix), load_prefix,
			strlen(load_prefix)) != 0)
			continue;
		folder_remove(&l->folder, file);
		again = true;
		if (!replace_has(l, file, len))
			(void)map_add(&gone, file, len, NULL);
	}
	replace_tell(l, &gone, "rid of that load's rows");
	map_free(&gone);
	if (again && l->o->state == NULL)
		load_warn_again(l);
}

bool
parts_is_of(const struct map_entry *file, const char *table, size_t len)
{
	return file->len > len && memcmp(file->key, table, len) == 0 &&
	       file->key[len] == '/';
}

bool
parts_has(const struct load *l, const char *table, size_t len)
{
	size_t i;

	for (i = 0; i < l->folder.files.n; i++) {
		const struct map_entry *file = &l->folder.files.entries[i];

		if (file->value == 0 && parts_is_of(file, table, len))
			return true;
	}
	return false;
}

/* The name of the load's part of a table, with a NUL. */
static struct buf
part_name(const struct load *l, const char *table, const char *key)
{
	struct buf name = buf_make(1024);

	buf_printf(&name, "%s/part-%s.%s", table, key, l->format->extension);
	buf_byte(&name, 0);
	return name;
}

/* Name the files; a table without new rows gets none if it has some. */
static void
name_parts(struct load *l, const char *key)
{
	struct buf name;
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		struct load_target *g = l->targets[i];

		if (g->left_out ||
		    (g->t.rows == 0 && parts_has(l, g->t.table->name,
					   g->t.table->name_len)))
			continue;
		name = part_name(l, g->t.table->name, key);
		folder_name(
		    &l->folder, g->t.file.number, (const char *)name.data);
		buf_free(&name);
	}
}

/* Whether the columns of a table are others than they were. */
static bool
differ(const struct table *a, const struct table *b)
{
	size_t i;

	if (a->ncolumns != b->ncolumns)
		return true;
	for (i = 0; i < a->ncolumns; i++)
		if (!type_equal(a->columns[i].type, b->columns[i].type))
			return true;
	return false;
}

/* A part that stays, and what becomes of it. */
struct old_part {
	const char *file;
	const struct table *from; /* its columns */
	const struct table *now;
	struct load_target *adds; /* whose rows take the same name; or NULL */
	struct sink_part part;
	struct merge_filter filter;
	struct row_counts counts;
};

/* Write the part anew, in its place, with the rows that have its name. */
static int
rewrite_part(struct load *l, struct old_part *p, struct error *e)
{
	struct sink_part both[2] = { p->part, { .from = p->now } };
	struct stage to;
	int rc = 0;

	if (stage_open(&to, &l->folder, e) != 0)
		return -1;
	if (p->adds != NULL) {
		both[1].name = p->now->name;
		both[1].fd = stage_fd(&p->adds->t.file, e);
		rc = both[1].fd < 0 ? -1 : 0;
	}
	if (rc == 0)
		rc = l->format->rewrite(l->ctx, both, p->adds != NULL ? 2 : 1,
		    p->now, &to, e);
	if (rc == 0)
		rc = stage_rest(&to, e);
	l->result->rewritten++;
	if (p->adds == NULL || rc != 0) {
		folder_name(&l->folder, to.number, p->file);
		stage_close(&to);
		return rc;
	}
	stage_drop(&p->adds->t.file);
	p->adds->t.file = to;
	return 0;
}

/* Look what becomes of the open part's rows. */
static int
look_into_part(struct load *l, struct old_part *p, struct error *e)
{
	const struct table *top;

	if (!load_merges(l))
		return 0;
	top = merge_keys_top(&l->all, p->from);
	if (merge_filter_make(l, p->from, top != NULL ? top->name : NULL,
		NULL, &p->filter, e) != 0)
		return -1;
	if (p->filter.columns == NULL)
		return 0;
	p->part.filter = &p->filter.filter;
	if (l->format->count(l->ctx, &p->part, &p->counts, e) != 0)
		return -1;
	l->result->merged += p->counts.going;
	return 0;
}

/* The target whose new part is to have the file's name. */
static struct load_target *
find_namesake(
    const struct load *l, const char *file, const char *table, const char *key)
{
	struct load_target *g =
	    load_merges(l) ? merge_target(l, table) : NULL;
	struct buf name;
	bool same;

	if (g == NULL || g->t.rows == 0)
		return NULL;
	name = part_name(l, table, key);
	same = strcmp((const char *)name.data, file) == 0;
	buf_free(&name);
	return same ? g : NULL;
}

/*
 * Write a part anew, if its columns or rows change.  One of which no row stays
 * goes, where the table gets another.
 */
static int
change_part(struct load *l, struct old_part *p, const char *key,
    struct error *e)
{
	const struct load_target *g;
	int rc;

	p->part.name = p->file;
	p->part.from = p->from;
	p->adds = find_namesake(l, p->file, p->from->name, key);
	p->part.fd = folder_read(&l->folder, p->file, e);
	if (p->part.fd < 0)
		return -1;
	rc = look_into_part(l, p, e);
	g = merge_target(l, p->from->name);
	/* The new one may have its name, and is then what the name is of. */
	if (rc == 0 && p->filter.columns != NULL &&
	    p->counts.going == p->counts.rows && g != NULL && g->t.rows > 0)
		folder_remove(&l->folder, p->file);
	else if (rc == 0 && (p->counts.going > 0 || p->counts.marked > 0 ||
				p->adds != NULL || differ(p->from, p->now)))
		rc = rewrite_part(l, p, e);
	(void)close(p->part.fd);
	merge_filter_free(&p->filter);
	return rc;
}

/*
 * Rewrite the parts that stay and whose table's columns have changed, or rows
 * of which go.
 */
static int
rewrite_parts(struct load *l, const char *key, struct error *e)
{
	const char *slash;
	size_t i, len;

	for (i = 0; i < l->folder.files.n; i++) {
		const struct map_entry *file = &l->folder.files.entries[i];
		struct old_part p = { .file = file->key };

		slash = strchr(file->key, '/');
		if (slash == NULL || file->value != 0)
			continue;
		len = (size_t)(slash - file->key);
		p.from = schema_find(&l->old, file->key, len);
		p.now = schema_find(&l->all, file->key, len);
		if (p.from != NULL && p.now != NULL &&
		    (load_merges(l) || differ(p.from, p.now)) &&
		    change_part(l, &p, key, e) != 0)
			return -1;
	}
	return 0;
}

int
parts_place(struct load *l, struct error *e)
{
	char key[64], load_prefix[64];

	parts_key(l, key, load_prefix);
	/* A merge is onto what is there, be it the same load. */
	if (!load_merges(l) || l->source->end.refresh) {
		remove_replaced(l, load_prefix);
		known_look_into_parts(l);
		consumed_forget(&l->folder, NULL, load_prefix);
	}
	if (rewrite_parts(l, key, e) != 0)
		return -1;
	name_parts(l, key);
	state_lineage_note(l);
	return parts_schema_stage(&l->folder, &l->all, e);
}
