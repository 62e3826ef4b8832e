/* openapi_params: parameters of operations; see openapi_params.h. */
#include "aai-describe/openapi_params.h"

#include <string.h>
#include <strings.h>

#include "aai-describe/identifier.h"
#include "base/mem.h"
#include "base/num.h"

#define PARAMS_MAX 150
#define DEEP_MAX   20
#define PAGE_MAX   100000 /* no API gives more at once */

struct openapi_param *
openapi_params_get(
    const struct openapi_params *p, const char *in, const char *name)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->items[i].in, in) == 0 &&
		    strcmp(p->items[i].name, name) == 0)
			return &p->items[i];
	return NULL;
}

static void
keep(struct openapi_params *p, const struct openapi_param *new)
{
	struct openapi_param *old = openapi_params_get(p, new->in, new->name);

	if (old != NULL) {
		*old = *new;
		return;
	}
	if (p->n == PARAMS_MAX)
		return;
	p->items = mem_grow(p->items, &p->cap, p->n + 1, sizeof(*p->items));
	p->items[p->n++] = *new;
}

/* The members of one that goes out as several: created[gte]. */
static void
keep_members(struct openapi *o, const struct openapi_schema *s,
    const struct openapi_param *whole, struct openapi_params *p)
{
	struct openapi_param part = *whole;
	struct openapi_schema of;
	struct buf name;
	size_t i;

	part.required = false;
	for (i = 0; i < s->n && i < DEEP_MAX; i++) {
		name = buf_make(SIZE_MAX / 2);
		buf_printf(&name, "%s[%s]", whole->name, s->members[i].name);
		part.name = document_keep(o->d, name.data, name.len);
		buf_free(&name);
		openapi_schema_read(o->d, &s->members[i].is, &o->budget, &of);
		part.kinds = of.kinds;
		part.format = of.format;
		openapi_schema_free(&of);
		part.schema = openapi_resolve(o->d, s->members[i].is.nodes[0]);
		part.part = true;
		if (part.name != NULL && (part.kinds & SCHEMA_OBJECT) == 0)
			keep(p, &part);
	}
}

static void
add(struct openapi *o, size_t node, struct openapi_params *p)
{
	struct document *d = o->d;
	struct openapi_param new = { 0 };
	struct openapi_schema s;
	const char *style;

	node = openapi_resolve(d, node);
	new.name = document_text(d, node, "name");
	new.in = document_text(d, node, "in");
	if (new.name == NULL || new.in == NULL)
		return;
	new.node = node;
	new.about = document_text(d, node, "description");
	style = document_text(d, node, "style");
	new.schema = o->two ? node : document_get(d, node, "schema");
	if (new.schema == JSON_NO_NODE)
		new.schema = document_at(
		    d, node, "content", "application/json", "schema");
	openapi_schema_read_one(d, new.schema, &o->budget, &s);
	new.kinds = s.kinds;
	new.format = s.format;
	new.schema = openapi_resolve(d, new.schema);
	if (new.about == NULL)
		new.about = document_text(d, new.schema, "description");
	new.required =
	    document_bool(d, document_get(d, node, "required"), false);
	keep(p, &new);
	if (style != NULL && strcmp(style, "deepObject") == 0)
		keep_members(o, &s, &new, p);
	openapi_schema_free(&s);
}

void
openapi_params_read(
    struct openapi *o, size_t item, size_t operation, struct openapi_params *p)
{
	const size_t places[] = { item, operation };
	size_t i, list, at;

	memset(p, 0, sizeof(*p));
	for (i = 0; i < LEN(places); i++) {
		list = document_get(o->d, places[i], "parameters");
		at = JSON_NO_NODE;
		if (document_kind(o->d, list) == JSON_ARRAY)
			while ((at = document_next(o->d, list, at)) !=
			       JSON_NO_NODE)
				add(o, at, p);
	}
}

