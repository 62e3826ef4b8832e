/* airbyte_request: what is asked for; see airbyte.h. */
#include <string.h>
#include <strings.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_value.h"
#include "base/cc.h"
#include "json/text.h"
#include "json/tree.h"

static const char *
text_of(struct airbyte_stream *st, struct buf *b)
{
	const char *s = airbyte_text(
	    st, "%.*s", (int)b->len, b->data != NULL ? (char *)b->data : "");

	buf_free(b);
	return s;
}

static int
put_node(struct airbyte_stream *st, size_t node, struct buf *out)
{
	struct airbyte_value v;

	if (node == JSON_NO_NODE || document_kind(st->d, node) == JSON_NULL)
		return 0;
	if (airbyte_node(st, node, &v) != 0)
		return -1;
	return airbyte_put_template(st, &v, out);
}

int
airbyte_url(struct airbyte_stream *st, size_t requester, struct buf *out)
{
	struct buf path = buf_make(SIZE_MAX / 2);
	const char *place = st->place;
	const uint8_t *s;
	size_t len;

	st->place = airbyte_at(st, place, "url_base");
	if (put_node(st, document_get(st->d, requester, "url_base"), out) != 0 ||
	    put_node(st, document_get(st->d, requester, "url"), out) != 0)
		return -1;
	st->place = airbyte_at(st, place, "path");
	if (put_node(st, document_get(st->d, requester, "path"), &path) != 0) {
		buf_free(&path);
		return -1;
	}
	st->place = place;
	s = path.data;
	len = path.len;
	if (len > 7 && (memcmp(s, "https:/", 7) == 0 ||
			   memcmp(s, "http://", 7) == 0))
		buf_reset(out);
	else
		for (; len > 0 && *s == '/'; len--)
			s++;
	/* a path of "/" alone is one, too */
	while (path.len > 0 && out->len > 0 && out->data[out->len - 1] == '/')
		out->len--;
	if (path.len > 0 && out->len > 0)
		buf_byte(out, '/');
	buf_put(out, s, len);
	buf_free(&path);
	return 0;
}

/* Whether a template is one name alone; *name is without its braces. */
static bool
is_name(struct airbyte_stream *st, const char *s, const char **name)
{
	size_t len = strlen(s);

	if (len < 3 || s[0] != '{' || s[1] == '{' ||
	    strchr(s, '}') != s + len - 1)
		return false;
	*name = airbyte_text(st, "%.*s", (int)len - 2, s + 1);
	return true;
}

static int
put_list(struct airbyte_stream *st, const struct airbyte_value *v,
    struct source_members *p)
{
	struct json_tree t = { 0 };
	struct buf all = buf_make(SIZE_MAX / 2);
	size_t at = JSON_NO_NODE;
	struct error e;
	int rc = 0;

	if (json_parse(&t, v->s, strlen(v->s), DOCUMENT_DEPTH, &e) != 0 ||
	    t.nodes[0].kind != JSON_ARRAY)
		rc = airbyte_fail(st, "an object as a parameter");
	while (rc == 0 && (at = json_next(&t, 0, at)) != JSON_NO_NODE) {
		if (all.len > 0)
			buf_byte(&all, ',');
		if (t.nodes[at].kind >= JSON_ARRAY)
			rc = airbyte_fail(st, "a list of lists");
		buf_put(&all, t.text + t.nodes[at].from,
		    t.nodes[at].to - t.nodes[at].from);
	}
	json_tree_free(&t);
	buf_byte(&all, '\0');
	source_put_text(p, "default", (const char *)all.data);
	source_put_bool(p, "repeat", true);
	buf_free(&all);
	return rc;
}

static int
put_constant(struct airbyte_stream *st, const struct airbyte_value *v,
    bool body, struct source_members *p)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	struct airbyte_value list = *v;

	airbyte_literal(st, &list);
	if (list.kind == AIRBYTE_JSON)
		return put_list(st, &list, p);
	if (body && list.kind != AIRBYTE_TEXT) {
		airbyte_put_json(&list, &b);
		source_put_buf(p, "default", &b);
		return 0;
	}
	source_template_text(
	    &b, airbyte_constant(v), strlen(airbyte_constant(v)));
	source_put_text(p, "default", text_of(st, &b));
	return 0;
}

static int
put_template(struct airbyte_stream *st, const char *name,
    const struct airbyte_value *v, struct source_members *p)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *text, *alone;
	const char *setting;

	if (airbyte_put_template(st, v, &b) != 0) {
		buf_free(&b);
		return -1;
	}
	text = text_of(st, &b);
	if (!is_name(st, text, &alone) || strcmp(alone, name) != 0) {
		source_put_text(p, "value", text);
		return 0;
	}
	/* it is what users set itself, or what a parent has */
	setting = source_member(&st->settings, name);
	if (setting != NULL)
		source_put(&st->params, name, setting);
	return 0;
}

