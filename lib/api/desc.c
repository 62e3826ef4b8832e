/* desc: what is known of an API; see desc.h. */
#include "api/desc.h"

#include <stdlib.h>
#include <string.h>

#include "api/desc_auth.h"
#include "api/desc_errors.h"
#include "api/desc_names.h"
#include "api/desc_origin.h"
#include "api/desc_param.h"
#include "api/desc_resource.h"
#include "api/desc_table.h"
#include "api/desc_webhooks.h"
#include "base/mem.h"
#include "base/num.h"
#include "io/fd.h"
#include "json/decode.h"
#include "table/time.h"

#define DESC_MAX ((size_t)16 << 20)
#define DESC_DEPTH 64
#define DESC_VERSION 2

/* "UTC", "Z", or "+HH:MM". */
static int
read_zone(struct json_decoder *l, size_t node, void *to)
{
	char *s = json_take_string(l->t, node);
	bool ok = s != NULL && time_parse_zone(s, strlen(s), to);

	mem_free(s);
	return ok ? 0
		  : json_decode_wrong(
			l, "\"UTC\" or an offset like \"+02:00\"");
}

static int
read_resource(struct json_decoder *l, size_t node, char *name, void *to)
{
	int rc = desc_read_resource(l, node, name, to);

	if (rc != 0)
		error_prefix(l->e, "%s", name);
	mem_free(name);
	return rc;
}

static const struct json_decode_array resource_members = {
	"an object of resources", sizeof(struct desc_resource), NULL,
	read_resource
};

static int
read_version(struct json_decoder *l, size_t node, void *to)
{
	int64_t v;

	if (!json_i64(l->t, node, 1, DESC_VERSION, &v))
		return json_decode_wrong(l, "1 or 2");
	*(int *)to = l->version = (int)v;
	return 0;
}

/* The version decides on all other members, wherever it stands. */
static int
find_version(struct json_decoder *l)
{
	size_t node = json_get(l->t, 0, "version");
	int version;

	if (node == JSON_NO_NODE || read_version(l, node, &version) == 0)
		return 0;
	error_prefix(l->e, "version");
	return -1;
}

static const struct json_decode_field fields[] = {
	JSON_DECODE_FIELD(desc, version, "version", read_version),
	JSON_DECODE_FIELD(desc, name, "name", json_decode_str),
	JSON_DECODE_FIELD(desc, about, "about", json_decode_str),
	JSON_DECODE_FIELD(desc, base_url, "base_url", template_decode_v2),
	JSON_DECODE_FIELD(desc, base_url_env, "base_url_env", json_decode_str),
	JSON_DECODE_ARRAY(desc, regions, nregions, "regions", &desc_region_members),
	JSON_DECODE_ARRAY_SINCE(
	    2, desc, origins, norigins, "origins", &desc_origin_members),
	JSON_DECODE_ARRAY_SINCE(
	    2, desc, params, nparams, "params", &desc_param_members),
	JSON_DECODE_ARRAY_SINCE(
	    2, desc, secrets, nsecrets, "secrets", &desc_secret_members),
	JSON_DECODE_WHOLE("auth", desc_read_auths),
	JSON_DECODE_FIELD(desc, id_chars, "id_chars", json_decode_str),
	JSON_DECODE_FIELD(desc, retry_on, "retry_on", json_decode_str),
	JSON_DECODE_FIELD(desc, rate, "rate", rate_bounds_decode),
	JSON_DECODE_FIELD(desc, error_text, "error_text", json_decode_path),
	JSON_DECODE_FIELD_SINCE(2, desc, errors, "errors", desc_read_errors),
	JSON_DECODE_FIELD(desc, zone_minutes, "zone", read_zone),
	JSON_DECODE_WHOLE("webhooks", desc_read_webhooks),
	JSON_DECODE_ARRAY(desc, resources, nresources, "resources",
	    &resource_members),
};

/* Whether resources are asked for by an id of that name. */
static bool
is_parent_key(const struct desc *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->nresources; i++)
		if (d->resources[i].parent_key != NULL &&
		    strcmp(d->resources[i].parent_key, name) == 0)
			return true;
	return false;
}

static void
find_joins(const struct desc *d, struct desc_table *t)
{
	size_t i;

	for (i = 0; i < t->nkeys; i++)
		t->keys[i].joins = is_parent_key(d, t->keys[i].carried);
}

/* What the parts must have between them. */
static int
complete(struct json_decoder *l, struct desc *d)
{
	size_t i;

	for (i = 0; i < d->nresources; i++) {
		find_joins(d, &d->resources[i].table);
		find_joins(d, &d->resources[i].envelope.table);
	}
	if (d->name == NULL)
		return json_decode_wrong(l, "'name'");
	if (d->nresources == 0)
		return json_decode_wrong(l, "'resources' with at least one");
	if (desc_settle_auths(d, l->e) != 0)
		return -1;
	return desc_settle_origins(d, l->e);
}

/* Whose words a description is. */
enum origin {
	ORIGIN_FILE,
	ORIGIN_BUILTIN,
	ORIGIN_USER,
};

