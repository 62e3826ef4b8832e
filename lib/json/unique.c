/* unique: objects with a name twice; see unique.h. */
#include "json/unique.h"

#include <string.h>

#include "json/members.h"
#include "json/scan.h"

/* Put for each byte that is to go: no text that was read has it. */
#define GONE '\x01'

/* A look at a text. */
struct looking {
	struct members members;
	char *text; /* to be marked, or NULL */
	uint64_t again;
};

static const char *look_at_value(struct looking *l, const char *p,
    unsigned depth);

/* Mark the members whose name's quote is marked, up to the next name. */
static void
mark(struct looking *l, size_t first)
{
	struct members *m = &l->members;
	size_t i, at;

	members_unsort(m, first);
	for (i = first; i + 1 < m->n; i++) {
		at = (size_t)(members_name(m, i) - m->text);
		if (l->text[at] == GONE)
			memset(l->text + at, GONE,
			    (size_t)(members_name(m, i + 1) - m->text) - at);
	}
}

/* Find those of an object's members, which are all there, that come again. */
static void
find_again(struct looking *l, size_t first)
{
	struct members *m = &l->members;
	uint64_t before = l->again;
	size_t i;

	members_sort(m, first);
	for (i = first; i + 1 < m->n; i++) {
		if (!members_same(m, i, i + 1))
			continue;
		l->again++;
		if (l->text != NULL)
			l->text[members_name(m, i) - m->text] = GONE;
	}
	if (l->text != NULL && l->again > before)
		mark(l, first);
}

/* The members from p on; the position after the brace, or NULL. */
static const char *
look_at_object(struct looking *l, const char *p, unsigned depth)
{
	struct members *m = &l->members;
	size_t first = m->n;

	p = scan_space(p);
	if (*p == '}')
		return p + 1;
	for (;; p = scan_space(p + 1)) {
		p = members_add(m, p);
		if (p != NULL)
			p = look_at_value(l, p, depth);
		if (p == NULL)
			return NULL;
		p = scan_space(p);
		if (*p == '}')
			break;
		if (*p != ',')
			return NULL;
	}
	find_again(l, first);
	m->n = first;
	return p + 1;
}

static const char *
look_at_list(struct looking *l, const char *p, unsigned depth)
{
	p = scan_space(p);
	if (*p == ']')
		return p + 1;
	for (;; p = scan_space(p + 1)) {
		p = look_at_value(l, p, depth);
		if (p == NULL)
			return NULL;
		p = scan_space(p);
		if (*p == ']')
			return p + 1;
		if (*p != ',')
			return NULL;
	}
}

/* The value at p.  Recursion goes no deeper than depth. */
static const char *
look_at_value(struct looking *l, const char *p, unsigned depth)
{
	const char *at;
	bool lone, deep;

	if (*p != '{' && *p != '[')
		return scan_value(p, 0, &at, &lone, &deep);
	if (depth == 0)
		return NULL;
	return *p == '{' ? look_at_object(l, p + 1, depth - 1) :
			   look_at_list(l, p + 1, depth - 1);
}

/* Look at all; text is where to mark, or NULL.  The end, or NULL. */
static const char *
look(const char *p, char *text, unsigned depth, uint64_t *again)
{
	struct looking l = { members_make(p), text, 0 };
	const char *end = look_at_object(&l, p, depth - 1);

	members_free(&l.members);
	*again = l.again;
	return end;
}

/* Close the gaps; the length then. */
static size_t
close_gaps(char *s, size_t len)
{
	const char *p = s, *end = s + len, *gap;
	char *to = s;

	while (p < end) {
		gap = memchr(p, GONE, (size_t)(end - p));
		if (gap == NULL)
			gap = end;
		if (to != p)
			memmove(to, p, (size_t)(gap - p));
		to += gap - p;
		for (p = gap; p < end && *p == GONE; p++)
			;
	}
	*to = '\0';
	return (size_t)(to - s);
}

bool
unique_members(char *p, size_t *len, unsigned depth, uint64_t *again)
{
	const char *end = look(p, NULL, depth, again);

	if (end == NULL || scan_space(end) != p + *len)
		return false;
	if (*again == 0)
		return true;
	(void)look(p, p, depth, again);
	*len = close_gaps(p, *len);
	return true;
}
