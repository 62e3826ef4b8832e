/* delta: Delta Lake tables; see delta.h. */
#include "lake/delta.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "json/text.h"
#include "lake/delta_stats.h"
#include "lake/merge.h"

#define PART "part-"

/* An entry that is being made. */
struct entry {
	struct lake_table *t;
	const struct lake_change *c;
	struct delta_metadata *b;
	struct buf out;  /* the actions after commitInfo */
	size_t nremoved;
	struct map gone; /* files that go as their rows do, in a merge */
	bool metadata;   /* it holds a metaData */
};

int
delta_read_metadata(
    const struct lake_table *t, struct delta_log *log, struct error *e)
{
	struct buf path = buf_make(SIZE_MAX);
	int rc;

	buf_printf(&path, "%s/%s/" DELTA_LOG_FOLDER, t->folder->path, t->name);
	buf_byte(&path, 0);
	rc = delta_log_read(log, &t->view,
	    (const char *)path.data + strlen(t->folder->path) + 1,
	    (const char *)path.data, t->lake->max_line, e);
	buf_free(&path);
	return rc;
}

/* See that the table is one of those that are known here. */
static int
check_protocol(
    const struct lake_table *t, const struct delta_log *log, struct error *e)
{
	if (log->reader == 0 || log->metadata == NULL)
		lake_refuse(t, e, "its log has no %s",
		    log->reader == 0 ? "protocol" : "metaData");
	else if (log->reader > 1 || log->writer > 2 || log->features)
		lake_refuse(t, e,
		    "it asks for protocol reader %lld, writer %lld%s%s; this "
		    "program knows reader 1, writer 2" DELTA_ADVICE,
		    (long long)log->reader, (long long)log->writer,
		    log->features ? " and features by name: " : "",
		    log->named);
	else if (log->vectors)
		lake_refuse(t, e, "it has deletion vectors, which this "
				  "program does not write" DELTA_ADVICE);
	else
		return 0;
	return -1;
}

static int
on_read(struct lake_table *t, struct error *e)
{
	struct delta_metadata *b = mem_new(1, sizeof(*b));

	t->state = b;
	b->log.version = b->log.checkpoint = -1;
	b->log.room = t->lake->memory;
	if (strcmp(t->name, DELTA_LOG_FOLDER) == 0) {
		lake_refuse(t, e, "readers take a folder of that name for "
				  "the log of a table");
		return -1;
	}
	if (delta_read_metadata(t, &b->log, e) != 0)
		return -1;
	t->version = b->log.version;
	if (t->version < 0)
		return 0;
	if (check_protocol(t, &b->log, e) != 0)
		return -1;
	b->log.changed = false;
	return delta_schema_read(
	    &b->schema, t, b->log.metadata, b->log.metadata_len, e);
}

static int
on_check(struct lake_table *t, struct error *e)
{
	const struct delta_metadata *b = t->state;

	return delta_schema_check(&b->schema, t, e);
}

/* A type in the metadata is the one in all data files. */
static bool
on_widens(struct coltype from, struct coltype to)
{
	(void)from;
	(void)to;
	return false;
}

int
delta_catch_up(struct lake_table *t, struct error *e)
{
	struct delta_metadata *b = t->state;
	int64_t before = b->log.version;

	if (delta_read_metadata(t, &b->log, e) != 0)
		return -1;
	if (!b->log.changed && (before >= 0 || b->log.version < 0))
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "another program has changed the columns of table '%s' in '%s' "
	    "while this load ran; nothing is published, and the load can be "
	    "run again",
	    t->name, t->folder->path);
	return -1;
}

/*
 * Whether the key that name has after the prefix is of the family: it begins
 * so, and unless the family is open ("abc-"), it ends there or at end.
 */
static bool
has_load_prefix(const char *name, const char *prefix, const char *load_prefix,
    const char *end)
{
	size_t n = strlen(prefix), len = strlen(load_prefix);

	if (strncmp(name, prefix, n) != 0 ||
	    strncmp(name + n, load_prefix, len) != 0)
		return false;
	if (len == 0 || load_prefix[len - 1] == '-')
		return true;
	return strncmp(name + n + len, end, strlen(end)) == 0 &&
	       (end[0] != '\0' || name[n + len] == '\0');
}

static void
put_remove(struct entry *n, const struct map_entry *f)
{
	delta_put_remove(n->t, f, true, &n->out);
	n->nremoved++;
}

/* Whether the load takes the place of all rows of the live file. */
static bool
is_replaced(const struct entry *n, const struct map_entry *f)
{
	const char *prefix = n->c->load_prefix;

	return !n->t->append ||
	    (prefix != NULL && has_load_prefix(f->key, PART, prefix, "-v"));
}

