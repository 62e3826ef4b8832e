/* base_url: where an API is; see base_url.h. */
#include "api/base_url.h"

#include <stdlib.h>
#include <string.h>

#include "api/desc_param.h"
#include "base/mem.h"
#include "http/url.h"

#define URL_MAX ((size_t)64 << 10)

static const struct template *
find_region(const struct desc *d, const char *name, struct error *e)
{
	struct buf all = buf_make(512);
	size_t i;

	for (i = 0; i < d->nregions; i++) {
		if (strcmp(d->regions[i].name, name) == 0) {
			buf_free(&all);
			return &d->regions[i].base_url;
		}
		buf_printf(&all, "%s%s", i > 0 ? ", " : "",
		    d->regions[i].name);
	}
	buf_byte(&all, 0);
	error_set(e, ERROR_USAGE, "--region '%s': %s has %s%s", name, d->name,
	    all.len > 1 ? "" : "none", (char *)all.data);
	buf_free(&all);
	return NULL;
}

/* The first of the template's names that has no value. */
static int
say_missing(const struct desc *d, const struct template *t,
    const struct template_scope *scope, struct error *e)
{
	const struct template_var *v = NULL;
	size_t i;

	for (i = 0; i < t->n; i++) {
		if (t->pieces[i].is_name)
			v = template_find(scope, t->pieces[i].text);
		if (v != NULL && v->text == NULL)
			break;
	}
	i = (size_t)(v - scope->vars);
	error_set(e, ERROR_USAGE,
	    "the base URL of %s is '%s': it needs --param %s=VALUE%s%s",
	    d->name, t->text, d->params[i].name,
	    d->params[i].about != NULL ? ": " : "",
	    d->params[i].about != NULL ? d->params[i].about : "");
	return -1;
}

static int
put(const struct desc *d, const struct template *t,
    const struct request_params *params, struct buf *out, struct error *e)
{
	struct template_var *vars = mem_new(d->nparams + 1, sizeof(*vars));
	struct template_scope scope = { vars, d->nparams, NULL };
	const char *value;
	size_t i;
	int rc;

	for (i = 0; i < d->nparams; i++) {
		value = request_value(params, &d->params[i]);
		vars[i] = (struct template_var){ .name = d->params[i].name,
			.text = value, .dots = d->params[i].host };
		vars[i].len = value != NULL ? strlen(value) : 0;
	}
	rc = template_put_url(t, &scope, out, e);
	if (rc == 0)
		rc = say_missing(d, t, &scope, e);
	if (rc < 0 && e->kind == ERROR_INPUT)
		e->kind = ERROR_USAGE;
	mem_free(vars);
	return rc < 0 ? -1 : 0;
}

/*
 * What the environment says, where it is for the description to say; *url NULL:
 * nothing.  A variable of others may be a secret, and would be a host's name;
 * and so may one that it calls its own: what is not a URL is in no message.
 */
static int
of_environment(const struct desc *d, const char **url, struct error *e)
{
	struct error why;

	if (d->base_url_env != NULL && desc_owns(d, d->base_url_env))
		*url = getenv(d->base_url_env);
	if (*url != NULL && **url == '\0')
		*url = NULL;
	if (*url == NULL || url_check(*url, true, &why) == 0)
		return 0;
	error_set(e, ERROR_USAGE,
	    "%s does not hold a URL to fetch from, as %s says it does: give "
	    "--base-url",
	    d->base_url_env, d->source);
	return -1;
}

char *
base_url_find(const struct desc *d, const struct base_url_choice *choice,
    const struct request_params *params, struct error *e)
{
	const struct template *t = &d->base_url;
	struct buf b = buf_make(URL_MAX);
	const char *url = choice->url;
	char *made = NULL;

	if (url != NULL && choice->region != NULL) {
		error_set(e, ERROR_USAGE,
		    "--base-url and --region exclude each other");
		return NULL;
	}
	if (choice->region != NULL) {
		t = find_region(d, choice->region, e);
		if (t == NULL)
			return NULL;
	} else if (url == NULL && of_environment(d, &url, e) != 0) {
		return NULL;
	}
	if (url != NULL && *url != '\0')
		return mem_str(url);
	if (t->text == NULL)
		error_set(e, ERROR_USAGE, "%s has no base URL: give --base-url",
		    d->name);
	else if (put(d, t, params, &b, e) == 0)
		made = buf_take(&b);
	buf_free(&b);
	return made;
}
