/* delta_compact: data files of a Delta table that become one; see delta.h. */
#include "lake/delta.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "sink/part_name.h"

/* An entry that is being made. */
struct entry {
	struct lake_table *t;
	struct delta_metadata *b;
	struct buf out;
	struct map txns; /* versions by the names of applications: an entry has
			    one of each */
};

/* Have the application's version be that, or the highest of them. */
static void
note_txn(struct entry *n, const char *app, uint64_t version)
{
	size_t at = map_add(&n->txns, app, strlen(app), NULL);

	if (n->txns.entries[at].value < version)
		n->txns.entries[at].value = version;
}

/* The file may have been taken out by another program. */
static int
put_remove(struct entry *n, const char *path, struct error *e)
{
	const struct map *live = &n->b->log.live;
	size_t at = map_find(live, path, strlen(path));

	if (at != MAP_NONE && live->entries[at].value != 0) {
		delta_put_remove(n->t, &live->entries[at], false, &n->out);
		return 0;
	}
	error_set(e, ERROR_TEMPORARY,
	    "another program has rewritten files of table '%s' in '%s' "
	    "meanwhile; nothing is published, and this can be run again",
	    n->t->name, n->t->folder->path);
	return -1;
}

/*
 * Say how a load stands whose file goes: its rows are in the table, so that its
 * version stays odd, but not in a file of their own; or what a file was known
 * by that was put together before.
 */
static void
note_part_txns(struct entry *n, const char *path)
{
	struct part_name part;
	char app[128];
	uint64_t own;

	if (!part_name_parse(path, &part))
		return;
	(void)snprintf(app, sizeof(app), DELTA_APP "%.*s", (int)part.key_len,
	    part.key);
	own = delta_txn(&n->b->log, app);
	if (part.compact) {
		if (own % 2 != 0)
			note_txn(n, app, own + 1);
		return;
	}
	if (own % 2 == 0)
		note_txn(n, app, ++own);
	(void)snprintf(app, sizeof(app), DELTA_COMPACTED "%.*s",
	    (int)part.key_len, part.key);
	note_txn(n, app, own);
}

static int
put_compaction(
    struct entry *n, const struct lake_compaction *c, struct error *e)
{
	char app[128];
	uint64_t own;
	size_t i;

	for (i = 0; i < c->n; i++) {
		if (put_remove(n, c->parts[i], e) != 0)
			return -1;
		note_part_txns(n, c->parts[i]);
	}
	(void)snprintf(app, sizeof(app), DELTA_APP "%s", c->key);
	own = delta_txn(&n->b->log, app);
	note_txn(n, app, own + (own % 2 == 0 ? 1 : 2));
	delta_put_add(n->t, c->path, c->file, false, &n->out);
	return 0;
}

int
delta_compact(struct lake_table *t, const struct lake_compaction *c, size_t n,
    struct error *e)
{
	struct entry entry = { .t = t, .b = t->state,
		.out = buf_make(SIZE_MAX) };
	size_t i;
	int rc = delta_catch_up(t, e);

	buf_printf(&entry.out,
	    "{\"commitInfo\":{\"timestamp\":%lld,\"operation\":\"OPTIMIZE\","
	    "\"operationParameters\":{\"predicate\":\"[]\"},"
	    "\"isBlindAppend\":false,\"engineInfo\":\"aai/" AAI_VERSION
	    "\"}}\n",
	    (long long)t->lake->now_ms);
	for (i = 0; rc == 0 && i < n; i++)
		rc = put_compaction(&entry, &c[i], e);
	for (i = 0; i < entry.txns.n; i++)
		delta_put_txn(t, entry.txns.entries[i].key,
		    entry.txns.entries[i].value, &entry.out);
	if (rc == 0)
		rc = delta_stage_entry(t, &entry.out, FOLDER_LINK, e);
	map_free(&entry.txns);
	buf_free(&entry.out);
	return rc;
}
