/* desc_names: which names templates may have; see desc_names.h. */
#include "api/desc_names.h"

#include <string.h>

#include "api/desc_auth.h"
#include "api/desc_origin.h"
#include "api/desc_pages.h"
#include "api/desc_param.h"
#include "api/desc_parents.h"
#include "base/mem.h"

/* What each template's names are looked for among. */
#define PARAMS_MAX 200

/* What names may stand for: those of a resource, or of the API alone. */
struct place {
	const struct desc *d;
	const struct desc_resource *r;
	bool preset; /* within a parameter's default */
};

static const struct desc_param *
api_param(const struct desc *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->nparams; i++)
		if (strcmp(d->params[i].name, name) == 0)
			return &d->params[i];
	return NULL;
}

/* The API's own names, for its base URLs. */
static bool
is_of_api(const void *arg, const char *name)
{
	const struct place *at = arg;

	return api_param(at->d, name) != NULL;
}

/* In the first version a path has parameters that are said to be there. */
static bool
is_of_path(const struct place *at, const struct desc_param *p)
{
	return at->d->version >= 2 || p->in == DESC_IN_PATH;
}

static bool
is_parent_key(const struct desc_resource *r, const char *name)
{
	return r->parent_key != NULL && strcmp(r->parent_key, name) == 0;
}

/* What the times that are asked for are called. */
static bool
is_bound(const struct desc_resource *r, const char *name)
{
	return (r->incremental.since.on && strcmp(name, "since") == 0) ||
	    (r->incremental.until.on && strcmp(name, "until") == 0);
}

/* What a list's pages give to templates. */
static bool
is_of_pages(const struct place *at, const char *name)
{
	const char *paged = desc_paged_name(at->r);

	if (at->d->version < 2 || paged == NULL)
		return false;
	return strcmp(name, paged) == 0 ||
	    (strcmp(name, "size") == 0 && at->r->pages.size != NULL);
}

static bool
is_known(const void *arg, const char *name)
{
	const struct place *at = arg;
	const struct desc_param *p = desc_param(at->r, name, strlen(name));

	/* Defaults that need one another would go round. */
	if (p != NULL)
		return (!at->preset || p->preset.text == NULL) &&
		    is_of_path(at, p);
	return is_parent_key(at->r, name) || is_bound(at->r, name) ||
	    is_of_pages(at, name) || desc_parents_have(at->r, name) ||
	    desc_has_each(at->r, name);
}

static int
check(const struct template *t, const struct place *at, const char *where,
    struct error *e)
{
	if (template_check(t, at->r != NULL ? is_known : is_of_api, at, e) == 0)
		return 0;
	error_prefix(e, "%s", where);
	return -1;
}

static int
check_param(const struct desc_param *p, struct place at, struct error *e)
{
	if (check(&p->sent, &at, "value", e) != 0) {
		error_prefix(e, "%s", p->name);
		return -1;
	}
	at.preset = true;
	if (check(&p->preset, &at, "default", e) != 0) {
		error_prefix(e, "%s", p->name);
		return -1;
	}
	return 0;
}

static int
check_request(const struct desc_request *q, const struct place *at,
    struct error *e)
{
	size_t i;

	for (i = 0; i < q->nheaders; i++)
		if (check(&q->headers[i], at, "headers", e) != 0)
			return -1;
	for (i = 0; i < q->nform; i++)
		if (check(&q->form[i].text, at, q->form[i].name, e) != 0) {
			error_prefix(e, "form");
			return -1;
		}
	if (body_template_check(&q->body, is_known, at, e) == 0)
		return 0;
	error_prefix(e, q->graphql != NULL ? "graphql: variables" : "body");
	return -1;
}

