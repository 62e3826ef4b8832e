/* table_set: tables and what SQL calls them; see table_set.h. */
#include "aai-query/table_set.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "aai-query/collation.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "io/msg.h"
#include "view/shown_file.h"

/* Columns and tables that are called otherwise, each with a message. */
#define RENAMES_SAID 10

const char *
table_set_type(enum type type)
{
	switch (type) {
	case TYPE_BOOL:
		return "BOOLEAN";
	case TYPE_BIGINT:
		return "BIGINT";
	case TYPE_DOUBLE:
		return "DOUBLE";
	case TYPE_DECIMAL:
		return "DECIMAL TEXT COLLATE " COLLATION_DECIMAL;
	case TYPE_DATE:
		return "DATE TEXT COLLATE " COLLATION_INSTANT;
	case TYPE_TIMESTAMP:
		return "TIMESTAMP TEXT COLLATE " COLLATION_INSTANT;
	case TYPE_JSON:
		return "JSON TEXT";
	case TYPE_NONE:
	case TYPE_TEXT:
	default:
		return "TEXT";
	}
}

/* The key of a name in a map where case does not count. */
static struct buf
fold(const char *name)
{
	struct buf key = buf_make(SIZE_MAX / 2);

	for (; *name != '\0'; name++)
		buf_byte(&key, *name >= 'A' && *name <= 'Z' ?
			(uint8_t)(*name - 'A' + 'a') : (uint8_t)*name);
	return key;
}

/* Whether the name is a new one of those taken, which has it then. */
static bool
take(struct map *taken, const char *name)
{
	struct buf key = fold(name);
	bool added;

	(void)map_add(taken, key.len > 0 ? (const char *)key.data : "",
	    key.len, &added);
	buf_free(&key);
	return added;
}

static bool
is_taken(const struct map *taken, const char *name)
{
	struct buf key = fold(name);
	bool is = map_find(taken, key.len > 0 ? (const char *)key.data : "",
		      key.len) != MAP_NONE;

	buf_free(&key);
	return is;
}

/* A name like this one that is not taken yet, and is then. */
static char *
unique(struct map *taken, const char *name)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	unsigned n = 1;
	char *made;

	buf_str(&b, strncasecmp(name, "sqlite_", 7) == 0 ? "x_" : "");
	buf_str(&b, name);
	made = buf_take(&b);
	while (!take(taken, made)) {
		mem_free(made);
		buf_printf(&b, "%s_%u", name, ++n);
		made = buf_take(&b);
	}
	buf_free(&b);
	return made;
}

/* Text that SQL can have as a name: UTF-8 without NUL. */
static char *
plain_name(const char *s, size_t len)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	if (memchr(s, '\0', len) != NULL || utf8_valid(s, len) != len)
		printable_put(&b, s, len);
	else
		buf_put(&b, s, len);
	return buf_take(&b);
}

/* Say that what the folder calls so is called otherwise here. */
static void
tell_rename(size_t n, const char *what, const char *was, const char *is)
{
	if (n <= RENAMES_SAID)
		msg_warn("%s '%s' is called \"%s\" here", what, was, is);
	else if (n == RENAMES_SAID + 1)
		msg_warn("others are called otherwise, too: see .schema");
}

/* Name the table's columns. */
static void
name_columns(struct set_table *t)
{
	const struct table *from = t->shown->table;
	struct map taken = { 0 };
	size_t i, renamed = 0;
	char *name;

	t->ncolumns = from->ncolumns < TABLE_SET_COLUMNS_MAX ?
	    from->ncolumns : TABLE_SET_COLUMNS_MAX;
	t->columns = mem_new(t->ncolumns + 1, sizeof(*t->columns));
	for (i = 0; i < t->ncolumns; i++) {
		name = plain_name(from->columns[i].name,
		    from->columns[i].name_len);
		t->columns[i] = unique(&taken, name);
		if (strcmp(name, t->columns[i]) != 0)
			tell_rename(++renamed, "column", name, t->columns[i]);
		mem_free(name);
	}
	map_free(&taken);
	if (t->ncolumns < from->ncolumns)
		msg_warn("table '%s' has %zu columns: all after the first %d "
			 "are left out",
		    t->name, from->ncolumns, TABLE_SET_COLUMNS_MAX);
}

/* How many bytes the table's files have. */
static uint64_t
count_bytes(const struct shown *t)
{
	struct stat st;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < t->nfiles; i++)
		if (shown_file_stat(t, t->files[i], &st) == 0)
			sum += (uint64_t)st.st_size;
	return sum;
}

/* What a path's own folder is called. */
static char *
folder_name(const char *path)
{
	char *full = realpath(path, NULL);
	const char *slash = full == NULL ? NULL : strrchr(full, '/');
	char *name = mem_str(slash == NULL ? path : slash + 1);

	/* realpath() is the C library's. */
	mem_free(full);
	return name;
}

/* How many tables of the set are called so where they are. */
static size_t
count_named(const struct table_set *s, const struct table *like)
{
	const struct table *t;
	size_t i, n = 0;

	for (i = 0; i < s->n; i++) {
		t = s->tables[i].shown->table;
		n += t->name_len == like->name_len &&
		    memcmp(t->name, like->name, t->name_len) == 0;
	}
	return n;
}

