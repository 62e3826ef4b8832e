/* reply_check: whether a body is what the description says; see
 * reply_check.h. */
#include "api/reply_check.h"

#include <stdio.h>
#include <string.h>

#include "api/cond.h"
#include "api/cues.h"
#include "api/error_object.h"
#include "api/reply_format.h"
#include "api/reply_refuse.h"
#include "api/reply_shape.h"
#include "api/reply_walk.h"
#include "base/hash.h"
#include "base/mem.h"

void
reply_count(struct reply *p, struct reply_facts *facts, struct span record)
{
	uint64_t hash = hash_64(record.p, record.len, 0);

	if (p->records != NULL || p->r->kind != DESC_JSON) {
		buf_reset(&p->last);
		buf_put(&p->last, record.p, record.len);
		record.p = (const char *)p->last.data;
	}
	if (facts->records++ == 0)
		facts->first = hash;
	facts->varied = facts->varied || hash != facts->first;
	facts->content = hash_64(&hash, sizeof(hash), facts->content);
	facts->last = record;
}

static int
count_record(void *arg, struct span record, struct error *e)
{
	uint64_t *n = arg;

	(void)record;
	(void)e;
	++*n;
	return 0;
}

/* That the page has as many records as it says. */
static int
check_count(struct reply *p, struct span whole, struct error *e)
{
	const struct path *count = &p->r->pages.count;
	struct span said;
	uint64_t n = 0;
	struct buf b;
	bool same;

	if (count->n == 0 || p->shape != REPLY_LIST)
		return 0;
	said = span_at(whole, count);
	if (span_kind(said) != JSON_NUMBER)
		return 0;
	if (reply_walk(p, whole.p, whole.len, count_record, &n, e) != 0)
		return -1;
	b = buf_make(32);
	buf_u64(&b, n);
	same = b.len == said.len && memcmp(b.data, said.p, said.len) == 0;
	buf_free(&b);
	if (same)
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "the page says that it has %.*s records, but has %llu",
	    said.len < 20 ? (int)said.len : 20, said.p, (unsigned long long)n);
	return -1;
}

/* What is there is another value, or an object instead of a list. */
static int
refuse_unlike(const struct reply *p, struct span whole, struct error *e)
{
	bool json = span_kind(whole) == JSON_OBJECT ||
	    span_kind(whole) == JSON_ARRAY;

	error_set(e, json && !p->matched ? ERROR_USAGE : ERROR_FAILED,
	    desc_is_list(p->r) ?
		"there is no list of records in the body (\"records\" and "
		"\"list\" in the API description)" :
		"the body is neither a list nor an object");
	return -1;
}

static int
check_shape(struct reply *p, int status, struct span whole, const char *body,
    size_t len, struct error *e)
{
	switch (reply_shape_of(p, body, len)) {
	case REPLY_LIST:
	case REPLY_ONE:
		p->matched = true;
		return check_count(p, whole, e);
	case REPLY_NOTHING:
		return 0;
	case REPLY_ERROR:
		return reply_refuse_error(p, status, p->found, e);
	case REPLY_LACKING:
		/* Others had it, and an empty list may be left out. */
		return p->matched ? 0 : reply_refuse_missing(p, whole, e);
	case REPLY_MISSING:
		return reply_refuse_missing(p, whole, e);
	case REPLY_KEYLESS:
		error_set(e, ERROR_FAILED,
		    "the body is not a record of %s: it has no '%.60s'",
		    p->r->name, reply_lacks_key(p->r, p->found));
		return -1;
	case REPLY_UNLIKE:
		break;
	}
	return refuse_unlike(p, whole, e);
}

/* Counts the records of a body. */
struct counting {
	struct reply *p;
	struct reply_facts *facts;
	uint64_t records; /* of them those that are not errors */
};

static int
count_fact(void *arg, struct span record, struct error *e)
{
	struct counting *c = arg;

	(void)e;
	c->records += reply_is_error(c->p->r, record) ? 0 : 1;
	reply_count(c->p, c->facts, record);
	return 0;
}

/* An error, of which the program makes no record. */
static int
check_by_program(struct reply *p, int status, const char *body, size_t len,
    struct error *e)
{
	struct span whole = reply_whole(body, len);
	struct reply_facts facts = { 0 };
	struct counting c = { p, &facts, 0 };
	struct error ignored;

	if (!error_object_is(whole, true))
		return 0;
	if (reply_walk(p, body, len, count_fact, &c, &ignored) == 0 &&
	    c.records > 0)
		return 0;
	return reply_refuse_error(p, status, whole, e);
}

static int
check_json(struct reply *p, int status, const char *body, size_t len,
    struct error *e)
{
	struct span whole;

	/* The body before may have lain in the same place. */
	p->found_in = (struct span){ NULL, 0 };
	if (len == 0 && status == 204 && desc_is_list(p->r))
		return 0;
	if (len == 0)
		return reply_refuse(e, ERROR_FAILED,
		    status == 204 ? "there is no body" : "the body is empty");
	if (reply_check_text(p, body, len, e) != 0)
		return -1;
	whole = reply_whole(body, len);
	return p->records != NULL ?
	    check_by_program(p, status, body, len, e) :
	    check_shape(p, status, whole, body, len, e);
}

int
reply_check(struct reply *p, int status, const char *body, size_t len,
    struct error *e)
{
	struct cues cues;

	if (cond_answer(&p->r->pending, status, body, len))
		return reply_refuse(e, ERROR_TEMPORARY, "it is not ready yet");
	if (p->r->kind == DESC_JSON)
		return check_json(p, status, body, len, e);
	if (p->r->kind != DESC_SUBTITLES)
		return reply_format_check(p, status, body, len, e);
	if (status == 204)
		return reply_refuse(e, ERROR_TEMPORARY, "there is no body");
	if (cues_open(&cues, body, len))
		return 0;
	if (reply_check_text(p, body, len, e) == 0 &&
	    error_object_is(reply_whole(body, len), true))
		return reply_refuse_error(p, status, reply_whole(body, len), e);
	return reply_refuse(e, ERROR_FAILED, "the body is neither SRT nor WebVTT");
}

int
reply_look(struct reply *p, const char *body, size_t len,
    struct reply_facts *facts, struct error *e)
{
	struct counting c = { p, facts, 0 };

	*facts = (struct reply_facts){ .keyed = reply_has_keys(p->r) };
	return reply_walk(p, body, len, count_fact, &c, e);
}

/* Whether the description knows it: 2 by what it says, 1 by its status. */
static int
is_known(const struct desc_answers *a, int status, const char *body,
    size_t len)
{
	struct desc_answers one = { a->items, 1 };
	int known = 0;
	size_t i;

	for (i = 0; i < a->n; i++, one.items++)
		if (cond_answer(&one, status, body, len))
			known |= one.items->text != NULL ? 2 : 1;
	return known;
}

bool
reply_is_absent(struct reply *p, int status, const char *body, size_t len)
{
	int known = is_known(&p->r->absent, status, body, len);
	struct reply_facts facts = { 0 };
	struct error ignored;
	struct span whole;

	if (known == 0 || status > 299)
		return known != 0;
	if (len == 0 || reply_check_text(p, body, len, &ignored) != 0)
		return len == 0 || (known & 2) != 0;
	p->found_in = (struct span){ NULL, 0 };
	if (reply_look(p, body, len, &facts, &ignored) == 0 &&
	    facts.records > 0)
		return false;
	whole = reply_whole(body, len);
	return (known & 2) != 0 || !error_object_is(whole, true);
}
