/* request: what a resource is asked for with; see request.h. */
#include "api/request.h"

#include <string.h>

#include "api/desc_param.h"
#include "api/desc_parents.h"
#include "api/desc_request.h"
#include "base/mem.h"
#include "http/url.h"
#include "json/text.h"

/* No server takes a URL with a longer one. */
#define ID_MAX 65536

static const char *
find(const struct request_params *p, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strlen(p->names[i]) == len &&
		    memcmp(p->names[i], name, len) == 0)
			return p->values[i];
	return NULL;
}

int
request_set(struct request_params *p, const char *spelled, struct error *e)
{
	const char *equals = strchr(spelled, '=');
	size_t len;

	if (equals == NULL || equals == spelled) {
		error_set(e, ERROR_USAGE, "'%s' is not NAME=VALUE", spelled);
		return -1;
	}
	len = (size_t)(equals - spelled);
	if (find(p, spelled, len) != NULL) {
		error_set(e, ERROR_USAGE, "parameter '%.*s' is set twice",
		    (int)len, spelled);
		return -1;
	}
	if (p->n == p->cap) {
		p->cap = p->cap * 2 + 4;
		p->names = mem_resize(p->names, p->cap, sizeof(*p->names));
		p->values = mem_resize(p->values, p->cap, sizeof(*p->values));
	}
	p->names[p->n] = mem_dup(spelled, len);
	p->values[p->n++] = mem_str(equals + 1);
	return 0;
}

void
request_params_free(struct request_params *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		mem_free(p->names[i]);
		mem_free(p->values[i]);
	}
	mem_free(p->names);
	mem_free(p->values);
	*p = (struct request_params){ 0 };
}

const char *
request_value(const struct request_params *p, const struct desc_param *param)
{
	const char *value = find(p, param->name, strlen(param->name));

	return value != NULL ? value : param->value;
}

/* Whether the resource knows the name as a parameter or as its parent's. */
static bool
knows(const struct desc_resource *r, const char *name, bool with_parent)
{
	return desc_param(r, name, strlen(name)) != NULL ||
	    desc_has_each(r, name) ||
	    (!with_parent && desc_parents_have(r, name)) ||
	    (!with_parent && r->parent_key != NULL &&
		strcmp(r->parent_key, name) == 0);
}

static int
check_known(const char *name,
    const struct desc_resource *const *resources, size_t n, bool with_parent,
    struct error *e)
{
	struct buf names = buf_make(512);
	size_t i, k;

	for (i = 0; i < n; i++)
		if (knows(resources[i], name, with_parent)) {
			buf_free(&names);
			return 0;
		}
	for (i = 0; i < n; i++)
		for (k = 0; k < resources[i]->nparams; k++)
			buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
			    resources[i]->params[k].name);
	buf_byte(&names, 0);
	error_set(e, ERROR_USAGE, "there is no parameter '%s' here; %s%s", name,
	    names.len > 1 ? "there are: " : "there are none",
	    names.failed ? "" : (const char *)names.data);
	buf_free(&names);
	return -1;
}

/* Whether there is no request without it. */
static bool
is_needed(const struct desc_resource *r, const struct desc_param *param)
{
	return param->required || param->in == DESC_IN_PATH ||
	    (param->preset.text == NULL &&
		template_has(&r->path, param->name));
}

static int
check_resource(const struct request_params *p, const struct desc_resource *r,
    bool with_parent, struct error *e)
{
	const struct desc_param *param;
	const char *value;
	size_t i;

	for (i = 0; i < r->nparams; i++) {
		param = &r->params[i];
		value = request_value(p, param);
		if (value == NULL && is_needed(r, param) &&
		    !desc_has_each(r, param->name) &&
		    (!with_parent || !desc_names_given(r, param->name))) {
			error_set(e, ERROR_USAGE,
			    "%s needs --param %s=VALUE%s%s", r->name,
			    param->name, param->about != NULL ? ": " : "",
			    param->about != NULL ? param->about : "");
			return -1;
		}
		if (value != NULL && desc_param_check(r, param, value, e) != 0)
			return -1;
	}
	if (with_parent || r->parent_key == NULL ||
	    find(p, r->parent_key, strlen(r->parent_key)) != NULL)
		return 0;
	error_set(e, ERROR_USAGE,
	    "%s belongs to single ones of '%s': pipe those into aai-fanout, or "
	    "give one with --param %s=VALUE",
	    r->name, r->nparents > 0 ? r->parents[0].table : r->parent_key,
	    r->parent_key);
	return -1;
}