/* Name the tables in full. */
static void
name_tables(struct table_set *s, struct map *taken)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	struct set_table *t;
	char *folder, *name;
	size_t i, renamed = 0;

	for (i = 0; i < s->n; i++) {
		t = &s->tables[i];
		name = plain_name(t->shown->table->name,
		    t->shown->table->name_len);
		if (s->ncatalogs > 1 && count_named(s, t->shown->table) > 1) {
			folder = folder_name(t->folder);
			buf_printf(&b, "%s__%s", folder, name);
			mem_free(folder);
			mem_free(name);
			name = buf_take(&b);
		}
		t->name = unique(taken, name);
		if (strcmp(name, t->name) != 0)
			tell_rename(++renamed, "table", name, t->name);
		mem_free(name);
	}
	buf_free(&b);
}

/* How many names are joined in the table's. */
static uint64_t
count_levels(const char *name)
{
	uint64_t n = 1;

	while ((name = strstr(name, "__")) != NULL) {
		name += 2;
		n++;
	}
	return n;
}

/* In a map of short names: of the tables nearest to the top, how many. */
#define LEVEL_BITS 32
#define ONE_OF(level) (((level) << LEVEL_BITS) + 1)

/* Note that the table could have the short name; or have it, if it may. */
static void
note_short(struct map *counts, struct set_table *t, const char *name,
    bool choose)
{
	struct buf key = fold(name);
	uint64_t level = count_levels(t->name), *value;
	size_t at = map_add(counts, (const char *)key.data, key.len, NULL);

	buf_free(&key);
	value = &counts->entries[at].value;
	if (choose && *value == ONE_OF(level)) {
		mem_free(t->alias);
		t->alias = mem_str(name);
	} else if (!choose && *value >> LEVEL_BITS == level) {
		++*value;
	} else if (!choose && (*value == 0 || *value >> LEVEL_BITS > level)) {
		*value = ONE_OF(level);
	}
}

/* Give the tables short names: each that one has alone, nearest to the top. */
static void
name_short(struct table_set *s, const struct map *taken)
{
	struct map counts = { 0 };
	const char *p;
	size_t i, round;

	for (round = 0; round < 2; round++) {
		for (i = 0; i < s->n; i++) {
			p = s->tables[i].name;
			while ((p = strstr(p, "__")) != NULL) {
				p += 2;
				if (*p != '\0' && !is_taken(taken, p))
					note_short(&counts, &s->tables[i], p,
					    round == 1);
			}
		}
	}
	map_free(&counts);
}

static void
add_catalog(struct table_set *s, const struct catalog *c, const char *path)
{
	struct set_table *t;
	size_t i;

	for (i = 0; i < c->n; i++) {
		s->tables = mem_grow(s->tables, &s->cap, s->n + 1,
		    sizeof(*s->tables));
		t = &s->tables[s->n++];
		memset(t, 0, sizeof(*t));
		t->shown = c->tables[i];
		t->folder = path;
		t->bytes = count_bytes(t->shown);
		if (t->shown->moved_on)
			msg_warn("table '%.*s': another catalog has gone on "
				 "with it; read is the newest version in its "
				 "folder",
			    (int)t->shown->table->name_len,
			    t->shown->table->name);
	}
	for (i = 0; i < c->nmissed; i++)
		msg_warn("a table is left out: %s", c->missed[i].text);
	for (i = 0; i < c->nfolders; i++)
		msg_warn("'%s' is a folder of tables itself: name it to query "
			 "them",
		    c->folders[i]);
}

int
table_set_open(struct table_set *s, char **paths, size_t npaths,
    const struct catalog_options *options, struct error *e)
{
	struct map taken = { 0 };
	struct catalog *c;
	size_t i;

	memset(s, 0, sizeof(*s));
	s->catalogs = mem_new(npaths + 1, sizeof(*s->catalogs));
	for (i = 0; i < npaths; i++) {
		c = &s->catalogs[s->ncatalogs++];
		if (catalog_open(c, paths[i], options, e) != 0)
			return -1;
		if (c->n == 0 && c->nmissed > 0) {
			*e = c->missed[0];
			return -1;
		}
		if (c->n == 0) {
			error_set(e, ERROR_INPUT,
			    "there is no table in '%s'", paths[i]);
			return -1;
		}
		add_catalog(s, c, paths[i]);
	}
	name_tables(s, &taken);
	name_short(s, &taken);
	map_free(&taken);
	for (i = 0; i < s->n; i++)
		name_columns(&s->tables[i]);
	return 0;
}

void
table_set_close(struct table_set *s)
{
	struct set_table *t;
	size_t i, k;

	for (i = 0; i < s->n; i++) {
		t = &s->tables[i];
		mem_free(t->name);
		mem_free(t->alias);
		for (k = 0; k < t->ncolumns; k++)
			mem_free(t->columns[k]);
		mem_free(t->columns);
	}
	mem_free(s->tables);
	for (i = 0; i < s->ncatalogs; i++)
		catalog_close(&s->catalogs[i]);
	mem_free(s->catalogs);
	memset(s, 0, sizeof(*s));
}
