/* source_model: what is known of an API; see source_model.h. */
#include "aai-describe/source_model.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "json/text.h"

/* Bytes of a name that leave room for a number: tables' have 200. */
#define NAME_LIMIT 180

PRINTF_LIKE(1, 0)
static char *
format(const char *fmt, va_list ap)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	va_list again;
	uint8_t *to;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n <= 0)
		return mem_str("");
	to = buf_reserve(&b, (size_t)n + 1);
	vsnprintf((char *)to, (size_t)n + 1, fmt, ap);
	b.len = (size_t)n;
	return buf_take(&b);
}

static struct source_member *
find(const struct source_members *m, const char *name)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (strcmp(m->items[i].name, name) == 0)
			return &m->items[i];
	return NULL;
}

/* Takes json. */
static void
put(struct source_members *m, const char *name, char *json)
{
	struct source_member *at = find(m, name);

	if (at != NULL) {
		mem_free(at->json);
		at->json = json;
		return;
	}
	m->items = mem_grow(m->items, &m->cap, m->n + 1, sizeof(*m->items));
	m->items[m->n++] = (struct source_member){ mem_str(name), json };
}

void
source_put(struct source_members *m, const char *name, const char *json)
{
	put(m, name, mem_str(json));
}

void
source_put_buf(struct source_members *m, const char *name, struct buf *b)
{
	put(m, name, buf_take(b));
}

void
source_put_text(struct source_members *m, const char *name, const char *text)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	json_quote(text, strlen(text), &b);
	source_put_buf(m, name, &b);
}

void
source_put_int(struct source_members *m, const char *name, int64_t v)
{
	struct buf b = buf_make(64);

	buf_i64(&b, v);
	source_put_buf(m, name, &b);
}

void
source_put_bool(struct source_members *m, const char *name, bool v)
{
	source_put(m, name, v ? "true" : "false");
}

const char *
source_member(const struct source_members *m, const char *name)
{
	const struct source_member *at = find(m, name);

	return at != NULL ? at->json : NULL;
}

void
source_drop(struct source_members *m, const char *name)
{
	struct source_member *at = find(m, name);

	if (at == NULL)
		return;
	mem_free(at->name);
	mem_free(at->json);
	m->n--;
	memmove(at, at + 1, (size_t)(m->items + m->n - at) * sizeof(*at));
}

void
source_put_members(struct source_members *m, const char *name,
    const struct source_members *inner)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t i;

	buf_byte(&b, '{');
	for (i = 0; i < inner->n; i++) {
		if (i > 0)
			buf_byte(&b, ',');
		json_quote(
		    inner->items[i].name, strlen(inner->items[i].name), &b);
		buf_byte(&b, ':');
		buf_str(&b, inner->items[i].json);
	}
	buf_byte(&b, '}');
	source_put_buf(m, name, &b);
}

void
source_note(struct source_notes *notes, const char *fmt, ...)
{
	va_list ap;
	char *text;
	size_t i;

	va_start(ap, fmt);
	text = format(fmt, ap);
	va_end(ap);
	for (i = 0; i < notes->n; i++)
		if (strcmp(notes->items[i], text) == 0) {
			mem_free(text);
			return;
		}
	notes->items = mem_grow(
	    notes->items, &notes->cap, notes->n + 1, sizeof(*notes->items));
	notes->items[notes->n++] = text;
}

void
source_say(char **column, const char *fmt, ...)
{
	va_list ap;

	mem_free(*column);
	va_start(ap, fmt);
	*column = format(fmt, ap);
	va_end(ap);
}

static struct source_left_out *
add_left_out(struct source_model *m, const char *what, const char *place)
{
	struct source_left_out *l;

	m->left_out = mem_grow(m->left_out, &m->left_out_cap, m->nleft_out + 1,
	    sizeof(*m->left_out));
	l = &m->left_out[m->nleft_out++];
	memset(l, 0, sizeof(*l));
	l->what = mem_str(what);
	l->place = mem_str(place);
	return l;
}

