/* desc_resource: the reader for resources; see desc_resource.h. */
#include "api/desc_resource.h"

#include <string.h>

#include "api/desc_errors.h"
#include "api/desc_incremental.h"
#include "api/desc_pages.h"
#include "api/desc_param.h"
#include "api/desc_parents.h"
#include "api/desc_records.h"
#include "api/desc_request.h"
#include "api/desc_source.h"
#include "api/desc_table.h"
#include "base/mem.h"
#include "base/num.h"
#include "table/schema.h"

static int
read_status(struct json_decoder *l, size_t node, void *to)
{
	int64_t v;

	if (!json_i64(l->t, node, 100, 599, &v))
		return json_decode_wrong(l, "an HTTP status");
	*(int *)to = (int)v;
	return 0;
}

static const struct json_decode_field answer_fields[] = {
	JSON_DECODE_FIELD(desc_answer, status, "status", read_status),
	JSON_DECODE_FIELD(desc_answer, text, "text", json_decode_str),
};

static int
read_answer(struct json_decoder *l, size_t node, void *to)
{
	return json_decode_object(
	    l, node, answer_fields, LEN(answer_fields), to);
}

static const struct json_decode_array answer_list = { "a list of answers",
	sizeof(struct desc_answer), read_answer, NULL };

static const struct json_decode_field envelope_fields[] = {
	JSON_DECODE_FIELD(desc_envelope, table, "table", desc_read_table),
	JSON_DECODE_ARRAY(desc_envelope, same.items, same.n, "same",
	    &desc_string_list),
};

static int
read_envelope(struct json_decoder *l, size_t node, void *to)
{
	struct desc_envelope *v = to;

	if (json_decode_object(
		l, node, envelope_fields, LEN(envelope_fields), v) != 0)
		return -1;
	if (v->table.name == NULL)
		return json_decode_wrong(l, "'table' with 'name'");
	return schema_check_name(
	    v->table.name, strlen(v->table.name), l->e);
}

static const struct json_decode_field resource_fields[] = {
	JSON_DECODE_FIELD(desc_resource, about, "about", json_decode_str),
	JSON_DECODE_WHOLE("kind", desc_read_kind),
	JSON_DECODE_WHOLE_SINCE(2, "format", desc_read_format),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_resource, origin, "origin", json_decode_str),
	JSON_DECODE_FIELD(desc_resource, path, "path", template_decode),
	JSON_DECODE_FIELD(
	    desc_resource, parent_key, "parent_key", json_decode_str),
	JSON_DECODE_FIELD(desc_resource, parent_key_in_body,
	    "parent_key_in_body", json_decode_bool),
	JSON_DECODE_FIELD(desc_resource, index, "index", json_decode_str),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_resource, follow, "follow", desc_read_source),
	JSON_DECODE_ARRAY(
	    desc_resource, params, nparams, "params", &desc_param_members),
	JSON_DECODE_ARRAY(desc_resource, request.headers, request.nheaders,
	    "headers", &desc_header_list),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_resource, request, "method", desc_read_method),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_resource, request, "body", desc_read_body),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_resource, request, "form", desc_read_form),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_resource, request, "graphql", desc_read_graphql),
	JSON_DECODE_WHOLE("records", desc_read_records),
	JSON_DECODE_FIELD(desc_resource, list, "list", desc_read_list),
	JSON_DECODE_ARRAY_SINCE(2, desc_resource, filter.items, filter.n,
	    "filter", &desc_condition_list),
	JSON_DECODE_FIELD(desc_resource, pages, "pages", desc_read_pages),
	JSON_DECODE_FIELD(
	    desc_resource, incremental, "incremental",
	    desc_read_incremental),
	JSON_DECODE_ARRAY(
	    desc_resource, parents, nparents, "parents", &desc_parent_members),
	JSON_DECODE_ARRAY_SINCE(2, desc_resource, carry.items, carry.n, "carry",
	    &desc_string_list),
	JSON_DECODE_ARRAY_SINCE(
	    2, desc_resource, each, neach, "for_each", &desc_each_members),
	JSON_DECODE_ARRAY(
	    desc_resource, absent.items, absent.n, "absent", &answer_list),
	JSON_DECODE_ARRAY(
	    desc_resource, missing.items, missing.n, "missing", &answer_list),
	JSON_DECODE_ARRAY(
	    desc_resource, pending.items, pending.n, "pending", &answer_list),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_resource, errors, "errors", desc_read_errors),
	JSON_DECODE_FIELD(desc_resource, table, "table", desc_read_table),
	JSON_DECODE_FIELD(desc_resource, envelope, "envelope", read_envelope),
};

int
desc_read_resource(struct json_decoder *l, size_t node, const char *name,
    struct desc_resource *r)
{
	r->name = mem_str(name);
	if (schema_check_name(name, strlen(name), l->e) != 0)
		return -1;
	if (json_decode_object(
		l, node, resource_fields, LEN(resource_fields), r) != 0)
		return -1;
	if (r->table.name != NULL)
		return json_decode_wrong(l, "no 'name' in 'table', it is the "
				     "resource's,");
	r->table.name = mem_str(name);
	if (r->path.text == NULL || r->path.text[0] != '/')
		return json_decode_wrong(l, "'path' with a leading slash");
	if (r->nparents > 0 && r->parent_key == NULL)
		return json_decode_wrong(l, "'parent_key' beside 'parents'");
	if (r->file && !r->follow.on)
		return json_decode_wrong(l, "'follow' beside a format of file");
	if (r->follow.on && (r->nparents == 0 || r->incremental.on ||
		r->pages.kind != DESC_PAGING_NONE))
		return json_decode_wrong(l, "'parents' beside 'follow', and no "
		    "'pages' or 'incremental'");
	if (desc_check_records(l, r) != 0 || desc_check_incremental(l, r) != 0)
		return -1;
	return desc_settle_request(l, &r->request);
}

static void
free_answers(struct desc_answers *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		mem_free(a->items[i].text);
	mem_free(a->items);
}

void
desc_free_resource(struct desc_resource *r)
{
	mem_free(r->name);
	mem_free(r->about);
	mem_free(r->origin);
	template_free(&r->path);
	mem_free(r->parent_key);
	mem_free(r->index);
	desc_free_source(&r->follow);
	mem_free(r->records_jq);
	path_free(&r->records);
	desc_free_params(r->params, r->nparams - r->nshared);
	mem_free(r->params);
	desc_free_request(&r->request);
	desc_free_parents(r);
	desc_free_pages(&r->pages);
	desc_free_conditions(&r->filter);
	desc_free_incremental(&r->incremental);
	free_answers(&r->absent);
	free_answers(&r->missing);
	free_answers(&r->pending);
	desc_free_errors(&r->errors);
	desc_free_table(&r->table);
	desc_free_table(&r->envelope.table);
	desc_free_strings(&r->envelope.same);
}
