/* iceberg: Iceberg tables on a file system; see iceberg.h. */
#include "lake/iceberg.h"

#include "base/mem.h"
#include "lake/iceberg_location.h"
#include "lake/iceberg_state.h"
#include "lake/iceberg_version.h"

static int
read_table(struct lake_table *t, struct error *e)
{
	struct iceberg_state *s = mem_new(1, sizeof(*s));

	t->state = s;
	s->location = iceberg_location(t->folder->path, t->name, e);
	if (s->location == NULL)
		return -1;
	t->version = iceberg_version(t, e);
	if (t->version < 0)
		return -1;
	if (t->version == 0)
		return 0;
	if (iceberg_load(t, t->version, &s->meta, e) != 0)
		return -1;
	if (!iceberg_is_at(t->folder->dir, t->name, s->meta.location)) {
		lake_refuse(t, e,
		    "its metadata place it at '%s'; a table that was moved "
		    "cannot be written to",
		    s->meta.location);
		return -1;
	}
	iceberg_columns(t, &s->meta, false);
	return 0;
}

static int
check(struct lake_table *t, struct error *e)
{
	struct iceberg_state *s = t->state;

	iceberg_schema_free(&s->next);
	s->last_column = s->meta.last_column;
	if (iceberg_schema_evolve(&s->next, &s->meta.schema, t->columns,
		t->append, t->rewrites ? t->retyped : NULL, &s->last_column,
		e) == 0)
		return 0;
	return iceberg_fail(t, e);
}

static void
close_table(struct lake_table *t)
{
	struct iceberg_state *s = t->state;

	if (s == NULL)
		return;
	iceberg_meta_free(&s->meta);
	iceberg_schema_free(&s->next);
	mem_free(s->location);
	mem_free(s);
	t->state = NULL;
}

const struct lake_format iceberg_format = {
	.name = "iceberg",
	.data = "data/",
	.read = read_table,
	.snapshot = iceberg_read_snapshot,
	.check = check,
	.widens = iceberg_widens,
	.plan = iceberg_plan,
	.compact = iceberg_compact,
	.retention = iceberg_retention,
	.may_go = iceberg_may_go,
	.expire = iceberg_expire,
	.needed = iceberg_needed,
	.close = close_table,
};
