/* desc_pages: how a resource's list is paged; see desc_pages.h. */
#include "api/desc_pages.h"

#include "api/desc_errors.h"
#include "api/desc_source.h"
#include "api/desc_table.h"
#include "base/mem.h"

static int
read_paging(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "none", "param_of_url", "next_url",
		"link", "cursor", "last", "offset", "page", NULL };
	int i = json_decode_choice(l, node, names);

	if (i < 0)
		return -1;
	*(enum desc_paging *)to = (enum desc_paging)i;
	return 0;
}

static const struct json_decode_field end_fields[] = {
	JSON_DECODE_FIELD(desc_end, at, "at", desc_read_source),
	JSON_DECODE_ARRAY(desc_end, is.items, is.n, "is", &desc_value_list),
	JSON_DECODE_ARRAY(desc_end, starts.items, starts.n, "starts",
	    &desc_string_list),
	JSON_DECODE_FIELD(desc_end, negated, "not", json_decode_bool),
	JSON_DECODE_FIELD(desc_end, jq, "jq", json_decode_str),
};

static int
read_end(struct json_decoder *l, size_t node, void *to)
{
	struct desc_end *d = to;

	if (json_decode_object(l, node, end_fields, LEN(end_fields), d) != 0)
		return -1;
	if (d->jq == NULL && !d->at.on)
		return json_decode_wrong(l, "one of 'at' and 'jq'");
	if (d->jq != NULL && d->at.on)
		return json_decode_wrong(l, "'at' or 'jq', not both,");
	if (d->jq == NULL && d->is.n == 0 && d->starts.n == 0)
		return json_decode_wrong(
		    l, "one of 'is' and 'starts' beside 'at'");
	return 0;
}

static const struct json_decode_array end_list = { "a list of conditions",
	sizeof(struct desc_end), read_end, NULL };

static const struct json_decode_field pages_fields[] = {
	JSON_DECODE_FIELD(desc_pages, kind, "kind", read_paging),
	JSON_DECODE_FIELD(desc_pages, next, "next", desc_read_source),
	JSON_DECODE_FIELD(desc_pages, param, "param", json_decode_str),
	JSON_DECODE_FIELD(desc_pages, rel, "rel", json_decode_str),
	JSON_DECODE_FIELD(desc_pages, size, "size", json_decode_str),
	JSON_DECODE_FIELD(desc_pages, start, "start", json_decode_i64),
	JSON_DECODE_FIELD(desc_pages, count, "count", json_decode_path),
	JSON_DECODE_FIELD(desc_pages, total, "total", json_decode_path),
	JSON_DECODE_FIELD(desc_pages, more, "more", json_decode_path),
	JSON_DECODE_FIELD(
	    desc_pages, short_ends, "short_ends", json_decode_bool),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_pages, empty_ends, "empty_ends", json_decode_bool),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_pages, pages_total, "pages_total", desc_read_source),
	JSON_DECODE_ARRAY_SINCE(
	    2, desc_pages, ends, nends, "ends", &end_list),
	JSON_DECODE_ARRAY_SINCE(2, desc_pages, status_ends, nstatus_ends,
	    "status_ends", &desc_status_list),
};

/* Whether the kind puts a value of its own into requests. */
static bool
puts_value(const struct desc_pages *p)
{
	return p->kind != DESC_PAGING_NONE && p->kind != DESC_PAGING_NEXT_URL &&
	    p->kind != DESC_PAGING_LINK;
}

int
desc_read_pages(struct json_decoder *l, size_t node, void *to)
{
	struct desc_pages *p = to;
	bool next;

	p->start = -1;
	if (json_decode_object(l, node, pages_fields, LEN(pages_fields), p) !=
	    0)
		return -1;
	if (p->start < 0)
		p->start = p->kind == DESC_PAGING_PAGE ? 1 : 0;
	p->told_ends = p->short_ends && l->version > 1;
	p->shrinks = l->version > 1 && p->size != NULL && puts_value(p) &&
	    p->kind != DESC_PAGING_PAGE && p->kind != DESC_PAGING_PARAM_OF_URL;
	next = p->kind == DESC_PAGING_PARAM_OF_URL ||
	    p->kind == DESC_PAGING_NEXT_URL || p->kind == DESC_PAGING_CURSOR ||
	    p->kind == DESC_PAGING_LAST;
	if (next && (!p->next.on || (p->next.at.n == 0 &&
	    p->next.header == NULL && p->next.jq == NULL)))
		return json_decode_wrong(l, "'next' with a path");
	if (p->kind == DESC_PAGING_LAST && p->next.header != NULL)
		return json_decode_wrong(
		    l, "'next' within the last record, not a header,");
	/* From version 2 on templates may have the value instead. */
	if (p->param == NULL && puts_value(p) &&
	    (l->version < 2 || p->kind == DESC_PAGING_PARAM_OF_URL))
		return json_decode_wrong(l, "'param' with a parameter's name");
	if (!path_plain(&p->count) || !path_plain(&p->total) ||
	    !path_plain(&p->more))
		return json_decode_wrong(l, "paths of names");
	if (p->told_ends && p->size == NULL)
		return json_decode_wrong(l, "'size' beside 'short_ends'");
	return 0;
}

const char *
desc_paged_name(const struct desc_resource *r)
{
	switch (r->pages.kind) {
	case DESC_PAGING_CURSOR:
	case DESC_PAGING_LAST:
	case DESC_PAGING_PARAM_OF_URL:
		return "next";
	case DESC_PAGING_OFFSET:
		return "offset";
	case DESC_PAGING_PAGE:
		return "page";
	default:
		return NULL;
	}
}

void
desc_free_pages(struct desc_pages *p)
{
	size_t i;

	desc_free_source(&p->next);
	desc_free_source(&p->pages_total);
	path_free(&p->count);
	path_free(&p->total);
	path_free(&p->more);
	mem_free(p->param);
	mem_free(p->rel);
	mem_free(p->size);
	mem_free(p->status_ends);
	for (i = 0; i < p->nends; i++) {
		desc_free_source(&p->ends[i].at);
		desc_free_strings(&p->ends[i].is);
		desc_free_strings(&p->ends[i].starts);
		mem_free(p->ends[i].jq);
	}
	mem_free(p->ends);
}
