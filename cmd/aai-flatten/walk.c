/*
 * walk: once through the bytes of a record, gathering the cells of its rows.
 *
 * This is where the time goes.  The next member is guessed to be the one that
 * followed last time, and its name compared as a whole, blanks and colon
 * included; so most names are never looked at.  Values are spans of the line.
 * Facts are noted when they are new, which most values' are not.
 */
#include "aai-flatten/walk.h"

#include <string.h>

#include "aai-flatten/contract.h"
#include "aai-flatten/dlt.h"
#include "aai-flatten/emit.h"
#include "aai-flatten/keys.h"
#include "aai-flatten/observe.h"
#include "json/members.h"
#include "json/scan.h"

/* More names of a map than these are not noted. */
#define NAMES_MAX 65536

static ALWAYS_INLINE const char *
take_string(struct flatten *f, struct model_column *c, const char *p)
{
	const char *q = scan_text(p + 1);

	if (UNLIKELY(*q != '"')) {
		q = observe_string(f, q);
		if (q == NULL)
			return NULL;
	}
	q++;
	if (UNLIKELY((c->facts.seen & FACT_TEXT) == 0) &&
	    !observe_text(f, c, p, q))
		return f->stop != STOP_NONE ? NULL : q;
	emit_cell(c, p, q);
	return q;
}

/* Whether a number of this spelling says nothing new about its column. */
static bool
number_is_known(const struct facts *facts, const char *p,
    const struct scan_number *n)
{
	uint32_t whole = n->whole, digits = n->whole + n->behind;

	/* A zero before the point only counts where all digits are zeros. */
	if (*p == '0' && n->behind > 0 && p[2] != '0')
		whole = 0;
	if (whole > facts->whole || n->behind > facts->behind)
		return false;
	/* -0 and exponents are for those who look closely. */
	if (UNLIKELY(n->exponent || (n->negative && p[1] == '0')))
		return false;
	if (n->behind == 0)
		return digits <= 15 && (facts->seen & FACT_INT) != 0;
	return (facts->seen & FACT_DOUBLE) != 0 &&
	    (digits <= 15 || (facts->seen & FACT_INEXACT) != 0);
}

/* A number that is long, negative, has an exponent, or is news. */
static const char *
take_odd_number(struct flatten *f, struct model_column *c, const char *p)
{
	struct scan_number n;
	const char *q = scan_number(p, &n);

	if (q == NULL)
		return flatten_stop(f, STOP_WRONG, p);
	if (!number_is_known(&c->facts, p, &n) && !observe_number(f, c, p, q))
		return f->stop != STOP_NONE ? NULL : q;
	emit_cell(c, p, q);
	return q;
}

/* Most numbers are short, and say nothing new of their column. */
static ALWAYS_INLINE const char *
take_number(struct flatten *f, struct model_column *c, const char *p)
{
	uint32_t whole, behind;
	const char *q = scan_short(p, &whole, &behind);

	if (UNLIKELY(q == NULL || whole > c->facts.whole ||
		(behind == 0 ? (c->facts.seen & FACT_INT) == 0 :
			       behind > c->facts.behind ||
				   (c->facts.seen & FACT_DOUBLE) == 0)))
		return take_odd_number(f, c, p);
	emit_cell(c, p, q);
	return q;
}

/* true, false: n bytes of word. */
static const char *
take_bool(struct flatten *f, struct model_column *c, const char *p,
    const char *word, size_t n)
{
	if (memcmp(p, word, n) != 0)
		return flatten_stop(f, STOP_WRONG, p);
	if (UNLIKELY((c->facts.seen & FACT_BOOL) == 0) &&
	    !observe_bool(f, c, p, p + n))
		return f->stop != STOP_NONE ? NULL : p + n;
	emit_cell(c, p, p + n);
	return p + n;
}