static int
add_param(struct airbyte_stream *st, const char *name, const char *in,
    const struct airbyte_value *v)
{
	struct source_members p = { 0 };
	const char *text = airbyte_constant(v);
	bool body = in != NULL && strcmp(in, "body") == 0;
	int rc;

	if (v->kind == AIRBYTE_NULL || (text != NULL && *text == '\0'))
		return 0;
	if ((v->kind == AIRBYTE_SINCE || v->kind == AIRBYTE_UNTIL) && !body &&
	    source_member(&st->params, v->kind == AIRBYTE_SINCE ? "//since"
							: "//until") == NULL) {
		struct buf b = buf_make(64);

		rc = airbyte_put_template(st, v, &b);
		buf_free(&b);
		source_put(&st->params,
		    v->kind == AIRBYTE_SINCE ? "//since" : "//until", name);
		return rc;
	}
	rc = text != NULL ? put_constant(st, v, body, &p)
			  : put_template(st, name, v, &p);
	if (rc == 0 && in != NULL)
		source_put_text(&p, "in", in);
	if (rc == 0 && (p.n > 0 || source_member(&st->params, name) == NULL))
		source_put_members(&st->params, name, &p);
	source_members_free(&p);
	return rc;
}

int
airbyte_param_text(struct airbyte_stream *st, const char *name, const char *in,
    const char *text)
{
	struct airbyte_value v;
	const char *prefix, *secret;

	if (in == NULL &&
	    airbyte_secret_text(st, text, false, &prefix, &secret)) {
		if (*prefix != '\0')
			return airbyte_fail(st, "a secret within a text");
		airbyte_credential(st, "query", name, "", secret);
		return 0;
	}
	if (airbyte_template(st, text, &v) != 0)
		return -1;
	return add_param(st, name, in, &v);
}

int
airbyte_param(struct airbyte_stream *st, const char *name, const char *in,
    size_t value)
{
	const char *s = document_string(st->d, value);
	struct airbyte_value v;

	if (s != NULL)
		return airbyte_param_text(st, name, in, s);
	if (airbyte_node(st, value, &v) != 0)
		return -1;
	return add_param(st, name, in, &v);
}

/* A query that stands in the path. */
static int
split_query(struct airbyte_stream *st, const char *query)
{
	while (*query != '\0') {
		size_t len = strcspn(query, "&"), eq = strcspn(query, "=");
		struct airbyte_value v = { .kind = AIRBYTE_TEMPLATE };

		if (len > 0 && eq < len) {
			v.s = airbyte_text(
			    st, "%.*s", (int)(len - eq - 1), query + eq + 1);
			if (strchr(v.s, '%') != NULL || strchr(v.s, '+'))
				return airbyte_fail(st, "an encoded query");
			if (add_param(st, airbyte_text(st, "%.*s", (int)eq, query),
				NULL, &v) != 0)
				return -1;
		}
		query += len + (query[len] == '&');
	}
	return 0;
}

/* The origin, and the path after it. */
static int
split_url(struct airbyte_stream *st, const char *url)
{
	const char *host = strstr(url, "://"), *path, *query;
	struct buf b = buf_make(SIZE_MAX / 2);

	if (url[0] == '{' && url[1] != '{')
		path = strchr(url, '}') + 1;
	else if (host != NULL)
		path = host + 3 + strcspn(host + 3, "/?");
	else
		return airbyte_fail(st, "it is not a URL: %.200s", url);
	if (strchr("/?", *path) == NULL)
		return airbyte_fail(st, "it is not a URL: %.200s", url);
	st->origin = airbyte_text(st, "%.*s", (int)(path - url), url);
	query = strchr(path, '?');
	if (*path != '/')
		buf_byte(&b, '/');
	buf_put(&b, path,
	    query != NULL ? (size_t)(query - path) : strlen(path));
	source_put_text(&st->members, "path", text_of(st, &b));
	return query != NULL ? split_query(st, query + 1) : 0;
}

static int
put_headers(struct airbyte_stream *st, size_t headers)
{
	size_t at = JSON_NO_NODE;
	const char *text, *name, *prefix, *secret;
	struct airbyte_value v;
	struct buf b = buf_make(SIZE_MAX / 2);

	if (document_kind(st->d, headers) == JSON_STRING)
		return airbyte_fail(st, "headers that are computed");
	while ((at = document_next(st->d, headers, at)) != JSON_NO_NODE) {
		name = document_string(st->d, at);
		text = document_scalar(st->d, at + 1);
		if (name == NULL || text == NULL)
			continue;
		if (airbyte_secret_text(st, text, false, &prefix, &secret)) {
			airbyte_credential(st, "header", name, prefix, secret);
			continue;
		}
		if (airbyte_template(st, text, &v) != 0)
			return -1;
		if (v.kind == AIRBYTE_NULL || v.kind == AIRBYTE_UNDEFINED)
			continue;
		buf_printf(&b, "%s: ", name);
		if (airbyte_put_template(st, &v, &b) != 0) {
			buf_free(&b);
			return -1;
		}
		airbyte_comma(&st->headers, 0);
		json_quote((const char *)b.data, b.len, &st->headers);
		buf_reset(&b);
	}
	buf_free(&b);
	return 0;
}

