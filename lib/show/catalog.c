/* catalog: the tables that are behind a path; see catalog.h. */
#include "show/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/mem.h"
#include "io/fd.h"
#include "lake/view.h"
#include "show/learn.h"
#include "show/meta.h"
#include "sink/folder.h"

/* Names in a folder, sorted. */
struct names {
	char **list; /* each owned */
	size_t n;
	size_t cap;
};

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void
free_names(struct names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		mem_free(names->list[i]);
	mem_free(names->list);
	memset(names, 0, sizeof(*names));
}

/* Read the names in the folder, but for hidden ones. */
static int
read_names(const char *path, struct names *names, struct error *e)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	int rc = 0;

	if (dir == NULL) {
		error_errno(e, ERROR_INPUT, "cannot open '%s'", path);
		return -1;
	}
	while ((entry = fd_entry(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		names->list = mem_grow(names->list, &names->cap, names->n + 1,
		    sizeof(*names->list));
		names->list[names->n++] = mem_str(entry->d_name);
	}
	if (errno != 0) {
		error_errno(e, ERROR_INPUT, "cannot list '%s'", path);
		free_names(names);
		rc = -1;
	}
	(void)closedir(dir);
	if (names->n > 0)
		qsort(names->list, names->n, sizeof(*names->list), by_name);
	return rc;
}

static char *
join(const char *folder, const char *name)
{
	struct buf b = buf_make(1 << 20);

	buf_printf(&b, "%s/%s", folder, name);
	return buf_take(&b);
}

/* The length of the name without the ending that says what the file is; 0
 * when it has none. */
static size_t
stem(const char *name, enum shown_format *format)
{
	static const struct {
		const char *text;
		enum shown_format format;
	} endings[] = {
		{ ".parquet", SHOWN_PARQUET },
		{ ".csv", SHOWN_CSV },
		{ ".csv.gz", SHOWN_CSV },
		{ ".tsv", SHOWN_CSV },
		{ ".tsv.gz", SHOWN_CSV },
	};
	size_t i, len = strlen(name), n;

	for (i = 0; i < LEN(endings); i++) {
		n = strlen(endings[i].text);
		if (len > n && strcmp(name + len - n, endings[i].text) == 0) {
			*format = endings[i].format;
			return len - n;
		}
	}
	return 0;
}

static struct shown *
add_table(struct catalog *c, const char *name, size_t len,
    enum shown_format format)
{
	struct shown *t = mem_new(1, sizeof(*t));

	c->tables =
	    mem_grow(c->tables, &c->cap, c->n + 1, sizeof(*c->tables));
	c->tables[c->n++] = t;
	t->table = schema_table(&t->schema, name, len);
	t->format = format;
	return t;
}

/* The file's path becomes the table's. */
static void
add_file(struct shown *t, char *path)
{
	t->files =
	    mem_grow(t->files, &t->files_cap, t->nfiles + 1, sizeof(*t->files));
	t->files[t->nfiles++] = path;
}

/* Find out the table's columns; its first file is called file in m's folder. */
static int
learn(struct shown *t, const struct meta *m, const char *file, struct error *e)
{
	meta_apply(m, t, file);
	return learn_files(t, e);
}

/* Add the files of the folder of parts; *t stays NULL when there are none. */
static int
add_parts(struct catalog *c, const char *folder, const char *name,
    struct shown **t, struct names *names, struct error *e)
{
	enum shown_format format;
	size_t i;

	*t = NULL;
	if (read_names(folder, names, e) != 0)
		return -1;
	for (i = 0; i < names->n; i++) {
		if (stem(names->list[i], &format) == 0)
			continue;
		if (*t == NULL)
			*t = add_table(c, name, strlen(name), format);
		if (format == (*t)->format)
			add_file(*t, join(folder, names->list[i]));
	}
	return 0;
}

/* The table of a table format that a folder holds: 1; 0: it is none; -1. */
static int
open_lake(struct catalog *c, const char *folder, const char *name,
    struct error *e)
{
	struct lake_view v;
	struct shown *t;
	int rc = lake_view_open(&v, folder, name, e);

	if (rc == 1) {
		t = add_table(c, name, strlen(name), SHOWN_PARQUET);
		t->lake = v.format;
		t->version = v.version;
		t->files = v.files;
		t->nfiles = v.nfiles;
		t->files_cap = v.files_cap;
		v.files = NULL;
		v.nfiles = 0;
		if (learn_live(t, v.schema.tables[0], e) != 0)
			rc = -1;
	}
	lake_view_close(&v);
	return rc;
}

/* A folder of parts within a folder. */
static int
open_parts(struct catalog *c, const char *path, const char *name,
    const struct meta *m, struct error *e)
{
	struct names names = { 0 };
	struct shown *t;
	char *file;
	int rc = add_parts(c, path, name, &t, &names, e);

	if (rc == 0 && t != NULL) {
		file = join(name, strrchr(t->files[0], '/') + 1);
		rc = learn(t, m, file, e);
		mem_free(file);
	}
	free_names(&names);
	return rc;
}

/* A folder of tables. */
static int
open_folder(struct catalog *c, const char *path, const struct names *names,
    const struct meta *m, struct error *e)
{
	enum shown_format format;
	struct shown *t;
	struct stat st;
	size_t i, len;
	char *file;
	int rc = 0;

	for (i = 0; rc >= 0 && i < names->n; i++) {
		file = join(path, names->list[i]);
		len = stem(names->list[i], &format);
		if (stat(file, &st) != 0) {
			/* Gone since, or a link to nowhere. */
			mem_free(file);
			continue;
		}
		if (S_ISDIR(st.st_mode)) {
			rc = open_lake(c, path, names->list[i], e);
			if (rc == 0)
				rc = open_parts(c, file, names->list[i], m, e);
			mem_free(file);
		} else if (len > 0 && S_ISREG(st.st_mode)) {
			t = add_table(c, names->list[i], len, format);
			add_file(t, file);
			rc = learn(t, m, names->list[i], e);
		} else {
			mem_free(file);
		}
	}
	return rc < 0 ? -1 : 0;
}

/* Whether all tables of the folder are parts of one. */
static bool
are_parts(const struct names *names)
{
	enum shown_format format;
	size_t i, n = 0;

	for (i = 0; i < names->n; i++) {
		if (stem(names->list[i], &format) == 0)
			continue;
		if (strncmp(names->list[i], "part-", 5) != 0)
			return false;
		n++;
	}
	return n > 0;
}

/* The name behind the last slash, which is cut off; "" for a root. */
static char *
cut_name(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL)
		return path + strlen(path);
	*slash = '\0';
	return slash + 1;
}

