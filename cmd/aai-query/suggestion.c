/* suggestion: names that may have been meant; see suggestion.h. */
#include "aai-query/suggestion.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"

/* Longer names have no near ones. */
#define NAME_MAX_LEN 128

/* Tables of one short name that are listed. */
#define LISTED 8

static int
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t n = a < b ? a : b;

	return n < c ? n : c;
}

size_t
suggestion_distance(const char *a, const char *b, size_t max)
{
	size_t rows[3][NAME_MAX_LEN + 1], i, k, n = strlen(a), m = strlen(b);
	size_t *row, *above, *two;

	if (n > NAME_MAX_LEN || m > NAME_MAX_LEN)
		return max + 1;
	for (k = 0; k <= m; k++)
		rows[0][k] = k;
	for (i = 1; i <= n; i++) {
		row = rows[i % 3];
		above = rows[(i + 2) % 3];
		two = rows[(i + 1) % 3];
		row[0] = i;
		for (k = 1; k <= m; k++) {
			row[k] = least(above[k] + 1, row[k - 1] + 1,
			    above[k - 1] + (fold(a[i - 1]) != fold(b[k - 1])));
			/* Two that changed places are one change. */
			if (i > 1 && k > 1 &&
			    fold(a[i - 1]) == fold(b[k - 2]) &&
			    fold(a[i - 2]) == fold(b[k - 1]) &&
			    two[k - 2] + 1 < row[k])
				row[k] = two[k - 2] + 1;
		}
	}
	k = rows[n % 3][m];
	return k > max ? max + 1 : k;
}

/* The nearest name so far. */
struct nearest_name {
	const char *wanted;
	const char *name;
	size_t distance;
};

static void
consider(struct nearest_name *n, const char *name)
{
	size_t d;

	if (name == NULL)
		return;
	d = suggestion_distance(n->wanted, name, n->distance);
	if (d < n->distance) {
		n->distance = d;
		n->name = name;
	}
}

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m + 2 && strcasecmp(name + n - m, end) == 0 &&
	    memcmp(name + n - m - 2, "__", 2) == 0;
}

/* The tables that the name is short for; how many. */
static size_t
list_short(const struct table_set *set, const char *wanted, struct buf *out)
{
	size_t i, n = 0;

	for (i = 0; i < set->n; i++) {
		if (!ends_with(set->tables[i].name, wanted))
			continue;
		if (n++ < LISTED)
			buf_printf(out, "%s%s", n > 1 ? ", " : "",
			    set->tables[i].name);
	}
	if (n > LISTED)
		buf_printf(out, " and %zu more", n - LISTED);
	return n;
}

static void
suggest_table(
    const struct table_set *set, const char *wanted, struct error *e)
{
	struct nearest_name n = { wanted, NULL, strlen(wanted) / 3 + 2 };
	struct buf list = buf_make(1 << 20);
	size_t i, len;

	len = strlen(e->text);
	if (list_short(set, wanted, &list) > 0) {
		(void)snprintf(e->text + len, sizeof(e->text) - len,
		    "; it is short for several: %.*s", (int)list.len,
		    (const char *)list.data);
		buf_free(&list);
		return;
	}
	for (i = 0; i < set->n; i++) {
		consider(&n, set->tables[i].alias);
		consider(&n, set->tables[i].name);
	}
	if (n.name != NULL)
		(void)snprintf(e->text + len, sizeof(e->text) - len,
		    "; did you mean %s?", n.name);
	else
		(void)snprintf(e->text + len, sizeof(e->text) - len,
		    "; .tables lists those that there are");
	buf_free(&list);
}

static void
suggest_column(
    const struct table_set *set, const char *wanted, struct error *e)
{
	const char *dot = strrchr(wanted, '.');
	struct nearest_name n = { dot == NULL ? wanted : dot + 1, NULL, 0 };
	const struct set_table *t, *of = NULL;
	size_t i, k, len = strlen(e->text);

	n.distance = strlen(n.wanted) / 3 + 2;
	for (i = 0; i < set->n; i++) {
		t = &set->tables[i];
		for (k = 0; k < t->ncolumns; k++) {
			consider(&n, t->columns[k]);
			if (n.name == t->columns[k])
				of = t;
		}
	}
	if (n.name != NULL)
		(void)snprintf(e->text + len, sizeof(e->text) - len,
		    "; did you mean %s, of %s?", n.name,
		    of->alias != NULL ? of->alias : of->name);
	else
		(void)snprintf(e->text + len, sizeof(e->text) - len,
		    "; .schema lists those that there are");
}

void
suggestion_put(
    const struct table_set *set, const char *message, struct error *e)
{
	static const char table[] = "no such table: ";
	static const char column[] = "no such column: ";

	if (strncmp(message, table, strlen(table)) == 0)
		suggest_table(set, message + strlen(table), e);
	else if (strncmp(message, column, strlen(column)) == 0)
		suggest_column(set, message + strlen(column), e);
}
