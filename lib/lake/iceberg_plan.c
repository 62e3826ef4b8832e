/* iceberg_plan: a load as a snapshot of an Iceberg table; see iceberg.h. */
#include "lake/iceberg_plan.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "lake/iceberg_location.h"
#include "lake/path.h"

/* Snapshot ids stay within what a double holds: some readers have no more. */
#define ID_MASK (((uint64_t)1 << 53) - 1)

/* The entries of one manifest, which is read again as a whole. */
#define MARKED_MAX ((size_t)256 << 20)

/* Whether a data file is of the load, or of those that it takes the place of:
 * "part-KEY-vN.parquet" with a key of the family. */
static bool
is_replaced(const struct iceberg_plan *p, const struct iceberg_entry *entry)
{
	static const char prefix[] = "part-";
	const char *load_prefix = p->c->load_prefix, *name, *end;
	size_t len, skip = strlen(prefix), i;

	name = (const char *)entry->path.p;
	if (p->ncompactions > 0)
		return map_find(&p->going, name, entry->path.len) != MAP_NONE;
	if (!p->t->append)
		return true;
	if (load_prefix == NULL)
		return false;
	len = strlen(load_prefix);
	name = end = name + entry->path.len;
	for (i = 0; i < entry->path.len && name[-1] != '/'; i++)
		name--;
	if (len == 0 || (size_t)(end - name) <= skip + len + 2 ||
	    memcmp(name, prefix, skip) != 0 ||
	    memcmp(name + skip, load_prefix, len) != 0)
		return false;
	return load_prefix[len - 1] == '-' ||
	       memcmp(name + skip + len, "-v", 2) == 0;
}

/* Move before the digits at the end of a text. */
static const char *
before_digits(const char *from, const char *end)
{
	while (end > from && end[-1] >= '0' && end[-1] <= '9')
		end--;
	return end;
}

/* Whether the file has a name of ours: "part-...vN[.M].parquet". */
static bool
is_ours(const struct iceberg_entry *entry)
{
	static const char prefix[] = "part-", ending[] = ".parquet";
	const char *from = (const char *)entry->path.p, *p;
	const char *end = from + entry->path.len;

	for (p = end; p > from && p[-1] != '/'; p--)
		;
	if ((size_t)(end - p) < sizeof(prefix) + sizeof(ending) ||
	    memcmp(p, prefix, sizeof(prefix) - 1) != 0)
		return false;
	end -= sizeof(ending) - 1;
	if (memcmp(end, ending, sizeof(ending) - 1) != 0)
		return false;
	end = before_digits(p, end);
	if (end > p && end[-1] == '.')
		end = before_digits(p, end - 1);
	return end - p >= 6 && end[-1] == 'v' && end[-2] == '-';
}

/* Whether rows of the live file come again, which is then written anew. */
static int
merge_file(struct iceberg_plan *p, const struct iceberg_entry *entry,
    const struct iceberg_row *row, bool *touched, struct error *e)
{
	struct lake_merged m;
	int rc = lake_merge(p->t, p->c, p->location,
	    (const char *)entry->path.p, entry->path.len, &m, e);

	*touched = rc == 0 && m.touched;
	if (!*touched) {
		lake_merged_free(&m);
		return rc;
	}
	(void)map_add(&p->touched, (const char *)entry->path.p,
	    entry->path.len, NULL);
	p->merged = mem_grow(
	    p->merged, &p->merged_cap, p->nmerged + 1, sizeof(*p->merged));
	m.age = entry->sequence == ICEBERG_INHERIT ? row->sequence :
						     entry->sequence;
	m.number = p->nmerged;
	p->merged[p->nmerged++] = m;
	return 0;
}

/* Whether a live file goes; what becomes of its rows is seen once. */
static int
look_at_file(struct iceberg_plan *p, const struct iceberg_entry *entry,
    const struct iceberg_row *row, bool mark, bool *goes, struct error *e)
{
	*goes = is_replaced(p, entry);
	if (*goes || (p->c->merge == NULL && !p->t->rewrites))
		return 0;
	if (!mark)
		return merge_file(p, entry, row, goes, e);
	*goes = map_find(&p->touched, (const char *)entry->path.p,
	    entry->path.len) != MAP_NONE;
	return 0;
}