/* Whether some template of the resource, or the API's URL, has the name. */
static bool
is_named(const struct desc *d, const struct desc_resource *r, const char *name)
{
	const struct desc_request *q = &r->request;
	bool is = template_has(&r->path, name) ||
	    template_has(&d->base_url, name) ||
	    body_template_has(&q->body, name);
	size_t i;

	for (i = 0; i < d->nregions && !is; i++)
		is = template_has(&d->regions[i].base_url, name);
	for (i = 0; i < q->nheaders && !is; i++)
		is = template_has(&q->headers[i], name);
	for (i = 0; i < q->nform && !is; i++)
		is = template_has(&q->form[i].text, name);
	for (i = 0; i < r->nparams && !is; i++)
		is = strcmp(r->params[i].name, name) != 0 &&
		    (template_has(&r->params[i].sent, name) ||
			template_has(&r->params[i].preset, name));
	return is;
}

/* What goes into the body has no other value there. */
static int
check_body_param(const struct desc_resource *r, const struct desc_param *p,
    struct error *e)
{
	const struct desc_request *q = &r->request;
	bool twice = body_template_member(&q->body, p->name) != NULL;
	size_t i;

	for (i = 0; i < q->nform; i++)
		twice = twice || strcmp(q->form[i].name, p->name) == 0;
	if (twice)
		error_set(e, ERROR_USAGE,
		    "params: %s: the body has a member of this name, too",
		    p->name);
	else if (q->body.kind != JSON_NONE && q->body.kind != JSON_OBJECT)
		error_set(e, ERROR_USAGE,
		    "params: %s: the body is not an object, which it could go "
		    "into", p->name);
	else
		return 0;
	return -1;
}

/* Where a parameter goes whose place was not said. */
static void
settle_in(const struct desc *d, struct desc_param *p, bool named)
{
	if (d->version >= 2 && !p->in_said && p->sent.text == NULL && named)
		p->in = DESC_IN_NONE;
}

/* Those of the API alike for all resources. */
static void
settle_shared(struct desc *d)
{
	bool named;
	size_t i, k;

	for (i = 0; i < d->nparams; i++) {
		named = desc_auths_have(d->auths, d->nauths,
			    d->params[i].name) ||
		    desc_origins_have(d, d->params[i].name);
		for (k = 0; k < d->nresources && !named; k++)
			named = is_named(
			    d, &d->resources[k], d->params[i].name);
		settle_in(d, &d->params[i], named);
	}
}

/* Whether the parameter has values that are asked for one by one. */
static bool
is_list(const struct desc_resource *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->neach; i++)
		if (r->each[i].param != NULL &&
		    strcmp(r->each[i].param, name) == 0)
			return true;
	return false;
}

static int
settle_params(const struct desc *d, struct desc_resource *r, struct error *e)
{
	struct desc_param *p;
	size_t i;

	for (i = 0; i < r->nparams; i++) {
		p = &r->params[i];
		settle_in(d, p, (i < r->nparams - r->nshared &&
			is_named(d, r, p->name)) ||
			is_list(r, p->name));
		if (p->in != DESC_IN_BODY)
			continue;
		if (check_body_param(r, p, e) != 0)
			return -1;
		if (!r->request.has_form && r->request.graphql == NULL)
			r->request.has_body = true;
		if (r->request.method == NULL)
			r->request.method = "POST";
	}
	return 0;
}

/* The API's parameters after the resource's own, unless it has them. */
static void
add_params(const struct desc *d, struct desc_resource *r)
{
	size_t i;

	r->params = mem_resize(r->params, r->nparams + d->nparams + 1,
	    sizeof(*r->params));
	for (i = 0; i < d->nparams; i++)
		if (desc_param(r, d->params[i].name,
			strlen(d->params[i].name)) == NULL)
			r->params[r->nparams + r->nshared++] = d->params[i];
	r->nparams += r->nshared;
}

/* A bound that no request says would have all records come each time. */
static int
check_bound(const struct desc *d, const struct desc_resource *r,
    const struct desc_bound *b, const char *name, struct error *e)
{
	if (!b->on || b->param != NULL || is_named(d, r, name))
		return 0;
	error_set(e, ERROR_USAGE,
	    "incremental: %s: 'param' is needed, or a template with {%s}",
	    name, name);
	return -1;
}

