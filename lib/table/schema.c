/* schema: the names and types of the columns of every table; see schema.h. */
#include "table/schema.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define NAME_MAX_BYTES 200

struct table *
schema_table(struct schema *s, const char *name, size_t len)
{
	bool added;
	size_t i = map_add(&s->by_name, name, len, &added);
	struct table *t;

	if (!added)
		return s->tables[i];
	s->tables = mem_grow(s->tables, &s->tables_cap, s->ntables + 1,
	    sizeof(struct table *));
	t = mem_new(1, sizeof(*t));
	t->name = s->by_name.entries[i].key;
	t->name_len = len;
	s->tables[s->ntables++] = t;
	return t;
}

struct table *
schema_find(const struct schema *s, const char *name, size_t len)
{
	size_t i = map_find(&s->by_name, name, len);

	return i == MAP_NONE ? NULL : s->tables[i];
}

void
schema_set_number(struct schema *s, struct table *t, uint32_t number)
{
	size_t before = schema_numbered(s, number), had = s->numbers, room;

	if (t->number != 0)
		s->by_number[t->number] = 0;
	if (number != 0 && before != MAP_NONE)
		s->tables[before]->number = 0;
	t->number = number;
	if (number == 0)
		return;
	if (number >= had) {
		room = had * 2 > number ? had * 2 : (size_t)number + 1;
		s->by_number =
		    mem_resize(s->by_number, room, sizeof(*s->by_number));
		memset(s->by_number + had, 0,
		    (room - had) * sizeof(*s->by_number));
		s->numbers = room;
	}
	s->by_number[number] =
	    (uint32_t)map_find(&s->by_name, t->name, t->name_len) + 1;
}

size_t
table_find(const struct table *t, const char *name, size_t len)
{
	return map_find(&t->by_name, name, len);
}

size_t
table_place(const struct table *t, const struct table *in, size_t i)
{
	const struct column *c = &in->columns[i];
	size_t at = table_find(t, c->name, c->name_len), len;

	if (at != MAP_NONE || c->plain == NULL)
		return at;
	len = strlen(c->plain);
	return table_find(in, c->plain, len) == MAP_NONE
	    ? table_find(t, c->plain, len) : MAP_NONE;
}

void
column_set_plain(struct column *c, const char *plain)
{
	if (plain != NULL && c->plain == NULL)
		c->plain = mem_str(plain);
}

size_t
table_count_keys(const struct table *t)
{
	size_t i, n = 0;

	for (i = 0; i < t->ncolumns; i++)
		n += t->columns[i].key;
	return n;
}

/* Whether the column's name is that of a position in a list of that name. */
static bool
is_position(const struct column *c, const struct table *t)
{
	size_t base = c->name_len - 4;

	if (c->name_len <= 4 || memcmp(c->name + base, "_idx", 4) != 0 ||
	    t->name_len < base ||
	    memcmp(t->name + t->name_len - base, c->name, base) != 0)
		return false;
	return t->name_len == base ||
	       (t->name_len > base + 2 &&
		   memcmp(t->name + t->name_len - base - 2, "__", 2) == 0);
}

size_t
table_count_root_keys(const struct table *t)
{
	const struct column *last = NULL;
	size_t i, n = 0;

	for (i = 0; i < t->ncolumns; i++)
		if (t->columns[i].key) {
			last = &t->columns[i];
			n++;
		}
	return n > 1 && is_position(last, t) ? n - 1 : n;
}

size_t
table_add(struct table *t, const char *name, size_t len, struct coltype type,
    bool key)
{
	size_t i = map_add(&t->by_name, name, len, NULL);
	struct column *c;

	t->columns = mem_grow(t->columns, &t->columns_cap, t->ncolumns + 1,
	    sizeof(*t->columns));
	c = &t->columns[t->ncolumns++];
	c->name = t->by_name.entries[i].key;
	c->name_len = len;
	c->type = type;
	c->key = key;
	c->plain = NULL;
	c->id = 0;
	c->facts = (struct facts){ 0, 0, 0 };
	c->path = NULL;
	return i;
}

void
table_set_path(struct table *t, size_t i, const char *path)
{
	char *copy = path != NULL ? mem_str(path) : NULL;

	mem_free(t->columns[i].path);
	t->columns[i].path = copy;
}

size_t
schema_path_tag(const char *path)
{
	const char *p = path;

	if (*p != '"')
		return strcspn(p, ".[{");
	for (p++; *p != '\0' && *p != '"'; p++)
		p += *p == '\\' && p[1] != '\0';
	return (size_t)(p - path) + (*p == '"');
}

int
schema_check_name(const char *name, size_t len, struct error *e)
{
	const char *why = NULL;
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f ||
		    name[i] == '/')
			why = "it has a '/' or a control byte";
	if (len == 0)
		why = "it is empty";
	else if (len > NAME_MAX_BYTES)
		why = "it is longer than 200 bytes";
	else if (name[0] == '.')
		why = "it begins with a dot";
	else if (len >= 5 && memcmp(name, "_aai_", 5) == 0)
		why = "names that begin with _aai_ are reserved";
	else if (utf8_valid(name, len) != len)
		why = "it is not UTF-8";
	if (why == NULL)
		return 0;
	error_set(e, ERROR_INPUT, "'%.*s' cannot be a table's name: %s",
	    len > 200 ? 200 : (int)len, name, why);
	return -1;
}

static void
free_table(struct table *t)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		mem_free(t->columns[i].plain);
		mem_free(t->columns[i].path);
	}
	mem_free(t->path);
	mem_free(t->parent);
	table_link_free(&t->to_parent);
	table_link_free(&t->to_root);
	mem_free(t->columns);
	map_free(&t->by_name);
	map_free(&t->other_ids);
	mem_free(t);
}

void
schema_free(struct schema *s)
{
	size_t i;

	for (i = 0; i < s->ntables; i++)
		free_table(s->tables[i]);
	mem_free(s->tables);
	mem_free(s->by_number);
	map_free(&s->by_name);
	memset(s, 0, sizeof(*s));
}
