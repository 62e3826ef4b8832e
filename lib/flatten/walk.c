/*
 * walk: once through the bytes of a record, gathering the cells of its rows.
 *
 * This is where the time goes.  The next member is guessed to be the one that
 * followed last time, and its name compared as a whole, blanks and colon
 * included; so most names are never looked at.  Values are spans of the line.
 * Facts are noted when they are new, which most values' are not.
 */
#include "flatten/engine.h"

#include <string.h>

#include "json/scan.h"
#include "json/text.h"

static const char *walk_list(struct flatten *f, struct model_list *l,
    const char *p);
static const char *walk_map(struct flatten *f, struct model_list *l,
    const char *p);
static const char *walk_object(struct flatten *f, struct model_shape *s,
    const char *p);

const char *
engine_stop(struct flatten *f, enum engine_stop why, const char *at)
{
	f->stop = why;
	f->at = at;
	return NULL;
}

static ALWAYS_INLINE void
add_cell(struct model_column *c, const char *s, const char *end)
{
	struct model_table *t = c->table;
	struct model_cell *cell = &t->cells[t->ncells++];

	cell->column = c;
	cell->s = s;
	cell->len = (size_t)(end - s);
	t->row_len += cell->len + c->lead_len;
	t->disorder |= c->order < t->last_order;
	t->last_order = c->order;
}

/* A string with an escape in it, or one that is wrong; q is at that place. */
static const char *
end_string(struct flatten *f, const char *q)
{
	bool escaped, lone = false;
	const char *at = q;

	q = scan_string(q, &at, &escaped, &lone);
	if (q == NULL)
		return engine_stop(f, ENGINE_WRONG, at);
	if (lone)
		return engine_stop(f, ENGINE_ILL, at);
	return q;
}

/* Note what kind of string this is; one of a bool column may spell a bool. */
static void
string_facts(struct flatten *f, struct model_column *c, const char *s,
    size_t len)
{
	struct facts now = c->facts, facts;

	if (c->boolean &&
	    ((len == 4 && memcmp(s, "true", 4) == 0) ||
		(len == 5 && memcmp(s, "false", 5) == 0)))
		return;
	facts = facts_string(s, len);
	facts_join(&now, facts);
	emit_facts(f, c, now);
}

static ALWAYS_INLINE const char *
take_string(struct flatten *f, struct model_column *c, const char *p)
{
	const char *q = scan_text(p + 1);

	if (UNLIKELY(*q != '"')) {
		q = end_string(f, q);
		if (q == NULL)
			return NULL;
	}
	if (UNLIKELY((c->facts.seen & FACT_TEXT) == 0))
		string_facts(f, c, p + 1, (size_t)(q - p - 1));
	add_cell(c, p, q + 1);
	return q + 1;
}

