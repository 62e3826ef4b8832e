/* catalog: the tables that are behind a path; see catalog.h. */
#include "aai-show/catalog.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aai-show/infer_columns.h"
#include "aai-show/listing.h"
#include "aai-show/meta.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/mem.h"
#include "lake/snapshot_reader.h"
#include "sink/folder.h"

static char *
join(const char *folder, const char *name)
{
	struct buf b = buf_make(1 << 20);

	buf_printf(&b, "%s/%s", folder, name);
	return buf_take(&b);
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
	t->memory = c->options.memory;
	return t;
}

static void
free_table(struct shown *t)
{
	size_t i;

	schema_free(&t->schema);
	mem_free(t->dialect.null);
	mem_free(t->root);
	for (i = 0; i < t->nfiles; i++)
		mem_free(t->files[i]);
	mem_free(t->files);
	mem_free(t->gaps);
	mem_free(t);
}

void
catalog_miss(struct catalog *c, const struct error *e)
{
	c->missed = mem_grow(c->missed, &c->missed_cap, c->nmissed + 1,
	    sizeof(*c->missed));
	c->missed[c->nmissed++] = *e;
}

/* The table's files are opened beneath the folder, unless they may be
 * anywhere. */
static void
set_root(const struct catalog *c, struct shown *t, const char *folder)
{
	if (!c->options.outside)
		t->root = mem_str(folder);
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
	return infer_columns(t, e);
}

/* Add the files of the folder of parts; *t stays NULL when there are none. */
static int
add_parts(struct catalog *c, const char *folder, const char *name,
    struct shown **t, struct listing *names, struct error *e)
{
	enum shown_format format;
	size_t i;

