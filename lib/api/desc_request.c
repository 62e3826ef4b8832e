/* desc_request: readers for what requests have; see desc_request.h. */
#include "api/desc_request.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "http/field.h"

/* A line whose name is said; names of templates stand in its value. */
static int
read_header(struct json_decoder *l, size_t node, void *to)
{
	const struct template *t = to;

	if (template_decode_v2(l, node, to) != 0)
		return -1;
	return field_is_line(t->text)
		   ? 0
		   : json_decode_wrong(l,
			 "'headers' of lines \"Name: value\", without Host "
			 "and others that are the program's to send,");
}

const struct json_decode_array desc_header_list = { "a list of strings",
	sizeof(struct template), read_header, NULL };

int
desc_read_method(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "GET", "POST", "PUT", "PATCH",
		NULL };
	struct desc_request *q = to;
	int i = json_decode_choice(l, node, names);

	if (i < 0)
		return -1;
	q->method = names[i];
	return 0;
}

int
desc_read_body(struct json_decoder *l, size_t node, void *to)
{
	struct desc_request *q = to;

	/* What graphql has is there already, and would be lost. */
	if (q->body.kind != JSON_NONE)
		return json_decode_wrong(
		    l, "one of 'body', 'form' and 'graphql'");
	q->has_body = true;
	return body_template_decode(l, node, &q->body);
}

/* A field's text; a number, true or false as it is spelled. */
static int
read_field(struct json_decoder *l, size_t node, char *name, void *to)
{
	const struct json_node *n = &l->t->nodes[node];
	struct desc_field *f = to;
	char *s;

	f->name = name;
	if (n->kind == JSON_STRING) {
		if (template_decode(l, node, &f->text) == 0)
			return 0;
		error_prefix(l->e, "%s", name);
		return -1;
	}
	if (n->kind != JSON_NUMBER && n->kind != JSON_TRUE &&
	    n->kind != JSON_FALSE)
		return json_decode_wrong(l, "an object of texts");
	s = mem_dup(l->t->text + n->from, n->to - n->from);
	f->text = template_plain(s);
	mem_free(s);
	return 0;
}

const struct json_decode_array desc_field_members = { "an object of texts",
	sizeof(struct desc_field), NULL, read_field };

int
desc_read_form(struct json_decoder *l, size_t node, void *to)
{
	struct desc_request *q = to;

	q->has_form = true;
	return json_decode_array(
	    l, node, &desc_field_members, &q->form, &q->nform);
}

static int
read_variables(struct json_decoder *l, size_t node, void *to)
{
	if (l->t->nodes[node].kind != JSON_OBJECT)
		return json_decode_wrong(l, "an object");
	return body_template_decode(l, node, to);
}

int
desc_read_graphql(struct json_decoder *l, size_t node, void *to)
{
	static const struct json_decode_field fields[] = {
		JSON_DECODE_FIELD(
		    desc_request, graphql, "query", json_decode_str),
		JSON_DECODE_FIELD(
		    desc_request, body, "variables", read_variables),
	};
	struct desc_request *q = to;

	/* A body beside it would be overwritten, or overwrite. */
	if (q->body.kind != JSON_NONE)
		return json_decode_wrong(
		    l, "one of 'body', 'form' and 'graphql'");
	if (json_decode_object(l, node, fields, LEN(fields), q) != 0)
		return -1;
	return q->graphql != NULL ? 0 : json_decode_wrong(l, "'query'");
}

int
desc_settle_request(struct json_decoder *l, struct desc_request *q)
{
	bool body = q->has_body || q->graphql != NULL;

	if (q->has_body + q->has_form + (q->graphql != NULL) > 1)
		return json_decode_wrong(
		    l, "one of 'body', 'form' and 'graphql'");
	if (q->method == NULL && (body || q->has_form))
		q->method = "POST";
	return 0;
}

/* Texts with their lengths, so that no two lists of them look alike. */
static void
add_text(struct buf *all, const char *text)
{
	size_t n = text != NULL ? strlen(text) : 0;

	buf_u64(all, text != NULL ? n : UINT64_MAX);
	buf_put(all, text, n);
}

static void
add_body(struct buf *all, const struct body_template *b)
{
	size_t i;

	buf_byte(all, b->kind == JSON_OBJECT ? '{' :
		b->kind == JSON_ARRAY	     ? '[' :
					       '"');
	add_text(all, b->name);
	add_text(all, b->literal);
	add_text(all, b->text.text);
	buf_u64(all, b->n);
	for (i = 0; i < b->n; i++)
		add_body(all, &b->items[i]);
}

void
desc_request_name(const struct desc_request *q, char hex[33])
{
	struct buf all = buf_make(SIZE_MAX / 2);
	size_t i;

	hex[0] = '\0';
	if (q->nheaders == 0 && !q->has_body && !q->has_form &&
	    q->graphql == NULL &&
	    (q->method == NULL || strcmp(q->method, "GET") == 0))
		return;
	add_text(&all, q->method);
	buf_u64(&all, q->nheaders);
	for (i = 0; i < q->nheaders; i++)
		add_text(&all, q->headers[i].text);
	add_text(&all, q->graphql);
	add_body(&all, &q->body);
	for (i = 0; i < q->nform; i++) {
		add_text(&all, q->form[i].name);
		add_text(&all, q->form[i].text.text);
	}
	hash_hex128(all.data, all.len, hex);
	buf_free(&all);
}

void
desc_free_request(struct desc_request *q)
{
	size_t i;

	for (i = 0; i < q->nheaders; i++)
		template_free(&q->headers[i]);
	for (i = 0; i < q->nform; i++) {
		mem_free(q->form[i].name);
		template_free(&q->form[i].text);
	}
	mem_free(q->headers);
	mem_free(q->form);
	mem_free(q->graphql);
	body_template_free(&q->body);
}
