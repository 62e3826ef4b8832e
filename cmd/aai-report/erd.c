/* erd: how tables join; see erd.h. */
#include "aai-report/erd.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"

/* The columns of the table's key: at most that many, by number. */
static size_t
list_keys(const struct table *t, size_t *to, size_t most)
{
	size_t i, n = 0;

	for (i = 0; i < t->ncolumns && n < most; i++)
		if (t->columns[i].key)
			to[n++] = i;
	return n;
}

/* The number of the catalog's table of that name, or ERD_NONE. */
static size_t
find_table(const struct map *names, const char *name)
{
	size_t at = map_find(names, name, strlen(name));

	return at == MAP_NONE ? ERD_NONE : (size_t)names->entries[at].value;
}

/* What the files say of the table of that number: it has a parent. */
static void
join_parent(struct erd *m, const struct map *names, size_t i)
{
	const struct table *t = erd_table(m, i), *above;
	struct erd_join *j = &m->joins[i];
	size_t up = t->parent == NULL ? ERD_NONE :
					find_table(names, t->parent);
	size_t keys, k, at;

	if (up == ERD_NONE || up == i)
		return;
	above = erd_table(m, up);
	j->columns = mem_new(t->ncolumns + 1, sizeof(*j->columns));
	j->others = mem_new(t->ncolumns + 1, sizeof(*j->others));
	keys = list_keys(t, j->columns, t->ncolumns);
	for (k = 0; k < keys; k++) {
		if (t->to_parent.n > 0 && k == t->to_parent.n)
			break;
		if (k < t->to_parent.n)
			at = table_find(above, t->to_parent.names[k],
			    strlen(t->to_parent.names[k]));
		else
			at = table_find(above, t->columns[j->columns[k]].name,
			    t->columns[j->columns[k]].name_len);
		if (at == MAP_NONE || !above->columns[at].key)
			break;
		j->others[k] = at;
	}
	j->n = k;
	j->to = up;
}

/* Append what names the key, or its first n columns: their names. */
static void
put_key(struct buf *to, const struct table *t, const size_t *keys, size_t n)
{
	const struct column *c;
	size_t i;

	for (i = 0; i < n; i++) {
		c = &t->columns[keys[i]];
		buf_u64(to, c->name_len);
		buf_byte(to, ':');
		buf_put(to, c->name, c->name_len);
	}
}

/* How many columns the keys begin with that have the same names: all of those
 * of "up", or 0. */
static size_t
match_keys(const struct table *t, const size_t *keys, size_t n,
    const struct table *up, const size_t *others, size_t nothers)
{
	const struct column *a, *b;
	size_t k;

	for (k = 0; k < nothers && k < n; k++) {
		a = &t->columns[keys[k]];
		b = &up->columns[others[k]];
		if (a->name_len != b->name_len ||
		    memcmp(a->name, b->name, a->name_len) != 0)
			return 0;
	}
	return k == nothers ? k : 0;
}

/*
 * Where no file says that the table of that number has a parent: the table
 * "x" of its name, "x__y", when its key begins with that of "x".
 */
static void
join_named(struct erd *m, const struct map *names, size_t i)
{
	const struct table *t = erd_table(m, i), *up;
	struct erd_join *j = &m->joins[i];
	size_t *keys, *others, n, len, at, k;

	if (j->to != ERD_NONE)
		return;
	keys = mem_new(t->ncolumns + 1, sizeof(*keys));
	n = list_keys(t, keys, t->ncolumns);
	for (len = t->name_len; n > 1 && len-- > 1;) {
		if (memcmp(t->name + len, "__", 2) != 0 ||
		    (at = map_find(names, t->name, len)) == MAP_NONE)
			continue;
		at = (size_t)names->entries[at].value;
		up = erd_table(m, at);
		others = mem_new(up->ncolumns + 1, sizeof(*others));
		k = list_keys(up, others, up->ncolumns);
		k = match_keys(t, keys, n - 1, up, others, k);
		if (k > 0) {
			*j = (struct erd_join){ at, true, keys, others, k };
			return;
		}
		mem_free(others);
	}
	mem_free(keys);
}

/* Whether the column's name says whose key it is: "x_id", and not "id". */
static bool
is_named(const struct column *c)
{
	return c->name_len > 3 &&
	       memcmp(c->name + c->name_len - 3, "_id", 3) == 0;
}

/* How well the table's name goes with that of its key, "x_id": less is
 * better. */
static size_t
distance(const struct table *t, const struct column *key)
{
	size_t stem = key->name_len - 3;

	if (t->name_len < stem || memcmp(t->name, key->name, stem) != 0)
		return t->name_len + SCHEMA_NUMBER_MAX;
	return t->name_len - stem;
}

/* The keys of one column whose name says whose they are, each with the table
 * that it is named after. */
