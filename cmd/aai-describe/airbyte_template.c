/* airbyte_template: templates, and constants in them; see airbyte_value.h. */
#include <string.h>

#include "aai-describe/airbyte_value.h"
#include "base/mem.h"
#include "json/text.h"
#include "json/tree.h"

void
airbyte_put_json(const struct airbyte_value *v, struct buf *out)
{
	const char *s = airbyte_constant(v);

	if (v->kind == AIRBYTE_NUMBER || v->kind == AIRBYTE_JSON)
		buf_str(out, s);
	else if (v->kind == AIRBYTE_BOOL)
		buf_str(out, v->truth ? "true" : "false");
	else if (v->kind == AIRBYTE_NULL || s == NULL)
		buf_str(out, "null");
	else
		json_quote(s, strlen(s), out);
}

/* Whether it is one of Python's: no 007, and none of our own words. */
static bool
is_literal(const struct jinja *j, size_t node)
{
	const struct jinja_node *at = &j->nodes[node];
	size_t child;

	switch (at->kind) {
	case JINJA_STRING:
		return true;
	case JINJA_NUMBER:
		return at->s[0] != '0' || at->s[1] == '\0' || at->s[1] == '.';
	case JINJA_TRUE:
	case JINJA_FALSE:
	case JINJA_NULL:
		return at->s[0] >= 'A' && at->s[0] <= 'Z';
	case JINJA_LIST:
	case JINJA_DICT:
		for (child = at->child; child != JINJA_NONE;
		     child = j->nodes[child].next)
			if (!is_literal(j, child))
				return false;
		return true;
	default:
		return false;
	}
}

void
airbyte_literal(struct airbyte_stream *st, struct airbyte_value *v)
{
	struct jinja j = { 0 };
	struct error e;
	size_t root;

	if (v->kind != AIRBYTE_TEXT || strlen(v->s) > JINJA_LENGTH ||
	    *v->s == '(' || *v->s == ' ')
		return;
	if (jinja_parse(&j, v->s, strlen(v->s), &root, &e) == 0 &&
	    is_literal(&j, root))
		(void)!airbyte_eval(st, &j, root, v);
	jinja_free(&j);
}

static void
use_setting(struct airbyte_stream *st, const struct airbyte_value *v)
{
	struct document *d = st->a->d;
	size_t node = airbyte_setting(st->a, v->s);
	size_t otherwise = document_get(d, node, "default");
	const char *type = document_text(d, node, "type");
	const char *title = document_text(d, node, "title");
	const char *fallback = document_scalar(d, otherwise);
	struct source_members p = { 0 };
	struct buf b = buf_make(SIZE_MAX / 2);

	if (v->fallback != NULL)
		fallback = v->fallback;
	if (title != NULL)
		source_put_text(&p, "about", title);
	if (fallback != NULL && *fallback != '\0') {
		source_template_text(&b, fallback, strlen(fallback));
		buf_byte(&b, '\0');
		source_put_text(&p, "default", (const char *)b.data);
	}
	if (v->format != NULL)
		source_put_bool(&p, "date", true);
	if (type != NULL && strcmp(type, "integer") == 0)
		source_put_int(&p, "min", -2147483648LL);
	source_put_members(&st->settings, v->s, &p);
	source_members_free(&p);
	buf_free(&b);
}

/* One format for each bound, wherever it is named. */
static int
use_time(struct airbyte_stream *st, const struct airbyte_value *v)
{
	const char **to = v->kind == AIRBYTE_SINCE ? &st->since_format
						   : &st->until_format;
	const char *format = airbyte_format(st, v->format);

	if (format == NULL)
		return airbyte_fail(st, "a time as '%s'",
		    v->format != NULL ? v->format : "");
	if (*to != NULL && strcmp(*to, format) != 0)
		return airbyte_fail(st, "a time in two formats");
	*to = format;
	return 0;
}

int
airbyte_put_template(struct airbyte_stream *st, const struct airbyte_value *v,
    struct buf *out)
{
	const char *s = airbyte_constant(v);