/*
 * Go through a manifest's files: all that are live are taken over when any of
 * them goes, which the first pass (mark false) finds out.
 */
static int
walk_manifest(struct iceberg_plan *p, const struct buf *text,
    const struct iceberg_row *row, bool mark, bool *any, struct error *e)
{
	struct iceberg_entry entry;
	struct avro a;
	bool goes;
	int rc = avro_open(&a, text->data, text->len, e);

	while (rc == 0 && (rc = iceberg_next_entry(&a, &entry, e)) == 1) {
		rc = 0;
		if (entry.status == ICEBERG_DELETED)
			continue;
		rc = look_at_file(p, &entry, row, mark, &goes, e);
		*any = *any || goes;
		p->foreign += !mark && !is_ours(&entry);
		if (rc == 0 && mark)
			rc = iceberg_take_over(
			    p, &p->marked, &entry, row, goes, e);
	}
	avro_close(&a);
	return rc;
}

/* Keep a manifest of the list, unless files of it go. */
static int
take_manifest(struct iceberg_plan *p, const struct iceberg_row *row, bool look,
    struct error *e)
{
	struct buf text = buf_make(p->t->lake->max_line);
	const char *uri = (const char *)row->path.p;
	bool any = false;
	int rc = 0;

	if (look) {
		rc = lake_path_slurp(p->t, p->m->location, uri,
		    row->path.len, &text, e);
		if (rc == 0)
			rc = walk_manifest(p, &text, row, false, &any, e);
		if (rc == 0 && any)
			rc = walk_manifest(p, &text, row, true, &any, e);
		if (rc != 0)
			error_prefix(e, "'%.*s'", (int)row->path.len, uri);
	}
	if (!any)
		iceberg_keep(p, row);
	buf_free(&text);
	return rc;
}

/* The rows of a manifest that is listed twice are there twice. */
static int
see_once(const struct iceberg_row *row, struct map *seen, struct error *e)
{
	bool added;

	(void)map_add(
	    seen, (const char *)row->path.p, row->path.len, &added);
	if (added)
		return 0;
	error_set(e, ERROR_INPUT, "its manifest list names '%.*s' twice",
	    row->path.len < 500 ? (int)row->path.len : 500,
	    (const char *)row->path.p);
	return -1;
}

/* Go through the manifest list of the snapshot that is there. */
static int
take_list(struct iceberg_plan *p, bool look, struct error *e)
{
	char *uri = iceberg_meta_list(p->m);
	struct map seen = { 0 };
	struct iceberg_row row;
	struct avro a = { 0 };
	int rc = -1;

	if (uri == NULL)
		error_set(e, ERROR_USAGE, "its snapshot has no manifest list");
	else if (lake_path_slurp(p->t, p->m->location, uri, strlen(uri),
		     &p->list, e) == 0)
		rc = avro_open(&a, p->list.data, p->list.len, e);
	while (rc == 0 && (rc = iceberg_next_row(&a, &row, e)) == 1) {
		rc = 0;
		/* Files that went before are told of no more. */
		if (row.files[ICEBERG_ADDED] + row.files[ICEBERG_EXISTING] == 0)
			continue;
		rc = see_once(&row, &seen, e);
		if (rc == 0)
			rc = iceberg_sum_add(&p->before,
			    row.files[ICEBERG_ADDED] +
				row.files[ICEBERG_EXISTING],
			    row.file_rows[ICEBERG_ADDED] +
				row.file_rows[ICEBERG_EXISTING],
			    0, e);
		if (rc == 0)
			rc = take_manifest(p, &row, look, e);
	}
	avro_close(&a);
	map_free(&seen);
	mem_free(uri);
	if (rc == 0 && (p->removed.files > p->before.files ||
			   p->removed.rows > p->before.rows)) {
		error_set(e, ERROR_INPUT,
		    "its manifest list has fewer files or rows than the "
		    "manifests in it");
		rc = -1;
	}
	return rc;
}

