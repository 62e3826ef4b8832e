/* http_request: what a resource is asked for with; see http_request.h. */
#include "api/http_request.h"

#include <string.h>
#include <strings.h>

#include "api/desc_param.h"
#include "api/desc_parents.h"
#include "api/param_value.h"
#include "base/mem.h"
#include "http/field.h"
#include "http/percent.h"
#include "http/query.h"
#include "http/url.h"
#include "json/text.h"

#define URL_MAX	 ((size_t)1 << 20)
#define BODY_MAX ((size_t)16 << 20)

/* What is being made, and of what. */
struct maker {
	const struct desc_resource *r;
	const struct request_params *params;
	struct template_var *vars; /* the parameters, and parent_key; owned */
	struct template_scope scope; /* of these and more */
	char **presets; /* defaults with values, by parameter; owned */
	struct http_request *out;
	struct error *e;
};

static struct template_var
var_of(const struct desc_param *p, const char *value)
{
	struct template_var v = { .name = p->name, .text = value,
		.dots = p->host };

	v.len = value != NULL ? strlen(value) : 0;
	if (value != NULL && !p->repeat && desc_param_is_json(p, value)) {
		v.json = value;
		v.json_len = v.len;
	}
	return v;
}

/*
 * What a parameter is: where the list has come to, what a parent or a list of
 * values has of its name, or what was set for it.
 */
static const char *
value_of(const struct maker *m, const struct desc_param *p,
    const struct template_scope *more)
{
	const struct desc_pages *pages = &m->r->pages;
	const struct template_var *v = NULL;

	if (pages->made && pages->param != NULL &&
	    strcmp(pages->param, p->name) == 0)
		v = template_find(more, HTTP_REQUEST_PAGE);
	else if (pages->size != NULL && strcmp(pages->size, p->name) == 0)
		v = template_find(more, HTTP_REQUEST_SIZE);
	else if (desc_names_given(m->r, p->name))
		v = template_find(more, p->name);
	return v != NULL && v->text != NULL ? v->text :
					      request_value(m->params, p);
}

/* A name beside the parameters', which may have been set as one of them. */
static void
add_name(struct maker *m, char *name, const struct template_scope *more)
{
	struct desc_param p = { .name = name };

	/* What comes goes before what was set. */
	if (template_find(more, name) == NULL)
		m->vars[m->scope.n++] =
		    var_of(&p, request_value(m->params, &p));
}

/* The names of parameters, with what was set or else their plain defaults. */
static void
open_scope(struct maker *m, const struct template_scope *more)
{
	const struct desc_resource *r = m->r;
	const struct desc_parent *parent = r->parents;
	size_t i, nfields = r->nparents > 0 ? parent->nfields : 0;

	m->vars = mem_new(r->nparams + r->neach + nfields + 1,
	    sizeof(*m->vars));
	m->presets = mem_new(r->nparams + 1, sizeof(*m->presets));
	m->scope = (struct template_scope){ m->vars, r->nparams, more };
	for (i = 0; i < r->nparams; i++)
		m->vars[i] = var_of(&r->params[i],
		    value_of(m, &r->params[i], more));
	if (r->parent_key != NULL)
		add_name(m, r->parent_key, more);
	for (i = 0; i < nfields; i++)
		add_name(m, parent->fields[i].name, more);
	for (i = 0; i < r->neach; i++)
		add_name(m, r->each[i].name, more);
}

/* Defaults that have names, of which none has such a default in turn. */
static int
put_presets(struct maker *m)
{
	struct buf b = buf_make(URL_MAX);
	const struct template *preset;
	size_t i;
	int rc = 0;

	for (i = 0; rc >= 0 && i < m->r->nparams; i++) {
		preset = &m->r->params[i].preset;
		if (m->vars[i].text != NULL || preset->text == NULL)
			continue;
		rc = template_put(preset, TEMPLATE_TEXT, &m->scope, &b, m->e);
		if (rc != 1)
			continue;
		m->presets[i] = buf_take(&b);
		m->vars[i] = var_of(&m->r->params[i], m->presets[i]);
	}
	buf_free(&b);
	return rc < 0 ? -1 : 0;
}

/*
 * What is sent of a parameter, appended; 1, 0 when it is not sent, or -1.  Its
 * own value may stand within a larger one.
 */
static int
put_sent(const struct maker *m, size_t i, struct buf *out)
{
	const struct desc_param *p = &m->r->params[i];

	if (p->until)
		return 0;
	if (p->sent.text != NULL)
		return template_put(
		    &p->sent, TEMPLATE_TEXT, &m->scope, out, m->e);
	if (m->vars[i].text == NULL)
		return 0;
	buf_put(out, m->vars[i].text, m->vars[i].len);
	return 1;
}

/* What is too long is left out of a buffer: never send a request without it. */
static int
check_room(const struct buf *b, const char *what, struct error *e)
{
	if (!b->failed)
		return 0;
	error_set(e, ERROR_INPUT, "the %s of a request is longer than %zu bytes",
	    what, b->max);
	return -1;
}

