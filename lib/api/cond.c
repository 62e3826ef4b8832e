/* cond: conditions on records and answers; see cond.h. */
#include "api/cond.h"

#include <string.h>

#include "base/mem.h"
#include "json/filter.h"

struct cond {
	const struct desc_conditions *desc;
	struct filter **filters; /* one a condition; NULL where there is none */
};

struct cond *
cond_open(const struct desc_conditions *desc, struct error *e)
{
	struct cond *c = mem_new(1, sizeof(*c));
	size_t i;

	c->desc = desc;
	c->filters = mem_new(desc->n + 1, sizeof(*c->filters));
	for (i = 0; i < desc->n; i++) {
		if (desc->items[i].jq == NULL)
			continue;
		c->filters[i] = filter_open(desc->items[i].jq, e);
		if (c->filters[i] == NULL) {
			cond_close(c);
			return NULL;
		}
	}
	return c;
}

/* Whether the value is a string that begins with one of the beginnings. */
static bool
begins(struct span value, const struct desc_strings *starts)
{
	size_t i, len, have;
	char *text;
	bool found = false;

	if (starts->n == 0 || span_kind(value) != JSON_STRING)
		return false;
	text = span_take(value, &have);
	for (i = 0; i < starts->n && !found; i++) {
		len = strlen(starts->items[i]);
		found = have >= len && memcmp(text, starts->items[i], len) == 0;
	}
	mem_free(text);
	return found;
}

/* Whether both are the same text; strings may differ in their escapes. */
static bool
equal(struct span value, const char *want)
{
	struct span other = { want, strlen(want) };
	char *text;
	size_t len;
	bool same;

	if (span_kind(value) != JSON_STRING || *want != '"')
		return value.len == other.len &&
		    memcmp(value.p, want, value.len) == 0;
	text = span_take(other, &len);
	same = span_spells((struct span){ value.p + 1, value.len - 2 }, text,
	    len);
	mem_free(text);
	return same;
}

bool
cond_value(struct span value, const struct desc_strings *is,
    const struct desc_strings *starts)
{
	static const struct span null = { "null", 4 };
	size_t i;

	if (value.p == NULL)
		value = null;
	for (i = 0; i < is->n; i++)
		if (equal(value, is->items[i]))
			return true;
	return begins(value, starts);
}

static bool
one_holds(const struct desc_condition *d, struct span record)
{
	return cond_value(span_at(record, &d->at), &d->is, &d->starts) !=
	    d->negated;
}

int
cond_holds(struct cond *c, struct span record, bool *holds, struct error *e)
{
	size_t i;

	*holds = true;
	for (i = 0; i < c->desc->n && *holds; i++) {
		if (c->filters[i] == NULL)
			*holds = one_holds(&c->desc->items[i], record);
		else if (filter_test(c->filters[i], record.p, record.len,
			     holds, e) != 0)
			return -1;
	}
	return 0;
}

void
cond_close(struct cond *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->desc->n; i++)
		filter_close(c->filters[i]);
	mem_free(c->filters);
	mem_free(c);
}

bool
cond_answer(const struct desc_answers *a, int status, const void *body,
    size_t len)
{
	const char *text;
	size_t i;

	for (i = 0; i < a->n; i++) {
		text = a->items[i].text;
		if (a->items[i].status != status)
			continue;
		if (text == NULL || (*text == '\0' && len == 0))
			return true;
		if (*text != '\0' && len > 0 &&
		    memmem(body, len, text, strlen(text)) != NULL)
			return true;
	}
	return false;
}
