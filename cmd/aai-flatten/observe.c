/*
 * observe: what walking does not see every day: the first value of a field, new
 * facts, names that were not guessed, strings with escapes; see
 * flatten_internal.h.
 */
#include "aai-flatten/observe.h"

#include <string.h>

#include "aai-flatten/contract.h"
#include "aai-flatten/double_roundtrip.h"
#include "aai-flatten/emit.h"
#include "aai-flatten/keys.h"
#include "aai-flatten/walk.h"
#include "json/scan.h"
#include "json/text.h"

/* A string with an escape in it, or one that is wrong; q is at that place. */
const char *
observe_string(struct flatten *f, const char *q)
{
	bool escaped, lone = false;
	const char *at = q;

	q = scan_string(q, &at, &escaped, &lone);
	if (q == NULL)
		return flatten_stop(f, STOP_WRONG, at);
	if (lone)
		return flatten_stop(f, STOP_SURROGATE, at);
	return q;
}

bool
observe_text(struct flatten *f, struct model_column *c, const char *p,
    const char *end)
{
	struct facts now = c->facts;
	size_t len = (size_t)(end - p) - 2;

	/* A declared bool may be spelled as a string. */
	if (c->boolean &&
	    ((len == 4 && memcmp(p + 1, "true", 4) == 0) ||
		(len == 5 && memcmp(p + 1, "false", 5) == 0)))
		return true;
	facts_join(&now, facts_string(p + 1, len));
	return contract_facts(f, c, now, p, end);
}

/*
 * Whether the number is one more that a double keeps, of no more digits before
 * and after the point than there have been.
 */
static bool
is_like_before(const struct facts *facts, const char *p, const char *end)
{
	const char *whole = p + (*p == '-');
	const char *point = memchr(p, '.', (size_t)(end - p));

	return (facts->seen & FACT_DOUBLE) != 0 && point != NULL &&
	    point - whole <= facts->whole + (*whole == '0') &&
	    end - point - 1 <= facts->behind &&
	    double_roundtrip(p, (size_t)(end - p));
}

bool
observe_number(struct flatten *f, struct model_column *c, const char *p,
    const char *end)
{
	struct facts now = c->facts;

	/* Nothing that a number says changes these. */
	if ((now.seen & (FACT_TEXT | FACT_JSON)) != 0 ||
	    is_like_before(&now, p, end))
		return true;
	facts_join(&now, facts_number(p, (size_t)(end - p)));
	return contract_facts(f, c, now, p, end);
}

bool
observe_bool(struct flatten *f, struct model_column *c, const char *p,
    const char *end)
{
	struct facts now = c->facts;

	now.seen |= FACT_BOOL;
	return contract_facts(f, c, now, p, end);
}

/* The end of any value at p. */
static const char *
skip_value(struct flatten *f, const char *p)
{
	bool lone = false, deep = false;
	const char *at = p, *q;

	q = scan_value(p, f->options.max_depth - f->depth, &at, &lone, &deep);
	if (q == NULL)
		return flatten_stop(f, deep ? STOP_DEEP : STOP_WRONG, at);
	if (lone)
		return flatten_stop(f, STOP_SURROGATE, p);
	return q;
}

/*
 * Make the field's column for the value p..q.  False when the value is not to
 * be taken: f->stop says whether that is an error.
 */
static bool
make_column(struct flatten *f, struct model_field *fd, const char *p,
    const char *q)
{
	int rc;

	if (!contract_column(f, fd, p, q))
		return false;
	rc = model_column(&f->model, fd, f->e);
	if (rc == 0)
		return true;
	(void)flatten_stop(f, rc > 0 ? STOP_RENAME : STOP_ERROR, p);
	return false;
}

/* An object or a list that becomes one value. */
static const char *
take_json(struct flatten *f, struct model_field *fd, const char *p)
{
	const char *q = skip_value(f, p);
	struct model_column *c;
	struct facts now;

	if (q == NULL)
		return NULL;
	if (fd->column == NULL && !make_column(f, fd, p, q))
		return f->stop != STOP_NONE ? NULL : q;
	c = fd->column;
	now = c->facts;
	now.seen |= FACT_JSON;
	if ((c->facts.seen & FACT_JSON) == 0 &&
	    !contract_facts(f, c, now, p, q))
		return f->stop != STOP_NONE ? NULL : q;
	emit_cell(c, p, q);
	return q;
}

/* Whether the field keeps objects and lists whole. */
static bool
keeps_json(struct flatten *f, struct model_field *fd)
{
	if (fd->mode == MODEL_JSON || model_is_deep(&f->model, fd->shape))
		return true;
	/* A schema may say so of a column that nothing leads to yet. */
	if (fd->column == NULL && fd->object == NULL && fd->list == NULL)
		return model_expects_json(&f->model, fd);
	return fd->column != NULL && fd->column->known &&
	    (fd->column->facts.seen & FACT_JSON) != 0;
}

static bool
is_empty(const char *p)
{
	const char *q = scan_space(p + 1);

	return *q == ']' || *q == '}';
}