static void
find_hubs(const struct erd *m, struct map *hubs)
{
	struct buf key = buf_make(SIZE_MAX / 2);
	const struct table *t, *hub;
	size_t i, at, keys[2];
	bool added;

	for (i = 0; i < m->c->n; i++) {
		t = erd_table(m, i);
		if (m->joins[i].to != ERD_NONE ||
		    list_keys(t, keys, 2) != 1 ||
		    !is_named(&t->columns[keys[0]]))
			continue;
		buf_reset(&key);
		put_key(&key, t, keys, 1);
		at = map_add(hubs, (const char *)key.data, key.len, &added);
		hub = erd_table(m, (size_t)hubs->entries[at].value);
		if (added ||
		    distance(t, &t->columns[keys[0]]) <
			distance(hub, &t->columns[keys[0]]))
			hubs->entries[at].value = i;
	}
	buf_free(&key);
}

/* Join the table of that number with the one that its key is named after. */
static void
join_hub(struct erd *m, const struct map *hubs, size_t i)
{
	const struct table *t = erd_table(m, i), *hub;
	struct erd_join *j = &m->joins[i];
	struct buf key;
	size_t at, up, keys[1];

	if (j->to != ERD_NONE || list_keys(t, keys, 1) == 0)
		return;
	key = buf_make(SIZE_MAX / 2);
	put_key(&key, t, keys, 1);
	at = map_find(hubs, (const char *)key.data, key.len);
	buf_free(&key);
	if (at == MAP_NONE)
		return;
	up = (size_t)hubs->entries[at].value;
	if (up == i)
		return;
	hub = erd_table(m, up);
	j->columns = mem_new(1, sizeof(*j->columns));
	j->others = mem_new(1, sizeof(*j->others));
	j->columns[0] = keys[0];
	j->others[0] = table_find(hub, t->columns[keys[0]].name,
	    t->columns[keys[0]].name_len);
	j->n = 1;
	j->by_name = true;
	j->to = up;
}

static void
cut(struct erd_join *j)
{
	mem_free(j->columns);
	mem_free(j->others);
	*j = (struct erd_join){ .to = ERD_NONE };
}

/* Parents that lead in a circle, which only damaged files say, are none. */
static void
cut_circles(struct erd *m)
{
	size_t *walks = mem_new(m->c->n + 1, sizeof(*walks)), i, at, last;

	for (i = 0; i < m->c->n; i++) {
		last = ERD_NONE;
		for (at = i; at != ERD_NONE && walks[at] == 0;
		     at = m->joins[at].to) {
			walks[at] = i + 1;
			last = at;
		}
		if (at != ERD_NONE && last != ERD_NONE &&
		    walks[at] == i + 1)
			cut(&m->joins[last]);
	}
	mem_free(walks);
}

void
erd_make(struct erd *m, const struct catalog *c)
{
	struct map names = { 0 }, hubs = { 0 };
	const struct table *t;
	size_t i, at;

	m->c = c;
	m->joins = mem_new(c->n + 1, sizeof(*m->joins));
	for (i = 0; i < c->n; i++) {
		t = erd_table(m, i);
		m->joins[i].to = ERD_NONE;
		at = map_add(&names, t->name, t->name_len, NULL);
		names.entries[at].value = i;
	}
	for (i = 0; i < c->n; i++)
		join_parent(m, &names, i);
	cut_circles(m);
	for (i = 0; i < c->n; i++)
		join_named(m, &names, i);
	find_hubs(m, &hubs);
	for (i = 0; i < c->n; i++)
		join_hub(m, &hubs, i);
	map_free(&names);
	map_free(&hubs);
}

size_t
erd_suffix(const struct erd *m, size_t table)
{
	const struct table *t = erd_table(m, table), *up;

	if (m->joins[table].to == ERD_NONE)
		return 0;
	up = erd_table(m, m->joins[table].to);
	if (t->name_len <= up->name_len + 2 ||
	    memcmp(t->name, up->name, up->name_len) != 0 ||
	    memcmp(t->name + up->name_len, "__", 2) != 0)
		return 0;
	return up->name_len + 2;
}

bool
erd_is_one(const struct erd *m, size_t table)
{
	return m->joins[table].n ==
	       table_count_keys(erd_table(m, table));
}

bool
erd_is_foreign(const struct erd *m, size_t table, size_t column)
{
	const struct erd_join *j = &m->joins[table];
	size_t i;

	for (i = 0; j->to != ERD_NONE && i < j->n; i++)
		if (j->columns[i] == column)
			return true;
	return false;
}

void
erd_free(struct erd *m)
{
	size_t i;

	for (i = 0; m->joins != NULL && i < m->c->n; i++) {
		mem_free(m->joins[i].columns);
		mem_free(m->joins[i].others);
	}
	mem_free(m->joins);
	memset(m, 0, sizeof(*m));
}