/* Whether a number of this spelling says nothing new about its column. */
static ALWAYS_INLINE bool
number_is_known(const struct facts *facts, const char *p,
    const struct scan_number *n)
{
	uint32_t whole = n->whole, digits = n->whole + n->behind;

	/* A zero before the point counts only where all the digits are zeros. */
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

static ALWAYS_INLINE const char *
take_number(struct flatten *f, struct model_column *c, const char *p)
{
	struct scan_number n;
	struct facts now;
	const char *q = scan_number(p, &n);

	if (UNLIKELY(q == NULL))
		return engine_stop(f, ENGINE_WRONG, p);
	if (UNLIKELY(!number_is_known(&c->facts, p, &n) &&
		(c->facts.seen & (FACT_TEXT | FACT_JSON)) == 0)) {
		now = c->facts;
		facts_join(&now, facts_number(p, (size_t)(q - p)));
		emit_facts(f, c, now);
	}
	add_cell(c, p, q);
	return q;
}

/* true, false: n bytes of word. */
static const char *
take_bool(struct flatten *f, struct model_column *c, const char *p,
    const char *word, size_t n)
{
	struct facts now = c->facts;

	if (memcmp(p, word, n) != 0)
		return engine_stop(f, ENGINE_WRONG, p);
	if (UNLIKELY((c->facts.seen & FACT_BOOL) == 0)) {
		now.seen |= FACT_BOOL;
		emit_facts(f, c, now);
	}
	add_cell(c, p, p + n);
	return p + n;
}

/* The end of any value at p. */
static const char *
skip_value(struct flatten *f, const char *p)
{
	bool lone = false, deep = false;
	const char *at = p, *q;

	q = scan_value(p, f->options.max_depth - f->depth, &at, &lone, &deep);
	if (q == NULL)
		return engine_stop(f, deep ? ENGINE_DEEP : ENGINE_WRONG, at);
	if (lone)
		return engine_stop(f, ENGINE_ILL, p);
	return q;
}

/* An object or a list that becomes one value. */
static const char *
take_json(struct flatten *f, struct model_field *fd, const char *p)
{
	const char *q = skip_value(f, p);
	struct facts now;

	if (q == NULL)
		return NULL;
	if (model_column(&f->model, fd, f->e) != 0)
		return engine_stop(f, ENGINE_ERROR, p);
	now = fd->column->facts;
	if ((now.seen & FACT_JSON) == 0) {
		now.seen |= FACT_JSON;
		emit_facts(f, fd->column, now);
	}
	add_cell(fd->column, p, q);
	return q;
}

/* An object or a list in a field for which that is news, or no matter. */
static const char *
take_nested(struct flatten *f, struct model_field *fd, const char *p)
{
	bool json = fd->mode == MODEL_JSON ||
	    model_is_deep(&f->model, fd->shape) ||
	    (fd->column != NULL && fd->column->known &&
		(fd->column->facts.seen & FACT_JSON) != 0);

	if (fd->mode == MODEL_DROP)
		return skip_value(f, p);
	if (json)
		return take_json(f, fd, p);
	if (*p == '[') {
		model_list(&f->model, fd);
		return walk_list(f, fd->list, p + 1);
	}
	if (fd->mode == MODEL_MAP) {
		model_map(&f->model, fd);
		return walk_map(f, fd->map, p + 1);
	}
	model_object(&f->model, fd);
	return walk_object(f, fd->object, p + 1);
}

/* A scalar in a field that has no column yet. */
static const char *
take_first(struct flatten *f, struct model_field *fd, const char *p)
{
	bool null = *p == 'n';

	if (fd->mode == MODEL_DROP ||
	    (null && (fd->object != NULL || fd->list != NULL ||
			 fd->map != NULL || fd->item)))
		return skip_value(f, p);
	if (*p != '"' && *p != '-' && (*p < '0' || *p > '9') && *p != 't' &&
	    *p != 'f' && !null)
		return engine_stop(f, ENGINE_WRONG, p);
	if (model_column(&f->model, fd, f->e) != 0)
		return engine_stop(f, ENGINE_ERROR, p);
	if (fd->mode == MODEL_JSON)
		fd->column->facts.seen |= FACT_JSON;
	return p;
}

/* Take the value at p into the field; the position behind it. */
static ALWAYS_INLINE const char *
take_value(struct flatten *f, struct model_field *fd, const char *p)
{
	const char *q;

	if (UNLIKELY(fd->column == NULL) && *p != '{' && *p != '[') {
		q = take_first(f, fd, p);
		if (q != p)
			return q;
	}
	switch (*p) {
	case '"':
		return take_string(f, fd->column, p);
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return take_number(f, fd->column, p);
	case 'n':
		if (UNLIKELY(memcmp(p, "null", 4) != 0))
			return engine_stop(f, ENGINE_WRONG, p);
		return p + 4;
	case 't':
		return take_bool(f, fd->column, p, "true", 4);
	case 'f':
		return take_bool(f, fd->column, p, "false", 5);
	case '{':
		if (LIKELY(fd->object != NULL && fd->mode == MODEL_AUTO))
			return walk_object(f, fd->object, p + 1);
		return take_nested(f, fd, p);
	case '[':
		if (LIKELY(fd->list != NULL))
			return walk_list(f, fd->list, p + 1);
		return take_nested(f, fd, p);
	default:
		return engine_stop(f, ENGINE_WRONG, p);
	}
}

/* A name at p, decoded: *name and *len; the position behind its quote. */
static const char *
read_name(struct flatten *f, const char *p, const char **name, size_t *len)
{
	bool escaped = false, lone = false;
	const char *at = p, *q;

	if (*p != '"')
		return engine_stop(f, ENGINE_WRONG, p);
	q = scan_string(p + 1, &at, &escaped, &lone);
	if (q == NULL)
		return engine_stop(f, ENGINE_WRONG, at);
	if (lone)
		return engine_stop(f, ENGINE_ILL, p);
	*name = p + 1;
	*len = (size_t)(q - p - 1);
	if (escaped) {
		buf_reset(&f->name);
		(void)json_decode(*name, *len, &f->name);
		*name = (const char *)f->name.data;
		*len = f->name.len;
	}
	return q + 1;
}

/* Behind a name: the colon and the blanks around it. */
static const char *
read_colon(struct flatten *f, const char *p)
{
	p = scan_space(p);
	if (*p != ':')
		return engine_stop(f, ENGINE_WRONG, p);
	return scan_space(p + 1);
}

/*
 * The field whose name is at *p, which is moved to its value: not the one that
 * was guessed first.  NULL when there is no name.
 */
static struct model_field *
find_field(struct flatten *f, struct model_shape *s, struct model_next *next,
    const char **p)
{
	struct model_field *fd = next->other;
	const char *name, *q;
	size_t len;

	if (fd != NULL && fd->lead_len > 0 &&
	    scan_same(fd->lead, *p, fd->lead_len)) {
		*p += fd->lead_len;
		return fd;
	}
	q = read_name(f, scan_space(*p), &name, &len);
	if (q == NULL)
		return NULL;
	q = read_colon(f, q);
	if (q == NULL)
		return NULL;
	fd = model_field(&f->model, s, name, len);
	fd->lead_len = 0;
	if (q - *p <= MODEL_LEAD) {
		fd->lead_len = (uint32_t)(q - *p);
		memcpy(fd->lead, *p, fd->lead_len);
	}
	if (next->field != fd) {
		next->other = next->field;
		next->field = fd;
	}
	*p = q;
	return fd;
}

/* One level deeper: the end of the opened bracket's blanks, or NULL. */
static ALWAYS_INLINE bool
enter(struct flatten *f, const char *p)
{
	if (UNLIKELY(f->depth == f->options.max_depth)) {
		(void)engine_stop(f, ENGINE_DEEP, p - 1);
		return false;
	}
	f->depth++;
	return true;
}

/* p is behind the opening brace; the members go into the row under way. */
static const char *
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
		if (LIKELY(fd != NULL && fd->lead_len > 0 &&
			scan_same(fd->lead, p, fd->lead_len)))
			p += fd->lead_len;
		else
			fd = find_field(f, s, next, &p);
		if (UNLIKELY(fd == NULL))
			return NULL;
		if (UNLIKELY(fd->seen == number))
			return engine_stop(f, ENGINE_DUPLICATE, p);
		fd->seen = number;
		p = take_value(f, fd, p);
		if (UNLIKELY(p == NULL))
			return NULL;
		if (UNLIKELY(*p != ',')) {
			p = scan_space(p);
			if (LIKELY(*p == '}'))
				break;
			if (*p != ',')
				return engine_stop(f, ENGINE_WRONG, p);
		}
		p++;
		next = &fd->next;
	}
	f->depth--;
	return p + 1;
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

