/* airbyte_parents: partitions; see airbyte.h. */
#include <string.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_value.h"
#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int
declare(struct airbyte_stream *st, const char *name)
{
	size_t i;

	for (i = 0; i < st->nfields; i++)
		if (same(st->fields[i], name))
			return 0;
	if (st->nfields == AIRBYTE_FIELDS)
		return airbyte_fail(st, "too many parts of a partition");
	st->fields[st->nfields++] = airbyte_text(st, "%s", name);
	return 0;
}

static const char *
constant(struct airbyte_stream *st, size_t node, const char *name)
{
	size_t at = document_get(st->d, node, name);
	struct airbyte_value v;

	if (at == JSON_NO_NODE || airbyte_node(st, at, &v) != 0)
		return NULL;
	return airbyte_constant(&v);
}

/* A list of constants, or what users set. */
static int
put_list(struct airbyte_stream *st, size_t router)
{
	const char *name = constant(st, router, "cursor_field");
	const char *old = source_member(&st->members, "for_each");
	size_t values = document_get(st->d, router, "values");
	struct buf b = buf_make(SIZE_MAX / 2);
	struct airbyte_value v;
	int rc = airbyte_node(st, values, &v);

	if (rc != 0 || name == NULL)
		return rc != 0 ? -1 : airbyte_fail(st, "a list without a name");
	if (declare(st, name) != 0)
		return -1;
	buf_str(&b, old != NULL ? old : "{}");
	b.len--;
	airbyte_comma(&b, 1);
	json_quote(name, strlen(name), &b);
	buf_byte(&b, ':');
	airbyte_literal(st, &v);
	if (v.kind == AIRBYTE_JSON && strchr(v.s, '{') == NULL &&
	    strstr(v.s, "[]") == NULL) {
		buf_str(&b, v.s);
	} else if (v.kind == AIRBYTE_SETTING) {
		struct source_members p = { 0 };
		const char *param = same(v.s, name)
					? airbyte_text(st, "%s_list", v.s)
					: v.s;

		source_put_text(&p, "in", "none");
		source_put_members(&st->params, param, &p);
		source_members_free(&p);
		buf_printf(&b, "{\"param\":\"%s\"}", param);
	} else {
		rc = airbyte_fail(st, "a list that is computed");
	}
	buf_byte(&b, '}');
	source_put_buf(&st->members, "for_each", &b);
	buf_free(&b);
	return rc;
}

/* More values of the parent's record, and what that has of its own parent. */
static int
put_fields(struct airbyte_stream *st, size_t config,
    const struct airbyte_made *made, const char *key)
{
	size_t list = document_get(st->d, config, "extra_fields");
	size_t at = JSON_NO_NODE, step;
	struct source_members f = { 0 };
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *name, *fields = made->fields;

	while (document_kind(st->d, list) == JSON_ARRAY &&
	       (at = document_next(st->d, list, at)) != JSON_NO_NODE) {
		name = NULL;
		step = JSON_NO_NODE;
		buf_reset(&b);
		while ((step = document_next(st->d, at, step)) !=
		       JSON_NO_NODE) {
			name = document_string(st->d, step);
			if (b.len > 0)
				buf_byte(&b, '.');
			airbyte_put_name(&b, name != NULL ? name : "");
		}
		if (name == NULL || declare(st, name) != 0)
			break;
		source_put_text(&f, name,
		    airbyte_text(st, "%.*s", (int)b.len, b.data));
	}
	buf_free(&b);
	while (fields != NULL && *fields != '\0') {
		size_t len = strcspn(fields, ",");

		name = airbyte_text(st, "%.*s", (int)len, fields);
		if (!same(name, key) && source_member(&f, name) == NULL &&
		    declare(st, name) == 0)
			source_put_text(&f, name, name);
		fields += len + (fields[len] == ',');
	}
	if (f.n > 0)
		source_put_members(&st->members, "//fields", &f);
	source_members_free(&f);
	return 0;
}

static int
put_parent(struct airbyte_stream *st, size_t config)
{
	size_t parent = document_get(st->d, config, "stream");
	const char *field = constant(st, config, "partition_field");
	const char *key = constant(st, config, "parent_key");
	struct source_members p = { 0 }, one = { 0 };
	struct airbyte_made *made;
	const char *path, *resource;

	if (field == NULL || key == NULL)
		return airbyte_fail(st, "a parent without a key");
	st->place = airbyte_at(st, st->place, "stream");
	made = airbyte_make(st->a, st->d, parent, st->place);
	if (made->why != NULL)
		return airbyte_fail(st, "its parent %s could not be described: "
					"%s", made->stream, made->why);
	resource = airbyte_text(
	    st, "%s", st->a->m->resources[made->resource].name);
	path = airbyte_record_path(st, parent, key);
	if (path == NULL)
		return airbyte_fail(st, "a parent's key that is computed");
	if (declare(st, field) != 0 || put_fields(st, config, made, field) != 0)
		return -1;
	st->parent = resource;
	source_put_text(&st->members, "parent_key", field);
	source_put_text(&p, "id", path);
	source_put_members(&one, resource, &p);
	source_put_members(&st->members, "parents", &one);
	source_members_free(&p);
	source_members_free(&one);
	return 0;
}