static int
put_text(struct airbyte_stream *st, const char *s, struct buf *out)
{
	struct airbyte_value v;
	struct buf b = buf_make(SIZE_MAX / 2);
	int rc = airbyte_template(st, s, &v);

	if (rc == 0 && airbyte_is_constant(&v)) {
		airbyte_literal(st, &v);
		if (v.kind == AIRBYTE_TEXT) {
			source_template_text(&b, v.s, strlen(v.s));
			v.s = text_of(st, &b);
		}
		if (v.kind == AIRBYTE_JSON && strchr(v.s, '{') != NULL)
			return airbyte_fail(st, "an object within a text");
		airbyte_put_json(&v, out);
		return 0;
	}
	if (rc == 0)
		rc = airbyte_put_template(st, &v, &b);
	if (rc == 0)
		json_quote((const char *)b.data, b.len, out);
	buf_free(&b);
	return rc;
}

int
airbyte_put_body(struct airbyte_stream *st, size_t node, struct buf *out)
{
	enum json_kind kind = document_kind(st->d, node);
	bool object = kind == JSON_OBJECT, first = true;
	const char *s = document_string(st->d, node);
	size_t at = JSON_NO_NODE;

	if (s != NULL)
		return put_text(st, s, out);
	if (!object && kind != JSON_ARRAY) {
		document_put(st->d, node, out);
		return 0;
	}
	buf_byte(out, object ? '{' : '[');
	while ((at = document_next(st->d, node, at)) != JSON_NO_NODE) {
		if (!first)
			buf_byte(out, ',');
		first = false;
		if (object) {
			s = document_string(st->d, at);
			if (s == NULL || strchr(s, '{') || strchr(s, '?'))
				return airbyte_fail(st, "a name with a template");
			json_quote(s, strlen(s), out);
			buf_byte(out, ':');
		}
		if (airbyte_put_body(st, object ? at + 1 : at, out) != 0)
			return -1;
	}
	buf_byte(out, object ? '}' : ']');
	return 0;
}

static int
put_body(struct airbyte_stream *st, size_t requester)
{
	static const char *const names[][2] = { { "request_body_json", "body" },
		{ "request_body_data", "form" } };
	size_t i, node, any = document_get(st->d, requester, "request_body");
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *place = st->place;

	for (i = 0; i < LEN(names); i++) {
		const char *type = airbyte_type(st, any);
		bool mine = strcmp(type, "RequestBodyUrlEncodedForm") == 0
				? i == 1
				: (strcmp(type, "RequestBodyJsonObject") == 0 ||
				      strcmp(type, "RequestBodyGraphQL") == 0) &&
				      i == 0;

		st->place = airbyte_at(st, place, names[i][0]);
		node = document_get(st->d, requester, names[i][0]);
		if (node == JSON_NO_NODE && mine)
			node = document_get(st->d, any, "value");
		if (node == JSON_NO_NODE || document_count(st->d, node) == 0) {
			if (document_string(st->d, node) != NULL)
				return airbyte_fail(st, "a body that is a text");
			continue;
		}
		if (airbyte_put_body(st, node, &b) != 0) {
			buf_free(&b);
			return -1;
		}
		source_put_buf(&st->members, names[i][1], &b);
	}
	st->place = place;
	return 0;
}

int
airbyte_request(struct airbyte_stream *st, size_t requester)
{
	const char *place = st->place;
	const char *method = document_text(st->d, requester, "http_method");
	size_t params = document_get(st->d, requester, "request_parameters");
	size_t at = JSON_NO_NODE;
	struct buf url = buf_make(SIZE_MAX / 2);

	if (airbyte_url(st, requester, &url) != 0) {
		buf_free(&url);
		return -1;
	}
	st->place = airbyte_at(st, place, "path");
	if (split_url(st, text_of(st, &url)) != 0)
		return -1;
	st->place = airbyte_at(st, place, "http_method");
	if (method != NULL && strcasecmp(method, "GET") != 0) {
		if (strcmp(method, "POST") != 0)
			return airbyte_fail(st, "the method %s", method);
		source_put_text(&st->members, "method", method);
	}
	st->place = airbyte_at(st, place, "request_parameters");
	if (document_string(st->d, params) != NULL)
		return airbyte_fail(st, "parameters that are computed");
	if (document_kind(st->d, params) == JSON_OBJECT)
		while ((at = document_next(st->d, params, at)) != JSON_NO_NODE)
			if (airbyte_param(st, document_string(st->d, at), NULL,
				at + 1) != 0)
				return -1;
	st->place = airbyte_at(st, place, "request_headers");
	if (put_headers(st, document_get(st->d, requester, "request_headers")) != 0)
		return -1;
	st->place = place;
	/* connectors send no body with GET, whatever the manifest has */
	return source_member(&st->members, "method") != NULL
		   ? put_body(st, requester)
		   : 0;
}
