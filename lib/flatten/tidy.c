/* tidy: objects with a name twice; see tidy.h. */
#include "flatten/tidy.h"

#include <string.h>

#include "flatten/members.h"
#include "json/scan.h"

/* Put for each byte that is to go: no text that was read has it. */
#define GONE '\x01'

/* A look at a text. */
struct looking {
	struct members members;
	char *text; /* to be marked, or NULL */
	struct tidy *found;
};

static const char *look_at_list(struct looking *l, const char *p,
    unsigned depth);

/* Mark member i, for which there is a later one, and the comma behind it. */
static void
mark(struct looking *l, size_t i)
{
	const char *from = members_name(&l->members, i);
	const char *at, *p = members_value(&l->members, i);
	bool lone, deep;

	p = scan_value(p, SCAN_DEPTH_MAX, &at, &lone, &deep);
	p = scan_space(p) + 1;
	memset(l->text + (from - l->members.text), GONE, (size_t)(p - from));
}

/*
 * The members from p on; the position behind the brace, or NULL.  Recursion
 * goes no deeper than depth.
 */
static const char *
look_at_object(struct looking *l, const char *p, unsigned depth)
{
	struct members *m = &l->members;
	size_t first = m->n, i;
	const char *end = members_read(m, p, depth - 1);

	if (end == NULL)
		return NULL;
	members_sort(m, first);
	for (i = first; i < m->n; i++) {
		if (i + 1 < m->n && members_same(m, i, i + 1)) {
			l->found->again++;
			if (l->text != NULL)
				mark(l, i);
			continue;
		}
		p = members_value(m, i);
		if (*p == '{')
			(void)look_at_object(l, p + 1, depth - 1);
		else if (*p == '[')
			(void)look_at_list(l, p + 1, depth - 1);
	}
	m->n = first;
	return end;
}

/* The items from p on, which were read as JSON before. */
static const char *
look_at_list(struct looking *l, const char *p, unsigned depth)
{
	bool lone, deep;
	const char *at;

	p = scan_space(p);
	if (*p == ']')
		return p + 1;
	for (;; p = scan_space(p + 1)) {
		if (*p == '{')
			p = look_at_object(l, p + 1, depth - 1);
		else if (*p == '[')
			p = look_at_list(l, p + 1, depth - 1);
		else
			p = scan_value(p, 0, &at, &lone, &deep);
		p = scan_space(p);
		if (*p == ']')
			return p + 1;
	}
}

/* Look at all; text is where to mark, or NULL. */
static bool
look(const char *p, char *text, unsigned depth, struct tidy *found)
{
	struct looking l = { members_make(p), text, found };
	bool ok;

	memset(found, 0, sizeof(*found));
	ok = look_at_object(&l, p, depth) != NULL;
	found->lone = l.members.lone;
	members_free(&l.members);
	return ok;
}

bool
tidy_look(const char *p, unsigned depth, struct tidy *found)
{
	return look(p, NULL, depth, found);
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
tidy_unique(char *p, size_t *len, unsigned depth, struct tidy *found)
{
	if (!look(p, p, depth, found))
		return false;
	if (found->again > 0)
		*len = close_gaps(p, *len);
	return true;
}
