/* filter_number: numbers past libjq; see filter_number.h. */
#include "json/filter_number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/mem.h"
#include "base/num.h"

/* This many digits every double keeps, and this many tell all doubles apart. */
#define KEPT_DIGITS 15
#define ALL_DIGITS  17

/* libjq prints what is smaller with an exponent. */
#define ZEROS_MAX 3

/* How far apart results may be that rounding alone has made. */
#define NEAR 1e-14

/* A member's name to look for; any: whatever it is. */
struct member_key {
	const char *p;
	size_t len;
	bool any;
};

/* A walk over the numbers of a JSON text. */
struct scan {
	const char *p, *end;
	const char *key;
	size_t key_len;
};

static void
skip_string(struct scan *s)
{
	const char *from = ++s->p;
	size_t len;

	while (s->p < s->end && *s->p != '"')
		s->p += *s->p == '\\' && s->p + 1 < s->end ? 2 : 1;
	len = (size_t)(s->p - from);
	if (s->p < s->end)
		s->p++;
	while (s->p < s->end && memchr(" \t\r\n", *s->p, 4) != NULL)
		s->p++;
	if (s->p < s->end && *s->p == ':') {
		s->key = from;
		s->key_len = len;
	}
}

static bool
is_number_char(char c)
{
	return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' ||
	    c == 'e' || c == 'E';
}

/* The next number, from *at on; false at the end. */
static bool
next_number(struct scan *s, const char **at, size_t *len)
{
	while (s->p < s->end) {
		if (*s->p == '"') {
			skip_string(s);
		} else if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9')) {
			*at = s->p;
			while (s->p < s->end && is_number_char(*s->p))
				s->p++;
			*len = (size_t)(s->p - *at);
			return true;
		} else {
			s->p++;
		}
	}
	return false;
}

/* Whether libjq prints the number just as it stands here. */
static bool
is_plain(const char *s, size_t len)
{
	size_t i, whole = 0, digits = 0, zeros = 0;
	bool point = false;

	if (len > 0 && *s == '-') {
		s++;
		len--;
	}
	for (i = 0; i < len; i++) {
		if (s[i] == '.') {
			point = true;
			continue;
		}
		if (s[i] < '0' || s[i] > '9')
			return false;
		whole += !point;
		if (s[i] != '0' || digits > 0)
			digits++;
		else
			zeros += point;
	}
	return whole > 0 && digits <= KEPT_DIGITS && zeros <= ZEROS_MAX &&
	    !(point && (s[len - 1] == '0' || s[len - 1] == '.'));
}

bool
filter_number_held(const char *s, size_t len, double value)
{
	char text[40];
	int digits, n;

	if (decimal_digits(s, len) <= KEPT_DIGITS)
		return value != 0 || decimal_digits(s, len) == 0;
	for (digits = KEPT_DIGITS + 1; digits <= ALL_DIGITS; digits++) {
		n = snprintf(text, sizeof(text), "%.*g", digits, value);
		if (decimal_cmp(s, len, text, (size_t)n) == 0)
			return true;
	}
	return decimal_cmp_double(s, len, value) == 0;
}

static int
too_large(const char *s, size_t len, struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "the number %.*s is too large for a filter, which has doubles",
	    len < 60 ? (int)len : 60, s);
	return -1;
}

/* Take all numbers of the text. */
static int
collect(struct filter_numbers *t, const char *text, size_t len,
    struct error *e)
{
	struct scan s = { text, text + len, NULL, 0 };
	struct filter_number *x;
	const char *at;
	size_t n;

	while (next_number(&s, &at, &n)) {
		t->items = mem_grow(t->items, &t->cap, t->n + 1,
		    sizeof(*t->items));
		x = &t->items[t->n++];
		*x = (struct filter_number){ .p = at, .len = n,
			.key = s.key, .key_len = s.key_len };
		if (!num_double(at, n, &x->value)) {
			/* What is not a number is for libjq to refuse. */
			if (isnan(x->value)) {
				t->n--;
				continue;
			}
			return too_large(at, n, e);
		}
		x->other = fabs(x->value) >= FILTER_NUMBER_MAX ||
		    (!is_plain(at, n) && !filter_number_held(at, n, x->value));
		x->given = x->value;
	}
	return 0;
}