/* Those of the parameters that go to the place, one after the other. */
static int
put_params(const struct maker *m, enum desc_in in, struct buf *out,
    void (*put)(const struct desc_param *p, const struct buf *value,
	struct buf *out))
{
	struct buf value = buf_make(BODY_MAX);
	size_t i;
	int rc = 0;

	for (i = 0; rc >= 0 && i < m->r->nparams; i++) {
		if (m->r->params[i].in != in)
			continue;
		buf_reset(&value);
		rc = put_sent(m, i, &value);
		if (rc == 1)
			rc = check_room(&value, m->r->params[i].name, m->e);
		else
			continue;
		if (rc == 0)
			put(&m->r->params[i], &value, out);
	}
	buf_free(&value);
	return rc < 0 ? -1 : 0;
}

/* A bound of the times that are asked for, where it has a parameter. */
static void
put_bound(const struct maker *m, const struct desc_bound *b, const char *name,
    struct buf *url)
{
	const struct template_var *v = template_find(&m->scope, name);

	if (b->param != NULL && v != NULL && v->text != NULL)
		query_add(url, b->param, v->text, v->len);
}

static int
make_url(const struct maker *m, const char *base_url)
{
	struct buf path = buf_make(URL_MAX), url = buf_make(URL_MAX);
	char *s;
	int rc = template_put(
	    &m->r->path, TEMPLATE_PATH, &m->scope, &path, m->e);

	if (rc == 0)
		error_set(m->e, ERROR_USAGE, "a name in the path '%s' has no "
		    "value", m->r->path.text);
	if (rc == 1 && check_room(&path, "path", m->e) != 0)
		rc = -1;
	s = buf_take(&path);
	url_join(base_url, s, &url);
	mem_free(s);
	rc = rc == 1 ?
	    put_params(m, DESC_IN_QUERY, &url, param_value_query) :
	    -1;
	put_bound(m, &m->r->incremental.since, "since", &url);
	put_bound(m, &m->r->incremental.until, "until", &url);
	if (rc == 0 && url.failed) {
		error_set(m->e, ERROR_INPUT, "a URL is longer than %zu bytes",
		    URL_MAX);
		rc = -1;
	}
	if (rc == 0)
		m->out->url = buf_take(&url);
	buf_free(&url);
	return rc;
}

static void
add_header(struct http_request *out, const char *line, size_t len)
{
	out->headers = mem_resize(
	    out->headers, out->nheaders + 2, sizeof(*out->headers));
	out->headers[out->nheaders++] = mem_dup(line, len);
	out->headers[out->nheaders] = NULL;
}

/* A header that is not the same in each request belongs to its name. */
static void
add_varying(struct buf *varying, const struct buf *line)
{
	buf_put(varying, line->data, line->len);
	buf_byte(varying, '\n');
}

static int
check_header(const struct desc_param *p, struct buf *value, struct error *e)
{
	buf_byte(value, 0);
	value->len--;
	if (strlen((const char *)value->data) == value->len &&
	    field_is_value((const char *)value->data))
		return 0;
	error_set(e, ERROR_INPUT,
	    "the %s cannot stand in a header: it has control bytes", p->name);
	return -1;
}

static int
put_param_headers(const struct maker *m, struct buf *varying)
{
	struct buf value = buf_make(URL_MAX), line = buf_make(2 * URL_MAX);
	size_t i;
	int rc = 0;

	for (i = 0; rc >= 0 && i < m->r->nparams; i++) {
		if (m->r->params[i].in != DESC_IN_HEADER)
			continue;
		buf_reset(&value);
		buf_reset(&line);
		rc = put_sent(m, i, &value);
		if (rc == 1)
			rc = check_room(&value, "header", m->e);
		else if (rc == 0)
			continue;
		if (rc == 0)
			rc = check_header(&m->r->params[i], &value, m->e);
		buf_printf(&line, "%s: ", m->r->params[i].name);
		buf_put(&line, value.data, value.len);
		add_header(m->out, (const char *)line.data, line.len);
		add_varying(varying, &line);
	}
	buf_free(&value);
	buf_free(&line);
	return rc < 0 ? -1 : 0;
}

static int
make_headers(const struct maker *m)
{
	const struct desc_request *q = &m->r->request;
	struct buf line = buf_make(URL_MAX), varying = buf_make(BODY_MAX);
	size_t i;
	int rc = 0;

	for (i = 0; rc >= 0 && i < q->nheaders; i++) {
		buf_reset(&line);
		rc = template_put(
		    &q->headers[i], TEMPLATE_HEADER, &m->scope, &line, m->e);
		if (rc != 1)
			continue;
		rc = check_room(&line, "header", m->e);
		add_header(m->out, (const char *)line.data, line.len);
		if (!template_is_plain(&q->headers[i]))
			add_varying(&varying, &line);
	}
	if (rc >= 0)
		rc = put_param_headers(m, &varying);
	if (rc >= 0 && varying.len > 0)
		m->out->varying = buf_take(&varying);
	buf_free(&line);
	buf_free(&varying);
	return rc < 0 ? -1 : 0;
}