/* p is behind the opening bracket; each item is a row of the list's table. */
static const char *
walk_list(struct flatten *f, struct model_list *l, const char *p)
{
	struct model_table *t = l->table;

	if (!enter(f, p))
		return NULL;
	p = scan_space(p);
	if (*p == ']') {
		f->depth--;
		return p + 1;
	}
	if (keys_begin(f, t) != 0)
		return NULL;
	t->index = t->digits;
	t->digits[0] = '0';
	t->index_len = 1;
	for (;; count_up(t)) {
		p = *p == '{' ? walk_object(f, l->shape, p + 1) :
				take_value(f, &l->item, p);
		if (UNLIKELY(p == NULL) || emit_row(f, t) != 0)
			return NULL;
		if (UNLIKELY(*p != ',')) {
			p = scan_space(p);
			if (LIKELY(*p == ']'))
				break;
			if (*p != ',')
				return engine_stop(f, ENGINE_WRONG, p);
		}
		p = scan_space(p + 1);
	}
	f->depth--;
	return p + 1;
}

/* p is behind the opening brace; each member is a row of the map's table. */
static const char *
walk_map(struct flatten *f, struct model_list *l, const char *p)
{
	struct model_table *t = l->table;
	const char *name;
	size_t len;
	bool added;

	if (!enter(f, p))
		return NULL;
	p = scan_space(p);
	if (*p == '}') {
		f->depth--;
		return p + 1;
	}
	if (keys_begin(f, t) != 0)
		return NULL;
	map_reset(&l->keys);
	for (;; p = scan_space(p + 1)) {
		t->index = p;
		p = read_name(f, p, &name, &len);
		if (p == NULL)
			return NULL;
		(void)map_add(&l->keys, name, len, &added);
		if (!added)
			return engine_stop(f, ENGINE_DUPLICATE, p);
		t->index_len = (size_t)(p - t->index);
		p = read_colon(f, p);
		if (p == NULL)
			return NULL;
		p = *p == '{' ? walk_object(f, l->shape, p + 1) :
				take_value(f, &l->item, p);
		if (p == NULL || emit_row(f, t) != 0)
			return NULL;
		p = scan_space(p);
		if (*p == '}')
			break;
		if (*p != ',')
			return engine_stop(f, ENGINE_WRONG, p);
	}
	f->depth--;
	return p + 1;
}

/* Behind a tag there is a comma and a member, or the end. */
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
	if (!body_is_well_joined(f->body)) {
		(void)engine_stop(f, ENGINE_WRONG, f->body);
		return -1;
	}
	p = walk_object(f, s, f->body);
	if (p == NULL)
		return -1;
	p = scan_space(p);
	if (p != f->line + f->len) {
		(void)engine_stop(f, ENGINE_WRONG, p);
		return -1;
	}
	if (keys_find(f) != 0)
		return -1;
	return emit_row(f, s->table);
}
