/* canonical_hash: the name of a canonical text that is not made; see
 * canonical.h. */
#include <string.h>

#include "base/hash.h"
#include "json/canonical.h"
#include "json/members.h"
#include "json/scan.h"
#include "json/text.h"

struct naming {
	struct members members;
	struct hash_parts hash;
	struct buf plain; /* an escape, decoded */
	struct buf text;  /* and in the one spelling */
};

static const char *add_value(struct naming *n, const char *p);

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

/*
 * The members from p on, sorted, of each name the last.  NULL, and nothing is
 * added, when they are not JSON or have values of more than depth levels.
 */
static const char *
add_object(struct naming *n, const char *p, unsigned depth)
{
	struct members *m = &n->members;
	size_t first = m->n, i;
	const char *end = members_read(m, p, depth);

	if (end == NULL)
		return NULL;
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

/* The value at p, which was read as JSON before. */
static const char *
add_value(struct naming *n, const char *p)
{
	const char *at, *end;
	bool lone, deep;

	if (*p == '"')
		return add_string(n, p);
	if (*p == '{')
		return add_object(n, p + 1, SCAN_DEPTH_MAX);
	if (*p == '[')
		return add_list(n, p + 1);
	end = scan_value(p, 0, &at, &lone, &deep);
	hash_part(&n->hash, p, (size_t)(end - p));
	return end;
}

bool
canonical_hash(const char *p, unsigned depth, char hex[33])
{
	struct naming n = { .members = members_make(p),
		.hash = hash_begin() };
	const char *end;

	n.plain = buf_make(SIZE_MAX / 2);
	n.text = buf_make(SIZE_MAX / 2);
	end = add_object(&n, p, depth - 1);
	hash_hex_parts(&n.hash, hex);
	members_free(&n.members);
	buf_free(&n.plain);
	buf_free(&n.text);
	return end != NULL;
}
