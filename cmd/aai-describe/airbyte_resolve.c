/* airbyte_resolve: references and parameters; see airbyte_resolve.h. */
#include "aai-describe/airbyte_resolve.h"

#include <string.h>

#include "base/mem.h"
#include "json/text.h"

#define DEPTH 60
#define WIDTH 300 /* members of a component, with what it inherits */

struct resolver {
	struct document *d;
	struct buf *out;
	unsigned depth;
	struct error *e;
};

/* Names with the nodes of their values; the last one of a name holds. */
struct names {
	const char *names[WIDTH];
	size_t values[WIDTH];
	size_t n;
};

static int put(
    struct resolver *r, size_t node, const struct names *parameters);

static int
wrong(struct resolver *r, const char *what, const char *name)
{
	if (r->e->kind == ERROR_NONE)
		error_set(r->e, ERROR_INPUT, "%s: %s", what, name);
	return -1;
}

static void
set(struct names *m, const char *name, size_t value)
{
	size_t i;

	for (i = 0; i < m->n && strcmp(m->names[i], name) != 0; i++)
		;
	if (i == WIDTH)
		return;
	m->n = i == m->n ? i + 1 : m->n;
	m->names[i] = name;
	m->values[i] = value;
}

static size_t
get(const struct names *m, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (strlen(m->names[i]) == len &&
		    memcmp(m->names[i], name, len) == 0)
			return m->values[i];
	return JSON_NO_NODE;
}

static void
set_all(struct document *d, struct names *m, size_t object)
{
	size_t at = JSON_NO_NODE;

	if (document_kind(d, object) != JSON_OBJECT)
		return;
	while ((at = document_next(d, object, at)) != JSON_NO_NODE)
		if (document_string(d, at) != NULL)
			set(m, document_string(d, at), at + 1);
}

/* Where a text leads that refers to a part; JSON_NO_NODE: it is a text. */
static size_t
refer(struct resolver *r, const char *s, bool surely)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t node;

	if (s[0] == '#' && s[1] == '/' &&
	    (surely || strchr(s, ' ') == NULL))
		return document_pointer(r->d, s);
	if (strncmp(s, "*ref(", 5) != 0 || s[strlen(s) - 1] != ')')
		return JSON_NO_NODE;
	buf_str(&b, "#/");
	for (s += 5; s[1] != '\0'; s++)
		buf_byte(&b, *s == '.' ? '/' : (uint8_t)*s);
	buf_byte(&b, '\0');
	node = document_pointer(r->d, (const char *)b.data);
	buf_free(&b);
	return node;
}

/* Gather the members of an object, and what they override. */
static int
gather(struct resolver *r, size_t node, struct names *m,
    struct names *parameters, unsigned depth)
{
	const char *ref = document_text(r->d, node, "$ref");
	size_t own, base;

	if (depth > DEPTH)
		return wrong(r, "a reference that leads to itself",
		    ref != NULL ? ref : "");
	if (ref != NULL) {
		base = refer(r, ref, true);
		if (document_kind(r->d, base) != JSON_OBJECT)
			return wrong(r, "a reference that leads nowhere", ref);
		if (gather(r, base, m, parameters, depth + 1) != 0)
			return -1;
	}
	own = document_get(r->d, node, "$parameters");
	if (own == JSON_NO_NODE)
		own = document_get(r->d, node, "$options");
	set_all(r->d, parameters, own);
	set_all(r->d, m, node);
	return 0;
}

static bool
is_plain(const char *name)
{
	static const char *const plain[] = { "schema_loader", "schema",
		"schemas", "spec", "metadata", "check", "state_migrations",
		"schema_transformations", NULL };
	size_t i;

	for (i = 0; plain[i] != NULL; i++)
		if (strcmp(name, plain[i]) == 0)
			return true;
	return false;
}

static int
put_named(struct resolver *r, const char *name, size_t value,
    const struct names *parameters, bool *first)
{
	if (strcmp(name, "$ref") == 0 || strcmp(name, "$parameters") == 0 ||
	    strcmp(name, "$options") == 0 || name[0] == '/')
		return 0;
	if (!*first)
		buf_byte(r->out, ',');
	*first = false;
	json_quote(name, strlen(name), r->out);
	buf_byte(r->out, ':');
	if (!is_plain(name))
		return put(r, value, parameters);
	document_put(r->d, value, r->out);
	return 0;
}

static int
put_object(struct resolver *r, size_t node, const struct names *outer)
{
	struct names *m = mem_new(1, sizeof(*m));
	struct names *parameters = mem_new(1, sizeof(*parameters));
	bool first = true;
	const char *ref = document_text(r->d, node, "$ref");
	size_t base = ref != NULL ? refer(r, ref, true) : JSON_NO_NODE;
	int rc;
	size_t i;

	if (base != JSON_NO_NODE && document_kind(r->d, base) != JSON_OBJECT) {
		mem_free(m);
		mem_free(parameters);
		return put(r, base, outer);
	}
	*parameters = *outer;
	rc = gather(r, node, m, parameters, 0);
	buf_byte(r->out, '{');
	for (i = 0; rc == 0 && i < m->n; i++)
		rc = put_named(
		    r, m->names[i], m->values[i], parameters, &first);
	if (get(m, "type", 4) != JSON_NO_NODE ||
	    get(m, "class_name", 10) != JSON_NO_NODE ||
	    get(m, "$parameters", 11) != JSON_NO_NODE)
		for (i = 0; rc == 0 && i < parameters->n; i++) {
			const char *name = parameters->names[i];

			if (get(m, name, strlen(name)) == JSON_NO_NODE &&
			    strcmp(name, "type") != 0 &&
			    strcmp(name, "class_name") != 0)
				rc = put_named(r, name, parameters->values[i],
				    parameters, &first);
		}
	buf_byte(r->out, '}');
	mem_free(m);
	mem_free(parameters);
	return rc;
}