static bool
has_header(const struct http_request *q, const char *name)
{
	size_t i, n = strlen(name);

	for (i = 0; i < q->nheaders; i++)
		if (strncasecmp(q->headers[i], name, n) == 0 &&
		    q->headers[i][n] == ':')
			return true;
	return false;
}

static int
make_form(const struct maker *m, struct buf *out)
{
	const struct desc_request *q = &m->r->request;
	size_t i, before;
	int rc;

	for (i = 0; i < q->nform; i++) {
		before = out->len;
		if (before > 0)
			buf_byte(out, '&');
		percent_encode(out, q->form[i].name, strlen(q->form[i].name));
		buf_byte(out, '=');
		rc = template_put(&q->form[i].text, TEMPLATE_QUERY, &m->scope,
		    out, m->e);
		if (rc < 0)
			return -1;
		if (rc == 0)
			out->len = before;
	}
	return put_params(m, DESC_IN_BODY, out, param_value_form);
}

static int
make_json(const struct maker *m, struct buf *out)
{
	const struct desc_request *q = &m->r->request;
	int rc = 1;

	if (q->graphql != NULL) {
		buf_str(out, "{\"query\":");
		json_quote(q->graphql, strlen(q->graphql), out);
		buf_str(out, ",\"variables\":");
	}
	if (q->body.kind != JSON_NONE)
		rc = body_template_put(&q->body, &m->scope, out, m->e);
	else
		buf_str(out, "{}");
	if (rc == 1)
		rc = put_params(m, DESC_IN_BODY, out, param_value_member);
	if (q->graphql != NULL)
		buf_byte(out, '}');
	return rc < 0 ? -1 : 0;
}

static int
make_body(const struct maker *m)
{
	const struct desc_request *q = &m->r->request;
	struct buf body = buf_make(BODY_MAX);
	const char *type = q->has_form
	    ? "Content-Type: application/x-www-form-urlencoded"
	    : "Content-Type: application/json";
	int rc;

	if (!q->has_form && !q->has_body && q->graphql == NULL)
		return 0;
	rc = q->has_form ? make_form(m, &body) : make_json(m, &body);
	if (rc == 0 && body.failed) {
		error_set(m->e, ERROR_INPUT,
		    "the body of a request is longer than %zu bytes", BODY_MAX);
		rc = -1;
	}
	if (rc == 0) {
		m->out->body_len = body.len;
		m->out->body = buf_take(&body);
		if (!has_header(m->out, "content-type"))
			add_header(m->out, type, strlen(type));
	}
	buf_free(&body);
	return rc;
}

int
http_request_make(const char *base_url, const struct desc_resource *r,
    const struct request_params *p, const struct template_scope *more,
    struct http_request *out, struct error *e)
{
	struct maker m = { .r = r, .params = p, .out = out, .e = e };
	size_t i;
	int rc;

	*out = (struct http_request){ .method = r->request.method };
	open_scope(&m, more);
	rc = put_presets(&m);
	if (rc == 0)
		rc = make_url(&m, base_url);
	if (rc == 0)
		rc = make_headers(&m);
	if (rc == 0)
		rc = make_body(&m);
	/* A plain GET is what needs nothing to be said. */
	if (out->method != NULL && strcmp(out->method, "GET") == 0 &&
	    out->body == NULL)
		out->method = NULL;
	for (i = 0; i < r->nparams; i++)
		mem_free(m.presets[i]);
	mem_free(m.presets);
	mem_free(m.vars);
	if (rc != 0)
		http_request_free(out);
	return rc;
}

int
http_request_make_at(const char *url, const struct desc_request *q,
    const struct template_scope *scope, struct http_request *out,
    struct error *e)
{
	struct desc_resource r = { .request = *q };
	struct maker m = { .r = &r, .scope = { NULL, 0, scope }, .out = out,
		.e = e };
	int rc;

	*out = (struct http_request){ .method = q->method };
	out->url = mem_str(url);
	rc = make_headers(&m);
	if (rc == 0)
		rc = make_body(&m);
	if (rc != 0)
		http_request_free(out);
	return rc;
}

const char *
http_request_method(const struct http_request *q)
{
	return q->method != NULL ? q->method : "GET";
}

void
http_request_name(const struct http_request *q, const char *url,
    struct buf *out)
{
	buf_str(out, url);
	if (q->method == NULL && q->body == NULL && q->varying == NULL)
		return;
	buf_printf(out, "\n%s\n%s\n", http_request_method(q),
	    q->varying != NULL ? q->varying : "");
	buf_put(out, q->body, q->body_len);
}

void
http_request_show(const struct http_request *q, struct buf *out)
{
	buf_printf(out, "%s ", http_request_method(q));
	buf_str(out, q->url);
	if (q->body == NULL || q->body_len == 0)
		return;
	buf_byte(out, ' ');
	buf_put(out, q->body, q->body_len);
}

void
http_request_free(struct http_request *q)
{
	size_t i;

	for (i = 0; i < q->nheaders; i++)
		mem_free(q->headers[i]);
	mem_free(q->headers);
	mem_free(q->url);
	mem_free(q->body);
	mem_free(q->varying);
	*q = (struct http_request){ 0 };
}
