/* airbyte_option: where a value of a request goes; see airbyte.h. */
#include <string.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_value.h"
#include "json/text.h"

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Put a value below a name of the body: at is how deep. */
static int
put_into_body(struct airbyte_stream *st, const char *member, size_t path,
    const char *template)
{
	const char *old = source_member(&st->members, member);
	const char *outer, *inner;
	const char *braces;
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t n = document_count(st->d, path), first;

	if (n != 2)
		return airbyte_fail(st, "a token deep within a body");
	first = document_next(st->d, path, JSON_NO_NODE);
	outer = document_string(st->d, first);
	inner = document_string(st->d, document_next(st->d, path, first));
	if (outer == NULL || inner == NULL)
		return airbyte_fail(st, "a token deep within a body");
	old = old != NULL ? old : "{}";
	braces = strstr(old, airbyte_text(st, "\"%s\":{", outer));
	if (braces != NULL) {
		braces += strlen(outer) + 4;
		buf_put(&b, old, (size_t)(braces - old));
		json_quote(inner, strlen(inner), &b);
		buf_printf(&b, ":\"%s\"%s%s", template,
		    *braces == '}' ? "" : ",", braces);
	} else {
		buf_put(&b, old, strlen(old) - 1);
		airbyte_comma(&b, 1);
		json_quote(outer, strlen(outer), &b);
		buf_str(&b, ":{");
		json_quote(inner, strlen(inner), &b);
		buf_printf(&b, ":\"%s\"}}", template);
	}
	source_put_buf(&st->members, member, &b);
	return 0;
}

/* The same of a member at its top. */
static int
put_top(struct airbyte_stream *st, const char *member, const char *field,
    const char *template)
{
	const char *old = source_member(&st->members, member);
	struct buf b = buf_make(SIZE_MAX / 2);

	buf_put(&b, old, strlen(old) - 1);
	airbyte_comma(&b, 1);
	json_quote(field, strlen(field), &b);
	buf_printf(&b, ":\"%s\"}", template);
	source_put_buf(&st->members, member, &b);
	return 0;
}

int
airbyte_option(struct airbyte_stream *st, size_t option, const char *name,
    const char **param)
{
	const char *into = document_text(st->d, option, "inject_into");
	const char *field = document_text(st->d, option, "field_name");
	size_t path = document_get(st->d, option, "field_path");
	const char *template = airbyte_text(st, "{%s}", name);
	struct airbyte_value v;
	bool body;

	*param = NULL;
	if (into == NULL)
		return airbyte_fail(st, "an option that says no place");
	body = strncmp(into, "body", 4) == 0;
	if (body && source_member(&st->members, "method") == NULL)
		return airbyte_fail(st, "a body, which GET does not have");
	if (field == NULL && document_count(st->d, path) == 1)
		field = document_string(
		    st->d, document_next(st->d, path, JSON_NO_NODE));
	if (field == NULL && body && path != JSON_NO_NODE)
		return put_into_body(st,
		    same(into, "body_data") ? "form" : "body", path, template);
	if (field == NULL)
		return airbyte_fail(st, "an option without a name");
	if (airbyte_template(st, field, &v) != 0 ||
	    airbyte_constant(&v) == NULL)
		return airbyte_fail(st, "an option whose name is computed");
	field = airbyte_constant(&v);
	if (same(into, "header")) {
		airbyte_comma(&st->headers, 0);
		buf_printf(&st->headers, "\"%s: %s\"", field, template);
		return 0;
	}
	if (body && source_member(&st->members,
			same(into, "body_data") ? "form" : "body") == NULL &&
	    same(into, "body_data"))
		source_put(&st->members, "form", "{}");
	else if (body && source_member(&st->members, "body") == NULL &&
		 source_member(&st->members, "form") == NULL)
		source_put(&st->members, "body", "{}");
	if (body && (same(name, "since") || same(name, "until"))) {
		*param = NULL;
		return put_top(st,
		    same(into, "body_data") ? "form" : "body", field, template);
	}
	if (!same(field, name) || body) {
		struct source_members p = { 0 };

		if (body)
			source_put_text(&p, "in", "body");
		source_put_members(&st->params, field, &p);
		source_members_free(&p);
	}
	*param = field;
	return 0;
}