int
request_check(const struct request_params *p,
    const struct desc_resource *const *resources, size_t n, bool with_parent,
    struct error *e)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (check_known(p->names[i], resources, n, with_parent, e) != 0)
			return -1;
	for (i = 0; i < n; i++)
		if (check_resource(p, resources[i], with_parent, e) != 0)
			return -1;
	return 0;
}

int
request_id_check(const struct desc *d, const char *id, size_t len,
    struct error *e)
{
	size_t i;

	if (len > ID_MAX) {
		error_set(e, ERROR_INPUT,
		    "what is longer than %d bytes is not an id", ID_MAX);
		return -1;
	}
	for (i = 0; i < len; i++) {
		if ((id[i] >= '0' && id[i] <= '9') ||
		    (id[i] >= 'A' && id[i] <= 'Z') ||
		    (id[i] >= 'a' && id[i] <= 'z'))
			continue;
		if (id[i] != '\0' && (d->id_chars == NULL ?
			    (uint8_t)id[i] >= 0x20 && id[i] != 0x7f :
			    strchr(d->id_chars, id[i]) != NULL))
			continue;
		break;
	}
	/* "." and ".." would climb out of their place in a URL. */
	if (len > 0 && i == len &&
	    (len > 2 || id[0] != '.' || id[len - 1] != '.'))
		return 0;
	error_set(e, ERROR_INPUT, "'%.*s' is not an id",
	    len < 100 ? (int)len : 100, id);
	return -1;
}

static void
put_member(struct buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (out->data[out->len - 1] != '{')
		buf_byte(out, ',');
	json_quote(name, strlen(name), out);
	buf_byte(out, ':');
	json_quote(value, strlen(value), out);
}

/* The base URL's query: it may well say whose records they are. */
static void
put_query(struct buf *out, const char *base_url)
{
	const char *query = strchr(base_url, '?');
	char *s;

	if (query == NULL || query > base_url + strcspn(base_url, "#"))
		return;
	s = mem_dup(query + 1, strcspn(query + 1, "#"));
	put_member(out, "query", *s != '\0' ? s : NULL);
	mem_free(s);
}

int
request_selection(const char *base_url, const struct desc_resource *r,
    const struct request_params *p, const char *where, const char *jq,
    const char *shard, const char *account, struct buf *out, struct error *e)
{
	struct buf origin = buf_make(1 << 16);
	const struct desc_param *param;
	char *s, request[33];
	size_t i;

	if (url_origin(base_url, &origin, e) != 0) {
		buf_free(&origin);
		return -1;
	}
	s = buf_take(&origin);
	buf_byte(out, '{');
	put_member(out, "origin", s);
	mem_free(s);
	put_member(out, "resource", r->name);
	put_query(out, base_url);
	buf_str(out, ",\"filters\":{");
	for (i = 0; i < r->nparams; i++)
		if (r->params[i].selects)
			put_member(out, r->params[i].name,
			    request_value(p, &r->params[i]));
	for (i = 0; i < p->n; i++)
		if (desc_param(r, p->names[i], strlen(p->names[i])) == NULL &&
		    (desc_has_each(r, p->names[i]) ||
			desc_parents_have(r, p->names[i])))
			put_member(out, p->names[i], p->values[i]);
	param = r->parent_key != NULL ?
	    desc_param(r, r->parent_key, strlen(r->parent_key)) :
	    NULL;
	if (r->parent_key != NULL && (param == NULL || !param->selects))
		put_member(out, r->parent_key,
		    find(p, r->parent_key, strlen(r->parent_key)));
	put_member(out, "where", where);
	put_member(out, "jq", jq);
	buf_byte(out, '}');
	put_member(out, "shard", shard);
	put_member(out, "account", account);
	desc_request_name(&r->request, request);
	put_member(out, "request", request[0] != '\0' ? request : NULL);
	buf_byte(out, '}');
	return 0;
}