/* Take the value at p into the field; the position after it. */
static ALWAYS_INLINE const char *
take_value(struct flatten *f, struct model_field *fd, const char *p)
{
	const char *q;

	if (UNLIKELY(fd->column == NULL) && *p != '{' && *p != '[') {
		q = observe_scalar(f, fd, p);
		if (q != p)
			return q;
	}
	if (LIKELY(*p == '"'))
		return take_string(f, fd->column, p);
	if (LIKELY((uint8_t)(*p - '0') <= 9 || *p == '-'))
		return take_number(f, fd->column, p);
	if (*p == '{') {
		if (LIKELY(fd->object != NULL && fd->mode == MODEL_AUTO))
			return walk_object(f, fd->object, p + 1);
		return observe_nested(f, fd, p);
	}
	if (*p == '[') {
		if (LIKELY(fd->list != NULL))
			return walk_list(f, fd->list, p + 1);
		return observe_nested(f, fd, p);
	}
	if (LIKELY(memcmp(p, "null", 4) == 0))
		return p + 4;
	return *p == 't' ? take_bool(f, fd->column, p, "true", 4) :
			   take_bool(f, fd->column, p, "false", 5);
}

/* One level deeper: the end of the opened bracket's blanks, or NULL. */
static ALWAYS_INLINE bool
enter(struct flatten *f, const char *p)
{
	if (UNLIKELY(f->depth == f->options.max_depth)) {
		(void)flatten_stop(f, STOP_DEEP, p - 1);
		return false;
	}
	f->depth++;
	return true;
}

/* Whether the text goes on as it did when the field came last. */
static ALWAYS_INLINE bool
is_named(const struct model_field *fd, const char *p)
{
	if (LIKELY(fd->prefix_len - 1 < SCAN_SHORT))
		return scan_same_short(
		    fd->prefix, p, fd->prefix_len, fd->prefix_mask);
	return fd->prefix_len > 0 && scan_same(fd->prefix, p, fd->prefix_len);
}

/* p is after the opening brace; the members go into the current row. */
const char *
walk_object(struct flatten *f, struct model_shape *s, const char *p)
{
	struct model_next *next = &s->first;
	struct model_field *fd;
	uint64_t number = ++f->object;

	if (!enter(f, p))
		return NULL;
	if (UNLIKELY(*p != '"') && *scan_space(p) == '}') {
		f->depth--;
		return scan_space(p) + 1;
	}
	for (;;) {
		fd = next->field;
		if (LIKELY(fd != NULL && is_named(fd, p)))
			p += fd->prefix_len;
		else
			fd = observe_field(f, s, next, &p);
		if (UNLIKELY(fd == NULL))
			return NULL;
		/* The name was the one; blanks after it may be more. */
		if (UNLIKELY((unsigned char)*p <= ' '))
			p = scan_space(p);
		if (UNLIKELY(fd->seen == number))
			return flatten_stop(f, STOP_DUPLICATE, p);
		fd->seen = number;
		p = take_value(f, fd, p);
		if (UNLIKELY(p == NULL))
			return NULL;
		if (UNLIKELY(*p != ',')) {
			p = scan_space(p);
			if (LIKELY(*p == '}'))
				break;
			if (*p != ',')
				return flatten_stop(f, STOP_WRONG, p);
		}
		p++;
		next = &fd->next;
	}
	f->depth--;
	return p + 1;
}

/* Begin a list of the table: its rows' keys, and what these say of types. */
static int
begin_rows(struct flatten *f, struct model_table *t)
{
	if (keys_begin(f, t) != 0)
		return -1;
	if (t->parent->parent == NULL && observe_keys(f) != 0)
		return -1;
	return UNLIKELY(f->model.dlt) ? dlt_begin(f, t) : 0;
}

/* The current row is from..end: write it, or drop it as contract.h says. */
static ALWAYS_INLINE int
end_row(struct flatten *f, struct model_table *t,
    const struct model_field *item, struct flatten_mark mark,
    const char *from, const char *end)
{
	if (UNLIKELY(t->rejected))
		return contract_drop_row(f, t, item, mark, from, end);
	if (UNLIKELY(f->model.dlt) && dlt_row(f, t) != 0)
		return -1;
	return emit_row(f, t);
}

/* Count the row's position up by one, in decimal. */
static ALWAYS_INLINE void
count_up(struct model_table *t)
{
	size_t i = t->index_len;

	while (i > 0 && t->digits[i - 1] == '9')
		t->digits[--i] = '0';
	if (i > 0) {
		t->digits[i - 1]++;
		return;
	}
	memmove(t->digits + 1, t->digits, t->index_len++);
	t->digits[0] = '1';
}

