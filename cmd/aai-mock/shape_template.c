/* shape_template: what an answer of an API is made of; see shape_call.h. */
#include <string.h>

#include "aai-mock/ident.h"
#include "aai-mock/lexicon.h"
#include "aai-mock/shape_call.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"
#include "table/time.h"

/* 2026-01-01T00:00:00Z, and an hour. */
#define FIRST_S INT64_C(1767225600)
#define STEP_S	INT64_C(3600)

int64_t
shape_created(const struct shape_call *c, uint64_t item)
{
	(void)c;
	return FIRST_S + (int64_t)item * STEP_S;
}

int64_t
shape_changed(const struct shape_call *c, uint64_t item)
{
	if (item % 5 != 0 || item >= c->all / 2)
		return shape_created(c, item);
	return shape_created(c, c->all - 1) + (int64_t)item;
}

void
shape_put_time(int64_t s, const char *format, struct buf *out)
{
	char text[TIME_TEXT_MAX];
	size_t len = time_format_stamp(s * 1000000, text);

	if (strcmp(format, "epoch") == 0)
		buf_printf(out, "%lld", (long long)s);
	else if (strcmp(format, "epoch_ms") == 0)
		buf_printf(out, "%lld000", (long long)s);
	else if (strcmp(format, "epoch_text") == 0)
		buf_printf(out, "\"%lld.000200\"", (long long)s);
	else if (strcmp(format, "date") == 0)
		buf_printf(out, "\"%.10s\"", text);
	else if (strcmp(format, "minute") == 0)
		buf_printf(out, "\"%.10s %.5s\"", text, text + 11);
	else if (strcmp(format, "offset") == 0)
		buf_printf(out, "\"%.19s.000+0000\"", text);
	else if (strcmp(format, "ms") == 0)
		buf_printf(out, "\"%.19s.000Z\"", text);
	else
		buf_printf(out, "\"%.*s\"", (int)len, text);
}

bool
shape_read_time(const char *text, const char *format, int64_t *s)
{
	int64_t us, n;
	size_t digits = strspn(text, "0123456789");

	if (strncmp(format, "epoch", 5) == 0) {
		if (digits == 0 || !num_i64(text, digits, 0, INT64_MAX, &n))
			return false;
		*s = strcmp(format, "epoch_ms") == 0 ? n / 1000 : n;
		return true;
	}
	if (!time_parse_stamp(text, strlen(text), 0, &us))
		return false;
	*s = us / 1000000;
	return true;
}

/* The name before a colon in it, and what follows that. */
struct name {
	const char *s;
	size_t len;
	char format[16];
};

static struct name
take_name(const char *s, size_t len)
{
	const char *colon = memchr(s, ':', len);
	struct name name = { s, colon != NULL ? (size_t)(colon - s) : len, "" };
	size_t n;

	if (colon != NULL) {
		n = len - name.len - 1;
		n = n < sizeof(name.format) ? n : sizeof(name.format) - 1;
		memcpy(name.format, colon + 1, n);
		name.format[n] = '\0';
	}
	return name;
}

static bool
is(const struct name *name, const char *word)
{
	return name->len == strlen(word) &&
	       memcmp(name->s, word, name->len) == 0;
}

/* Append the query of the page after this one. */
static void
put_next_query(struct shape_call *c, const char *param, struct buf *out)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
				    "pqrstuvwxyz0123456789-._~";
	const struct target *t = &c->req->target;
	const char *s;
	size_t i;

	buf_printf(out, "?%s=c%llu", param, (unsigned long long)c->page.end);
	for (i = 0; i < t->n; i++) {
		if (strcmp(t->params[i].name, param) == 0)
			continue;
		buf_byte(out, '&');
		for (s = t->params[i].name; *s != '\0'; s++)
			buf_printf(out, strchr(plain, *s) ? "%c" : "%%%02X",
			    (unsigned char)*s);
		buf_byte(out, '=');
		for (s = t->params[i].value; *s != '\0'; s++)
			buf_printf(out, strchr(plain, *s) ? "%c" : "%%%02X",
			    (unsigned char)*s);
	}
}