static struct desc *
parse(const char *text, size_t len, const char *source, enum origin origin,
    struct error *e)
{
	struct desc *d = mem_new(1, sizeof(*d));
	struct json_tree tree = { 0 };
	struct json_decoder l = { &tree, e, 1 };
	int rc;

	d->builtin = origin == ORIGIN_BUILTIN;
	d->own = origin == ORIGIN_USER;
	d->version = 1;
	d->source = mem_str(source);
	rc = json_parse(&tree, text, len, DESC_DEPTH, e);
	if (rc == 0)
		rc = find_version(&l);
	if (rc == 0)
		rc = json_decode_object(&l, 0, fields, LEN(fields), d);
	if (rc == 0)
		rc = complete(&l, d);
	if (rc == 0)
		rc = desc_settle_names(&l, d);
	json_tree_free(&tree);
	if (rc == 0)
		return d;
	e->kind = ERROR_USAGE;
	error_prefix(e, "API description %s", source);
	desc_free(d);
	return NULL;
}

struct desc *
desc_parse(const char *text, size_t len, const char *source, struct error *e)
{
	return parse(text, len, source, ORIGIN_FILE, e);
}

struct desc *
desc_parse_own(const char *text, size_t len, const char *source,
    struct error *e)
{
	return parse(text, len, source, ORIGIN_USER, e);
}

const char *
desc_choose(const char *option)
{
	const char *named = getenv("AAI_API");

	if (option != NULL)
		return option;
	return named != NULL && named[0] != '\0' ? named : NULL;
}

bool
desc_owns(const struct desc *d, const char *variable)
{
	const char *s = d->name;
	bool named = false;
	char c;

	if (d->builtin || d->own)
		return true;
	if (strncmp(variable, "AAI_", 4) == 0)
		return false;
	for (; *s != '\0'; s++) {
		c = *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s;
		if ((c < 'A' || c > 'Z') && (c < '0' || c > '9'))
			c = '_';
		named = named || c != '_';
		if (*variable++ != c)
			return false;
	}
	return named && variable[0] == '_' && variable[1] != '\0';
}

/* Say which names there are to one who mistyped one. */
static void
add_names(struct error *e)
{
	struct buf names = buf_make(1 << 16);
	struct error why = *e;

	desc_put_names(&names);
	error_set(e, why.kind, "%s; known by name are %.*s", why.text,
	    (int)names.len, (const char *)names.data);
	buf_free(&names);
}

struct desc *
desc_open(const char *path, struct error *e)
{
	struct buf b = buf_make(DESC_MAX);
	struct desc *d = NULL;
	const char *text;
	size_t len;

	if (path == NULL) {
		text = desc_builtin(&len);
		return parse(text, len, "(built in)", ORIGIN_BUILTIN,
		    e);
	}
	text = desc_named(path, &len);
	if (text != NULL)
		return desc_parse(text, len, path, e);
	if (fd_slurp_file(path, &b, e) == 0)
		d = desc_parse((const char *)b.data, b.len, path, e);
	else if (strpbrk(path, "./") == NULL)
		add_names(e);
	buf_free(&b);
	return d;
}

const struct desc_resource *
desc_resource(const struct desc *d, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < d->nresources; i++)
		if (strlen(d->resources[i].name) == len &&
		    memcmp(d->resources[i].name, name, len) == 0)
			return &d->resources[i];
	return NULL;
}

const struct desc_table *
desc_table(const struct desc *d, const char *name, size_t len)
{
	const struct desc_resource *r = desc_resource(d, name, len);
	const char *s;
	size_t i;

	if (r != NULL)
		return &r->table;
	for (i = 0; i < d->nresources; i++) {
		s = d->resources[i].envelope.table.name;
		if (s != NULL && strlen(s) == len && memcmp(s, name, len) == 0)
			return &d->resources[i].envelope.table;
	}
	return desc_webhook_table(d->webhooks, name, len);
}

bool
desc_is_list(const struct desc_resource *r)
{
	if (r->list != DESC_LIST_AUTO)
		return r->list == DESC_LIST_YES;
	return r->kind != DESC_JSON || r->records.n > 0 || r->deeper > 0 ||
	    r->records_jq != NULL ||
	    r->pages.kind != DESC_PAGING_NONE;
}

void
desc_free(struct desc *d)
{
	size_t i;

	if (d == NULL)
		return;
	for (i = 0; i < d->nresources; i++)
		desc_free_resource(&d->resources[i]);
	mem_free(d->resources);
	desc_free_webhooks(d->webhooks);
	desc_free_regions(d->regions, d->nregions);
	desc_free_origins(d);
	mem_free(d->source);
	mem_free(d->name);
	mem_free(d->about);
	template_free(&d->base_url);
	desc_free_auths(d->auths, d->nauths);
	desc_free_secrets(d);
	mem_free(d->auth_advice);
	desc_free_params(d->params, d->nparams);
	mem_free(d->params);
	mem_free(d->base_url_env);
	mem_free(d->id_chars);
	mem_free(d->retry_on);
	path_free(&d->error_text);
	desc_free_errors(&d->errors);
	mem_free(d);
}
