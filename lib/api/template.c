/* template: texts with {names} in them; see template.h. */
#include "api/template.h"

#include <string.h>

#include "base/mem.h"
#include "http/percent.h"
#include "json/text.h"

/* Whether the len bytes at s can be a name. */
static bool
is_name(const char *s, size_t len)
{
	size_t i;

	if (len == 0 || s[0] == ' ' || s[len - 1] == ' ')
		return false;
	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	return true;
}

static void
add_piece(struct template *t, const char *s, size_t len, bool named)
{
	/* Few have more than a handful. */
	t->pieces = mem_resize(t->pieces, t->n + 1, sizeof(*t->pieces));
	t->pieces[t->n++] =
	    (struct template_piece){ mem_dup(s, len), len, named };
}

/* The text up to the next name, with its doubled braces taken as one. */
static size_t
take_text(struct template *t, const char *s, size_t len)
{
	struct buf b = buf_make(SIZE_MAX);
	size_t i = 0;

	while (i < len && (s[i] != '{' || (i + 1 < len && s[i + 1] == '{'))) {
		if (s[i] == '}' && (i + 1 == len || s[i + 1] != '}'))
			break;
		buf_byte(&b, (uint8_t)s[i]);
		i += s[i] == '{' || s[i] == '}' ? 2 : 1;
	}
	if (b.len > 0)
		add_piece(t, (const char *)b.data, b.len, false);
	buf_free(&b);
	return i;
}

static int
refuse(struct template *t, const char *text, size_t len, struct error *e)
{
	error_set(e, ERROR_USAGE,
	    "'%.*s': a brace is neither around a name, as in {name}, nor "
	    "doubled, as {{ and }} are for { and }",
	    len < 200 ? (int)len : 200, text);
	template_free(t);
	return -1;
}

int
template_parse(struct template *t, const char *text, size_t len,
    struct error *e)
{
	size_t i = 0, n;
	const char *end;

	*t = (struct template){ .text = mem_dup(text, len) };
	for (;;) {
		i += take_text(t, text + i, len - i);
		if (i == len)
			return 0;
		end = memchr(text + i, '}', len - i);
		n = end != NULL ? (size_t)(end - text) - i : 0;
		if (text[i] != '{' || n < 2 ||
		    memchr(text + i + 1, '{', n - 1) != NULL ||
		    !is_name(text + i + 1, n - 1))
			return refuse(t, text, len, e);
		add_piece(t, text + i + 1, n - 1, true);
		i += n + 1;
	}
}

int
template_decode(struct json_decoder *l, size_t node, void *to)
{
	char *s;
	int rc;

	if (json_decode_str(l, node, &s) != 0)
		return -1;
	rc = template_parse(to, s, strlen(s), l->e);
	mem_free(s);
	return rc;
}

struct template
template_plain(const char *text)
{
	struct template t = { .text = mem_str(text) };

	if (*text != '\0')
		add_piece(&t, text, strlen(text), false);
	return t;
}

int
template_decode_v2(struct json_decoder *l, size_t node, void *to)
{
	char *s;

	if (l->version >= 2)
		return template_decode(l, node, to);
	if (json_decode_str(l, node, &s) != 0)
		return -1;
	*(struct template *)to = template_plain(s);
	mem_free(s);
	return 0;
}

int
template_check(const struct template *t,
    bool (*known)(const void *arg, const char *name), const void *arg,
    struct error *e)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		if (!t->pieces[i].is_name || known(arg, t->pieces[i].text))
			continue;
		error_set(e, ERROR_USAGE, "'{%s}' is not a name known here",
		    t->pieces[i].text);
		return -1;
	}
	return 0;
}

bool
template_has(const struct template *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->pieces[i].is_name &&
		    strcmp(t->pieces[i].text, name) == 0)
			return true;
	return false;
}

const char *
template_only(const struct template *t)
{
	return t->n == 1 && t->pieces[0].is_name ? t->pieces[0].text : NULL;
}

bool
template_is_plain(const struct template *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->pieces[i].is_name)
			return false;
	return true;
}

const struct template_var *
template_find(const struct template_scope *scope, const char *name)
{
	size_t i;

	for (; scope != NULL; scope = scope->outer)
		for (i = 0; i < scope->n; i++)
			if (strcmp(scope->vars[i].name, name) == 0)
				return &scope->vars[i];
	return NULL;
}

/* Whether a value is a segment of a path that changes nothing around it. */
static bool
is_segment(const char *s, size_t len)
{
	size_t i;

	if (len == 0 || (len <= 2 && s[0] == '.' && s[len - 1] == '.'))
		return false;
	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	return true;
}

static bool
is_header_text(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (((unsigned char)s[i] < ' ' && s[i] != '\t') ||
		    s[i] == 0x7f)
			return false;
	return true;
}

/* Letters, digits and '-'; with dots, several of that between single dots. */
static bool
is_host(const char *s, size_t len, bool dots)
{
	size_t i, label = 0;

	for (i = 0; i < len; i++) {
		if (s[i] == '.' && dots && label > 0)
			label = 0;
		else if ((s[i] >= 'a' && s[i] <= 'z') ||
		    (s[i] >= 'A' && s[i] <= 'Z') ||
		    (s[i] >= '0' && s[i] <= '9') || s[i] == '-')
			label++;
		else
			return false;
	}
	return label > 0 && len <= 253;
}

