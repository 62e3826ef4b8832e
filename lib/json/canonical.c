/* canonical: the one form of a JSON text; see canonical.h. */
#include "json/canonical.h"

#include <stdlib.h>
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "json/scan.h"
#include "json/text.h"

/* A member of an object that is open. */
struct canonical_member {
	const char *name; /* raw content, or NULL: decoded, in names */
	size_t decoded;	  /* where it is there */
	size_t len;
	size_t from; /* where "name":value is in the text */
	size_t to;
	uint64_t start; /* the name's first bytes, most significant first */
};

/* Objects with more members than this are sorted in another way. */
#define FEW 24

/* As many bytes as are wide steps at the end of a text. */
#define WIDE (SCAN_PAD / 2)

static const char *put_value(struct canonical *c, const char *p);

/* Append n bytes; there is room, since no text grows, and for wide steps. */
static ALWAYS_INLINE void
put(struct canonical *c, const char *from, size_t n)
{
	char *to = c->text + c->len;

	memcpy(to, from, WIDE);
	if (UNLIKELY(n > WIDE))
		memcpy(to + WIDE, from + WIDE, n - WIDE);
	c->len += n;
}

static ALWAYS_INLINE void
put_byte(struct canonical *c, char byte)
{
	c->text[c->len++] = byte;
}

/* Append the string of this raw content in the one spelling. */
static void
put_escaped(struct canonical *c, const char *raw, size_t len)
{
	struct buf plain = buf_make(SIZE_MAX / 2);
	struct buf text = buf_make(SIZE_MAX / 2);

	(void)json_unescape(raw, len, &plain);
	json_quote((const char *)plain.data, plain.len, &text);
	memcpy(c->text + c->len, text.data, text.len);
	c->len += text.len;
	buf_free(&plain);
	buf_free(&text);
}

/* The string whose quote is at p. */
static const char *
put_string(struct canonical *c, const char *p)
{
	bool escaped = false, lone;
	const char *at, *q = scan_string(p + 1, &at, &escaped, &lone);

	if (q == NULL)
		return NULL;
	if (escaped)
		put_escaped(c, p + 1, (size_t)(q - p - 1));
	else
		put(c, p, (size_t)(q + 1 - p));
	return q + 1;
}

static const char *
put_list(struct canonical *c, const char *p)
{
	put_byte(c, '[');
	p = scan_space(p);
	if (*p == ']') {
		put_byte(c, ']');
		return p + 1;
	}
	for (;; p = scan_space(p + 1)) {
		p = put_value(c, p);
		if (p == NULL)
			return NULL;
		p = scan_space(p);
		if (*p != ',')
			break;
		put_byte(c, ',');
	}
	put_byte(c, ']');
	return *p == ']' ? p + 1 : NULL;
}

static const char *
name_of(const struct canonical *c, const struct canonical_member *m)
{
	return m->name != NULL ? m->name :
				 (const char *)c->names.data + m->decoded;
}

/* The first eight bytes of a name, zeros after a shorter one. */
static uint64_t
name_start(const char *name, size_t len)
{
	uint8_t bytes[8] = { 0 };
	uint64_t v = 0;
	size_t i;

	memcpy(bytes, name, len < 8 ? len : 8);
	for (i = 0; i < 8; i++)
		v = v << 8 | bytes[i];
	return v;
}

static inline int
compare(const struct canonical *c, const struct canonical_member *a,
    const struct canonical_member *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int d;

	if (LIKELY(a->start != b->start))
		return a->start < b->start ? -1 : 1;
	d = n > 0 ? memcmp(name_of(c, a), name_of(c, b), n) : 0;
	return d != 0 ? d : (a->len > b->len) - (a->len < b->len);
}

/* Members from m on, n of them: by name, equal ones in their order. */
static void
merge_sort(const struct canonical *c, struct canonical_member *m,
    struct canonical_member *spare, size_t n)
{
	size_t half = n / 2, i = 0, j = half, k;

	if (n < 2)
		return;
	merge_sort(c, m, spare, half);
	merge_sort(c, m + half, spare, n - half);
	if (compare(c, &m[half - 1], &m[half]) <= 0)
		return;
	for (k = 0; k < n; k++) {
		if (j == n || (i < half && compare(c, &m[i], &m[j]) <= 0))
			spare[k] = m[i++];
		else
			spare[k] = m[j++];
	}
	memcpy(m, spare, n * sizeof(*m));
}

static void
sort(const struct canonical *c, struct canonical_member *m, size_t n)
{
	struct canonical_member key, *spare;
	size_t i, j;

	if (n > FEW) {
		spare = mem_resize(NULL, n, sizeof(*spare));
		merge_sort(c, m, spare, n);
		mem_free(spare);
		return;
	}
	for (i = 1; i < n; i++) {
		key = m[i];
		for (j = i; j > 0 && compare(c, &m[j - 1], &key) > 0; j--)
			m[j] = m[j - 1];
		m[j] = key;
	}
}

