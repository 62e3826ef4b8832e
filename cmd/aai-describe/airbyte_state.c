/* airbyte_state: what all steps of a conversion share; see airbyte_state.h. */
#include "aai-describe/airbyte_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

int
airbyte_fail(struct airbyte_stream *st, const char *fmt, ...)
{
	va_list ap;
	char text[600];

	if (st->e.kind != ERROR_NONE)
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	error_set(&st->e, ERROR_INPUT, "%s", text);
	return -1;
}

const char *
airbyte_text(struct airbyte_stream *st, const char *fmt, ...)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	va_list ap, again;
	const char *s;
	uint8_t *to;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	to = buf_reserve(&b, (size_t)(n > 0 ? n : 0) + 1);
	(void)vsnprintf((char *)to, (size_t)(n > 0 ? n : 0) + 1, fmt, ap);
	va_end(ap);
	s = document_keep(st->d, to, (size_t)(n > 0 ? n : 0));
	buf_free(&b);
	return s != NULL ? s : "";
}

const char *
airbyte_at(struct airbyte_stream *st, const char *place, const char *member)
{
	return *place != '\0' ? airbyte_text(st, "%s.%s", place, member)
			      : member;
}

const char *
airbyte_type(struct airbyte_stream *st, size_t node)
{
	const char *type = document_text(st->d, node, "type");

	if (type == NULL && document_text(st->d, node, "class_name") != NULL)
		return "Custom";
	return type != NULL ? type : "";
}

bool
airbyte_is_custom(struct airbyte_stream *st, size_t node)
{
	return strncmp(airbyte_type(st, node), "Custom", 6) == 0 ||
	       document_text(st->d, node, "class_name") != NULL;
}

/* What users set, of that name, wherever in the specification. */
static size_t
find_setting(struct document *d, size_t node, const char *name, unsigned depth)
{
	size_t properties = document_get(d, node, "properties"), at, found;
	size_t own = document_get(d, properties, name);
	enum json_kind kind = document_kind(d, node);

	if (document_kind(d, own) == JSON_OBJECT)
		return own;
	if ((kind != JSON_OBJECT && kind != JSON_ARRAY) || depth > 20)
		return JSON_NO_NODE;
	at = JSON_NO_NODE;
	while ((at = document_next(d, node, at)) != JSON_NO_NODE) {
		found = find_setting(
		    d, kind == JSON_OBJECT ? at + 1 : at, name, depth + 1);
		if (found != JSON_NO_NODE)
			return found;
	}
	return JSON_NO_NODE;
}

size_t
airbyte_setting(struct airbyte *a, const char *name)
{
	return find_setting(a->d, document_get(a->d, 0, "spec"), name, 0);
}

bool
airbyte_is_secret(struct airbyte *a, const char *name)
{
	size_t node = airbyte_setting(a, name);

	return document_bool(
	    a->d, document_get(a->d, node, "airbyte_secret"), false);
}

const char *
airbyte_secret(struct airbyte_stream *st, const char *name)
{
	struct source_members s = { 0 };
	const char *title = document_text(
	    st->a->d, airbyte_setting(st->a, name), "title");
	char *upper = mem_str(name), *p, *variable;

	for (p = upper; *p != '\0'; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
		else if ((*p < 'A' || *p > 'Z') && (*p < '0' || *p > '9'))
			*p = '_';
	}
	variable = source_variable(st->a->name, upper);
	source_put_text(&s, "env", variable);
	if (title != NULL)
		source_put_text(&s, "about", title);
	source_put_members(&st->secrets, name, &s);
	source_members_free(&s);
	mem_free(upper);
	mem_free(variable);
	return name;
}