	switch (v->kind) {
	case AIRBYTE_SETTING:
		if (airbyte_is_secret(st->a, v->s)) {
			if (!st->secretly)
				return airbyte_fail(st,
				    "the secret config.%s within a text", v->s);
			buf_printf(out, "{secret.%s}",
			    airbyte_secret(st, v->s));
			return 0;
		}
		use_setting(st, v);
		buf_printf(out, "{%s}", v->s);
		return 0;
	case AIRBYTE_FIELD:
		buf_printf(out, "{%s}", v->s);
		return 0;
	case AIRBYTE_TEMPLATE:
		buf_str(out, v->s);
		return 0;
	case AIRBYTE_SINCE:
	case AIRBYTE_UNTIL:
		if (use_time(st, v) != 0)
			return -1;
		buf_str(out, v->kind == AIRBYTE_SINCE ? "{since}" : "{until}");
		return 0;
	case AIRBYTE_TIME:
	case AIRBYTE_DURATION:
		return airbyte_fail(st, "the time of the request");
	case AIRBYTE_JSON:
		return airbyte_fail(st, "a list as a text");
	default:
		source_template_text(out, s, strlen(s));
		return 0;
	}
}

static int
eval_part(struct airbyte_stream *st, const char *s, size_t len,
    struct airbyte_value *v)
{
	struct jinja j = { 0 };
	size_t root;
	struct error e = { 0 };
	int rc;

	if (jinja_parse(&j, s, len, &root, &e) != 0)
		rc = airbyte_fail(st, "%s: %.200s", e.text, s);
	else
		rc = airbyte_eval(st, &j, root, v);
	jinja_free(&j);
	return rc;
}

int
airbyte_template(
    struct airbyte_stream *st, const char *text, struct airbyte_value *v)
{
	struct buf out = buf_make(SIZE_MAX / 2);
	size_t at = 0, from, len, parts = 0;
	bool expression, statement, constant = true;
	struct buf plain = buf_make(SIZE_MAX / 2);
	int rc = 0;

	memset(v, 0, sizeof(*v));
	while (rc == 0 &&
	       jinja_part(text, &at, &from, &len, &expression, &statement)) {
		parts++;
		v->kind = AIRBYTE_TEXT;
		if (statement)
			rc = airbyte_fail(st, "a statement: %.100s", text + from);
		else if (expression)
			rc = eval_part(st, text + from, len, v);
		else
			v->s = document_keep(st->d, text + from, len);
		if (rc != 0 || v->s == NULL)
			v->s = "";
		if (parts == 1 && text[at] == '\0')
			break;
		constant = constant && airbyte_is_constant(v);
		if (rc == 0 && airbyte_is_constant(v))
			buf_str(&plain, airbyte_constant(v));
		if (rc == 0)
			rc = airbyte_put_template(st, v, &out);
	}
	if (parts == 0 || (parts > 1 && rc == 0)) {
		struct buf *b = constant ? &plain : &out;

		memset(v, 0, sizeof(*v));
		v->kind = constant ? AIRBYTE_TEXT : AIRBYTE_TEMPLATE;
		v->s = airbyte_text(st, "%.*s", (int)b->len,
		    b->data != NULL ? (char *)b->data : "");
	}
	buf_free(&out);
	buf_free(&plain);
	return rc;
}

int
airbyte_node(struct airbyte_stream *st, size_t node, struct airbyte_value *v)
{
	struct document *d = st->d;
	const char *s = document_string(d, node);
	struct buf b = buf_make(SIZE_MAX / 2);
	enum json_kind kind = document_kind(d, node);

	memset(v, 0, sizeof(*v));
	if (s != NULL)
		return airbyte_template(st, s, v);
	v->kind = kind == JSON_NUMBER ? AIRBYTE_NUMBER
		  : kind == JSON_TRUE || kind == JSON_FALSE ? AIRBYTE_BOOL
		  : kind == JSON_ARRAY || kind == JSON_OBJECT ? AIRBYTE_JSON
							      : AIRBYTE_NULL;
	v->truth = kind == JSON_TRUE;
	document_put(d, node, &b);
	v->s = airbyte_text(st, "%.*s", (int)b.len, b.data);
	buf_free(&b);
	return 0;
}
