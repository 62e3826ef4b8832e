/* desc_origin: where an API is; see desc_origin.h. */
#include "api/desc_origin.h"

#include <string.h>

#include "api/desc_auth.h"
#include "base/mem.h"

/* More than any API has, and few enough to look through. */
#define ORIGINS_MAX 20

static int
read_region(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct desc_region *r = to;

	r->name = name;
	return template_decode_v2(l, node, &r->base_url);
}

const struct json_decode_array desc_region_members = {
	"an object of base URLs", sizeof(struct desc_region), NULL, read_region
};

static const struct json_decode_field fields[] = {
	JSON_DECODE_FIELD(desc_origin, about, "about", json_decode_str),
	JSON_DECODE_FIELD(
	    desc_origin, base_url, "base_url", template_decode_v2),
	JSON_DECODE_FIELD(
	    desc_origin, base_url_env, "base_url_env", json_decode_str),
	JSON_DECODE_ARRAY(
	    desc_origin, regions, nregions, "regions", &desc_region_members),
	JSON_DECODE_WHOLE("auth", desc_read_origin_auths),
};

/* What --base-url can name, and no URL can be taken for. */
static bool
is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n > 0 && s[n] == '\0';
}

static int
read_origin(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct desc_origin *o = to;
	size_t i;

	o->name = name;
	if (!is_name(name))
		return json_decode_wrong(
		    l, "names of small letters, digits, '_' and '-'");
	if (json_decode_object(l, node, fields, LEN(fields), o) != 0) {
		error_prefix(l->e, "%s", name);
		return -1;
	}
	for (i = 0; i < o->nauths; i++)
		if (o->auths[i].is_token) {
			error_set(l->e, ERROR_USAGE,
			    "%s: auth: a token is for the API's own origin",
			    name);
			return -1;
		}
	if (o->base_url.text != NULL)
		return 0;
	(void)json_decode_wrong(l, "'base_url'");
	error_prefix(l->e, "%s", name);
	return -1;
}

const struct json_decode_array desc_origin_members = { "an object of origins",
	sizeof(struct desc_origin), NULL, read_origin };

/* Put an origin in the place of the one in use, and that where it was. */
static void
exchange(struct desc *d, struct desc_origin *o)
{
	struct desc_origin other = *o;

	o->base_url = d->base_url;
	o->base_url_env = d->base_url_env;
	o->regions = d->regions;
	o->nregions = d->nregions;
	o->auths = d->auths;
	o->nauths = d->nauths;
	o->auth_advice = d->auth_advice;
	d->base_url = other.base_url;
	d->base_url_env = other.base_url_env;
	d->regions = other.regions;
	d->nregions = other.nregions;
	d->auths = other.auths;
	d->nauths = other.nauths;
	d->auth_advice = other.auth_advice;
}

static struct desc_origin *
find(const struct desc *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->norigins; i++)
		if (strcmp(d->origins[i].name, name) == 0)
			return &d->origins[i];
	return NULL;
}

static int
settle(struct desc *d, struct desc_origin *o, struct error *e)
{
	int rc;

	exchange(d, o);
	rc = desc_settle_auths(d, e);
	exchange(d, o);
	if (rc != 0)
		error_prefix(e, "origins: %s", o->name);
	return rc;
}

int
desc_settle_origins(struct desc *d, struct error *e)
{
	const struct desc_resource *r;
	size_t i;

	if (d->norigins > ORIGINS_MAX) {
		error_set(e, ERROR_USAGE, "origins: at most %d are wanted",
		    ORIGINS_MAX);
		return -1;
	}
	for (i = 0; i < d->norigins; i++)
		if (settle(d, &d->origins[i], e) != 0)
			return -1;
	for (i = 0; i < d->nresources; i++) {
		r = &d->resources[i];
		if (r->origin == NULL || find(d, r->origin) != NULL)
			continue;
		error_set(e, ERROR_USAGE,
		    "resources: %s: origin: '%s' is not one of 'origins'",
		    r->name, r->origin);
		return -1;
	}
	return 0;
}

bool
desc_origins_have(const struct desc *d, const char *name)
{
	const struct desc_origin *o;
	size_t i, k;

	for (i = 0; i < d->norigins; i++) {
		o = &d->origins[i];
		if (template_has(&o->base_url, name) ||
		    desc_auths_have(o->auths, o->nauths, name))
			return true;
		for (k = 0; k < o->nregions; k++)
			if (template_has(&o->regions[k].base_url, name))
				return true;
	}
	return false;
}

void
desc_exchange_origin(struct desc *d, const char *name)
{
	struct desc_origin *o = find(d, name);

	d->origin = o->name;
	exchange(d, o);
}

void
desc_free_regions(struct desc_region *regions, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		mem_free(regions[i].name);
		template_free(&regions[i].base_url);
	}
	mem_free(regions);
}

void
desc_free_origins(struct desc *d)
{
	size_t i;

	for (i = 0; i < d->norigins; i++) {
		struct desc_origin *o = &d->origins[i];

		mem_free(o->name);
		mem_free(o->about);
		template_free(&o->base_url);
		mem_free(o->base_url_env);
		desc_free_regions(o->regions, o->nregions);
		desc_free_auths(o->auths, o->nauths);
		mem_free(o->auth_advice);
	}
	mem_free(d->origins);
}
