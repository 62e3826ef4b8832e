/* catalog: the tables that are after a path; see catalog.h. */
#include "view/catalog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/mem.h"
#include "io/beneath.h"
#include "lake/snapshot_reader.h"
#include "view/infer_columns.h"
#include "view/listing.h"
#include "view/meta.h"

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
	mem_free(t->within);
	for (i = 0; i < t->nfiles; i++)
		mem_free(t->files[i]);
	mem_free(t->files);
	mem_free(t->gaps);
	lake_snapshot_close(&t->snapshot);
	map_free(&t->by_gap);
	map_free(&t->nested);
	mem_free(t);
}

bool
catalog_gap(const struct shown *t, size_t column, struct error *e)
{
	size_t at = map_find(&t->by_gap, (const char *)&column,
	    sizeof(column));
	const struct column *c = &t->table->columns[column];

	if (at == MAP_NONE)
		return false;
	error_set(e, ERROR_INPUT,
	    "'%s': column '%.*s' is %s, which is not read", t->gaps[at].path,
	    (int)(c->name_len < 200 ? c->name_len : 200), c->name,
	    t->gaps[at].what);
	return true;
}

void
catalog_miss(struct catalog *c, const struct error *e)
{
	c->missed = mem_grow(c->missed, &c->missed_cap, c->nmissed + 1,
	    sizeof(*c->missed));
	c->missed[c->nmissed++] = *e;
}

/* A folder that tables are looked for in. */
struct place {
	const struct folder_view *view;
	const char *within; /* its name in the view; "": it is the view's */
	const char *path;   /* for messages, and to name its files */
};