void
source_pass_over(struct source_model *m, const char *what, const char *why)
{
	struct source_left_out *l = add_left_out(m, what, "");

	l->why = mem_str(why);
	l->harmless = true;
}

size_t
source_missing(const struct source_model *m)
{
	size_t i, n = 0;

	for (i = 0; i < m->nleft_out; i++)
		n += !m->left_out[i].harmless;
	return n;
}

void
source_leave_out(struct source_model *m, const char *what, const char *place,
    const char *why, ...)
{
	struct source_left_out *l = add_left_out(m, what, place);
	va_list ap;

	va_start(ap, why);
	l->why = format(why, ap);
	va_end(ap);
}

/* What tables can be called: letters, digits and single "_" within. */
static void
put_name(struct buf *out, const char *name)
{
	bool due = false;

	for (; *name != '\0'; name++) {
		char c = *name;
		bool digit = c >= '0' && c <= '9';

		if (!digit && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
			due = out->len > 0;
			continue;
		}
		if (due || (digit && out->len == 0))
			buf_byte(out, '_');
		due = false;
		buf_byte(out, (uint8_t)c);
	}
	if (out->len == 0)
		buf_str(out, "records");
	if (out->len > NAME_LIMIT)
		out->len = NAME_LIMIT;
}

char *
source_unique(struct source_model *m, const char *name)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t base, first;
	bool added;

	put_name(&b, name);
	base = b.len;
	first = map_add(&m->names, (const char *)b.data, b.len, &added);
	while (!added) {
		b.len = base;
		buf_printf(
		    &b, "_%" PRIu64, ++m->names.entries[first].value + 1);
		(void)map_add(&m->names, (const char *)b.data, b.len, &added);
	}
	return buf_take(&b);
}

struct source_resource *
source_add(struct source_model *m, const char *name)
{
	struct source_resource *r;

	m->resources =
	    mem_grow(m->resources, &m->cap, m->n + 1, sizeof(*m->resources));
	r = &m->resources[m->n++];
	memset(r, 0, sizeof(*r));
	r->name = source_unique(m, name);
	return r;
}

char *
source_variable(const char *name, const char *what)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *p;

	for (p = name; *p != '\0'; p++) {
		char c = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;

		if ((c < 'A' || c > 'Z') && (c < '0' || c > '9'))
			c = '_';
		buf_byte(&b, (uint8_t)c);
	}
	buf_printf(&b, "_%s", what);
	return buf_take(&b);
}

void
source_template_text(struct buf *out, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] == '{' || text[i] == '}')
			buf_byte(out, (uint8_t)text[i]);
		buf_byte(out, (uint8_t)text[i]);
	}
}

void
source_members_free(struct source_members *m)
{
	size_t i;

	for (i = 0; i < m->n; i++) {
		mem_free(m->items[i].name);
		mem_free(m->items[i].json);
	}
	mem_free(m->items);
	memset(m, 0, sizeof(*m));
}

static void
free_notes(struct source_notes *notes)
{
	size_t i;

	for (i = 0; i < notes->n; i++)
		mem_free(notes->items[i]);
	mem_free(notes->items);
}

void
source_resource_free(struct source_resource *r)
{
	mem_free(r->name);
	source_members_free(&r->members);
	free_notes(&r->why);
	free_notes(&r->unsure);
	mem_free(r->paging);
	mem_free(r->key);
	mem_free(r->parent);
}

void
source_free(struct source_model *m)
{
	size_t i;

	source_members_free(&m->members);
	free_notes(&m->why);
	free_notes(&m->unsure);
	for (i = 0; i < m->n; i++)
		source_resource_free(&m->resources[i]);
	mem_free(m->resources);
	for (i = 0; i < m->nleft_out; i++) {
		mem_free(m->left_out[i].what);
		mem_free(m->left_out[i].place);
		mem_free(m->left_out[i].why);
	}
	mem_free(m->left_out);
	map_free(&m->names);
	memset(m, 0, sizeof(*m));
}