static int
put_router(struct airbyte_stream *st, size_t router)
{
	const char *type = airbyte_type(st, router);
	size_t configs = document_get(st->d, router, "parent_stream_configs");
	const char *place = st->place;
	int rc;

	if (same(type, "ListPartitionRouter"))
		return put_list(st, router);
	if (!same(type, "SubstreamPartitionRouter"))
		return airbyte_fail(st, "partitions by %s", type);
	if (document_count(st->d, configs) != 1)
		return airbyte_fail(st, "several parents");
	if (source_member(&st->members, "parents") != NULL)
		return airbyte_fail(st, "the product of several parents");
	st->place = airbyte_at(st, place, "parent_stream_configs[0]");
	rc = put_parent(st, document_next(st->d, configs, JSON_NO_NODE));
	if (rc == 0)
		st->place = place;
	return rc;
}

int
airbyte_parents(struct airbyte_stream *st, size_t router)
{
	size_t at = JSON_NO_NODE;
	const char *place = st->place;

	st->place = airbyte_at(st, place, "partition_router");
	if (document_kind(st->d, router) == JSON_OBJECT) {
		if (put_router(st, router) != 0)
			return -1;
	} else if (document_kind(st->d, router) == JSON_ARRAY) {
		while ((at = document_next(st->d, router, at)) != JSON_NO_NODE)
			if (put_router(st, at) != 0)
				return -1;
	}
	st->place = place;
	return 0;
}

/* Whether a template of the resource names it. */
static bool
is_named(struct airbyte_stream *st, const char *name)
{
	const char *hole = airbyte_text(st, "{%s}", name);
	static const char *const members[] = { "path", "body", "form" };
	size_t i;

	for (i = 0; i < LEN(members); i++) {
		const char *s = source_member(&st->members, members[i]);

		if (s != NULL && strstr(s, hole) != NULL)
			return true;
	}
	for (i = 0; i < st->params.n; i++)
		if (strstr(st->params.items[i].json, hole) != NULL ||
		    same(st->params.items[i].name, name))
			return true;
	return st->headers.len > 0 &&
	       strstr(airbyte_text(st, "%.*s", (int)st->headers.len,
			  st->headers.data),
		   hole) != NULL;
}

static int
put_option(struct airbyte_stream *st, size_t owner, const char *field)
{
	size_t option = document_get(st->d, owner, "request_option");
	const char *param = NULL;
	struct source_members p = { 0 };

	if (document_kind(st->d, option) == JSON_OBJECT && field != NULL) {
		if (airbyte_option(st, option, field, &param) != 0)
			return -1;
		if (param != NULL) {
			const char *in =
			    document_text(st->d, option, "inject_into");

			if (in != NULL && strncmp(in, "body", 4) == 0)
				source_put_text(&p, "in", "body");
			if (!same(param, field))
				source_put_text(&p, "value",
				    airbyte_text(st, "{%s}", field));
			source_put_members(&st->params, param, &p);
			source_members_free(&p);
		}
	}
	if (field != NULL && !is_named(st, field))
		return airbyte_fail(st, "a partition that no request has: '%s'",
		    field);
	return 0;
}

static int
put_options(struct airbyte_stream *st, size_t router)
{
	size_t configs = document_get(st->d, router, "parent_stream_configs");
	size_t config = document_next(st->d, configs, JSON_NO_NODE);

	if (same(airbyte_type(st, router), "ListPartitionRouter"))
		return put_option(
		    st, router, constant(st, router, "cursor_field"));
	if (configs == JSON_NO_NODE || config == JSON_NO_NODE)
		return 0;
	return put_option(st, config, constant(st, config, "partition_field"));
}

/* Fields that are named go into the parent. */
static void
put_used_fields(struct airbyte_stream *st)
{
	const char *all = source_member(&st->members, "//fields");
	const char *parents = source_member(&st->members, "parents");
	struct document f = { 0 };
	struct source_members used = { 0 };
	struct error e;
	size_t at = JSON_NO_NODE;
	struct buf b = buf_make(SIZE_MAX / 2);

	if (all == NULL || parents == NULL)
		return;
	if (document_read(&f, all, strlen(all), 1 << 20, &e) == 0)
		while ((at = document_next(&f, 0, at)) != JSON_NO_NODE)
			if (is_named(st, document_string(&f, at)))
				source_put_text(&used, document_string(&f, at),
				    document_string(&f, at + 1));
	document_free(&f);
	source_drop(&st->members, "//fields");
	if (used.n > 0) {
		struct source_members outer = { 0 };

		source_put_members(&outer, "fields", &used);
		/* {"x":{"id":"y"}}: before the last two braces */
		buf_put(&b, parents, strlen(parents) - 2);
		buf_printf(&b, ",\"fields\":%s}}",
		    source_member(&outer, "fields"));
		source_put_buf(&st->members, "parents", &b);
		source_members_free(&outer);
	}
	source_members_free(&used);
	buf_free(&b);
}

int
airbyte_partitions(struct airbyte_stream *st, size_t router)
{
	size_t at = JSON_NO_NODE;
	const char *place = st->place;

	st->place = airbyte_at(st, place, "partition_router");
	if (document_kind(st->d, router) == JSON_OBJECT) {
		if (put_options(st, router) != 0)
			return -1;
	} else if (document_kind(st->d, router) == JSON_ARRAY) {
		while ((at = document_next(st->d, router, at)) != JSON_NO_NODE)
			if (put_options(st, at) != 0)
				return -1;
	}
	put_used_fields(st);
	st->place = place;
	return 0;
}