	*t = NULL;
	if (listing_read(folder, names, e) != 0)
		return -1;
	for (i = 0; i < names->n; i++) {
		if (listing_stem(names->list[i], &format) == 0)
			continue;
		if (*t == NULL) {
			*t = add_table(c, name, strlen(name), format);
			set_root(c, *t, folder);
		}
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
	struct lake_snapshot v;
	struct shown *t;
	int rc = lake_snapshot_open(&v, folder, name, c->options.outside,
	    c->options.memory, e);

	if (rc == 1) {
		t = add_table(c, name, strlen(name), SHOWN_PARQUET);
		t->lake = v.format;
		t->version = v.version;
		set_root(c, t, folder);
		t->files = v.files;
		t->nfiles = v.nfiles;
		t->files_cap = v.files_cap;
		v.files = NULL;
		v.nfiles = 0;
		if (infer_columns_live(t, v.schema.tables[0], e) != 0)
			rc = -1;
	}
	lake_snapshot_close(&v);
	return rc;
}

/* A folder of parts within a folder. */
static int
open_parts(struct catalog *c, const char *path, const char *name,
    const struct meta *m, struct error *e)
{
	struct listing names = { 0 };
	struct shown *t;
	char *file;
	int rc = add_parts(c, path, name, &t, &names, e);

	if (rc == 0 && t != NULL) {
		file = join(name, strrchr(t->files[0], '/') + 1);
		rc = learn(t, m, file, e);
		mem_free(file);
	}
	listing_free(&names);
	return rc;
}

/* Whether the folder has tables, not parts of one: what it has tells. */
static bool
holds_tables(const char *folder)
{
	static const char *const signs[] = { ".aai", "_aai_schema.ndjson",
		"datapackage.json" };
	bool is = false;
	char *path;
	size_t i;

	for (i = 0; !is && i < LEN(signs); i++) {
		path = join(folder, signs[i]);
		is = access(path, F_OK) == 0;
		mem_free(path);
	}
	return is;
}

/* A folder within a folder; *path is taken where it is noted. */
static int
open_inner(struct catalog *c, const char *folder, const char *name,
    char **path, const struct meta *m, struct error *e)
{
	int rc = open_lake(c, folder, name, e);

	if (rc != 0 || !holds_tables(*path))
		return rc != 0 ? rc : open_parts(c, *path, name, m, e);
	c->folders = mem_grow(c->folders, &c->folders_cap, c->nfolders + 1,
	    sizeof(*c->folders));
	c->folders[c->nfolders++] = *path;
	*path = NULL;
	return 0;
}

/* What has that name in a folder of tables. */
static int
open_entry(struct catalog *c, const char *folder, const char *name,
    const struct meta *m, struct error *e)
{
	enum shown_format format;
	char *path = join(folder, name);
	size_t len = listing_stem(name, &format);
	struct shown *t;
	struct stat st;
	int rc = 0;

	if (stat(path, &st) != 0) {
		rc = 0; /* gone since, or a link to nowhere */
	} else if (S_ISDIR(st.st_mode)) {
		rc = open_inner(c, folder, name, &path, m, e);
	} else if (len > 0 && S_ISREG(st.st_mode)) {
		t = add_table(c, name, len, format);
		set_root(c, t, folder);
		add_file(t, path);
		path = NULL;
		rc = learn(t, m, name, e);
	}
	mem_free(path);
	return rc < 0 ? -1 : 0;
}

/* A folder of tables: those that can be read. */
static void
open_folder(struct catalog *c, const char *path, const struct listing *names,
    const struct meta *m)
{
	struct error e;
	size_t i, n;

	for (i = 0; i < names->n; i++) {
		n = c->n;
		if (open_entry(c, path, names->list[i], m, &e) == 0)
			continue;
		while (c->n > n)
			free_table(c->tables[--c->n]);
		catalog_miss(c, &e);
	}
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

/* The path is a table, when there is one; it is called so in full (changed). */
static int
open_path_table(struct catalog *c, const char *path, char *full,
    const struct listing *names, struct error *e)
{
	const char *name = cut_name(full);
	const char *folder = full[0] != '\0' ? full : "/";
	struct meta m = { 0 };
	int rc = folder_settle(folder, e);

	if (rc == 0)
		rc = open_lake(c, folder, name, e);
	if (rc == 0 && listing_are_parts(names)) {
		rc = meta_open(&m, folder, &c->options, e);
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
	struct listing names = { 0 };
	struct meta m = { 0 };
	int rc = folder_settle(path, e);

	if (rc == 0)
		rc = listing_read(path, &names, e);
	if (rc == 0 && listing_may_be_table(&names))
		rc = open_path_table(c, path, full, &names, e);
	if (rc == 0 && c->n == 0 && !listing_are_parts(&names)) {
		c->folder = true;
		rc = meta_open(&m, path, &c->options, e);
		if (rc == 0)
			open_folder(c, path, &names, &m);
	}
	meta_close(&m);
	listing_free(&names);
	return rc;
}

/* Find out the format of a file whose name does not say it, by its start. */
static int
look_at(const char *path, enum shown_format *format, struct error *e)
{
	uint8_t head[256];
	ssize_t n = -1;
	size_t at = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	*format = SHOWN_CSV;
	if (fd >= 0) {
		n = pread(fd, head, sizeof(head), 0);
		(void)close(fd);
	}
	/* What cannot be read is told when it is opened as a table. */
	while (n > 0 && at < (size_t)n && strchr(" \t\r\n", head[at]) != NULL &&
	    head[at] != '\0')
		at++;
	if (n <= 0 || at == (size_t)n)
		return 0;
	if (n >= 4 && memcmp(head, "PAR1", 4) == 0) {
		*format = SHOWN_PARQUET;
	} else if (head[at] == '{' || head[at] == '[') {
		error_set(e, ERROR_INPUT,
		    "'%s' holds JSON: aai-flatten and a sink make tables of it",
		    path);
		return -1;
	} else if (memchr(head, '\0', (size_t)n) != NULL &&
	    memcmp(head, "\x1f\x8b", 2) != 0) {
		error_set(e, ERROR_INPUT, "'%s' is neither Parquet nor CSV",
		    path);
		return -1;
	}
	return 0;
}

/* The path is a file, called so in full (changed). */
static int
open_path_file(struct catalog *c, const char *path, char *full,
    struct error *e)
{
	enum shown_format format;
	char *name = cut_name(full), *table = name, *file;
	size_t len = listing_stem(name, &format);
	struct meta m = { 0 };
	struct shown *t;
	int rc;

	if (len == 0) {
		if (look_at(path, &format, e) != 0)
			return -1;
		len = strlen(name);
	}
	if (strncmp(name, "part-", 5) == 0) {
		table = cut_name(full);
		len = strlen(table);
		file = join(table, name);
	} else {
		file = mem_str(name);
	}
	t = add_table(c, table, len, format);
	add_file(t, mem_str(path));
	rc = meta_open(&m, full[0] != '\0' ? full : "/", &c->options,
	    e);
	if (rc == 0)
		rc = learn(t, &m, file, e);
	meta_close(&m);
	mem_free(file);
	return rc;
}

int
catalog_open(struct catalog *c, const char *path,
    const struct catalog_options *options, struct error *e)
{
	struct stat st;
	char *full;
	int rc;

	memset(c, 0, sizeof(*c));
	c->options = *options;
	if (stat(path, &st) != 0) {
		error_errno(e, ERROR_USAGE, "cannot open '%s'", path);
		return -1;
	}
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) {
		error_set(e, ERROR_USAGE,
		    "'%s' is no file and no folder; what comes through a pipe "
		    "is kept in a file first",
		    path);
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
	size_t i;

	for (i = 0; i < c->n; i++)
		free_table(c->tables[i]);
	for (i = 0; i < c->nfolders; i++)
		mem_free(c->folders[i]);
	mem_free(c->tables);
	mem_free(c->missed);
	mem_free(c->folders);
	memset(c, 0, sizeof(*c));
}