/* Whether an append is of a load that is there in part or whole already. */
static enum iceberg_found
find_load(const struct iceberg_plan *p)
{
	if (!p->t->append || p->c->load_prefix == NULL ||
	    p->c->load_prefix[0] == '\0')
		return ICEBERG_NEVER;
	return iceberg_meta_find(p->m, ICEBERG_LOAD, p->c->load_prefix);
}

/* Whether the load takes the place of all loads of its selection. */
static bool
is_many(const struct iceberg_plan *p)
{
	const char *prefix = p->c->load_prefix;
	size_t len = prefix != NULL ? strlen(prefix) : 0;

	return p->t->append && len > 0 && prefix[len - 1] == '-';
}

/* Whether all files were there that are to become others. */
static int
check_going(const struct iceberg_plan *p, struct error *e)
{
	if (p->removed.files == (int64_t)p->going.n)
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "another program has rewritten files of it meanwhile; nothing is "
	    "published, and this can be run again");
	return -1;
}

/* Find what goes and what stays. */
static int
take_files(struct iceberg_plan *p, struct error *e)
{
	enum iceberg_found found = find_load(p);

	p->t->again = found != ICEBERG_NEVER;
	if (p->m->tree.n == 0 || p->m->snapshot < 0)
		return 0;
	p->marked.row.min_sequence = p->sequence;
	if (take_list(p, !p->t->append || found != ICEBERG_NEVER ||
			     p->c->merge != NULL || p->t->rewrites ||
			     p->ncompactions > 0,
		e) != 0)
		return -1;
	if (p->ncompactions > 0)
		return check_going(p, e);
	p->again = found == ICEBERG_COMPACTED && p->removed.files == 0;
	if (p->again) {
		error_set(e, ERROR_INPUT,
		    "this load is in it already, and aai-compact has put its "
		    "rows together with others; nothing is written");
		return -1;
	}
	if (is_many(p) && found != ICEBERG_LOADED && p->foreign > 0) {
		error_set(e, ERROR_USAGE,
		    "it has files of another program, which may hold rows of "
		    "the loads that this one would take the place of; load "
		    "into another folder");
		return -1;
	}
	if (is_many(p) || found != ICEBERG_REWRITTEN || p->removed.files > 0)
		return 0;
	error_set(e, ERROR_USAGE,
	    "this load is in it already, and another program has rewritten "
	    "its files since, so that it can be neither replaced nor known "
	    "to be whole");
	return -1;
}

/* Give the schema its id among the table's; *known: one of them is the same. */
static void
number_schema(struct iceberg_plan *p, struct iceberg_schema *s, bool *known)
{
	struct buf text = buf_make(SIZE_MAX);

	s->id = iceberg_meta_schema_id(p->m, s, known);
	p->schema_id = s->id;
	iceberg_schema_put(&text, s);
	p->schema = buf_take(&text);
}

/* Whether a load says nothing that the table does not say already. */
static bool
is_idle(const struct iceberg_plan *p, bool same_columns)
{
	if (p->c->file != NULL || p->removed.files > 0)
		return false;
	if (p->c->emptied)
		return true;
	return p->m->tree.n > 0 && p->m->snapshot >= 0 && same_columns;
}

static int
make_snapshot(struct iceberg_plan *p, struct error *e)
{
	struct iceberg_state *s = p->t->state;
	struct iceberg_schema *schema =
	    p->c->emptied ? &s->meta.schema : &s->next;
	bool known, same;

	if (take_files(p, e) != 0)
		return -1;
	number_schema(p, schema, &known);
	same = p->m->tree.n > 0 && iceberg_schema_same(schema, &p->m->schema) &&
	       !p->c->columns_changed;
	if (is_idle(p, same))
		return 0;
	if (iceberg_add_files(p, e) != 0)
		return -1;
	if (p->removed.files > 0 &&
	    iceberg_add_manifest(p, &p->marked.entries, &p->marked.row, e) != 0)
		return -1;
	if (iceberg_merge(p, e) != 0)
		return -1;
	return iceberg_stage_metadata(p, schema, !known,
	    p->c->emptied ? p->m->last_column : s->last_column, e);
}

