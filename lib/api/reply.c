/* reply: a response's body into records; see reply.h. */
#include "api/reply.h"

#include <stdio.h>
#include <string.h>

#include "api/cond.h"
#include "api/desc_parents.h"
#include "api/error_object.h"
#include "api/reply_check.h"
#include "api/reply_put.h"
#include "api/reply_shape.h"
#include "api/reply_walk.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "json/filter.h"
#include "json/text.h"

/* More than is shown: a secret in it is to be seen whole. */
#define EXPLAIN_MAX ((size_t)256 << 10)

int
reply_open(struct reply *p, const struct desc *desc,
    const struct desc_resource *r, const struct request_params *params,
    const char *jq, struct error *e)
{
	memset(p, 0, sizeof(*p));
	p->desc = desc;
	p->r = r;
	p->params = params;
	p->max_line = (size_t)256 << 20;
	p->max_depth = REPLY_DEPTH;
	p->members = buf_make(1 << 20);
	p->line = buf_make(SIZE_MAX / 2);
	p->body = buf_make(SIZE_MAX / 2);
	p->last = buf_make(SIZE_MAX / 2);
	if (r->records_jq != NULL) {
		p->records = filter_open(r->records_jq, e);
		if (p->records == NULL) {
			error_prefix(e, "records of %s", r->name);
			return -1;
		}
	}
	p->rules = error_rules_open(desc, r, e);
	p->pages = p->rules != NULL ? page_sources_open(r, e) : NULL;
	if (p->pages == NULL)
		return -1;
	if (r->filter.n > 0) {
		p->filter = cond_open(&r->filter, e);
		if (p->filter == NULL) {
			error_prefix(e, "filter of %s", r->name);
			return -1;
		}
	}
	if (jq != NULL) {
		p->jq = filter_open(jq, e);
		if (p->jq == NULL) {
			error_prefix(e, "--jq");
			return -1;
		}
	}
	return 0;
}

void
reply_close(struct reply *p)
{
	filter_close(p->records);
	filter_close(p->jq);
	cond_close(p->filter);
	error_rules_close(p->rules);
	page_sources_close(p->pages);
	buf_free(&p->members);
	buf_free(&p->line);
	buf_free(&p->body);
	buf_free(&p->last);
	map_free(&p->news);
	mem_free(p->partial_words);
	memset(p, 0, sizeof(*p));
}

/* One walk over a body. */
struct walk {
	struct reply *p;
	const struct reply_parent *parent;
	const struct reply_sink *sink;
	struct reply_facts facts;
};

/* Begin another member of the keys in front. */
static void
put_name(struct buf *m, const char *name)
{
	if (m->len > 0)
		buf_byte(m, ',');
	json_quote(name, strlen(name), m);
	buf_byte(m, ':');
}

/* Put what the parent, or a list of values, has of the name. */
static void
put_named(const struct walk *w, const char *name)
{
	const struct template_var *v = template_find(w->parent->more, name);
	struct buf *m = &w->p->members;

	if (v == NULL || v->text == NULL)
		return;
	put_name(m, name);
	if (v->json != NULL)
		buf_put(m, v->json, v->json_len);
	else
		json_quote(v->text, v->len, m);
}

/* The keys that records get from their place: parent, position, parameters. */
static void
put_keys(struct walk *w, bool indexed)
{
	const struct desc_resource *r = w->p->r;
	struct buf *m = &w->p->members;
	const char *value;
	size_t i;

	buf_reset(m);
	if (w->parent->id != NULL && r->parent_key != NULL &&
	    !r->parent_key_in_body) {
		put_name(m, r->parent_key);
		/* As the parent has it, lest the tables' types differ. */
		if (w->parent->number)
			buf_put(m, w->parent->id, w->parent->len);
		else
			json_quote(w->parent->id, w->parent->len, m);
	}
	for (i = 0; i < r->carry.n; i++)
		put_named(w, r->carry.items[i]);
	for (i = 0; i < r->neach; i++)
		put_named(w, r->each[i].name);
	for (i = 0; i < r->nparams; i++) {
		value = request_value(w->p->params, &r->params[i]);
		if (!r->params[i].carry || value == NULL ||
		    desc_carries(r, r->params[i].name))
			continue;
		put_name(m, r->params[i].name);
		json_quote(value, strlen(value), m);
	}
	if (!indexed || r->index == NULL)
		return;
	put_name(m, r->index);
	buf_u64(m, w->facts.records);
}