/* qsort() hands no argument on; libjq's filters belong to one thread each. */
static _Thread_local const struct filter_number *sorted;

static int
cmp_double(double a, double b)
{
	if (a != b)
		return a < b ? -1 : 1;
	return (signbit(b) != 0) - (signbit(a) != 0);
}

static int
cmp_text(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t n = alen < blen ? alen : blen;
	int c = n > 0 ? memcmp(a, b, n) : 0;

	return c != 0 ? c : (alen > blen) - (alen < blen);
}

/* By what libjq knows, then by the member, then as they come. */
static int
by_given(const void *a, const void *b)
{
	const struct filter_number *x = &sorted[*(const size_t *)a];
	const struct filter_number *y = &sorted[*(const size_t *)b];
	int c = cmp_double(x->given, y->given);

	if (c == 0)
		c = cmp_text(x->key, x->key_len, y->key, y->key_len);
	return c != 0 ? c : (x > y) - (x < y);
}

/* By the value, exactly. */
static int
by_value(const void *a, const void *b)
{
	const struct filter_number *x = &sorted[*(const size_t *)a];
	const struct filter_number *y = &sorted[*(const size_t *)b];

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return decimal_cmp(x->p, x->len, y->p, y->len);
}

static int
by_double(const void *a, const void *b)
{
	return cmp_double(*(const double *)a, *(const double *)b);
}

void
filter_number_index(struct filter_numbers *t)
{
	size_t i;

	sorted = t->items;
	qsort(t->order, t->n, sizeof(*t->order), by_given);
	for (i = 0; i < t->n; i++)
		t->items[i].used = 0;
}

bool
filter_number_taken(const struct filter_numbers *t, double value)
{
	return bsearch(&value, t->taken, t->ntaken, sizeof(*t->taken),
		   by_double) != NULL;
}

/* Tell those that no double is from those that libjq can have as they are. */
static void
divide(struct filter_numbers *t)
{
	size_t i;

	t->order = mem_resize(t->order, t->n + 1, sizeof(*t->order));
	t->others = mem_resize(t->others, t->n + 1, sizeof(*t->others));
	t->taken = mem_resize(t->taken, t->n + 1, sizeof(*t->taken));
	for (i = 0; i < t->n; i++) {
		t->order[i] = i;
		if (!t->items[i].other) {
			t->taken[t->ntaken++] = t->items[i].value;
			continue;
		}
		t->others[t->nothers++] = i;
		t->nbig += fabs(t->items[i].value) >= FILTER_NUMBER_MAX;
	}
	sorted = t->items;
	qsort(t->taken, t->ntaken, sizeof(*t->taken), by_double);
	qsort(t->others, t->nothers, sizeof(*t->others), by_value);
	filter_number_index(t);
}

int
filter_number_read(struct filter_numbers *t, const char *text, size_t len,
    struct error *e)
{
	struct scan s = { text, text + len, NULL, 0 };
	const char *at;
	size_t n;
	bool plain = true;

	t->n = t->nothers = t->nbig = t->ntaken = 0;
	while (plain && next_number(&s, &at, &n))
		plain = is_plain(at, n);
	if (plain)
		return 0;
	if (collect(t, text, len, e) != 0)
		return -1;
	divide(t);
	return 0;
}

/* Where in the order an item stands to a value and a member's name. */
static int
cmp_item(const struct filter_numbers *t, size_t at, double value,
    struct member_key key)
{
	const struct filter_number *x = &t->items[t->order[at]];
	int c = cmp_double(x->given, value);

	return c != 0 || key.any ? c :
				   cmp_text(x->key, x->key_len, key.p, key.len);
}

