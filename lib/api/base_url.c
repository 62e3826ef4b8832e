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

static bool
is_origin(const struct desc *d, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < d->norigins; i++)
		if (strlen(d->origins[i].name) == len &&
		    memcmp(d->origins[i].name, name, len) == 0)
			return true;
	return false;
}

/* How long the origin's name before a URL is; 0: there is none. */
static size_t
name_len(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return s[n] == '=' ? n : 0;
}

static bool
is_named(const char *s, const char *origin)
{
	size_t n = name_len(s), len = origin != NULL ? strlen(origin) : 0;

	return n == len && (n == 0 || memcmp(s, origin, n) == 0);
}

/* What is wrong with the list, whichever origin is meant. */
static int
check_list(const struct desc *d, const struct opt_list *urls, struct error *e)
{
	const char *s;
	size_t i, k, n;

	for (i = 0; i < urls->n; i++) {
		s = urls->values[i];
		n = name_len(s);
		if (n > 0 && !is_origin(d, s, n)) {
			error_set(e, ERROR_USAGE,
			    "--base-url: %s has no origin '%.*s'", d->name,
			    (int)n, s);
			return -1;
		}
		for (k = 0; k < i; k++)
			if (name_len(urls->values[k]) == n &&
			    memcmp(urls->values[k], s, n) == 0) {
				error_set(e, ERROR_USAGE,
				    "--base-url is given twice%s%.*s",
				    n > 0 ? " for " : "", (int)n, s);
				return -1;
			}
	}
	return 0;
}

int
base_url_choose(const struct desc *d, const struct opt_list *urls,
    const char **url, struct error *e)
{
	const char *s;
	size_t i;

	*url = NULL;
	if (check_list(d, urls, e) != 0)
		return -1;
	for (i = 0; i < urls->n && *url == NULL; i++) {
		s = urls->values[i];
		if (is_named(s, d->origin))
			*url = s + (d->origin != NULL ? name_len(s) + 1 : 0);
	}
	if (*url != NULL || urls->n == 0 || d->origin == NULL)
		return 0;
	error_set(e, ERROR_USAGE,
	    "--base-url does not say where the origin '%s' is: give "
	    "--base-url %s=URL", d->origin, d->origin);
	return -1;
}