/* Rows of the file go that come again, or it has columns of other types. */
static int
merge_file(struct entry *n, struct map_entry *f, struct error *e)
{
	struct lake_merged m;
	struct buf path = buf_make(SIZE_MAX);
	int rc;

	delta_decode_path(&path, f->key, f->len);
	rc = lake_merge(n->t, n->c, NULL,
	    path.len > 0 ? (const char *)path.data : "", path.len, &m, e);
	buf_free(&path);
	if (rc == 0 && m.touched) {
		put_remove(n, f);
		if (m.path != NULL)
			delta_put_add(
			    n->t, m.path, &m.file, true, &n->out);
		else
			(void)map_add(&n->gone, f->key, f->len, NULL);
	}
	lake_merged_free(&m);
	return rc;
}

/* The rows that the load takes the place of go. */
static int
put_removes(struct entry *n, struct error *e)
{
	struct map *live = &n->b->log.live;
	size_t i;

	for (i = 0; i < live->n; i++) {
		struct map_entry *f = &live->entries[i];

		if (f->value == 0)
			continue;
		if (is_replaced(n, f))
			put_remove(n, f);
		else if ((n->c->merge != NULL || n->t->rewrites) &&
		    merge_file(n, f, e) != 0)
			return -1;
	}
	if (n->nremoved == 0 || !n->b->schema.append_only)
		return 0;
	lake_refuse(n->t, e,
	    "rows would have to go, and it takes appends alone "
	    "(delta.appendOnly)");
	return -1;
}

/* Whether a file of that load is live. */
static bool
has_part(const struct delta_log *log, const char *key)
{
	size_t i;

	for (i = 0; i < log->live.n; i++)
		if (log->live.entries[i].value != 0 &&
		    has_load_prefix(log->live.entries[i].key, PART, key, "-v"))
			return true;
	return false;
}

/* Whether the load's rows, in this state of it, are in a file with others. */
static bool
is_compacted(const struct entry *n, const char *key, uint64_t version)
{
	struct buf app = buf_make(1024);
	bool is;

	buf_printf(&app, DELTA_COMPACTED "%s", key);
	buf_byte(&app, 0);
	is = delta_txn(&n->b->log, (const char *)app.data) == version;
	buf_free(&app);
	return is;
}

/* A load whose rows are to go has them in a file of their own. */
static int
check_part(const struct entry *n, const char *key, uint64_t version,
    struct error *e)
{
	if (!n->t->append || has_part(&n->b->log, key))
		return 0;
	if (is_compacted(n, key, version)) {
		/* Where all of the selection goes, so does that file. */
		if (strcmp(key, n->c->load_prefix) != 0)
			return 0;
		lake_refuse(n->t, e,
		    "the rows of this load (%s) are in it already, and "
		    "aai-compact has put them together with others; nothing is "
		    "written",
		    key);
		e->kind = ERROR_INPUT;
		return -1;
	}
	lake_refuse(n->t, e,
	    "the rows of this load (%s) are in it already, and another program "
	    "has put them into other files, so that they cannot be replaced; "
	    "nothing is written",
	    key);
	return -1;
}

/* Whether the last files of that load go in this merge. */
static bool
is_merged_away(const struct entry *n, const char *key)
{
	const struct map *live = &n->b->log.live;
	bool found = false;
	size_t i;

	for (i = 0; n->gone.n > 0 && i < live->n; i++) {
		const struct map_entry *f = &live->entries[i];

		if (f->value == 0 || !has_load_prefix(f->key, PART, key, "-v"))
			continue;
		if (map_find(&n->gone, f->key, f->len) == MAP_NONE)
			return false;
		found = true;
	}
	return found;
}

/* Say of a load that is in the table, and not this one, that it is out. */
static int
put_out(struct entry *n, const struct map_entry *x, struct error *e)
{
	const char *key = x->key + strlen(DELTA_APP);
	const char *prefix = n->c->load_prefix;

	if (prefix == NULL || !has_load_prefix(x->key, DELTA_APP, prefix, "")) {
		/* Lest it be missed when all of its selection is replaced. */
		if (strncmp(x->key, DELTA_APP, strlen(DELTA_APP)) == 0 &&
		    is_merged_away(n, key))
			delta_put_txn(n->t, x->key, x->value + 1, &n->out);
		return 0;
	}
	n->t->again = n->t->append;
	if (check_part(n, key, x->value, e) != 0)
		return -1;
	delta_put_txn(n->t, x->key, x->value + 1, &n->out);
	return 0;
}

/* The load is in the table already, and takes its own place. */
static int
check_own(struct entry *n, uint64_t version, struct error *e)
{
	n->t->again = n->t->append;
	return check_part(n, n->c->key, version, e);
}