struct openapi_param *
openapi_params_find(const struct openapi_params *p, const char *const *names)
{
	struct openapi_param *found = NULL;
	int best = -1, at;
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (strcmp(p->items[i].in, "query") != 0)
			continue;
		at = identifier_find(p->items[i].name, names);
		if (at >= 0 && (found == NULL || at < best)) {
			found = &p->items[i];
			best = at;
		}
	}
	return found;
}

const char *
openapi_param_default(struct openapi *o, const struct openapi_param *p)
{
	size_t values = document_get(o->d, p->schema, "enum");
	const char *s =
	    document_scalar(o->d, document_get(o->d, p->schema, "default"));

	if (s == NULL && document_count(o->d, values) == 1)
		s = document_scalar(
		    o->d, document_next(o->d, values, JSON_NO_NODE));
	return s;
}

/* The number at p, which may have commas between thousands; *end after it. */
static int64_t
read_number(const char *p, const char **end)
{
	int64_t v = 0;

	while ((*p >= '0' && *p <= '9') ||
	       (*p == ',' && p[1] >= '0' && p[1] <= '9' && p[2] >= '0' &&
		   p[2] <= '9' && p[3] >= '0' && p[3] <= '9')) {
		if (*p != ',' && v <= PAGE_MAX)
			v = v * 10 + (*p - '0');
		p++;
	}
	*end = p;
	return v;
}

/* The first number of the sentence at p that is one of a page's size. */
static int64_t
number_after(const char *p)
{
	const char *end;
	int64_t v;

	for (; *p != '\0' && *p != '\n'; p++) {
		if (*p == '.' && (p[1] == ' ' || p[1] == '\0'))
			return 0;
		if (*p < '0' || *p > '9')
			continue;
		v = read_number(p, &end);
		return *end == '%' ? 0 : v;
	}
	return 0;
}

/* "1-100", "1 to 100", "between 1 and 100", "1..100". */
static int64_t
number_of_range(const char *p)
{
	static const char *const joints[] = { "-", " - ", " to ", " and ", "..",
		"...", "\xe2\x80\x93", "\xe2\x80\x93 " };
	const char *end;
	size_t i, n;
	int64_t from = read_number(p, &end), to = 0;

	if (*end == '`' || *end == '*')
		end++;
	for (i = 0; i < LEN(joints) && from <= 1; i++) {
		n = strlen(joints[i]);
		if (strncmp(end, joints[i], n) != 0)
			continue;
		p = end + n;
		p += strspn(p, "`*");
		if (*p >= '0' && *p <= '9')
			to = read_number(p, &p);
	}
	return to;
}

int64_t
openapi_words_maximum(const char *text)
{
	static const char *const words[] = { "maximum", "max ", "max. ",
		"max:", "max is", "up to", "at most", "no more than",
		"not exceed", "cannot exceed", "less than or equal to",
		"upper limit", "larger than", "greater than", "more than",
		"capped at", "limited to", "<=" };
	int64_t v, most = 0;
	const char *p;
	size_t i;

	if (text == NULL)
		return 0;
	for (p = text; *p != '\0'; p++) {
		v = 0;
		if (*p >= '0' && *p <= '9' &&
		    (p == text || p[-1] < '0' || p[-1] > '9'))
			v = number_of_range(p);
		for (i = 0; i < LEN(words) && v == 0; i++)
			if (strncasecmp(p, words[i], strlen(words[i])) == 0)
				v = number_after(p + strlen(words[i]));
		if (v > 1 && v <= PAGE_MAX && (most == 0 || v < most))
			most = v;
	}
	return most;
}

int64_t
openapi_param_maximum(
    struct openapi *o, const struct openapi_param *p, bool *by_words)
{
	int64_t v;

	*by_words = false;
	if (document_int(o->d, document_get(o->d, p->schema, "maximum"), 1,
		PAGE_MAX, &v))
		return v;
	v = openapi_words_maximum(p->about);
	*by_words = v > 0;
	return v;
}

void
openapi_params_free(struct openapi_params *p)
{
	mem_free(p->items);
	memset(p, 0, sizeof(*p));
}
