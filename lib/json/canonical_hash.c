/* canonical_hash: the name of a canonical text that is not made; see
 * canonical.h. */
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "json/canonical.h"
#include "json/members.h"
#include "json/scan.h"
#include "json/text.h"

/*
 * Objects and lists from this length on are long, or from this part of the
 * whole: the others have their canonical text made.
 */
#define LONG	  ((size_t)64 << 10)
#define LONG_PART 64

/* Where a long object or list is; or, at first, one that is open. */
struct span {
	const char *from; /* its bracket */
	const char *end;  /* after the closing one */
};

struct naming {
	struct members members;
	struct hash_parts hash;
	struct buf plain; /* an escape, decoded */
	struct buf text;  /* and in the one spelling */
	struct canonical canonical; /* of a short object */
	struct span *spans; /* all that are long, in the order of the text */
	size_t nspans;
	size_t spans_cap;
	size_t *open; /* the numbers of those that are open, while they are */
	size_t nopen;
	size_t open_cap;
};

static const char *add_value(struct naming *n, const char *p);

static void
open_span(struct naming *n, const char *p)
{
	n->spans = mem_grow(
	    n->spans, &n->spans_cap, n->nspans + 1, sizeof(*n->spans));
	n->open = mem_grow(
	    n->open, &n->open_cap, n->nopen + 1, sizeof(*n->open));
	n->open[n->nopen++] = n->nspans;
	n->spans[n->nspans++] = (struct span){ p, NULL };
}

/* What is short has nothing long in it, and so is the last of all. */
static void
close_span(struct naming *n, const char *end, size_t least)
{
	struct span *s = &n->spans[n->open[--n->nopen]];

	s->end = end;
	if ((size_t)(end - s->from) < least)
		n->nspans--;
}

/* The string's end, whose quote is at p. */
static const char *
after_string(const char *p)
{
	const char *at;
	bool escaped, lone;

	return scan_string(p + 1, &at, &escaped, &lone) + 1;
}

/*
 * Find what is long in the object from p, its first member, to end, which is
 * JSON: nobody will look for the end of such a thing, at each level anew.
 */
static void
find_long(struct naming *n, const char *p, const char *end)
{
	size_t least = (size_t)(end - p) / LONG_PART;

	least = least < LONG ? LONG : least;
	while (p < end - 1) {
		if (*p == '"') {
			p = after_string(p);
			continue;
		}
		if (*p == '{' || *p == '[')
			open_span(n, p);
		else if (*p == '}' || *p == ']')
			close_span(n, p + 1, least);
		p++;
	}
}

/* The end of the object or list whose bracket is at p, if it is long. */
static const char *
long_end(const struct naming *n, const char *p)
{
	size_t low = 0, high = n->nspans, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (n->spans[middle].from < p)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n->nspans && n->spans[low].from == p ? n->spans[low].end :
							    NULL;
}

/* The escape at p; the position after it. */
static const char *
add_escape(struct naming *n, const char *p)
{
	const char *at, *end;
	bool lone;

	end = scan_escape(p, &at, &lone);
	buf_reset(&n->plain);
	buf_reset(&n->text);
	(void)json_unescape(p, (size_t)(end - p), &n->plain);
	json_escape((const char *)n->plain.data, n->plain.len, &n->text);
	hash_part(&n->hash, n->text.data, n->text.len);
	return end;
}

/* The string whose quote is at p, in the one spelling. */
static const char *
add_string(struct naming *n, const char *p)
{
	const char *q = scan_text(p + 1);

	for (; *q == '\\'; q = scan_text(p)) {
		hash_part(&n->hash, p, (size_t)(q - p));
		p = add_escape(n, q);
	}
	hash_part(&n->hash, p, (size_t)(q + 1 - p));
	return q + 1;
}

static const char *
add_list(struct naming *n, const char *p)
{
	hash_part(&n->hash, "[", 1);
	for (p = scan_space(p); *p != ']'; p = scan_space(p)) {
		if (*p == ',') {
			hash_part(&n->hash, ",", 1);
			p = scan_space(p + 1);
		}
		p = add_value(n, p);
	}
	hash_part(&n->hash, "]", 1);
	return p + 1;
}

/* The end of the value at p, which is JSON. */
static const char *
value_end(const struct naming *n, const char *p)
{
	const char *at, *end = NULL;
	bool lone, deep;

	if (*p == '{' || *p == '[')
		end = long_end(n, p);
	return end != NULL ?
	    end : scan_value(p, SCAN_DEPTH_MAX, &at, &lone, &deep);
}

/* Index the members of the object from p, its first one, on; its end. */
static const char *
read_members(struct naming *n, const char *p)
{
	for (p = scan_space(p); *p != '}'; p = scan_space(p)) {
		if (*p == ',')
			p = scan_space(p + 1);
		p = value_end(n, members_add(&n->members, p));
	}
	return p + 1;
}

/* The members from p on, sorted, of each name the last. */
static const char *
add_object(struct naming *n, const char *p)
{
	struct members *m = &n->members;
	size_t first = m->n, i;
	const char *end = read_members(n, p);

	members_sort(m, first);
	hash_part(&n->hash, "{", 1);
	for (i = first; i < m->n; i++) {
		if (i + 1 < m->n && members_same(m, i, i + 1))
			continue;
		(void)add_string(n, members_name(m, i));
		hash_part(&n->hash, ":", 1);
		(void)add_value(n, members_value(m, i));
		if (i + 1 < m->n)
			hash_part(&n->hash, ",", 1);
	}
	hash_part(&n->hash, "}", 1);
	m->n = first;
	return end;
}

/* An object that is not long, from its first member on. */
static const char *
add_short(struct naming *n, const char *p)
{
	const char *end, *at;
	bool lone, deep;

	/* Its length first, which says how much memory it takes. */
	end = scan_value(p - 1, SCAN_DEPTH_MAX, &at, &lone, &deep);
	(void)canonical_object(
	    &n->canonical, p, (size_t)(end - p), SCAN_DEPTH_MAX);
	hash_part(&n->hash, n->canonical.text, n->canonical.len);
	return end;
}

/* The value at p, which was read as JSON before. */
static const char *
add_value(struct naming *n, const char *p)
{
	const char *at, *end;
	bool lone, deep;

	if (*p == '"')
		return add_string(n, p);
	if (*p == '{')
		return long_end(n, p) != NULL ? add_object(n, p + 1) :
						add_short(n, p + 1);
	if (*p == '[')
		return add_list(n, p + 1);
	end = scan_value(p, 0, &at, &lone, &deep);
	hash_part(&n->hash, p, (size_t)(end - p));
	return end;
}

/* The end of the object from p, its first member, on; NULL: it is not JSON. */
static const char *
object_end(const char *p, unsigned depth)
{
	struct members m = members_make(p);
	const char *end = members_read(&m, p, depth - 1);

	members_free(&m);
	return end;
}

bool
canonical_hash(const char *p, unsigned depth, char hex[33])
{
	struct naming n = { .members = members_make(p),
		.hash = hash_begin() };
	const char *end = object_end(p, depth);

	n.plain = buf_make(SIZE_MAX / 2);
	n.text = buf_make(SIZE_MAX / 2);
	if (end != NULL) {
		find_long(&n, p, end);
		(void)add_object(&n, p);
	}
	hash_hex_parts(&n.hash, hex);
	members_free(&n.members);
	canonical_free(&n.canonical);
	mem_free(n.spans);
	mem_free(n.open);
	buf_free(&n.plain);
	buf_free(&n.text);
	return end != NULL;
}
