/* reply_put: one record's line; see reply_put.h. */
#include "api/reply_put.h"

#include <stdio.h>
#include <string.h>

#include "api/reply_key.h"
#include "base/mem.h"
#include "json/filter.h"
#include "json/text.h"
#include "stream/record.h"

/* A record on its way out. */
struct sending {
	struct reply *p;
	const char *table;
	const struct reply_sink *sink;
};

static bool
is_unicode(const char *s, size_t len)
{
	struct buf repaired = buf_make(SIZE_MAX / 2);
	bool sound = json_repair(s, len, &repaired) == 0;

	buf_free(&repaired);
	return sound;
}

static int
send_line(struct sending *s, struct span body, struct error *e)
{
	struct buf *line = &s->p->line, *m = &s->p->members;

	buf_reset(line);
	record_put(line, s->table, (const char *)m->data, m->len, body.p,
	    body.len);
	if (line->failed || line->len > s->p->max_line) {
		error_set(e, ERROR_INPUT,
		    "a record of %s is longer than %zu bytes (see --max-line)",
		    s->table, s->p->max_line);
		s->p->excess = true;
		return -1;
	}
	if (s->p->strict &&
	    !is_unicode((const char *)line->data, line->len)) {
		error_set(e, ERROR_INPUT,
		    "a record of %s is not well-formed Unicode (--strict)",
		    s->table);
		return -1;
	}
	return s->sink->put(s->sink->arg, (const char *)line->data, line->len,
	    e);
}

/* A result of the user's program: an object, tagged as the record was. */
static int
send_result(void *arg, const char *text, size_t len, struct error *e)
{
	struct sending *s = arg;
	struct span body = { text, len };

	if (span_kind(body) != JSON_OBJECT) {
		error_set(e, ERROR_USAGE,
		    "a result is not an object: '%.*s'",
		    len < 80 ? (int)len : 80, text);
		return -1;
	}
	return send_line(s, body, e);
}

/* The record with the keys in it, for the program to see. */
static int
run_jq(struct sending *s, struct span body, struct error *e)
{
	struct filter_sink results = { send_result, s };
	struct buf *m = &s->p->members;
	struct buf whole = buf_make(SIZE_MAX / 2);
	const char *rest = json_skip_space(body.p + 1, body.p + body.len);
	int rc;

	buf_byte(&whole, '{');
	buf_put(&whole, m->data, m->len);
	if (m->len > 0 && *rest != '}')
		buf_byte(&whole, ',');
	buf_put(&whole, rest, (size_t)(body.p + body.len - rest));
	/* What the program gives is the whole record. */
	buf_reset(m);
	rc = filter_run(s->p->jq, (const char *)whole.data, whole.len,
	    &results, e);
	if (rc != 0 && e->kind == ERROR_USAGE)
		error_prefix(e, "--jq");
	buf_free(&whole);
	return rc;
}

/* The keys in front, taken apart. */
struct keys {
	struct buf text;
	struct span *names; /* as they are spelled */
	struct span *values;
	size_t n;
};

static struct keys
take_keys(const struct reply *p)
{
	struct keys k = { .text = buf_make(SIZE_MAX / 2) };
	struct span name, value;
	struct span_walk s;

	buf_byte(&k.text, '{');
	buf_put(&k.text, p->members.data, p->members.len);
	buf_byte(&k.text, '}');
	s = span_object((struct span){ (const char *)k.text.data,
	    k.text.len });
	while (span_member(&s, &name, &value)) {
		k.names = mem_resize(k.names, k.n + 1, sizeof(*k.names));
		k.values = mem_resize(k.values, k.n + 1, sizeof(*k.values));
		k.names[k.n] = name;
		k.values[k.n++] = value;
	}
	return k;
}

static void
free_keys(struct keys *k)
{
	buf_free(&k->text);
	mem_free(k->names);
	mem_free(k->values);
}

/* Whether the keys in front have this name, and with the same value. */
static bool
is_key(const struct keys *k, struct span name, struct span value, bool *same)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		if (span_spells(name, k->names[i].p, k->names[i].len))
			break;
	if (i == k->n)
		return false;
	*same = k->values[i].len == value.len &&
	    memcmp(k->values[i].p, value.p, value.len) == 0;
	return true;
}