/* Say of each load that is taken out, and of this one, how it stands. */
static int
put_txns(struct entry *n, struct error *e)
{
	const struct map *txns = &n->b->log.txns;
	bool adds = n->c->file != NULL && n->c->key[0] != '\0';
	struct buf app = buf_make(1024);
	uint64_t own = 0;
	size_t i;
	int rc = 0;

	buf_printf(&app, DELTA_APP "%s", n->c->key);
	buf_byte(&app, 0);
	for (i = 0; rc == 0 && i < txns->n; i++) {
		const struct map_entry *x = &txns->entries[i];
		bool mine = strcmp(x->key, (const char *)app.data) == 0;

		if (mine)
			own = x->value;
		if (x->value % 2 == 0)
			continue;
		if (!mine || !adds)
			rc = put_out(n, x, e);
		else if (n->c->load_prefix != NULL)
			rc = check_own(n, x->value, e);
	}
	if (rc == 0 && adds)
		delta_put_txn(n->t, (const char *)app.data,
		    own + (own % 2 == 0 ? 1 : 2), &n->out);
	buf_free(&app);
	return rc;
}

/* Protocol and metaData, where they are new. */
static int
put_metadata(struct entry *n, struct error *e)
{
	const struct delta_log *log = &n->b->log;

	if (log->version < 0)
		buf_str(&n->out, "{\"protocol\":{\"minReaderVersion\":1,"
				 "\"minWriterVersion\":2}}\n");
	if (log->version >= 0 && !n->c->columns_changed)
		return 0;
	n->metadata = true;
	buf_str(&n->out, "{\"metaData\":");
	if (delta_schema_put_metadata(&n->b->schema, n->t, log->metadata,
		log->metadata_len, &n->out, e) != 0)
		return -1;
	buf_str(&n->out, "}\n");
	return 0;
}

/* A column that must have values has them in the new file. */
static int
check_required(const struct entry *n, struct error *e)
{
	size_t i;

	for (i = 0; n->c->file != NULL && i < n->t->nheld; i++) {
		if (!n->b->schema.required[i] ||
		    n->c->file->columns[i].nulls == 0)
			continue;
		lake_refuse(n->t, e,
		    "its column '%s' takes no null, and the load has some",
		    n->t->columns->columns[i].name);
		return -1;
	}
	return 0;
}

/* Whether nobody else's entry can be in the way of this one. */
static bool
is_blind(const struct entry *n)
{
	return n->t->append && !n->metadata && n->nremoved == 0;
}

static int
stage_entry(struct entry *n, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX);
	bool blind = is_blind(n);
	int rc;

	buf_printf(&text,
	    "{\"commitInfo\":{\"timestamp\":%lld,\"operation\":\"%s\","
	    "\"operationParameters\":{\"mode\":\"%s\",\"partitionBy\":\"[]\"},"
	    "\"isBlindAppend\":%s,\"engineInfo\":\"aai/" AAI_VERSION "\"}}\n",
	    (long long)n->t->lake->now_ms,
	    format_merges(n->c->merge) ? "MERGE" : "WRITE",
	    n->t->append && n->nremoved == 0 ? "Append" : "Overwrite",
	    blind ? "true" : "false");
	buf_put(&text, n->out.data, n->out.len);
	if (blind) {
		folder_mark(n->t->folder, "\"metaData\"");
		folder_mark(n->t->folder, "\"protocol\"");
	}
	rc = delta_stage_entry(
	    n->t, &text, blind ? FOLDER_NEXT : FOLDER_LINK, e);
	buf_free(&text);
	return rc;
}

/* Whether the load says nothing that the table does not say already. */
static bool
says_nothing(const struct entry *n)
{
	const struct lake_change *c = n->c;

	if (c->emptied)
		return n->b->log.version < 0 || n->nremoved == 0;
	return n->t->append && c->file == NULL && !n->metadata &&
	       n->nremoved == 0;
}

static int
on_plan(struct lake_table *t, const struct lake_change *c, struct error *e)
{
	struct delta_metadata *b = t->state;
	struct entry n = { .t = t, .c = c, .b = b, .out = buf_make(SIZE_MAX) };
	int rc = -1;

	if (delta_catch_up(t, e) == 0 && check_required(&n, e) == 0 &&
	    (c->emptied || put_metadata(&n, e) == 0) &&
	    put_removes(&n, e) == 0 && put_txns(&n, e) == 0)
		rc = 0;
	if (rc == 0 && c->file != NULL)
		delta_put_add(t, c->path, c->file, true, &n.out);
	if (rc == 0 && !says_nothing(&n))
		rc = stage_entry(&n, e);
	buf_free(&n.out);
	map_free(&n.gone);
	return rc;
}

static void
on_close(struct lake_table *t)
{
	struct delta_metadata *b = t->state;

	if (b == NULL)
		return;
	delta_log_close(&b->log);
	delta_schema_free(&b->schema);
	mem_free(b);
	t->state = NULL;
}

const struct lake_format delta_format = {
	.name = "delta",
	.data = "",
	.read = on_read,
	.snapshot = delta_read_snapshot,
	.check = on_check,
	.widens = on_widens,
	.plan = on_plan,
	.compact = delta_compact,
	.retention = delta_retention,
	.may_go = delta_may_go,
	.expire = delta_expire,
	.needed = delta_needed,
	.close = on_close,
};