/* Put the object's members, whose texts begin at from, in order. */
static void
arrange(struct canonical *c, size_t first, size_t from)
{
	struct canonical_member *m = c->members + first;
	size_t i, n = c->nmembers - first, len = 0, size;

	sort(c, m, n);
	for (i = 0; i < n; i++) {
		if (i + 1 < n && compare(c, &m[i], &m[i + 1]) == 0)
			continue;
		size = m[i].to - m[i].from;
		memcpy(c->spare + len, c->text + m[i].from, WIDE);
		if (UNLIKELY(size > WIDE))
			memcpy(c->spare + len + WIDE,
			    c->text + m[i].from + WIDE, size - WIDE);
		len += size;
		c->spare[len++] = ',';
	}
	memcpy(c->text + from, c->spare, len);
	c->len = from + len - 1;
}

/* Whether the members are in order already, with no name twice. */
static bool
in_order(const struct canonical *c, size_t first)
{
	size_t i;

	for (i = first + 1; i < c->nmembers; i++)
		if (compare(c, &c->members[i - 1], &c->members[i]) >= 0)
			return false;
	return true;
}

/* The name at p, and its colon; a member begins. */
static const char *
put_name(struct canonical *c, const char *p, struct canonical_member *m)
{
	bool escaped = false, lone;
	const char *at, *q;

	if (*p != '"')
		return NULL;
	q = scan_string(p + 1, &at, &escaped, &lone);
	if (q == NULL)
		return NULL;
	m->from = c->len;
	m->name = p + 1;
	m->len = (size_t)(q - p - 1);
	m->start = name_start(m->name, m->len);
	if (escaped) {
		m->name = NULL;
		m->decoded = c->names.len;
		(void)json_unescape(p + 1, m->len, &c->names);
		m->len = c->names.len - m->decoded;
		m->start = name_start(name_of(c, m), m->len);
		put_escaped(c, p + 1, (size_t)(q - p - 1));
	} else {
		put(c, p, (size_t)(q + 1 - p));
	}
	p = scan_space(q + 1);
	put_byte(c, ':');
	return *p == ':' ? scan_space(p + 1) : NULL;
}

static const char *
put_object(struct canonical *c, const char *p)
{
	size_t first = c->nmembers, names = c->names.len, from;
	struct canonical_member m = { 0 };

	put_byte(c, '{');
	from = c->len;
	p = scan_space(p);
	if (*p == '}') {
		put_byte(c, '}');
		return p + 1;
	}
	for (;; p = scan_space(p + 1)) {
		p = put_name(c, p, &m);
		if (p == NULL)
			return NULL;
		p = put_value(c, p);
		if (p == NULL)
			return NULL;
		m.to = c->len;
		c->members = mem_grow(c->members, &c->members_cap,
		    c->nmembers + 1, sizeof(m));
		c->members[c->nmembers++] = m;
		p = scan_space(p);
		if (*p != ',')
			break;
		put_byte(c, ',');
	}
	if (!in_order(c, first))
		arrange(c, first, from);
	c->nmembers = first;
	c->names.len = names;
	put_byte(c, '}');
	return *p == '}' ? p + 1 : NULL;
}

/* The value at p.  Recursion goes no deeper than canonical_object() was
 * told. */
static const char *
put_value(struct canonical *c, const char *p)
{
	struct scan_number n;
	const char *q;

	switch (*p) {
	case '"':
		return put_string(c, p);
	case '{':
	case '[':
		if (c->depth == 0)
			return NULL;
		c->depth--;
		q = *p == '{' ? put_object(c, p + 1) : put_list(c, p + 1);
		c->depth++;
		return q;
	case 't':
	case 'n':
		if (memcmp(p, "true", 4) != 0 && memcmp(p, "null", 4) != 0)
			return NULL;
		q = p + 4;
		break;
	case 'f':
		if (memcmp(p, "false", 5) != 0)
			return NULL;
		q = p + 5;
		break;
	default:
		if (*p != '-' && (*p < '0' || *p > '9'))
			return NULL;
		q = scan_number(p, &n);
		if (q == NULL)
			return NULL;
	}
	put(c, p, (size_t)(q - p));
	return q;
}

bool
canonical_object(struct canonical *c, const char *p, size_t len, unsigned depth)
{
	if (c->names.max == 0)
		c->names = buf_make(SIZE_MAX / 2);
	buf_reset(&c->names);
	c->len = 0;
	c->nmembers = 0;
	c->depth = depth - 1;
	if (c->cap < len + 2 * SCAN_PAD) {
		c->cap = len + len / 2 + 2 * SCAN_PAD;
		mem_free(c->text);
		mem_free(c->spare);
		c->text = mem_resize(NULL, c->cap, 1);
		c->spare = mem_resize(NULL, c->cap, 1);
	}
	return put_object(c, p) != NULL;
}

void
canonical_free(struct canonical *c)
{
	mem_free(c->text);
	mem_free(c->spare);
	mem_free(c->members);
	buf_free(&c->names);
	memset(c, 0, sizeof(*c));
}