/* The object without members that say what the keys say, others renamed. */
static void
give_way(const struct keys *k, struct span record, struct buf *out)
{
	struct span_walk s = span_object(record);
	struct span name, value;
	bool same = false;

	buf_byte(out, '{');
	while (span_member(&s, &name, &value)) {
		bool taken = is_key(k, name, value, &same);

		if (taken && same)
			continue;
		if (out->len > 1)
			buf_byte(out, ',');
		buf_byte(out, '"');
		buf_put(out, name.p, name.len);
		buf_str(out, taken ? "_\":" : "\":");
		buf_put(out, value.p, value.len);
	}
	buf_byte(out, '}');
}

/* Whether a member of the record may have the name of a key in front. */
static bool
may_clash(const struct keys *k, struct span record)
{
	bool found = false;
	size_t i;

	for (i = 0; i < k->n && !found; i++)
		found = memmem(record.p, record.len, k->names[i].p - 1,
			    k->names[i].len + 2) != NULL;
	return found;
}

/* Have the members of the record make way for keys of their names. */
static bool
part_keys(const struct reply *p, struct span record, struct buf *out)
{
	struct keys k;
	bool clash;

	if (p->members.len == 0)
		return false;
	k = take_keys(p);
	clash = may_clash(&k, record);
	if (clash)
		give_way(&k, record, out);
	free_keys(&k);
	return clash;
}

int
reply_put(struct reply *p, const char *table, struct span record,
    const struct reply_sink *sink, struct error *e)
{
	struct sending s = { p, table, sink };
	struct buf made = buf_make(SIZE_MAX / 2);
	struct buf flat = buf_make(SIZE_MAX / 2);
	struct buf clean = buf_make(SIZE_MAX / 2);
	struct span body = record;
	int rc;

	if (reply_key_drop(p->client, p->r->name, body, &clean))
		body = (struct span){ (const char *)clean.data, clean.len };
	if (span_kind(body) != JSON_OBJECT) {
		buf_str(&made, "{\"value\":");
		buf_put(&made, body.p, body.len);
		buf_byte(&made, '}');
		body = (struct span){ (const char *)made.data, made.len };
	} else if (part_keys(p, body, &made)) {
		body = (struct span){ (const char *)made.data, made.len };
	}
	if (memchr(body.p, '\n', body.len) != NULL ||
	    memchr(body.p, '\r', body.len) != NULL) {
		json_compact(body.p, body.len, &flat);
		body = (struct span){ (const char *)flat.data, flat.len };
	}
	rc = p->jq != NULL ? run_jq(&s, body, e) : send_line(&s, body, e);
	buf_free(&made);
	buf_free(&flat);
	buf_free(&clean);
	return rc;
}

static bool
is_same(const struct desc_strings *same, struct span name)
{
	size_t i;

	for (i = 0; i < same->n; i++)
		if (span_spells(name, same->items[i], strlen(same->items[i])))
			return true;
	return false;
}

/* Say once that the responses have more than was known. */
static void
tell(struct reply *p, struct span name)
{
	char text[256];
	bool added;

	(void)map_add(&p->news, name.p, name.len, &added);
	if (!added || p->notice == NULL)
		return;
	(void)snprintf(text, sizeof(text),
	    "%s: responses also have '%.*s'; it is kept in table %s",
	    p->r->name, name.len < 60 ? (int)name.len : 60, name.p,
	    p->r->envelope.table.name);
	p->notice(p->notice_arg, text);
}

void
reply_envelope(struct reply *p, struct span whole, struct span list,
    struct buf *out)
{
	const struct path_step *first = &p->r->records.steps[0];
	struct span_walk s = span_object(whole);
	struct span name, value;

	s.known = list;
	while (span_member(&s, &name, &value)) {
		if (span_spells(name, first->name, first->len) ||
		    is_same(&p->r->envelope.same, name))
			continue;
		buf_byte(out, out->len == 0 ? '{' : ',');
		buf_byte(out, '"');
		buf_put(out, name.p, name.len);
		buf_str(out, "\":");
		buf_put(out, value.p, value.len);
		tell(p, name);
	}
	if (out->len > 0)
		buf_byte(out, '}');
}
