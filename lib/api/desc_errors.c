/* desc_errors: what answers mean; see desc_errors.h. */
#include "api/desc_errors.h"

#include "api/desc_source.h"
#include "api/desc_table.h"
#include "base/mem.h"

/* 404, or "4xx". */
static int
read_status(struct json_decoder *l, size_t node, void *to)
{
	static const char *const classes[] = { "1xx", "2xx", "3xx", "4xx",
		"5xx" };
	struct desc_status *s = to;
	int64_t v;
	size_t i;

	if (l->t->nodes[node].kind != JSON_STRING) {
		if (!json_i64(l->t, node, 100, 599, &v))
			return json_decode_wrong(l,
			    "an HTTP status, or a class of them as \"4xx\"");
		*s = (struct desc_status){ (int)v, (int)v };
		return 0;
	}
	for (i = 0; i < LEN(classes); i++)
		if (json_equals(l->t, node, classes[i])) {
			s->from = (int)(i + 1) * 100;
			s->to = s->from + 99;
			return 0;
		}
	return json_decode_wrong(l,
	    "an HTTP status, or a class of them as \"4xx\"");
}

const struct json_decode_array desc_status_list = { "a list of statuses",
	sizeof(struct desc_status), read_status, NULL };

/* One, or a list. */
static int
read_statuses(struct json_decoder *l, size_t node, void *to)
{
	struct desc_error *r = to;

	if (l->t->nodes[node].kind == JSON_ARRAY)
		return json_decode_array(l, node, &desc_status_list,
		    &r->statuses,
		    &r->nstatuses);
	r->statuses = mem_new(1, sizeof(*r->statuses));
	r->nstatuses = 1;
	return read_status(l, node, r->statuses);
}

static int
read_means(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "absent", "auth", "retry", "limit",
		"fail", "leave out", NULL };
	int i = json_decode_choice(l, node, names);

	if (i < 0)
		return -1;
	*(enum desc_means *)to = (enum desc_means)(DESC_MEANS_ABSENT + i);
	return 0;
}

static const struct json_decode_field fields[] = {
	JSON_DECODE_WHOLE("status", read_statuses),
	JSON_DECODE_FIELD(desc_error, at, "at", desc_read_source),
	JSON_DECODE_ARRAY(desc_error, is.items, is.n, "is", &desc_value_list),
	JSON_DECODE_ARRAY(desc_error, starts.items, starts.n, "starts",
	    &desc_string_list),
	JSON_DECODE_FIELD(desc_error, text, "text", json_decode_str),
	JSON_DECODE_FIELD(desc_error, means, "means", read_means),
};

static int
read_rule(struct json_decoder *l, size_t node, void *to)
{
	struct desc_error *r = to;
	bool compares;

	if (json_decode_object(l, node, fields, LEN(fields), r) != 0)
		return -1;
	compares = r->is.n > 0 || r->starts.n > 0;
	if (r->means == DESC_MEANS_STATUS)
		return json_decode_wrong(l, "'means'");
	if (compares && !r->at.on)
		return json_decode_wrong(l, "'at' beside 'is' and 'starts'");
	if (r->at.on && !compares && r->text == NULL)
		return json_decode_wrong(
		    l, "one of 'is', 'starts' and 'text' beside 'at'");
	if (r->text != NULL && *r->text == '\0')
		return json_decode_wrong(l, "'text' of a byte or more");
	if (r->nstatuses == 0 && !r->at.on && r->text == NULL)
		return json_decode_wrong(l, "one of 'status', 'at' and 'text'");
	return 0;
}

int
desc_read_errors(struct json_decoder *l, size_t node, void *to)
{
	static const struct json_decode_array list = {
		"a list of what answers mean", sizeof(struct desc_error),
		read_rule, NULL
	};
	struct desc_errors *e = to;

	return json_decode_array(l, node, &list, &e->items, &e->n);
}

void
desc_free_errors(struct desc_errors *list)
{
	struct desc_error *r;
	size_t i;

	for (i = 0; i < list->n; i++) {
		r = &list->items[i];
		mem_free(r->statuses);
		desc_free_source(&r->at);
		desc_free_strings(&r->is);
		desc_free_strings(&r->starts);
		mem_free(r->text);
	}
	mem_free(list->items);
	*list = (struct desc_errors){ 0 };
}