const char *
observe_nested(struct flatten *f, struct model_field *fd, const char *p)
{
	const char *q;

	if (fd->mode == MODEL_DROP)
		return skip_value(f, p);
	if (keeps_json(f, fd))
		return take_json(f, fd, p);
	if (*p == '{' && fd->mode != MODEL_MAP) {
		if (fd->mode == MODEL_REJECT)
			fd->mode = MODEL_AUTO;
		model_object(&f->model, fd);
		return walk_object(f, fd->object, p + 1);
	}
	if (f->options.contract.tables != FLATTEN_EVOLVE) {
		q = skip_value(f, p);
		/* What is empty gives no row, so a schema of it no table. */
		if (q == NULL || is_empty(p))
			return q;
		if (!contract_table(f, fd, *p == '{', p, q))
			return f->stop != STOP_NONE ? NULL : q;
	}
	if (*p == '[') {
		model_list(&f->model, fd);
		return walk_list(f, fd->list, p + 1);
	}
	model_map(&f->model, fd);
	return walk_map(f, fd->map, p + 1);
}

static bool
starts_scalar(char c)
{
	return c == '"' || c == '-' || (c >= '0' && c <= '9') || c == 't' ||
	    c == 'f' || c == 'n';
}

const char *
observe_scalar(struct flatten *f, struct model_field *fd, const char *p)
{
	bool null = *p == 'n';
	const char *q;

	if (fd->mode == MODEL_DROP ||
	    (null && (fd->object != NULL || fd->list != NULL ||
			 fd->map != NULL || fd->item)))
		return skip_value(f, p);
	if (!starts_scalar(*p))
		return flatten_stop(f, STOP_WRONG, p);
	q = skip_value(f, p);
	if (q == NULL)
		return NULL;
	if (null && f->options.contract.columns != FLATTEN_EVOLVE)
		return q;
	if (!make_column(f, fd, p, q))
		return f->stop != STOP_NONE ? NULL : q;
	if (fd->mode == MODEL_JSON)
		fd->column->facts.seen |= FACT_JSON;
	return p;
}

/* A name at p, decoded: *name and *len; the position after its quote. */
const char *
observe_name(struct flatten *f, const char *p, const char **name, size_t *len)
{
	bool escaped = false, lone = false;
	const char *at = p, *q;

	if (*p != '"')
		return flatten_stop(f, STOP_WRONG, p);
	q = scan_string(p + 1, &at, &escaped, &lone);
	if (q == NULL)
		return flatten_stop(f, STOP_WRONG, at);
	if (lone)
		return flatten_stop(f, STOP_SURROGATE, p);
	*name = p + 1;
	*len = (size_t)(q - p - 1);
	if (escaped) {
		buf_reset(&f->name);
		(void)json_unescape(*name, *len, &f->name);
		*name = (const char *)f->name.data;
		*len = f->name.len;
	}
	return q + 1;
}

/* After a name: the colon and the blanks around it. */
const char *
observe_colon(struct flatten *f, const char *p)
{
	p = scan_space(p);
	if (*p != ':')
		return flatten_stop(f, STOP_WRONG, p);
	return scan_space(p + 1);
}

/*
 * The field whose name is at *p, which is moved to its value: not the one that
 * was guessed first.  NULL when there is no name.
 */
struct model_field *
observe_field(struct flatten *f, struct model_shape *s, struct model_next *next,
    const char **p)
{
	struct model_field *fd = next->other;
	const char *name, *q;
	size_t len, nfields = s->nfields;

	if (fd != NULL && fd->prefix_len > 0 &&
	    scan_same(fd->prefix, *p, fd->prefix_len)) {
		*p += fd->prefix_len;
		return fd;
	}
	q = observe_name(f, scan_space(*p), &name, &len);
	if (q == NULL)
		return NULL;
	q = observe_colon(f, q);
	if (q == NULL)
		return NULL;
	fd = model_field(&f->model, s, name, len);
	if (s->nfields > nfields && model_is_full(&f->model, s)) {
		(void)model_too_full(&f->model, f->e);
		(void)flatten_stop(f, STOP_ERROR, *p);
		return NULL;
	}
	fd->prefix_len = 0;
	if (q - *p <= MODEL_PREFIX) {
		fd->prefix_len = (uint32_t)(q - *p);
		fd->prefix_mask = fd->prefix_len > SCAN_SHORT ? 0 :
			scan_mask(fd->prefix_len);
		memcpy(fd->prefix, *p, fd->prefix_len);
	}
	if (next->field != fd) {
		next->other = next->field;
		next->field = fd;
	}
	*p = q;
	return fd;
}

/*
 * Note what the key's value says of its column's type: child tables have that
 * type too, and their rows may come before the walk gets to it.
 */
static bool
note_key(struct flatten *f, const struct model_key *k)
{
	struct model_column *c = k->field->column;

	if (*k->value == '"')
		return (c->facts.seen & FACT_TEXT) != 0 ||
		    observe_text(f, c, k->value, k->end);
	if (*k->value == 't' || *k->value == 'f')
		return observe_bool(f, c, k->value, k->end);
	return observe_number(f, c, k->value, k->end);
}

int
observe_keys(struct flatten *f)
{
	struct model_root *r = f->root;
	size_t i;

	if (keys_find(f) != 0)
		return -1;
	if (r->observed == f->number)
		return 0;
	for (i = 0; i < r->nkeys; i++)
		if (!note_key(f, &r->keys[i]) && f->stop != STOP_NONE)
			return -1;
	r->observed = f->number;
	return 0;
}
