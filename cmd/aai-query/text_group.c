/* text_group: texts of a group in one; see text_group.h. */
#include "aai-query/text_group.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/cc.h"

/* A text in the group: its bytes, and of those that the separator has. */
struct part {
	size_t bytes;
	size_t separator;
};

/* Zeroed by SQLite; both lists are SQLite's memory, which has a limit. */
struct text_group {
	char *text; /* from first on; a separator stands before each part */
	size_t first, len, cap;
	struct part *parts;
	size_t first_part, nparts, parts_cap;
};

/* Have room for n things at *list.  False: there is no memory for it. */
static bool
grow(void **list, size_t *cap, size_t n, size_t size)
{
	size_t more = *cap + *cap / 2 + 64;
	void *p;

	if (n <= *cap)
		return true;
	if (more < n)
		more = n;
	p = sqlite3_realloc64(*list, (sqlite3_uint64)(more * size));
	if (p == NULL)
		return false;
	*list = p;
	*cap = more;
	return true;
}

/* Forget what left a window, once that is most of what is kept. */
static void
tidy(struct text_group *g)
{
	if (g->first_part <= g->nparts / 2 || g->first_part == 0)
		return;
	g->len -= g->first;
	memmove(g->text, g->text + g->first, g->len);
	g->first = 0;
	g->nparts -= g->first_part;
	memmove(g->parts, g->parts + g->first_part,
	    g->nparts * sizeof(*g->parts));
	g->first_part = 0;
}

static void
put(struct text_group *g, const void *s, size_t len)
{
	if (len > 0)
		memcpy(g->text + g->len, s, len);
	g->len += len;
}

/* The most bytes of a text. */
static size_t
limit_of(sqlite3_context *to)
{
	return (size_t)sqlite3_limit(sqlite3_context_db_handle(to),
	    SQLITE_LIMIT_LENGTH, -1);
}

static void
text_group_step(sqlite3_context *to, int argc, sqlite3_value **argv)
{
	struct text_group *g = sqlite3_aggregate_context(to, sizeof(*g));
	const void *separator = ",", *s;
	struct part part = { 0, 1 };
	void *text, *parts;

	if (g == NULL || sqlite3_value_type(argv[0]) == SQLITE_NULL)
		return;
	if (argc > 1) {
		separator = sqlite3_value_text(argv[1]);
		part.separator = (size_t)sqlite3_value_bytes(argv[1]);
	}
	s = sqlite3_value_text(argv[0]);
	part.bytes = (size_t)sqlite3_value_bytes(argv[0]) + part.separator;
	if (g->len - g->first + part.bytes > limit_of(to)) {
		sqlite3_result_error_toobig(to);
		return;
	}
	/* (One byte more, so that there is a text even if it is empty.) */
	text = g->text;
	parts = g->parts;
	if (!grow(&text, &g->cap, g->len + part.bytes + 1, 1) ||
	    !grow(&parts, &g->parts_cap, g->nparts + 1, sizeof(part))) {
		g->text = text;
		sqlite3_result_error_nomem(to);
		return;
	}
	g->text = text;
	g->parts = parts;
	put(g, separator, part.separator);
	put(g, s, part.bytes - part.separator);
	g->parts[g->nparts++] = part;
}

/* The first text leaves the window, if it was one. */
static void
text_group_inverse(sqlite3_context *to, int argc, sqlite3_value **argv)
{
	struct text_group *g = sqlite3_aggregate_context(to, sizeof(*g));

	(void)argc;
	if (g == NULL || sqlite3_value_type(argv[0]) == SQLITE_NULL ||
	    g->first_part == g->nparts)
		return;
	g->first += g->parts[g->first_part++].bytes;
	tidy(g);
}

static void
text_group_value(sqlite3_context *to)
{
	struct text_group *g = sqlite3_aggregate_context(to, 0);
	size_t start;

	if (g == NULL || g->first_part == g->nparts)
		return;
	start = g->first + g->parts[g->first_part].separator;
	sqlite3_result_text64(to, g->text + start,
	    (sqlite3_uint64)(g->len - start), SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void
text_group_final(sqlite3_context *to)
{
	struct text_group *g = sqlite3_aggregate_context(to, 0);

	text_group_value(to);
	if (g == NULL)
		return;
	sqlite3_free(g->text);
	sqlite3_free(g->parts);
}

int
text_group_register(sqlite3 *db)
{
	static const struct {
		const char *name;
		int args;
	} names[] = { { "group_concat", 1 }, { "group_concat", 2 },
		{ "string_agg", 2 } };
	int rc = SQLITE_OK;
	size_t i;

	for (i = 0; rc == SQLITE_OK && i < LEN(names); i++)
		rc = sqlite3_create_window_function(db, names[i].name,
		    names[i].args,
		    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
		    NULL, text_group_step, text_group_final, text_group_value,
		    text_group_inverse, NULL);
	return rc;
}