/* The first in the order that is not below, or with after: that is above. */
static size_t
find(const struct filter_numbers *t, double value, struct member_key key,
    bool after)
{
	size_t low = 0, high = t->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (cmp_item(t, mid, value, key) < (after ? 1 : 0))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/*
 * The number of the text that a printed one is; NULL when it is none, or when
 * libjq's way to write it is as good as any: numbers that a double holds come
 * in the spelling that a member of the same name has, one after the other.
 */
static const struct filter_number *
origin_of(const struct filter_numbers *t, double value, const struct scan *s,
    bool *known)
{
	struct member_key key = { s->key, s->key_len, false };
	const struct member_key any = { NULL, 0, true };
	struct filter_number *x;
	size_t from = find(t, value, key, false);
	size_t to = find(t, value, key, true);

	*known = true;
	if (from == to) {
		from = find(t, value, any, false);
		*known = from < t->n && cmp_item(t, from, value, any) == 0;
		x = *known ? &t->items[t->order[from]] : NULL;
		return x != NULL && x->other ? x : NULL;
	}
	x = &t->items[t->order[from]];
	return &t->items[t->order[from + x->used++ % (to - from)]];
}

static bool
is_literal(const struct filter_numbers *t, double value)
{
	size_t i;

	for (i = 0; i < t->nliterals; i++)
		if (t->literal[i] == value)
			return true;
	return false;
}

int
filter_number_restore(struct filter_numbers *t, const char *printed,
    size_t len, struct buf *out, struct error *e)
{
	struct scan s = { printed, printed + len, NULL, 0 };
	const struct filter_number *x;
	const char *at, *from = printed;
	double value;
	bool known;
	size_t n;

	while (next_number(&s, &at, &n)) {
		if (t->n == 0 && is_plain(at, n))
			continue;
		if (!num_double(at, n, &value))
			value = INFINITY;
		x = origin_of(t, value, &s, &known);
		if (!known && fabs(value) >= FILTER_NUMBER_MAX &&
		    !is_literal(t, value)) {
			error_set(e, ERROR_USAGE,
			    "the filter makes the number %.*s: libjq rounds "
			    "from 9007199254740992 on, so that it may be "
			    "wrong",
			    n < 60 ? (int)n : 60, at);
			return -1;
		}
		if (x == NULL)
			continue;
		buf_put(out, from, (size_t)(at - from));
		buf_put(out, x->p, x->len);
		from = at + n;
	}
	buf_put(out, from, (size_t)(printed + len - from));
	return 0;
}

/* Whether two computed numbers are the same but for rounding. */
static bool
is_near(const char *a, size_t alen, const char *b, size_t blen)
{
	double x, y;

	if (alen == blen && memcmp(a, b, alen) == 0)
		return true;
	/* Integers are counted; fractions are measured. */
	return memchr(a, '.', alen) != NULL && memchr(b, '.', blen) != NULL &&
	    num_double(a, alen, &x) && num_double(b, blen, &y) &&
	    fabs(x) < FILTER_NUMBER_MAX && fabs(x - y) <= fabs(x) * NEAR;
}

bool
filter_number_same(const struct buf *a, const struct buf *b)
{
	const char *p = (const char *)a->data, *q = (const char *)b->data;
	struct scan s = { p, p + a->len, NULL, 0 };
	struct scan t = { q, q + b->len, NULL, 0 };
	const char *x, *y;
	size_t m, n;

	if (a->len == b->len && memcmp(p, q, a->len) == 0)
		return true;
	while (next_number(&s, &x, &m)) {
		if (!next_number(&t, &y, &n) || x - p != y - q ||
		    memcmp(p, q, (size_t)(x - p)) != 0 ||
		    !is_near(x, m, y, n))
			return false;
		p = x + m;
		q = y + n;
	}
	return s.end - p == t.end - q &&
	    memcmp(p, q, (size_t)(s.end - p)) == 0;
}

void
filter_number_refuse(const struct filter_numbers *t, struct error *e)
{
	const struct filter_number *x = &t->items[t->others[t->nothers - 1]];

	error_set(e, ERROR_USAGE,
	    "what the filter gives depends on digits that libjq rounds away: "
	    "it can hand on numbers such as %.*s and compare their sizes, "
	    "but neither compute with them nor make text of them",
	    x->len < 60 ? (int)x->len : 60, x->p);
}

void
filter_number_free(struct filter_numbers *t)
{
	mem_free(t->items);
	mem_free(t->order);
	mem_free(t->others);
	mem_free(t->taken);
	mem_free(t->literal);
	*t = (struct filter_numbers){ 0 };
}
