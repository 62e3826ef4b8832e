/* desc_source: where in an answer a value is; see desc_source.h. */
#include "api/desc_source.h"

#include "base/mem.h"
#include "http/field.h"

static const struct json_decode_field fields[] = {
	JSON_DECODE_FIELD(desc_source, header, "header", json_decode_str),
	JSON_DECODE_FIELD(desc_source, jq, "jq", json_decode_str),
};

static int
read_object(struct json_decoder *l, size_t node, struct desc_source *s)
{
	if (json_decode_needs(l, 2) != 0 ||
	    json_decode_object(l, node, fields, LEN(fields), s) != 0)
		return -1;
	if ((s->header == NULL) == (s->jq == NULL))
		return json_decode_wrong(l, "one of 'header' and 'jq'");
	if (s->header != NULL && !field_is_token(s->header))
		return json_decode_wrong(l, "'header' with the name of one");
	return 0;
}

int
desc_read_source(struct json_decoder *l, size_t node, void *to)
{
	struct desc_source *s = to;

	s->on = true;
	if (l->t->nodes[node].kind == JSON_OBJECT)
		return read_object(l, node, s);
	if (l->t->nodes[node].kind != JSON_STRING)
		return json_decode_wrong(l,
		    "a path, {\"header\": NAME} or {\"jq\": PROGRAM}");
	if (json_decode_path(l, node, &s->at) != 0)
		return -1;
	return path_plain(&s->at) ? 0 :
				    json_decode_wrong(l, "a path of names");
}

void
desc_free_source(struct desc_source *s)
{
	path_free(&s->at);
	mem_free(s->header);
	mem_free(s->jq);
	*s = (struct desc_source){ 0 };
}
