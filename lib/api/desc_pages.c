/* desc_pages: how a resource's list is paged; see desc_pages.h. */
#include "api/desc_pages.h"

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

static const struct json_decode_field pages_fields[] = {
	JSON_DECODE_FIELD(desc_pages, kind, "kind", read_paging),
	JSON_DECODE_FIELD(desc_pages, next, "next", json_decode_path),
	JSON_DECODE_FIELD(desc_pages, param, "param", json_decode_str),
	JSON_DECODE_FIELD(desc_pages, rel, "rel", json_decode_str),
	JSON_DECODE_FIELD(desc_pages, size, "size", json_decode_str),
	JSON_DECODE_FIELD(desc_pages, start, "start", json_decode_i64),
	JSON_DECODE_FIELD(desc_pages, count, "count", json_decode_path),
	JSON_DECODE_FIELD(desc_pages, total, "total", json_decode_path),
	JSON_DECODE_FIELD(desc_pages, more, "more", json_decode_path),
	JSON_DECODE_FIELD(
	    desc_pages, short_ends, "short_ends", json_decode_bool),
};

int
desc_read_pages(struct json_decoder *l, size_t node, void *to)
{
	struct desc_pages *p = to;
	bool next, param;

	p->start = -1;
	if (json_decode_object(l, node, pages_fields, LEN(pages_fields), p) !=
	    0)
		return -1;
	if (p->start < 0)
		p->start = p->kind == DESC_PAGING_PAGE ? 1 : 0;
	next = p->kind == DESC_PAGING_PARAM_OF_URL ||
	    p->kind == DESC_PAGING_NEXT_URL || p->kind == DESC_PAGING_CURSOR ||
	    p->kind == DESC_PAGING_LAST;
	param = p->kind != DESC_PAGING_NONE &&
	    p->kind != DESC_PAGING_NEXT_URL && p->kind != DESC_PAGING_LINK;
	if (next && p->next.n == 0)
		return json_decode_wrong(l, "'next' with a path");
	if (param && p->param == NULL)
		return json_decode_wrong(l, "'param' with a parameter's name");
	if (!path_plain(&p->next) || !path_plain(&p->count) ||
	    !path_plain(&p->total) || !path_plain(&p->more))
		return json_decode_wrong(l, "paths of names");
	return 0;
}

void
desc_free_pages(struct desc_pages *p)
{
	path_free(&p->next);
	path_free(&p->count);
	path_free(&p->total);
	path_free(&p->more);
	mem_free(p->param);
	mem_free(p->rel);
	mem_free(p->size);
}