/*
 * Where a page's value goes: into templates, into a parameter that has a place
 * of its own, or into the query of the first page's URL.
 */
static int
settle_pages(const struct desc *d, struct desc_resource *r, struct error *e)
{
	struct desc_pages *p = &r->pages;
	const char *paged = desc_paged_name(r);
	const struct desc_param *param = NULL;

	if (d->version < 2 || paged == NULL)
		return 0;
	if (p->param != NULL)
		param = desc_param(r, p->param, strlen(p->param));
	p->made = is_named(d, r, paged) ||
	    (param != NULL && (param->in != DESC_IN_QUERY ||
				  param->sent.text != NULL ||
				  is_named(d, r, p->param)));
	if (p->made || p->param != NULL)
		return 0;
	error_set(e, ERROR_USAGE,
	    "pages: 'param' with a parameter's name is wanted, or a template "
	    "with {%s}", paged);
	return -1;
}

/* Which of the parents' fields requests have. */
static void
settle_fields(const struct desc *d, struct desc_resource *r)
{
	struct desc_value *v;
	size_t i, k;

	for (i = 0; i < r->nparents; i++)
		for (k = 0; k < r->parents[i].nfields; k++) {
			v = &r->parents[i].fields[k];
			v->asked = is_named(d, r, v->name) ||
			    desc_param(r, v->name, strlen(v->name)) != NULL;
		}
}

static int
settle_resource(const struct desc *d, struct desc_resource *r, struct error *e)
{
	struct place at = { d, r, false };
	size_t i;

	if (desc_check_parents(r, e) != 0 ||
	    check(&r->path, &at, "path", e) != 0 ||
	    check_request(&r->request, &at, e) != 0 ||
	    check_bound(d, r, &r->incremental.since, "since", e) != 0 ||
	    check_bound(d, r, &r->incremental.until, "until", e) != 0 ||
	    settle_params(d, r, e) != 0 || settle_pages(d, r, e) != 0)
		return -1;
	settle_fields(d, r);
	for (i = 0; i < r->nparams; i++)
		if (check_param(&r->params[i], at, e) != 0) {
			error_prefix(e, "params");
			return -1;
		}
	return 0;
}

/* One origin's base URL, and those of its regions. */
static int
check_origin(const struct place *at, const struct template *base_url,
    const struct desc_region *regions, size_t n, struct error *e)
{
	size_t i;

	if (check(base_url, at, "base_url", e) != 0)
		return -1;
	for (i = 0; i < n; i++)
		if (check(&regions[i].base_url, at, regions[i].name, e) != 0) {
			error_prefix(e, "regions");
			return -1;
		}
	return 0;
}

static int
check_urls(const struct desc *d, struct error *e)
{
	struct place at = { d, NULL, false };
	const struct desc_origin *o;
	size_t i;

	if (check_origin(&at, &d->base_url, d->regions, d->nregions, e) != 0)
		return -1;
	for (i = 0; i < d->norigins; i++) {
		o = &d->origins[i];
		if (check_origin(&at, &o->base_url, o->regions, o->nregions,
			e) != 0) {
			error_prefix(e, "origins: %s", o->name);
			return -1;
		}
	}
	return 0;
}

static int
check_number(size_t n, struct error *e)
{
	if (n <= PARAMS_MAX)
		return 0;
	error_set(e, ERROR_USAGE, "params: at most %d are wanted", PARAMS_MAX);
	return -1;
}

int
desc_settle_names(struct json_decoder *l, struct desc *d)
{
	size_t i;

	if (check_number(d->nparams, l->e) != 0 || check_urls(d, l->e) != 0)
		return -1;
	settle_shared(d);
	for (i = 0; i < d->nresources; i++) {
		if (check_number(d->resources[i].nparams, l->e) == 0) {
			add_params(d, &d->resources[i]);
			if (settle_resource(d, &d->resources[i], l->e) == 0)
				continue;
		}
		error_prefix(l->e, "resources: %s", d->resources[i].name);
		return -1;
	}
	return 0;
}