/* Whether the description keeps the record. */
static int
is_kept(struct reply *p, struct span record, bool *kept, struct error *e)
{
	*kept = true;
	if (p->filter == NULL)
		return 0;
	if (cond_holds(p->filter, record, kept, e) != 0) {
		error_prefix(e, "filter of %s", p->r->name);
		return -1;
	}
	p->filtered += *kept ? 0 : 1;
	return 0;
}

static int
take_record(void *arg, struct span record, struct error *e)
{
	struct walk *w = arg;
	bool wanted;
	int rc = is_kept(w->p, record, &wanted, e);

	if (rc == 0 && wanted && w->sink->admit != NULL)
		rc = w->sink->admit(w->sink->arg, record, &wanted, e);
	if (rc == 0 && wanted) {
		put_keys(w, true);
		rc = reply_put(w->p, w->p->r->name, record, w->sink, e);
	}
	reply_count(w->p, &w->facts, record);
	return rc;
}

/* What the response has beside its records becomes a record, too. */
static int
take_envelope(struct walk *w, const char *body, size_t len, struct error *e)
{
	const struct desc_resource *r = w->p->r;
	struct span list = { NULL, 0 };
	struct buf *b = &w->p->body;

	if (r->envelope.table.name == NULL || r->records.n == 0 ||
	    r->records_jq != NULL)
		return 0;
	list = reply_records(w->p, body, len);
	if (span_kind(list) != JSON_ARRAY && r->deeper == 0)
		return 0;
	buf_reset(b);
	reply_envelope(w->p, reply_whole(body, len), list, b);
	if (b->len == 0)
		return 0;
	put_keys(w, false);
	return reply_put(w->p, r->envelope.table.name,
	    (struct span){ (const char *)b->data, b->len }, w->sink, e);
}

int
reply_each(struct reply *p, const char *body, size_t len,
    const struct reply_parent *parent, const struct reply_sink *sink,
    struct reply_facts *facts, struct error *e)
{
	struct walk w = { p, parent, sink, { .keyed = reply_has_keys(p->r) } };
	int rc = reply_walk(p, body, len, take_record, &w, e);

	if (rc == 0)
		rc = take_envelope(&w, body, len, e);
	if (facts != NULL)
		*facts = w.facts;
	return rc;
}

/* As much of the text as one line may have. */
static void
put_start(struct buf *text, const char *s, size_t len)
{
	size_t i, n = len <= EXPLAIN_MAX ? len :
					   utf8_floor(s, len, EXPLAIN_MAX);

	for (i = 0; i < n; i++)
		buf_byte(text, (uint8_t)s[i] < 0x20 ? ' ' : (uint8_t)s[i]);
	if (n < len)
		buf_str(text, "...");
}

void
reply_explain(const struct desc *desc, int status, const char *body,
    size_t len, struct buf *text)
{
	const char *end = body + len, *from, *to;
	struct span said = { 0 };
	char *s;
	size_t n;

	if (len == 0)
		return;
	if (len >= 3 && memcmp(body, "\xef\xbb\xbf", 3) == 0) {
		/* A byte order mark is not a word of the server's. */
		body += 3;
		len -= 3;
	}
	from = json_skip_space(body, end);
	to = from == end ? NULL : json_value_end(from, end, REPLY_DEPTH, NULL);
	if (to != NULL && desc->error_text.n > 0)
		said = span_at((struct span){ from, (size_t)(to - from) },
		    &desc->error_text);
	s = span_kind(said) == JSON_STRING ? span_take(said, &n) : NULL;
	if (s != NULL)
		put_start(text, s, n);
	else if (status <= 299 && to != NULL && *from == '{')
		error_object_words((struct span){ from, (size_t)(to - from) },
		    NULL, text);
	else
		put_start(text, body, len);
	mem_free(s);
}
