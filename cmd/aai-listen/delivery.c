/* delivery: one webhook delivery as a record; see delivery.h. */
#include "aai-listen/delivery.h"

#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "json/text.h"

#define OURS       "webhook"
#define PARAMS_MAX 100
#define ID_MAX     200
#define TAIL_MAX   ((size_t)256 << 10)

/* Whether a value is an id that can stand in a URL's path. */
static bool
is_id(const char *value, uint64_t len)
{
	uint64_t i;

	if (len < 3 || len > ID_MAX + 2 || value[0] != '"')
		return false;
	for (i = 1; i + 1 < len; i++)
		if (strchr(
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			"0123456789-_",
			value[i]) == NULL)
			return false;
	return true;
}

/* How many of the parameters from the given one on have its name. */
static size_t
count_same(const struct target *t, size_t from)
{
	size_t i, n = 0;

	for (i = from; i < t->n; i++)
		n += strcmp(t->params[i].name, t->params[from].name) == 0;
	return n;
}

static void
put_param(struct buf *out, const struct target *t, size_t at)
{
	size_t i, n = count_same(t, at);
	const char *separator = n > 1 ? "[" : "";

	json_quote(t->params[at].name, strlen(t->params[at].name), out);
	buf_byte(out, ':');
	for (i = at; i < t->n; i++) {
		if (strcmp(t->params[i].name, t->params[at].name) != 0)
			continue;
		buf_str(out, separator);
		json_quote(t->params[i].value, strlen(t->params[i].value), out);
		separator = ",";
	}
	buf_str(out, n > 1 ? "]" : "");
}

/* Append "query":{...}, when there is one. */
static void
put_query(struct buf *out, const struct target *t)
{
	const char *separator = "\"query\":{";
	size_t i, k;

	for (i = 0; i < t->n; i++) {
		for (k = 0; k < i; k++)
			if (strcmp(t->params[k].name, t->params[i].name) == 0)
				break;
		if (k < i)
			continue; /* it stands in the first one's list */
		buf_str(out, separator);
		put_param(out, t, i);
		separator = ",";
	}
	if (t->n > 0)
		buf_str(out, "},");
}

/* What is wrong with the parameters, or NULL. */
static const char *
check_params(const struct target *t)
{
	size_t i, name, value;

	if (t->malformed)
		return "the query is malformed";
	if (t->n > PARAMS_MAX)
		return "the query has too many parameters";
	for (i = 0; i < t->n; i++) {
		name = strlen(t->params[i].name);
		value = strlen(t->params[i].value);
		if (utf8_valid(t->params[i].name, name) != name ||
		    utf8_valid(t->params[i].value, value) != value)
			return "the query is not UTF-8";
	}
	return NULL;
}

static bool
is_called(const struct members_walk_member *m, const char *name)
{
	return m->name_len == strlen(name) &&
	       memcmp(m->name, name, m->name_len) == 0;
}

/* Note of which kinds it is a member. */
static void
note_kinds(struct delivery *d, const struct members_walk_member *m)
{
	const struct desc_webhook_kind *k;
	size_t i, n;

	for (i = 0; d->webhooks != NULL && i < d->webhooks->nkinds; i++) {
		k = &d->webhooks->kinds[i];
		for (n = 0; n < k->has.n; n++)
			if (is_called(m, k->has.items[n]))
				d->has[i] |= 1u << n;
	}
}

/* The table of the first kind whose members are all there. */
static const char *
table_of(const struct delivery *d)
{
	const struct desc_webhook_kind *k;
	size_t i, n;

	for (i = 0; d->webhooks != NULL && i < d->webhooks->nkinds; i++) {
		k = &d->webhooks->kinds[i];
		for (n = 0; n < k->has.n && (d->has[i] >> n & 1) != 0;)
			n++;
		if (n == k->has.n)
			return k->table.name;
	}
	return DELIVERY_TABLE;
}

