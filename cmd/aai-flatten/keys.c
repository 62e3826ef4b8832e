/* keys: the texts that key the rows of a record; see keys.h. */
#include "aai-flatten/keys.h"

#include <string.h>

#include "aai-flatten/content.h"
#include "base/mem.h"
#include "json/scan.h"
#include "json/text.h"

/* One member of the record. */
struct member {
	const char *name; /* raw */
	size_t name_len;
	bool escaped;
	const char *value;
	const char *end;
};

/*
 * The member at p, which is after a brace or a comma.  The position after
 * its value, or NULL: there is none, or it is wrong; walking will tell.
 */
static const char *
read_member(struct flatten *f, const char *p, struct member *m)
{
	const char *at = p, *q;
	bool lone, deep;

	p = scan_space(p);
	if (*p != '"')
		return NULL;
	m->escaped = false;
	q = scan_string(p + 1, &at, &m->escaped, &lone);
	if (q == NULL)
		return NULL;
	m->name = p + 1;
	m->name_len = (size_t)(q - p - 1);
	p = scan_space(q + 1);
	if (*p != ':')
		return NULL;
	m->value = scan_space(p + 1);
	m->end = scan_value(m->value, f->options.max_depth, &at, &lone, &deep);
	return m->end == NULL ? NULL : scan_space(m->end);
}

/*
 * Of the wanted keys (a bit each), whose paths lead to the object that has the
 * member: keep it for those that it is, and return those further in.
 */
static uint32_t
keep_member(struct flatten *f, const struct member *m, size_t level,
    uint32_t *wanted, struct member *all)
{
	const struct model_root *r = f->root;
	const struct path_step *s;
	const char *name = m->name;
	size_t i, len = m->name_len;
	uint32_t within = 0;

	if (m->escaped) {
		buf_reset(&f->name);
		(void)json_unescape(name, len, &f->name);
		name = (const char *)f->name.data;
		len = f->name.len;
	}
	for (i = 0; i < r->nkeys; i++) {
		s = &r->keys[i].steps[level];
		if ((*wanted >> i & 1) == 0 || s->len != len ||
		    memcmp(s->name, name, len) != 0)
			continue;
		*wanted &= ~((uint32_t)1 << i);
		if (level + 1 == r->keys[i].nsteps)
			all[i] = *m;
		else
			within |= (uint32_t)1 << i;
	}
	return within;
}

/* Find members of the object at p, and of objects in it. */
static void
find_members(struct flatten *f, const char *p, size_t level, uint32_t wanted,
    struct member *all)
{
	struct member m;
	uint32_t within;

	while (wanted != 0 && (p = read_member(f, p, &m)) != NULL) {
		within = keep_member(f, &m, level, &wanted, all);
		if (within != 0 && *m.value == '{')
			find_members(f, m.value + 1, level + 1, within, all);
		if (*p++ != ',')
			break;
	}
}

static int
no_key(struct flatten *f, const struct model_key *k, const char *what)
{
	error_set(f->e, ERROR_INPUT, "a record of table '%s' has %s as its "
		  "key '%s'", f->root->tag, what, k->member);
	(void)flatten_stop(f, STOP_ERROR, f->line);
	return -1;
}

/* Append ,"carried":value for each key, in order, and ,value. */
static int
put_keys(struct flatten *f, const struct member *found)
{
	struct model_root *r = f->root;
	static const char null[] = "null";
	const struct member none = { .value = null,
		.end = null + strlen(null) };
	size_t i;

	for (i = 0; i < r->nkeys; i++) {
		const struct member *m = &found[i];

		/* What is deleted may be all of a parent's list. */
		if (f->deleting && i > 0 && m->value == NULL)
			m = &none;
		else if (m->value == NULL || *m->value == 'n')
			return no_key(f, &r->keys[i], "nothing");
		if (*m->value == '{' || *m->value == '[')
			return no_key(f, &r->keys[i], "no single value");
		r->keys[i].value = m->value;
		r->keys[i].end = m->end;
		buf_byte(&r->keytext, ',');
		json_quote(r->keys[i].carried, strlen(r->keys[i].carried),
		    &r->keytext);
		buf_byte(&r->keytext, ':');
		buf_put(&r->keytext, m->value, (size_t)(m->end - m->value));
		buf_byte(&r->keyvalues, ',');
		buf_put(&r->keyvalues, m->value, (size_t)(m->end - m->value));
	}
	return 0;
}

/* Find the members that are keys; no further than that. */
static int
find_keys(struct flatten *f)
{
	struct member all[FLATTEN_KEYS];

	memset(all, 0, sizeof(all));
	find_members(f, f->body, 0, ((uint32_t)1 << f->root->nkeys) - 1, all);
	return put_keys(f, all);
}

/* The key that is made of the content, for the record and its children. */
static void
put_id(struct flatten *f)
{
	struct model_root *r = f->root;
	const struct model_column *c = r->shape->table->columns[0];

	buf_str(&r->idtext, ",\"");
	content_id(f, &r->idtext);
	buf_byte(&r->idtext, '"');
	buf_put(&r->keytext, c->prefix, c->prefix_len);
	buf_put(&r->keytext, r->idtext.data + 1, r->idtext.len - 1);
	buf_put(&r->keyvalues, r->idtext.data, r->idtext.len);
}

int
keys_find(struct flatten *f)
{
	struct model_root *r = f->root;

	if (r->numbered == f->number)
		return 0;
	buf_reset(&r->keytext);
	buf_reset(&r->keyvalues);
	buf_reset(&r->idtext);
	if (r->nkeys == 0) {
		put_id(f);
	} else if (find_keys(f) != 0) {
		return -1;
	}
	r->numbered = f->number;
	return 0;
}

/* Make the prefix of a table's rows from parts that follow its head. */
static void
set_prefix(struct model_table *t, const void *keys, size_t keys_len,
    const char *index, size_t index_len)
{
	size_t need = t->head_len + keys_len + index_len + 1;
	char *to;

	if (need + MODEL_PAD > t->prefix_cap)
		t->prefix = mem_grow(t->prefix, &t->prefix_cap,
		    need + MODEL_PAD, 1);
	to = t->prefix + t->head_len;
	memcpy(to, keys, keys_len);
	to += keys_len;
	memcpy(to, index, index_len);
	to[index_len] = ',';
	t->prefix_len = need;
	buf_reset(&t->named);
}

int
keys_begin(struct flatten *f, struct model_table *t)
{
	struct model_table *up = t->parent;

	if (UNLIKELY(t->mismatch)) {
		error_set(f->e, ERROR_USAGE, "the schema has other keys for "
			  "table '%s'; name them by -k or --api, as when it "
			  "was made", t->name);
		(void)flatten_stop(f, STOP_ERROR, f->line);
		return -1;
	}
	if (up->parent != NULL) {
		set_prefix(t, up->prefix + up->head_len,
		    up->prefix_len - up->head_len, up->index, up->index_len);
		return 0;
	}
	if (keys_find(f) != 0)
		return -1;
	set_prefix(
	    t, f->root->keyvalues.data, f->root->keyvalues.len, "", 0);
	return 0;
}
