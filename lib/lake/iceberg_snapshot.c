/* iceberg_snapshot: an Iceberg table for its readers; see snapshot_reader.h and
 * iceberg.h. */
#include "lake/iceberg.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "lake/iceberg_catalog.h"
#include "lake/iceberg_location.h"
#include "lake/iceberg_manifest.h"
#include "lake/iceberg_names.h"
#include "lake/iceberg_state.h"
#include "lake/iceberg_version.h"
#include "lake/path.h"

/* What an allocation takes beside its bytes, at most. */
#define FILE_HOLDS 32

/* A live data file. */
struct live {
	char *path; /* owned */
	int64_t sequence;
	size_t number; /* in the order of the metadata */
};

/* A table's files, being listed. */
struct listing {
	const struct lake_table *t;
	const struct iceberg_meta *m;
	struct live *files;
	size_t n;
	size_t cap;
	size_t bytes; /* that they take */
};

static int
by_age(const void *a, const void *b)
{
	const struct live *x = a, *y = b;

	if (x->sequence != y->sequence)
		return x->sequence < y->sequence ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Append what is in a file of the metadata. */
static int
slurp(const struct listing *l, const struct iceberg_span *uri,
    struct buf *out, struct error *e)
{
	return lake_path_slurp(l->t, l->m->location, (const char *)uri->p,
	    uri->len, out, e);
}

/* Add a live file, as long as there is memory for it. */
static int
add_file(struct listing *l, const struct iceberg_row *row,
    const struct iceberg_entry *entry, struct error *e)
{
	size_t max = l->t->lake->memory;
	char *path = lake_path_find(l->t, l->m->location,
	    (const char *)entry->path.p, entry->path.len, e);

	if (path == NULL)
		return -1;
	l->files =
	    mem_grow(l->files, &l->cap, l->n + 1, sizeof(*l->files));
	l->files[l->n] = (struct live){ path,
		entry->sequence == ICEBERG_INHERIT ? row->sequence :
						     entry->sequence,
		l->n };
	l->n++;
	l->bytes += sizeof(*l->files) + FILE_HOLDS + strlen(path);
	if (max == 0 || l->bytes <= max)
		return 0;
	error_set(e, ERROR_LIMIT,
	    "the list of its files needs more memory than %zu bytes; --memory "
	    "says twice that",
	    max);
	return -1;
}

/* Add the live files of a manifest, as many as its row says. */
static int
add_files(struct listing *l, const struct iceberg_row *row, struct error *e)
{
	int64_t due = row->files[ICEBERG_ADDED] + row->files[ICEBERG_EXISTING];
	struct buf text = buf_make(l->t->lake->max_line);
	struct iceberg_entry entry;
	struct avro a = { 0 };
	int rc = slurp(l, &row->path, &text, e);

	if (rc == 0)
		rc = avro_open(&a, text.data, text.len, e);
	while (rc == 0 && (rc = iceberg_next_entry(&a, &entry, e)) == 1) {
		rc = 0;
		if (entry.status == ICEBERG_DELETED)
			continue;
		due--;
		rc = add_file(l, row, &entry, e);
	}
	if (rc == 0 && due != 0) {
		error_set(e, ERROR_INPUT,
		    "a manifest has %s files than its list says",
		    due < 0 ? "more" : "fewer");
		rc = -1;
	}
	avro_close(&a);
	buf_free(&text);
	return rc;
}

/* Go through the current snapshot's manifests. */
static int
list_files(struct listing *l, struct error *e)
{
	char *uri = iceberg_meta_list(l->m);
	struct buf text = buf_make(l->t->lake->max_line);
	struct iceberg_span span;
	struct map seen = { 0 };
	struct iceberg_row row;
	struct avro a = { 0 };
	int rc = -1;

	if (uri == NULL) {
		error_set(e, ERROR_INPUT, "its snapshot has no manifest list");
	} else {
		span = (struct iceberg_span){ (const uint8_t *)uri,
			strlen(uri) };
		rc = slurp(l, &span, &text, e);
	}
	if (rc == 0)
		rc = avro_open(&a, text.data, text.len, e);
	while (rc == 0 && (rc = iceberg_next_row(&a, &row, e)) == 1) {
		rc = 0;
		/* Files that went before are told of no more. */
		if (row.files[ICEBERG_ADDED] + row.files[ICEBERG_EXISTING] == 0)
			continue;
		/* Else a short list could have one read without end. */
		rc = lake_path_once(l->t, l->m->location,
		    (const char *)row.path.p, row.path.len, &seen, e);
		if (rc == 0)
			rc = add_files(l, &row, e);
	}
	map_free(&seen);
	avro_close(&a);
	buf_free(&text);
	mem_free(uri);
	return rc;
}

/* The files become the view's. */
static void
hand_over(struct listing *l, struct lake_snapshot *v)
{
	size_t i;

	if (l->n > 0)
		qsort(l->files, l->n, sizeof(*l->files), by_age);
	for (i = 0; i < l->n; i++)
		lake_snapshot_add(v, l->files[i].path);
	mem_free(l->files);
}

/* Whether there is a folder for the metadata; a file called so is none. */
static bool
has_metadata(const struct lake_table *t)
{
	struct stat st;

	return lake_path_stat(t, "metadata", &st) == 0 &&
	    (S_ISDIR(st.st_mode) || S_ISLNK(st.st_mode));
}

int
iceberg_read_snapshot(
    struct lake_table *t, struct lake_snapshot *v, struct error *e)
{
	struct iceberg_meta m = { 0 };
	struct listing l = { .t = t, .m = &m };
	int rc = 0;

	v->format = "Iceberg";
	v->version = 0;
	if (has_metadata(t))
		rc = iceberg_catalog_newest(
		    t, &v->version, &m, &v->catalog, e);
	/* Another catalog's first version may well be number 0. */
	if (rc == 0 && m.tree.n == 0)
		v->version = -1;
	if (rc == 0 && m.tree.n > 0) {
		iceberg_columns(t, &m, true);
		v->names = iceberg_names(&m, e);
		if (v->names == NULL ||
		    (m.snapshot >= 0 && list_files(&l, e) != 0))
			rc = iceberg_fail(t, e);
	}
	hand_over(&l, v);
	iceberg_meta_free(&m);
	return rc;
}
