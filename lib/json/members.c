/* members: the members of objects by their places; see members.h. */
#include "json/members.h"

#include <string.h>

#include "base/mem.h"
#include "json/scan.h"
#include "json/text.h"

/* No more members than these are put in order without memory. */
#define FEW 24

struct members
members_make(const char *text)
{
	struct members m = { .text = text };

	m.a = buf_make(SIZE_MAX / 2);
	m.b = buf_make(SIZE_MAX / 2);
	return m;
}

void
members_free(struct members *m)
{
	mem_free(m->at);
	buf_free(&m->a);
	buf_free(&m->b);
	memset(m, 0, sizeof(*m));
}

const char *
members_name(const struct members *m, size_t i)
{
	return m->text + m->at[i] / 2;
}

const char *
members_value(const struct members *m, size_t i)
{
	const char *at;
	bool escaped, lone;

	/* It was read as a name with its colon. */
	at = scan_string(members_name(m, i) + 1, &at, &escaped, &lone);
	return scan_space(scan_space(at + 1) + 1);
}

const char *
members_add(struct members *m, const char *p)
{
	bool escaped = false, lone;
	const char *at, *q;

	if (*p != '"')
		return NULL;
	q = scan_string(p + 1, &at, &escaped, &lone);
	if (q == NULL)
		return NULL;
	m->at = mem_grow(m->at, &m->cap, m->n + 1, sizeof(*m->at));
	m->at[m->n++] = (size_t)(p - m->text) * 2 + escaped;
	q = scan_space(q + 1);
	return *q == ':' ? scan_space(q + 1) : NULL;
}

const char *
members_read(struct members *m, const char *p, unsigned depth)
{
	bool lone, deep;
	const char *at;

	p = scan_space(p);
	if (*p == '}')
		return p + 1;
	for (;; p = scan_space(p + 1)) {
		p = members_add(m, p);
		if (p != NULL)
			p = scan_value(p, depth, &at, &lone, &deep);
		if (p == NULL)
			return NULL;
		p = scan_space(p);
		if (*p == '}')
			return p + 1;
		if (*p != ',')
			return NULL;
	}
}

/* The name of an entry, decoded: in scratch where that is not the text. */
static const char *
name_of(const struct members *m, size_t entry, struct buf *scratch,
    size_t *len)
{
	const char *p = m->text + entry / 2 + 1, *at, *end;
	bool escaped, lone;

	if ((entry & 1) == 0) {
		*len = (size_t)(scan_text(p) - p);
		return p;
	}
	end = scan_string(p, &at, &escaped, &lone);
	buf_reset(scratch);
	(void)json_unescape(p, (size_t)(end - p), scratch);
	*len = scratch->len;
	return (const char *)scratch->data;
}

static int
compare(struct members *m, size_t x, size_t y)
{
	size_t xlen, ylen, n;
	const char *a = name_of(m, x, &m->a, &xlen);
	const char *b = name_of(m, y, &m->b, &ylen);
	int c;

	n = xlen < ylen ? xlen : ylen;
	c = n > 0 ? memcmp(a, b, n) : 0;
	return c != 0 ? c : (xlen > ylen) - (xlen < ylen);
}

bool
members_same(struct members *m, size_t i, size_t j)
{
	return compare(m, m->at[i], m->at[j]) == 0;
}

/* Which of two entries comes first: < 0, x; by name, or by place alone. */
static int
order(struct members *m, size_t x, size_t y, bool by_name)
{
	return by_name ? compare(m, x, y) : (x > y) - (x < y);
}

static void
sort_few(struct members *m, size_t *at, size_t n, bool by_name)
{
	size_t i, j, entry;

	for (i = 1; i < n; i++) {
		entry = at[i];
		for (j = i; j > 0 && order(m, at[j - 1], entry, by_name) > 0;
		     j--)
			at[j] = at[j - 1];
		at[j] = entry;
	}
}

/* spare has room for half of them. */
static void
merge_sort(struct members *m, size_t *at, size_t n, bool by_name,
    size_t *spare)
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n <= FEW) {
		sort_few(m, at, n, by_name);
		return;
	}
	merge_sort(m, at, half, by_name, spare);
	merge_sort(m, at + half, n - half, by_name, spare);
	if (order(m, at[half - 1], at[half], by_name) <= 0)
		return;
	memcpy(spare, at, half * sizeof(*at));
	while (i < half) {
		if (j == n || order(m, spare[i], at[j], by_name) <= 0)
			at[k++] = spare[i++];
		else
			at[k++] = at[j++];
	}
}

static void
sort(struct members *m, size_t first, bool by_name)
{
	size_t n = m->n - first, *spare = NULL;

	if (n < 2)
		return;
	if (n > FEW)
		spare = mem_resize(NULL, n / 2, sizeof(*spare));
	merge_sort(m, m->at + first, n, by_name, spare);
	mem_free(spare);
}

void
members_sort(struct members *m, size_t first)
{
	sort(m, first, true);
}

void
members_unsort(struct members *m, size_t first)
{
	sort(m, first, false);
}

const char *
members_again(const char *p, unsigned depth)
{
	struct members m = members_make(p);
	const char *at, *first = NULL;
	bool escaped, lone;
	size_t i;

	if (members_read(&m, p, depth) == NULL)
		m.n = 0;
	members_sort(&m, 0);
	for (i = 0; i + 1 < m.n; i++) {
		at = members_name(&m, i + 1);
		if (members_same(&m, i, i + 1) && (first == NULL || at < first))
			first = at;
	}
	members_free(&m);
	return first == NULL ?
	    NULL : scan_string(first + 1, &at, &escaped, &lone) + 1;
}