static int
put_array(struct resolver *r, size_t node, const struct names *parameters)
{
	size_t at = JSON_NO_NODE;
	bool first = true;

	buf_byte(r->out, '[');
	while ((at = document_next(r->d, node, at)) != JSON_NO_NODE) {
		if (!first)
			buf_byte(r->out, ',');
		first = false;
		if (put(r, at, parameters) != 0)
			return -1;
	}
	buf_byte(r->out, ']');
	return 0;
}

/*
 * The parameter that is named at s: .x, ["x"], .get("x").  Sets *end to after
 * it; JSON_NO_NODE where it is none.
 */
static size_t
read_parameter(const char *s, const struct names *parameters, const char **end)
{
	const char *name, *to;
	bool get_call = strncmp(s, ".get(", 5) == 0;

	*end = NULL;
	if (get_call || *s == '[') {
		name = s + (get_call ? 5 : 1);
		name += strspn(name, " ");
		if (*name != '\'' && *name != '"')
			return JSON_NO_NODE;
		to = strchr(name + 1, *name);
		name++;
		*end = to != NULL ? strchr(to, get_call ? ')' : ']') : NULL;
		*end += *end != NULL;
	} else if (*s == '.') {
		name = s + 1;
		to = name + strspn(name,
			 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789_");
		*end = to;
	} else {
		return JSON_NO_NODE;
	}
	return to != NULL ? get(parameters, name, (size_t)(to - name))
			  : JSON_NO_NODE;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       c == '.' || c == '\'' || c == '"';
}

/* The value of a parameter within an expression, as Python writes it. */
static void
put_python(struct document *d, size_t node, struct buf *out)
{
	const char *s = document_string(d, node);
	enum json_kind kind = document_kind(d, node);

	if (s == NULL) {
		if (kind == JSON_NONE)
			buf_str(out, "''");
		else if (kind == JSON_TRUE || kind == JSON_FALSE)
			buf_str(out, kind == JSON_TRUE ? "True" : "False");
		else
			document_put(d, node, out);
		return;
	}
	buf_byte(out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\\' || *s == '\'')
			buf_byte(out, '\\');
		buf_byte(out, (uint8_t)*s);
	}
	buf_byte(out, '\'');
}

/* Where "parameters" or "options" is a name, from s on. */
static const char *
find_word(const char *text, const char *s, size_t *len)
{
	static const char *const words[] = { "parameters", "options", NULL };
	const char *best = NULL, *at;
	size_t i;

	for (i = 0; words[i] != NULL; i++) {
		at = strstr(s, words[i]);
		while (at != NULL && at > text && is_letter(at[-1]))
			at = strstr(at + 1, words[i]);
		if (at != NULL && (best == NULL || at < best)) {
			best = at;
			*len = strlen(words[i]);
		}
	}
	return best;
}

/* The default of .get("x", default), as it is written. */
static bool
put_default(const char *s, const char *end, struct buf *out)
{
	const char *comma = memchr(s, ',', (size_t)(end - s));

	if (strncmp(s, ".get(", 5) != 0 || comma == NULL)
		return false;
	buf_byte(out, '(');
	buf_put(out, comma + 1, (size_t)(end - 1 - comma));
	return true;
}

static void
put_template(
    struct resolver *r, const char *text, const struct names *parameters)
{
	struct buf b = buf_make(1 << 20);
	const char *s = text, *at, *end;
	size_t len, node;
	bool whole;

	while ((at = find_word(text, s, &len)) != NULL) {
		node = read_parameter(at + len, parameters, &end);
		if (end == NULL) {
			buf_put(&b, s, (size_t)(at + len - s));
			s = at + len;
			continue;
		}
		/* a template that is nothing else is the value itself */
		whole = strspn(text, "{ ") == (size_t)(at - text) &&
			strspn(end, "} ") == strlen(end);
		if (whole && node != JSON_NO_NODE) {
			buf_free(&b);
			(void)!put(r, node, &(struct names){ .n = 0 });
			return;
		}
		buf_put(&b, s, (size_t)(at - s));
		if (node != JSON_NO_NODE || !put_default(at + len, end, &b))
			put_python(r->d, node, &b);
		s = end;
	}
	buf_str(&b, s);
	json_quote((const char *)b.data, b.len, r->out);
	buf_free(&b);
}

static int
put(struct resolver *r, size_t node, const struct names *parameters)
{
	const char *s = document_string(r->d, node);
	enum json_kind kind = document_kind(r->d, node);
	int rc = 0;
	size_t to;

	if (r->out->failed)
		return wrong(r, "too much", "references");
	if (++r->depth > DEPTH)
		return wrong(r, "a reference that leads to itself",
		    s != NULL ? s : "");
	to = s != NULL ? refer(r, s, false) : JSON_NO_NODE;
	if (to != JSON_NO_NODE)
		rc = put(r, to, parameters);
	else if (kind == JSON_OBJECT)
		rc = put_object(r, node, parameters);
	else if (kind == JSON_ARRAY)
		rc = put_array(r, node, parameters);
	else if (s != NULL && strstr(s, "{{") != NULL)
		put_template(r, s, parameters);
	else
		document_put(r->d, node, r->out);
	r->depth--;
	return rc;
}

int
airbyte_resolve(
    struct document *d, size_t node, struct buf *out, struct error *e)
{
	struct resolver r = { .d = d, .out = out, .e = e };
	struct names none = { .n = 0 };

	e->kind = ERROR_NONE;
	if (put(&r, node, &none) != 0)
		return -1;
	return out->failed ? wrong(&r, "too much", "references") : 0;
}
