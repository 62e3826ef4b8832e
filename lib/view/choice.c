/* choice: the columns of a table that are wanted; see choice.h. */
#include "view/choice.h"

#include <string.h>

#include "base/mem.h"

/* Append the number of the column of that name, as the list's next one. */
static int
choose(struct choice *c, const struct shown *of, const char *s, size_t len,
    bool values, struct error *e)
{
	const struct table *t = of->table;
	size_t at = table_find(t, s, len), i;

	if (at == MAP_NONE) {
		error_set(e, ERROR_USAGE, "table '%s' has no column '%.*s'",
		    t->name, (int)len, s);
		return -1;
	}
	for (i = 0; i < c->n; i++) {
		if (c->numbers[i] == at) {
			error_set(e, ERROR_USAGE,
			    "column '%.*s' is named twice", (int)len, s);
			return -1;
		}
	}
	if (values && catalog_gap(of, at, e))
		return -1;
	c->numbers[c->n++] = at;
	return 0;
}

/* Choose all columns. */
static int
choose_all(struct choice *c, const struct shown *t, bool values,
    struct error *e)
{
	size_t i;

	for (i = 0; i < t->table->ncolumns; i++)
		if (!values || !catalog_gap(t, i, e))
			c->numbers[c->n++] = i;
	return c->n > 0 || t->table->ncolumns == 0 ? 0 : -1;
}

int
choice_make(struct choice *c, const struct shown *t, const char *list,
    bool values, struct error *e)
{
	const char *comma, *end;
	size_t i, names = 1;

	memset(c, 0, sizeof(*c));
	for (i = 0; list != NULL && list[i] != '\0'; i++)
		names += list[i] == ',';
	c->numbers = mem_new(list == NULL ? t->table->ncolumns + 1 : names,
	    sizeof(*c->numbers));
	if (list == NULL)
		return choose_all(c, t, values, e);
	if (table_find(t->table, list, strlen(list)) != MAP_NONE)
		return choose(c, t, list, strlen(list), values, e);
	for (end = list + strlen(list); list <= end; list = comma + 1) {
		comma = strchr(list, ',');
		if (comma == NULL)
			comma = end;
		if (choose(c, t, list, (size_t)(comma - list), values, e) !=
		    0)
			return -1;
	}
	return 0;
}

void
choice_free(struct choice *c)
{
	mem_free(c->numbers);
	memset(c, 0, sizeof(*c));
}