/*
 * Others may have made versions since the table was read: a load goes on from
 * the newest, unless they changed the columns, whose ids are in the data file.
 */
static int
catch_up(struct lake_table *t, struct error *e)
{
	struct iceberg_state *s = t->state;
	struct iceberg_meta m = { 0 };
	int64_t newest = iceberg_version(t, e);
	int rc;

	if (newest < 0)
		return -1;
	if (newest <= t->version)
		return 0;
	rc = iceberg_load(t, newest, &m, e);
	if (rc == 0 &&
	    (t->version == 0 || m.last_column != s->meta.last_column ||
		!iceberg_schema_same(&m.schema, &s->meta.schema))) {
		error_set(e, ERROR_TEMPORARY,
		    "another program has changed its columns meanwhile");
		rc = iceberg_fail(t, e);
	}
	if (rc != 0) {
		iceberg_meta_free(&m);
		return -1;
	}
	iceberg_meta_free(&s->meta);
	s->meta = m;
	t->version = newest;
	return 0;
}

/* Note the files that are to become others. */
static void
take_going(struct iceberg_plan *p)
{
	struct buf uri = buf_make(SIZE_MAX);
	size_t i, k;

	for (i = 0; i < p->ncompactions; i++)
		for (k = 0; k < p->compactions[i].n; k++) {
			buf_reset(&uri);
			iceberg_uri(p, &uri, p->compactions[i].parts[k]);
			(void)map_add(&p->going, (const char *)uri.data,
			    uri.len, NULL);
		}
	buf_free(&uri);
}

static int
plan(struct lake_table *t, const struct lake_change *c,
    const struct lake_compaction *compactions, size_t n, struct error *e)
{
	struct iceberg_state *s = t->state;
	struct iceberg_plan p = { .t = t, .c = c, .m = &s->meta,
		.compactions = compactions, .ncompactions = n };
	int rc;

	if (catch_up(t, e) != 0)
		return -1;
	p.location = s->meta.location != NULL ? s->meta.location : s->location;
	p.id = (int64_t)(rng_next(&t->lake->rng) & ID_MASK);
	p.sequence = s->meta.sequence + 1;
	/* A clock that was set back must not put versions out of order. */
	p.now_ms = t->lake->now_ms;
	if (p.now_ms < s->meta.updated_ms)
		p.now_ms = s->meta.updated_ms;
	lake_uuid(t->lake, p.uuid);
	p.list = buf_make(t->lake->max_line);
	p.rows = buf_make(SIZE_MAX);
	p.marked.entries = buf_make(MARKED_MAX);
	take_going(&p);
	rc = make_snapshot(&p, e);
	if (rc != 0)
		(void)iceberg_fail(t, e);
	if (p.again)
		e->kind = ERROR_INPUT;
	mem_free(p.schema);
	buf_free(&p.list);
	buf_free(&p.rows);
	while (p.nkept > 0)
		iceberg_unkeep(&p, p.nkept - 1);
	mem_free(p.kept);
	buf_free(&p.marked.entries);
	while (p.nmerged > 0)
		lake_merged_free(&p.merged[--p.nmerged]);
	mem_free(p.merged);
	map_free(&p.touched);
	map_free(&p.going);
	return rc;
}

int
iceberg_plan(
    struct lake_table *t, const struct lake_change *c, struct error *e)
{
	return plan(t, c, NULL, 0, e);
}

int
iceberg_compact(struct lake_table *t, const struct lake_compaction *c,
    size_t n, struct error *e)
{
	/* The columns stay as they are. */
	const struct lake_change nothing = { .emptied = true, .key = "",
		.load_prefix = "" };

	return plan(t, &nothing, c, n, e);
}
