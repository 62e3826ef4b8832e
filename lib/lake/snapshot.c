/* snapshot: what a table holds in one version; see snapshot.h. */
#include "lake/snapshot.h"

#include <string.h>

#include "base/mem.h"

void
lake_snapshot_add(struct lake_snapshot *v, char *path)
{
	v->files =
	    mem_grow(v->files, &v->files_cap, v->nfiles + 1, sizeof(*v->files));
	v->files[v->nfiles++] = path;
}

static void
free_rows(const struct lake_snapshot *v, struct lake_rows *rows)
{
	size_t i;

	for (i = 0; rows->values != NULL && i < v->npartitions; i++)
		mem_free(rows->values[i]);
	mem_free(rows->values);
	deletion_vector_place_free(&rows->deleted);
}

void
lake_snapshot_close(struct lake_snapshot *v)
{
	size_t i;

	schema_free(&v->schema);
	for (i = 0; i < v->nrows; i++)
		free_rows(v, &v->rows[i]);
	mem_free(v->rows);
	mem_free(v->partitions);
	field_names_free(v->names);
	for (i = 0; i < v->nfiles; i++)
		mem_free(v->files[i]);
	mem_free(v->files);
	memset(v, 0, sizeof(*v));
}
