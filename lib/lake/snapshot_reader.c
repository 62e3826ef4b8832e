/* snapshot_reader: what a table holds now; see snapshot_reader.h. */
#include "lake/snapshot_reader.h"

#include <string.h>

#include "base/mem.h"
#include "lake/delta.h"
#include "lake/iceberg.h"
#include "lake/lake.h"

/* Try one format after the other: 1, 0 or -1. */
static int
look(struct lake_table *t, struct lake_snapshot *v, struct error *e)
{
	int rc = delta_read_snapshot(t, v, e);

	if (rc == 0 && v->version < 0) {
		rc = iceberg_read_snapshot(t, v, e);
		if (rc == 0 && v->version < 0)
			return 0;
	}
	return rc == 0 ? 1 : -1;
}

int
lake_snapshot_open(struct lake_snapshot *v, const struct folder_view *view,
    const char *dir, const char *table, size_t memory, struct error *e)
{
	struct lake lake;
	struct folder folder = { .dir = view->dir, .hidden = -1, .stage = -1,
		.lock = -1 };
	struct lake_table t = { .lake = &lake, .folder = &folder,
		.view = *view, .name = table };
	int rc;

	memset(v, 0, sizeof(*v));
	/* The root of all folders has no name, and is not a table. */
	if (table[0] == '\0')
		return 0;
	/* For its bounds: nothing is made. */
	lake_make(&lake, &delta_format, 0, 0);
	lake.outside = view->outside;
	lake_bound(&lake, memory);
	folder.path = mem_str(dir);
	rc = look(&t, v, e);
	if (rc < 0 && e->kind != ERROR_LIMIT)
		e->kind = ERROR_INPUT;
	v->schema = t.held;
	mem_free(folder.path);
	return rc;
}