/* Append what names the next page; false when there is none. */
static bool
put_next(struct shape_call *c, const struct name *name, struct buf *out)
{
	size_t page = shape_get(c->t, c->list, "page");
	char *kind = shape_text(c->t, page, "kind");
	char *param = shape_text(c->t, page, "query");
	bool more = c->page.end < c->page.total;
	struct buf url = buf_make(1 << 16);

	if (!more && shape_number(c->t, page, "for_ever", 0) == 0) {
		more = false;
	} else if (!is(name, "next")) {
		more = param != NULL;
		if (is(name, "next_url"))
			buf_str(&url, c->m->origin);
		buf_str(&url, c->req->target.path);
		if (more)
			put_next_query(c, param, &url);
		json_quote((const char *)url.data, url.len, out);
	} else if (strcmp(kind, "cursor") == 0) {
		more = true;
		buf_printf(out, "\"c%llu\"", (unsigned long long)c->page.end);
	} else {
		more = true;
		buf_u64(out, strcmp(kind, "offset") == 0 ? c->page.end :
			c->page.first / c->page.size + 1 +
			    shape_number(c->t, page, "first", 1));
	}
	buf_free(&url);
	mem_free(kind);
	mem_free(param);
	return more;
}

/* Append the items of the page as a list. */
static void
put_items(struct shape_call *c, struct buf *out)
{
	size_t item = shape_get(c->t, c->list, "item");
	uint64_t i;

	buf_byte(out, '[');
	for (i = c->page.first; i < c->page.end; i++) {
		if (i > c->page.first)
			buf_byte(out, ',');
		c->item = c->page.items[i];
		shape_put(c, item, out);
	}
	buf_byte(out, ']');
}

/* A value of an item; false when it is none. */
static bool
put_of_item(struct shape_call *c, const struct name *name, struct buf *out)
{
	uint64_t seed = c->m->account.cfg.seed, mix;
	const struct lexicon_list *nouns = lexicon_slot('N');

	mix = ident_mix(seed, 61, c->item);
	if (is(name, "n"))
		buf_u64(out, c->item);
	else if (is(name, "id"))
		buf_printf(out, "\"%08llx%03llu\"",
		    (unsigned long long)(mix & 0xffffffff),
		    (unsigned long long)c->item);
	else if (is(name, "word"))
		buf_printf(out, "\"%s\"", nouns->words[mix % nouns->n]);
	else if (is(name, "at"))
		shape_put_time(shape_created(c, c->item), name->format, out);
	else if (is(name, "changed"))
		shape_put_time(shape_changed(c, c->item), name->format, out);
	else
		return false;
	return true;
}

/* A value of the page; false when it is none. */
static bool
put_of_page(struct shape_call *c, const struct name *name, struct buf *out)
{
	const struct shape_page *p = &c->page;
	uint64_t size = p->size > 0 ? p->size : 1;

	if (is(name, "items"))
		put_items(c, out);
	else if (is(name, "count"))
		buf_u64(out, p->end - p->first);
	else if (is(name, "total"))
		buf_u64(out, p->total);
	else if (is(name, "offset"))
		buf_u64(out, p->first);
	else if (is(name, "page"))
		buf_u64(out, p->first / size + 1);
	else if (is(name, "pages"))
		buf_u64(out, (p->total + size - 1) / size);
	else if (is(name, "more"))
		buf_str(out, p->end < p->total ? "true" : "false");
	else if (is(name, "last"))
		buf_str(out, p->end < p->total ? "false" : "true");
	else
		return false;
	return true;
}

/* A segment of the path, as a text. */
static bool
put_segment(struct shape_call *c, const struct name *name, struct buf *out)
{
	const struct shape_segment *s;
	size_t i, skip = strlen("path.");

	for (i = 0; name->len > skip && i < c->nsegments; i++) {
		s = &c->segments[i];
		if (s->len == name->len - skip &&
		    memcmp(c->t->text + s->from, name->s + skip, s->len) == 0) {
			json_quote(s->value, s->value_len, out);
			return true;
		}
	}
	return false;
}

/* Append the JSON text of what the name stands for; false: it is null. */
static bool
put_value(struct shape_call *c, const char *s, size_t len, struct buf *out)
{
	struct name name = take_name(s, len);
	const char *text = NULL;

	if (is(&name, "next") || is(&name, "next_url") || is(&name, "next_path"))
		return put_next(c, &name, out);
	if (is(&name, "key"))
		text = c->m->cfg.key;
	else if (is(&name, "token"))
		text = c->token;
	else if (is(&name, "origin"))
		text = c->m->origin;
	if (text != NULL)
		json_quote(text, strlen(text), out);
	return text != NULL || put_segment(c, &name, out) ||
	       put_of_item(c, &name, out) || put_of_page(c, &name, out);
}