/* The table's files are those of the folder. */
static void
set_place(struct shown *t, const struct place *at)
{
	t->view = at->view;
	t->root = mem_str(at->path);
	t->within = mem_str(at->within);
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
add_parts(struct catalog *c, const struct place *at, const char *name,
    struct shown **t, struct listing *names, struct error *e)
{
	enum shown_format format;
	size_t i;

	*t = NULL;
	if (listing_read(at->view, at->within, at->path, names, e) != 0 ||
	    listing_check_lost(at->view, at->within, at->path, names, e) != 0)
		return -1;
	for (i = 0; i < names->n; i++) {
		if (listing_stem(names->list[i], &format) == 0)
			continue;
		if (*t == NULL) {
			*t = add_table(c, name, strlen(name), format);
			set_place(*t, at);
		}
		if (format == (*t)->format)
			add_file(*t, join(at->path, names->list[i]));
	}
	return 0;
}

/* The table of a table format that a folder holds: 1; 0: it is none; -1. */
static int
open_lake(struct catalog *c, const struct place *at, const char *name,
    struct error *e)
{
	struct lake_snapshot v;
	struct shown *t;
	int rc = lake_snapshot_open(
	    &v, at->view, at->path, name, c->options.memory, e);

	if (rc == 1) {
		t = add_table(c, name, strlen(name), SHOWN_PARQUET);
		t->lake = v.format;
		t->version = v.version;
		t->moved_on = v.catalog;
		set_place(t, at);
		t->files = v.files;
		t->nfiles = v.nfiles;
		t->files_cap = v.files_cap;
		v.files = NULL;
		v.nfiles = 0;
		t->snapshot = v;
		return infer_columns_live(t, v.schema.tables[0], e) == 0 ? 1 :
									   -1;
	}
	lake_snapshot_close(&v);
	return rc;
}

/* A folder of parts within a folder. */
static int
open_parts(struct catalog *c, const struct place *at, const char *name,
    const struct meta *m, struct error *e)
{
	struct listing names = { 0 };
	struct shown *t;
	char *file;
	int rc = add_parts(c, at, name, &t, &names, e);

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
holds_tables(const struct place *at)
{
	static const char *const signs[] = { ".aai", "_aai_schema.ndjson",
		"datapackage.json" };
	struct stat st;
	bool is = false;
	char *name;
	size_t i;

	for (i = 0; !is && i < LEN(signs); i++) {
		name = join(at->within, signs[i]);
		is = folder_view_stat(at->view, name, &st) == 0;
		mem_free(name);
	}
	return is;
}

/* A folder within a folder; *path is taken where it is noted. */
static int
open_inner(struct catalog *c, const struct place *at, const char *name,
    char **path, const struct meta *m, struct error *e)
{
	struct place inner = { at->view, name, *path };
	int rc = open_lake(c, at, name, e);

	if (rc != 0 || !holds_tables(&inner))
		return rc != 0 ? rc : open_parts(c, &inner, name, m, e);
	c->folders = mem_grow(c->folders, &c->folders_cap, c->nfolders + 1,
	    sizeof(*c->folders));
	c->folders[c->nfolders++] = *path;
	*path = NULL;
	return 0;
}

/*
 * A symbolic link in the folder, which is not followed: -1 with *e, unless
 * nothing to be shown would be there.
 */
static int
refuse_link(const struct place *at, const char *name, const char *path,
    struct error *e)
{
	enum shown_format format;
	struct stat st;

	if (fstatat(at->view->dir, name, &st, 0) != 0 ||
	    (!S_ISDIR(st.st_mode) &&
		(!S_ISREG(st.st_mode) || listing_stem(name, &format) == 0)))
		return 0;
	errno = ELOOP;
	beneath_error(e, ERROR_INPUT, "cannot open '%s'", path);
	return -1;
}

/* What has that name in a folder of tables, which is the view's. */
static int
open_entry(struct catalog *c, const struct place *at, const char *name,
    const struct meta *m, struct error *e)
{
	enum shown_format format;
	char *path = join(at->path, name);
	size_t len = listing_stem(name, &format);
	struct shown *t;
	struct stat st;
	int rc = 0;

	if (folder_view_stat(at->view, name, &st) != 0) {
		rc = 0; /* gone since, or a link to nowhere */
	} else if (S_ISLNK(st.st_mode)) {
		rc = refuse_link(at, name, path, e);
	} else if (S_ISDIR(st.st_mode)) {
		rc = open_inner(c, at, name, &path, m, e);
	} else if (len > 0 && S_ISREG(st.st_mode)) {
		t = add_table(c, name, len, format);
		set_place(t, at);
		add_file(t, path);
		path = NULL;
		rc = learn(t, m, name, e);
	}
	mem_free(path);
	return rc < 0 ? -1 : 0;
}

/* A folder of tables: those that can be read. */
static void
open_folder(struct catalog *c, const struct place *at,
    const struct listing *names, const struct meta *m)
{
	struct error e;
	size_t i, n;

	for (i = 0; i < names->n; i++) {
		n = c->n;
		if (open_entry(c, at, names->list[i], m, &e) == 0)
			continue;
		while (c->n > n)
			free_table(c->tables[--c->n]);
		catalog_miss(c, &e);
	}
}

/* The name after the last slash, which is cut off; "" for a root. */
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
	struct folder_view *view = &c->views[1];
	struct place at = { view, "", folder }, own = { view, name, path };
	struct meta m = { 0 };
	int rc = folder_view_open(view, folder, c->options.outside, e);

	if (rc == 0)
		rc = open_lake(c, &at, name, e);
	if (rc == 0 && listing_are_parts(names)) {
		rc = meta_open(&m, view, folder, &c->options, e);
		if (rc == 0)
			rc = open_parts(c, &own, name, &m, e);
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
	struct folder_view *view = &c->views[0];
	struct place at = { view, "", path };
	int rc = folder_view_open(view, path, c->options.outside, e);

	if (rc == 0)
		rc = listing_read(view, "", path, &names, e);
	if (rc == 0 && listing_may_be_table(&names))
		rc = open_path_table(c, path, full, &names, e);
	if (rc == 0 && c->n == 0)
		rc = listing_check_lost(view, "", path, &names, e);
	if (rc == 0 && c->n == 0 && !listing_are_parts(&names)) {
		c->folder = true;
		rc = meta_open(&m, view, path, &c->options, e);
		if (rc == 0)
			open_folder(c, &at, &names, &m);
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
	const char *folder;
	size_t len = listing_stem(name, &format);
	struct folder_view *view = &c->views[0];
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
	folder = full[0] != '\0' ? full : "/";
	rc = folder_view_open_plain(view, folder, c->options.outside, e);
	if (rc == 0)
		rc = meta_open(&m, view, folder, &c->options, e);
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
	char *full, *plain;
	size_t len = strlen(path);
	int rc;

	memset(c, 0, sizeof(*c));
	c->options = *options;
	if (stat(path, &st) != 0) {
		error_errno(e, ERROR_USAGE, "cannot open '%s'", path);
		return -1;
	}
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) {
		error_set(e, ERROR_USAGE,
		    "'%s' is neither a file nor a folder; what comes through "
		    "a pipe is kept in a file first",
		    path);
		return -1;
	}
	/* What a path such as "." is called. */
	full = realpath(path, NULL);
	if (full == NULL) {
		error_errno(e, ERROR_USAGE, "cannot open '%s'", path);
		return -1;
	}
	/* Paths within it are compared with others, which have one slash. */
	while (len > 1 && path[len - 1] == '/')
		len--;
	plain = mem_dup(path, len);
	if (S_ISDIR(st.st_mode))
		rc = open_path_folder(c, plain, full, e);
	else
		rc = open_path_file(c, plain, full, e);
	mem_free(plain);
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
	for (i = 0; i < LEN(c->views); i++)
		folder_view_close(&c->views[i]);
	memset(c, 0, sizeof(*c));
}
