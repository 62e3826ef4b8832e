/* iceberg_view: an Iceberg table for its readers; see view.h and iceberg.h. */
#include "lake/iceberg.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "io/fd.h"
#include "lake/iceberg_manifest.h"
#include "lake/iceberg_place.h"

/* A live data file. */
struct live {
	char *path; /* owned */
	int64_t sequence;
	size_t number; /* in the order of the books */
};

/* A table's files, being listed. */
struct listing {
	const struct lake_table *t;
	const struct iceberg_meta *m;
	struct live *files;
	size_t n;
	size_t cap;
};

static int
by_age(const void *a, const void *b)
{
	const struct live *x = a, *y = b;

	if (x->sequence != y->sequence)
		return x->sequence < y->sequence ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/*
 * The path of a file that the books name, owned: what lies in the table's
 * location is in its folder, wherever that is by now.  NULL with *e.
 */
static char *
file_path(const struct listing *l, const struct iceberg_span *uri,
    struct error *e)
{
	const char *location = l->m->location, *s = (const char *)uri->p;
	size_t len = strlen(location);
	struct buf path = buf_make(SIZE_MAX);
	char *found = NULL;

	while (len > 0 && location[len - 1] == '/')
		len--;
	if (memchr(s, 0, uri->len) == NULL) {
		if (uri->len > len + 1 && memcmp(s, location, len) == 0 &&
		    s[len] == '/') {
			buf_printf(&path, "%s/%s", l->t->folder->path,
			    l->t->name);
			buf_put(&path, s + len, uri->len - len);
			buf_byte(&path, 0);
			found = buf_take(&path);
		} else {
			found = iceberg_path(s, uri->len);
		}
	}
	if (found == NULL)
		error_set(e, ERROR_INPUT, "'%.*s' is no file of this machine",
		    (int)(uri->len < 500 ? uri->len : 500), s);
	buf_free(&path);
	return found;
}

/* Append what is in a file of the books. */
static int
slurp(const struct listing *l, const struct iceberg_span *uri,
    struct buf *out, struct error *e)
{
	char *path = file_path(l, uri, e);
	int rc = path == NULL ? -1 : fd_slurp_file(path, out, e);

	mem_free(path);
	return rc;
}

/* Add the live files of a manifest. */
static int
add_files(struct listing *l, const struct iceberg_row *row, struct error *e)
{
	struct buf text = buf_make(l->t->lake->max_line);
	struct iceberg_entry entry;
	struct avro a = { 0 };
	char *path;
	int rc = slurp(l, &row->path, &text, e);

	if (rc == 0)
		rc = avro_open(&a, text.data, text.len, e);
	while (rc == 0 && (rc = iceberg_next_entry(&a, &entry, e)) == 1) {
		rc = 0;
		if (entry.status == ICEBERG_DELETED)
			continue;
		path = file_path(l, &entry.path, e);
		if (path == NULL) {
			rc = -1;
			break;
		}
		l->files = mem_grow(
		    l->files, &l->cap, l->n + 1, sizeof(*l->files));
		l->files[l->n] = (struct live){ path,
			entry.sequence == ICEBERG_INHERIT ? row->sequence :
							    entry.sequence,
			l->n };
		l->n++;
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
		if (row.files[ICEBERG_ADDED] + row.files[ICEBERG_EXISTING] > 0)
			rc = add_files(l, &row, e);
	}
	avro_close(&a);
	buf_free(&text);
	mem_free(uri);
	return rc;
}

/* The files become the view's. */
static void
hand_over(struct listing *l, struct lake_view *v)
{
	size_t i;

	if (l->n > 0)
		qsort(l->files, l->n, sizeof(*l->files), by_age);
	for (i = 0; i < l->n; i++)
		lake_view_add(v, l->files[i].path);
	mem_free(l->files);
}

/* Whether there is a folder for the books; a file called so is none. */
static bool
has_books(const struct lake_table *t)
{
	struct buf name = buf_make(SIZE_MAX);
	struct stat st;
	bool is;

	buf_printf(&name, "%s/metadata", t->name);
	buf_byte(&name, 0);
	is = fstatat(t->folder->dir, (const char *)name.data, &st, 0) == 0 &&
	     S_ISDIR(st.st_mode);
	buf_free(&name);
	return is;
}

int
iceberg_view(struct lake_table *t, struct lake_view *v, struct error *e)
{
	struct iceberg_meta m = { 0 };
	struct listing l = { .t = t, .m = &m };
	int rc = 0;

	v->format = "Iceberg";
	v->version = 0;
	if (has_books(t))
		v->version = iceberg_newest(t->folder->dir, t->name, e);
	if (v->version < 0)
		return iceberg_fail(t, e);
	if (v->version == 0)
		return 0;
	rc = iceberg_load_any(t, v->version, &m, e);
	if (rc == 0) {
		iceberg_columns(t, &m, true);
		if (m.snapshot >= 0 && list_files(&l, e) != 0)
			rc = iceberg_fail(t, e);
	}
	hand_over(&l, v);
	iceberg_meta_free(&m);
	return rc;
}