/* Append the JSON text of a value as text stands in a text. */
static void
put_within(const struct buf *json, struct buf *out)
{
	const char *s = (const char *)json->data;

	if (json->len > 1 && s[0] == '"')
		(void)json_unescape(s + 1, json->len - 2, out);
	else
		buf_put(out, json->data, json->len);
}

bool
shape_put_text(struct shape_call *c, size_t node, struct buf *out)
{
	struct buf text = buf_make(1 << 20), value = buf_make(MOCK_BODY_MAX);
	const char *s, *end, *close;
	bool whole = json_string(c->t, node, &text);

	s = (const char *)text.data;
	end = s + text.len;
	while (whole && s < end) {
		close = *s == '{' ? memchr(s, '}', (size_t)(end - s)) : NULL;
		if (close == NULL || s[1] == '"' || s[1] == '{') {
			buf_byte(out, (uint8_t)*s++);
			continue;
		}
		buf_reset(&value);
		whole = put_value(c, s + 1, (size_t)(close - s - 1), &value);
		put_within(&value, out);
		s = close + 1;
	}
	buf_free(&value);
	buf_free(&text);
	return whole;
}

/* Put a text: as the value that it is nothing but, or as a text. */
static void
put_string(struct shape_call *c, size_t node, struct buf *out)
{
	const struct json_node *n = &c->t->nodes[node];
	const char *s = c->t->text + n->from;
	size_t len = n->to - n->from;
	struct buf text = buf_make(1 << 20), value = buf_make(MOCK_BODY_MAX);
	bool has;

	if (len > 2 && s[0] == '{' && memchr(s, '}', len) == s + len - 1) {
		has = put_value(c, s + 1, len - 2, &value);
	} else {
		has = shape_put_text(c, node, &text);
		json_quote((const char *)text.data, text.len, &value);
	}
	if (has)
		buf_put(out, value.data, value.len);
	else
		buf_str(out, "null");
	c->lacking += !has;
	buf_free(&value);
	buf_free(&text);
}

/* Put an object's members, without those that may be left out and lack a
 * value. */
static void
put_members(struct shape_call *c, size_t node, struct buf *out)
{
	struct buf name = buf_make(1 << 16), value = buf_make(MOCK_BODY_MAX);
	size_t at = JSON_NO_NODE;
	uint64_t lacking;
	bool some = false, optional;

	buf_byte(out, '{');
	while ((at = json_next(c->t, node, at)) != JSON_NO_NODE) {
		buf_reset(&name);
		buf_reset(&value);
		(void)json_string(c->t, at, &name);
		optional = name.len > 0 && name.data[name.len - 1] == '?';
		name.len -= optional;
		lacking = c->lacking;
		shape_put(c, at + 1, &value);
		if (optional && c->lacking > lacking)
			continue;
		if (some)
			buf_byte(out, ',');
		some = true;
		json_quote((const char *)name.data, name.len, out);
		buf_byte(out, ':');
		buf_put(out, value.data, value.len);
	}
	buf_byte(out, '}');
	buf_free(&name);
	buf_free(&value);
}

void
shape_put(struct shape_call *c, size_t node, struct buf *out)
{
	const struct json_node *n;
	size_t at = JSON_NO_NODE;
	bool some = false;

	if (node == JSON_NO_NODE) {
		buf_str(out, "null");
		return;
	}
	n = &c->t->nodes[node];
	if (n->kind == JSON_OBJECT) {
		put_members(c, node, out);
	} else if (n->kind == JSON_ARRAY) {
		buf_byte(out, '[');
		while ((at = json_next(c->t, node, at)) != JSON_NO_NODE) {
			if (some)
				buf_byte(out, ',');
			some = true;
			shape_put(c, at, out);
		}
		buf_byte(out, ']');
	} else if (n->kind == JSON_STRING) {
		put_string(c, node, out);
	} else {
		buf_put(out, c->t->text + n->from, n->to - n->from);
	}
}