static bool
is_sound(const struct template_var *v, enum template_coding coding)
{
	switch (coding) {
	case TEMPLATE_PATH:
		return is_segment(v->text, v->len);
	case TEMPLATE_HEADER:
		return is_header_text(v->text, v->len);
	case TEMPLATE_LABEL:
		return is_host(v->text, v->len, false);
	case TEMPLATE_HOST:
		return is_host(v->text, v->len, true);
	case TEMPLATE_TEXT:
	case TEMPLATE_QUERY:
	case TEMPLATE_JSON:
		break;
	}
	return true;
}

/* Append a value, or refuse it; 1 or -1. */
static int
put_value(const struct template_var *v, enum template_coding coding,
    struct buf *out, struct error *e)
{
	static const char *const wheres[] = { "", "URL", "", "header", "",
		"host name", "host name" };

	if (!is_sound(v, coding)) {
		error_set(e, ERROR_INPUT, "the %s '%.*s' cannot be put into a %s",
		    v->name, v->len < 100 ? (int)v->len : 100, v->text,
		    wheres[coding]);
		return -1;
	}
	if (coding == TEMPLATE_PATH || coding == TEMPLATE_QUERY)
		percent_encode(out, v->text, v->len);
	else if (coding == TEMPLATE_JSON)
		json_escape(v->text, v->len, out);
	else
		buf_put(out, v->text, v->len);
	return 1;
}

static void
put_literal(const struct template_piece *p, enum template_coding coding,
    struct buf *out)
{
	if (coding == TEMPLATE_QUERY)
		percent_encode(out, p->text, p->len);
	else if (coding == TEMPLATE_JSON)
		json_escape(p->text, p->len, out);
	else
		buf_put(out, p->text, p->len);
}

/* The variable that a piece names; 1, or 0 or -1 as template_put(). */
static int
look_up(const struct template_piece *p, const struct template_scope *scope,
    const struct template_var **v, struct error *e)
{
	*v = template_find(scope, p->text);
	if (*v != NULL)
		return (*v)->text != NULL;
	error_set(e, ERROR_USAGE, "'{%s}' is not a name known here", p->text);
	return -1;
}

int
template_put(const struct template *t, enum template_coding coding,
    const struct template_scope *scope, struct buf *out, struct error *e)
{
	size_t i, before = out->len;
	const struct template_var *v;
	int rc = 1;

	for (i = 0; rc == 1 && i < t->n; i++) {
		if (!t->pieces[i].is_name) {
			put_literal(&t->pieces[i], coding, out);
			continue;
		}
		rc = look_up(&t->pieces[i], scope, &v, e);
		if (rc == 1)
			rc = put_value(v, coding, out, e);
	}
	if (rc != 1)
		out->len = before;
	return rc;
}

int
template_put_json(const struct template *t,
    const struct template_scope *scope, struct buf *out, struct error *e)
{
	const struct template_var *v;
	size_t before = out->len;
	int rc;

	if (template_only(t) != NULL) {
		rc = look_up(&t->pieces[0], scope, &v, e);
		if (rc == 1 && v->json != NULL) {
			buf_put(out, v->json, v->json_len);
			return 1;
		}
	}
	buf_byte(out, '"');
	rc = template_put(t, TEMPLATE_JSON, scope, out, e);
	if (rc == 1)
		buf_byte(out, '"');
	else
		out->len = before;
	return rc;
}

/* Where in a URL what comes after its first len bytes stands. */
static enum template_coding
coding_at(const char *url, size_t len, const struct template_var *v)
{
	const char *host = len >= 3 ? memmem(url, len, "://", 3) : NULL;

	if (memchr(url, '?', len) != NULL)
		return TEMPLATE_QUERY;
	if (host != NULL &&
	    memchr(host + 3, '/', len - (size_t)(host + 3 - url)) != NULL)
		return TEMPLATE_PATH;
	return v->dots ? TEMPLATE_HOST : TEMPLATE_LABEL;
}

int
template_put_url(const struct template *t,
    const struct template_scope *scope, struct buf *out, struct error *e)
{
	struct buf url = buf_make(SIZE_MAX);
	const struct template_var *v;
	int rc = 1;
	size_t i;

	for (i = 0; rc == 1 && i < t->n; i++) {
		if (!t->pieces[i].is_name) {
			buf_put(&url, t->pieces[i].text, t->pieces[i].len);
			continue;
		}
		rc = look_up(&t->pieces[i], scope, &v, e);
		if (rc == 1)
			rc = put_value(v,
			    coding_at((const char *)url.data, url.len, v), &url,
			    e);
	}
	if (rc == 1)
		buf_put(out, url.data, url.len);
	buf_free(&url);
	return rc;
}

void
template_free(struct template *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		mem_free(t->pieces[i].text);
	mem_free(t->pieces);
	mem_free(t->text);
	*t = (struct template){ 0 };
}
