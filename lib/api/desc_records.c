/* desc_records: where a resource's records are; see desc_records.h. */
#include "api/desc_records.h"

/* The path up to its first wildcard finds the list; the rest walks it. */
static void
split(struct desc_resource *r)
{
	size_t n = 0;

	while (n < r->records.n && r->records.steps[n].kind == PATH_NAME)
		n++;
	r->deeper = r->records.n - n;
	r->records.n = n;
}

int
desc_read_records(struct json_decoder *l, size_t node, void *to)
{
	static const struct json_decode_field fields[] = {
		JSON_DECODE_FIELD(
		    desc_resource, records_jq, "jq", json_decode_str),
	};
	struct desc_resource *r = to;

	if (l->t->nodes[node].kind == JSON_OBJECT)
		return json_decode_object(l, node, fields, LEN(fields), r);
	if (json_decode_path(l, node, &r->records) != 0)
		return -1;
	split(r);
	if (r->deeper == 0 || l->version > 1)
		return 0;
	error_set(l->e, ERROR_USAGE,
	    "a path of names is wanted; one with [] or {} needs "
	    "\"version\": 2");
	return -1;
}

/* One of the formats, said once. */
static int
read_format(struct json_decoder *l, size_t node, const char *const *names,
    struct desc_resource *r)
{
	int i = json_decode_choice(l, node, names);

	if (i < 0)
		return -1;
	if (r->formatted) {
		error_set(l->e, ERROR_USAGE,
		    "'kind' and 'format' are the same; one is enough");
		return -1;
	}
	r->kind = (enum desc_kind)i;
	r->formatted = true;
	return 0;
}

int
desc_read_kind(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "json", "subtitles", NULL };

	return read_format(l, node, names, to);
}

int
desc_read_format(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "json", "subtitles", "jsonl",
		"csv", "tsv", "file", NULL };
	struct desc_resource *r = to;

	if (read_format(l, node, names, r) != 0)
		return -1;
	/* What is said of the file is a record of its own. */
	r->file = r->kind > DESC_TSV;
	if (r->file)
		r->kind = DESC_JSON;
	return 0;
}

int
desc_read_list(struct json_decoder *l, size_t node, void *to)
{
	bool yes;

	if (json_decode_bool(l, node, &yes) != 0)
		return -1;
	*(enum desc_list *)to = yes ? DESC_LIST_YES : DESC_LIST_NO;
	return 0;
}

int
desc_check_records(struct json_decoder *l, const struct desc_resource *r)
{
	bool path = r->records.n > 0 || r->deeper > 0;
	bool table = r->kind == DESC_CSV || r->kind == DESC_TSV;

	if (r->list == DESC_LIST_NO && (r->deeper > 0 || table ||
	    r->kind == DESC_JSONL)) {
		error_set(l->e, ERROR_USAGE,
		    "list: false does not go with %s", r->deeper > 0 ?
		    "records of [] or {}" : "this format");
		return -1;
	}
	if (!table || (!path && r->records_jq == NULL))
		return 0;
	error_set(l->e, ERROR_USAGE,
	    "records: not with this format, whose rows are the records");
	return -1;
}