/* A member of a body has come. */
static void
meet(void *arg, const struct members_walk_member *m)
{
	struct delivery *d = arg;

	if (is_called(m, "transcript_id"))
		d->parent = is_id(m->value, m->value_len);
	note_kinds(d, m);
}

void
delivery_open(struct delivery *d, const char *beside,
    const struct desc_webhooks *webhooks, uint64_t seed)
{
	memset(d, 0, sizeof(*d));
	d->webhooks = webhooks;
	members_walk_open(&d->walk, DELIVERY_DEPTH, seed);
	d->walk.met = meet;
	d->walk.arg = d;
	d->text = body_store_open(beside);
	d->head = buf_make(1024);
	d->tail = buf_make(TAIL_MAX);
}

static int
wrong_body(const char *why, struct error *e)
{
	error_set(e, ERROR_INPUT, "the body is %s", why);
	return -1;
}

int
delivery_take(struct delivery *d, const char *p, size_t len, struct error *e)
{
	const char *why = members_walk_take(&d->walk, p, len, &d->text.held);

	if (why != NULL)
		return wrong_body(why, e);
	return body_store_settle(&d->text, e);
}

/* Walk over what is kept once more, into a text with other names. */
static int
rename_members(struct delivery *d, struct error *e)
{
	struct body_store from = d->text;
	struct buf room = buf_make(BODY_STORE_HELD);
	uint64_t at = 0, len = body_store_len(&from);
	const char *p;
	size_t n;
	int rc;

	if (!members_walk_again(&d->walk, DELIVERY_DEPTH)) {
		error_set(e, ERROR_INPUT,
		    "too many members have names of the stream's own");
		return -1;
	}
	d->text = body_store_open(from.beside);
	rc = delivery_take(d, "{", 1, e);
	for (; rc == 0 && at < len; at += n) {
		rc = body_store_read(&from, at, &room, &p, &n, e);
		/* The last comma makes room for the brace. */
		if (rc > 0)
			rc = delivery_take(d, p, at + n == len ? n - 1 : n, e);
	}
	if (rc == 0)
		rc = delivery_take(d, "}", 1, e);
	buf_free(&room);
	body_store_close(&from);
	return rc;
}

int
delivery_end(struct delivery *d, const struct target *target, struct error *e)
{
	const char *wrong = members_walk_end(&d->walk), *table;
	size_t from;

	if (wrong != NULL)
		return wrong_body(wrong, e);
	wrong = check_params(target);
	if (wrong != NULL) {
		error_set(e, ERROR_INPUT, "%s", wrong);
		return -1;
	}
	if (members_walk_clashes(&d->walk) && rename_members(d, e) != 0)
		return -1;
	buf_byte(&d->head, '{');
	if (!d->parent) {
		table = table_of(d);
		buf_str(&d->head, "\"_table\":");
		json_quote(table, strlen(table), &d->head);
		buf_byte(&d->head, ',');
	}
	buf_str(&d->tail, "\"" OURS "\":{");
	from = d->tail.len;
	put_query(&d->tail, target);
	if (d->tail.failed) {
		error_set(e, ERROR_INPUT, "the query is too long");
		return -1;
	}
	if (d->tail.len > from)
		members_walk_add(
		    &d->walk, d->tail.data + from, d->tail.len - from);
	d->name = d->walk.name;
	if (d->name.a == 0 && d->name.b == 0)
		d->name.b = 1;
	return 0;
}

void
delivery_close(struct delivery *d)
{
	members_walk_close(&d->walk);
	body_store_close(&d->text);
	buf_free(&d->head);
	buf_free(&d->tail);
}

void
delivery_stamp(struct buf *out, int64_t received_s, uint64_t number)
{
	time_t t = (time_t)received_s;
	struct tm tm = { 0 };
	char text[32];

	(void)gmtime_r(&t, &tm);
	(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_printf(out, "\"received_at\":\"%s\",\"delivery\":%llu}}", text,
	    (unsigned long long)number);
}