/* p is after the opening bracket; each item is a row of the list's table. */
const char *
walk_list(struct flatten *f, struct model_list *l, const char *p)
{
	struct model_table *t = l->table;
	struct flatten_mark mark;
	const char *from;

	if (!enter(f, p))
		return NULL;
	p = scan_space(p);
	if (*p == ']') {
		f->depth--;
		return p + 1;
	}
	if (begin_rows(f, t) != 0)
		return NULL;
	t->index = t->digits;
	t->digits[0] = '0';
	t->index_len = 1;
	for (;; count_up(t)) {
		from = p;
		mark = emit_mark(f);
		p = *p == '{' ? walk_object(f, l->shape, p + 1) :
				take_value(f, &l->item, p);
		if (UNLIKELY(p == NULL))
			return NULL;
		if (UNLIKELY(end_row(f, t, &l->item, mark, from, p) != 0))
			return NULL;
		if (UNLIKELY(*p != ',')) {
			p = scan_space(p);
			if (LIKELY(*p == ']'))
				break;
			if (*p != ',')
				return flatten_stop(f, STOP_WRONG, p);
		}
		p = scan_space(p + 1);
	}
	f->depth--;
	return p + 1;
}

/*
 * Note the name of a map's member, which ends at p.  False with f->stop set:
 * it was there before.  Of very many none is noted: the map's members, from
 * open on, are looked through, and *differ tells that they do.
 */
static bool
note_name(struct flatten *f, struct model_list *l, const char *name,
    size_t len, const char *p, const char *open, bool *differ)
{
	bool added = true;

	if (*differ)
		return true;
	if (l->keys.n < NAMES_MAX) {
		(void)map_add(&l->keys, name, len, &added);
	} else {
		p = members_again(open, SCAN_DEPTH_MAX);
		added = *differ = p == NULL;
	}
	if (!added)
		(void)flatten_stop(f, STOP_DUPLICATE, p);
	return added;
}

/* p is after the opening brace; each member is a row of the map's table. */
const char *
walk_map(struct flatten *f, struct model_list *l, const char *p)
{
	struct model_table *t = l->table;
	const char *name, *from, *open = p;
	struct flatten_mark mark;
	size_t len;
	bool differ = f->pass == PASS_LAST;

	if (!enter(f, p))
		return NULL;
	p = scan_space(p);
	if (*p == '}') {
		f->depth--;
		return p + 1;
	}
	if (begin_rows(f, t) != 0)
		return NULL;
	map_reset(&l->keys);
	for (;; p = scan_space(p + 1)) {
		t->index = p;
		p = observe_name(f, p, &name, &len);
		if (p == NULL)
			return NULL;
		if (!note_name(f, l, name, len, p, open, &differ))
			return NULL;
		t->index_len = (size_t)(p - t->index);
		p = observe_colon(f, p);
		if (p == NULL)
			return NULL;
		from = p;
		mark = emit_mark(f);
		p = *p == '{' ? walk_object(f, l->shape, p + 1) :
				take_value(f, &l->item, p);
		if (p == NULL)
			return NULL;
		if (end_row(f, t, &l->item, mark, from, p) != 0)
			return NULL;
		p = scan_space(p);
		if (*p == '}')
			break;
		if (*p != ',')
			return flatten_stop(f, STOP_WRONG, p);
	}
	f->depth--;
	return p + 1;
}

/* After a tag there is a comma and a member, or the end. */
static bool
body_is_well_joined(const char *body)
{
	if (*scan_space(body) == '}')
		return body[-1] != ',';
	return body[-1] == ',' || body[-1] == '{';
}

int
walk_record(struct flatten *f)
{
	struct model_shape *s = f->root->shape;
	const char *p;

	f->depth = 0;
	f->stop = STOP_NONE;
	if (!body_is_well_joined(f->body)) {
		(void)flatten_stop(f, STOP_WRONG, f->body);
		return -1;
	}
	p = walk_object(f, s, f->body);
	if (p == NULL)
		return -1;
	p = scan_space(p);
	if (p != f->line + f->len) {
		(void)flatten_stop(f, STOP_WRONG, p);
		return -1;
	}
	if (observe_keys(f) != 0)
		return -1;
	return end_row(f, s->table, NULL, f->mark, f->line, p);
}