/* Whether the folder may be a table: of parts, or of a table format. */
static bool
may_be_table(const struct names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (strcmp(names->list[i], "_delta_log") == 0 ||
		    strcmp(names->list[i], "metadata") == 0)
			return true;
	return are_parts(names);
}

/* The path is a table, when there is one; it is called so in full (changed). */
static int
open_path_table(struct catalog *c, const char *path, char *full,
    const struct names *names, struct error *e)
{
	const char *name = cut_name(full);
	const char *folder = full[0] != '\0' ? full : "/";
	struct meta m = { 0 };
	int rc = folder_settle(folder, e);

	if (rc == 0)
		rc = open_lake(c, folder, name, e);
	if (rc == 0 && are_parts(names)) {
		rc = meta_open(&m, folder, e);
		if (rc == 0)
			rc = open_parts(c, path, name, &m, e);
		meta_close(&m);
	}
	return rc < 0 ? -1 : 0;
}

/* The path is a folder, called so in full (changed). */
static int
open_path_folder(struct catalog *c, const char *path, char *full,
    struct error *e)
{
	struct names names = { 0 };
	struct meta m = { 0 };
	int rc = folder_settle(path, e);

	if (rc == 0)
		rc = read_names(path, &names, e);
	if (rc == 0 && may_be_table(&names))
		rc = open_path_table(c, path, full, &names, e);
	if (rc == 0 && c->n == 0 && !are_parts(&names)) {
		c->folder = true;
		rc = meta_open(&m, path, e);
		if (rc == 0)
			rc = open_folder(c, path, &names, &m, e);
	}
	meta_close(&m);
	free_names(&names);
	return rc;
}

/* The path is a file, called so in full (changed). */
static int
open_path_file(struct catalog *c, const char *path, char *full,
    struct error *e)
{
	enum shown_format format = SHOWN_CSV;
	char *name = cut_name(full), *table = name, *file;
	size_t len = stem(name, &format);
	struct meta m = { 0 };
	struct shown *t;
	int rc;

	if (len == 0)
		len = strlen(name);
	if (strncmp(name, "part-", 5) == 0) {
		table = cut_name(full);
		len = strlen(table);
		file = join(table, name);
	} else {
		file = mem_str(name);
	}
	t = add_table(c, table, len, format);
	add_file(t, mem_str(path));
	rc = meta_open(&m, full[0] != '\0' ? full : "/", e);
	if (rc == 0)
		rc = learn(t, &m, file, e);
	meta_close(&m);
	mem_free(file);
	return rc;
}

int
catalog_open(struct catalog *c, const char *path, struct error *e)
{
	struct stat st;
	char *full;
	int rc;

	memset(c, 0, sizeof(*c));
	if (stat(path, &st) != 0) {
		error_errno(e, ERROR_USAGE, "cannot open '%s'", path);
		return -1;
	}
	/* What a path such as "." is called. */
	full = realpath(path, NULL);
	if (full == NULL) {
		error_errno(e, ERROR_USAGE, "cannot open '%s'", path);
		return -1;
	}
	if (S_ISDIR(st.st_mode))
		rc = open_path_folder(c, path, full, e);
	else
		rc = open_path_file(c, path, full, e);
	mem_free(full);
	return rc;
}

void
catalog_close(struct catalog *c)
{
	size_t i, k;

	for (i = 0; i < c->n; i++) {
		struct shown *t = c->tables[i];

		schema_free(&t->schema);
		mem_free(t->dialect.null);
		for (k = 0; k < t->nfiles; k++)
			mem_free(t->files[k]);
		mem_free(t->files);
		mem_free(t);
	}
	mem_free(c->tables);
	memset(c, 0, sizeof(*c));
}
