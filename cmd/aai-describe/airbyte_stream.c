/* airbyte_stream: one stream as a resource; see airbyte.h. */
#include <string.h>

#include "aai-describe/airbyte.h"
#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"

#define PARENTS 12 /* levels of them */

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

void
airbyte_put_name(struct buf *out, const char *name)
{
	if (*name == '\0' || strpbrk(name, ".[{\"") != NULL)
		json_quote(name, strlen(name), out);
	else
		buf_str(out, name);
}

void
airbyte_comma(struct buf *out, size_t from)
{
	if (out->len > from)
		buf_byte(out, ',');
}

/* The name that templates have for what leads on. */
static const char *
token_name(struct airbyte_stream *st, size_t retriever)
{
	size_t strategy = document_at(
	    st->d, retriever, "paginator", "pagination_strategy", NULL);
	const char *type = airbyte_type(st, strategy);

	return same(type, "PageIncrement")     ? "page"
	       : same(type, "OffsetIncrement") ? "offset"
	       : strategy != JSON_NO_NODE      ? "next"
					       : NULL;
}

static bool
is_type(struct airbyte_stream *st, size_t node, const char *type)
{
	const char *own = airbyte_type(st, node);

	return document_kind(st->d, node) == JSON_OBJECT &&
	       (*own == '\0' || same(own, type));
}

static int
convert(struct airbyte_stream *st)
{
	size_t retriever = document_get(st->d, st->node, "retriever");
	size_t requester = document_get(st->d, retriever, "requester");
	size_t router = document_get(st->d, retriever, "partition_router");

	st->place = "type";
	if (!is_type(st, st->node, "DeclarativeStream"))
		return airbyte_fail(
		    st, "a stream of type %s", airbyte_type(st, st->node));
	st->place = "retriever";
	if (!is_type(st, retriever, "SimpleRetriever"))
		return airbyte_fail(
		    st, "records by %s", airbyte_type(st, retriever));
	st->place = "retriever.requester";
	if (!is_type(st, requester, "HttpRequester"))
		return airbyte_fail(
		    st, "requests by %s", airbyte_type(st, requester));
	st->token = token_name(st, retriever);
	if (st->token != NULL && st->token[0] == 'o')
		st->first = "0";
	else if (st->token != NULL && st->token[0] == 'p')
		st->first = document_scalar(st->d, document_at(st->d,
		    retriever, "paginator", "pagination_strategy",
		    "start_from_page", NULL));
	st->place = "incremental_sync";
	if (airbyte_times(st) != 0)
		return -1;
	st->place = "retriever";
	if (airbyte_parents(st, router) != 0)
		return -1;
	st->place = "retriever.requester";
	if (airbyte_request(st, requester) != 0)
		return -1;
	st->place = "retriever.requester.authenticator";
	if (airbyte_auth(
		st, document_get(st->d, requester, "authenticator")) != 0)
		return -1;
	st->place = "retriever";
	if (airbyte_pages(st, retriever) != 0 ||
	    airbyte_records(st, retriever) != 0 ||
	    airbyte_partitions(st, router) != 0)
		return -1;
	st->place = "retriever.requester";
	if (airbyte_errors(st, requester) != 0)
		return -1;
	st->place = "primary_key";
	return airbyte_table(st) != 0 ? -1 : airbyte_incremental(st);
}

/* What users set is a parameter of the API, or of the resource alone. */
static int
put_settings(struct airbyte_stream *st)
{
	size_t i;

	for (i = 0; i < st->settings.n; i++) {
		const char *name = st->settings.items[i].name;
		const char *json = st->settings.items[i].json;
		const char *own = source_member(&st->params, name);
		const char *old = source_member(&st->a->params, name);

		if (own != NULL && !same(own, json))
			return airbyte_fail(st,
			    "config.%s and a parameter of that name", name);
		if (own != NULL)
			continue;
		if (old != NULL && !same(old, json))
			source_put(&st->params, name, json);
		else
			source_put(&st->a->params, name, json);
	}
	for (i = 0; i < st->secrets.n; i++)
		source_put(&st->a->secrets, st->secrets.items[i].name,
		    st->secrets.items[i].json);
	return 0;
}

static void
add_resource(struct airbyte_stream *st, struct airbyte_made *made)
{
	struct source_model *m = st->a->m;
	struct source_resource *r = source_add(m, st->name);
	struct buf fields = buf_make(SIZE_MAX / 2);
	size_t i;

	made->resource = m->n - 1;
	if (st->params.n > 0)
		source_put_members(&st->members, "params", &st->params);
	if (st->headers.len > 0)
		source_put(&st->members, "headers",
		    airbyte_text(st, "[%.*s]", (int)st->headers.len,
			st->headers.data));
	r->members = st->members;
	r->why = st->why;
	r->unsure = st->unsure;
	memset(&st->members, 0, sizeof(st->members));
	memset(&st->why, 0, sizeof(st->why));
	memset(&st->unsure, 0, sizeof(st->unsure));
	if (st->paging != NULL)
		source_say(&r->paging, "%.*s", (int)strlen(st->paging) - 2,
		    st->paging + 1);
	if (st->parent != NULL)
		source_say(&r->parent, "%s", st->parent);
	if (st->nkey > 0)
		source_say(&r->key, "%s", st->key[0]);
	for (i = 0; i < st->passed.n; i++)
		source_pass_over(m,
		    airbyte_text(st, "%s, transformations: %s", st->name,
			st->passed.items[i]),
		    "records are loaded as the API has them");
	made->origin = mem_str(st->origin);
	made->auth = mem_dup((const char *)st->auth.data, st->auth.len);
	for (i = 0; i < st->nfields; i++)
		buf_printf(&fields, "%s%s", i > 0 ? "," : "", st->fields[i]);
	made->fields = buf_take(&fields);
}

static void
free_stream(struct airbyte_stream *st)
{
	size_t i, k;
	struct source_notes *notes[] = { &st->why, &st->unsure, &st->passed };

	source_members_free(&st->members);
	source_members_free(&st->params);
	source_members_free(&st->settings);
	source_members_free(&st->secrets);
	for (k = 0; k < LEN(notes); k++) {
		for (i = 0; i < notes[k]->n; i++)
			mem_free(notes[k]->items[i]);
		mem_free(notes[k]->items);
	}
	buf_free(&st->headers);
	buf_free(&st->auth);
}

static struct airbyte_made *
find_made(struct airbyte *a, const char *name, const char *text)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (same(a->made[i].stream, name) &&
		    same(a->made[i].text, text))
			return &a->made[i];
	return NULL;
}

struct airbyte_made *
airbyte_make(
    struct airbyte *a, struct document *d, size_t node, const char *place)
{
	struct airbyte_stream st = { .a = a, .d = d, .node = node,
		.place = "", .headers = buf_make(SIZE_MAX / 2),
		.auth = buf_make(SIZE_MAX / 2) };
	struct airbyte_made made = { 0 }, *at;
	struct buf text = buf_make(SIZE_MAX / 2);
	int rc;

	st.name = document_text(d, node, "name");
	if (st.name == NULL)
		st.name = "stream";
	document_put(d, node, &text);
	made.text = buf_take(&text);
	at = find_made(a, st.name, made.text);
	if (at != NULL) {
		mem_free(made.text);
		return at;
	}
	made.stream = mem_str(st.name);
	a->depth++;
	rc = a->depth <= PARENTS ? convert(&st)
				 : airbyte_fail(&st, "too many parents");
	a->depth--;
	if (rc == 0)
		rc = put_settings(&st);
	if (rc == 0) {
		add_resource(&st, &made);
	} else {
		made.why = mem_str(st.e.text);
		made.place = mem_str(*place != '\0'
			? airbyte_text(&st, "%s.%s", place, st.place)
			: st.place);
	}
	free_stream(&st);
	a->made = mem_grow(a->made, &a->cap, a->n + 1, sizeof(*a->made));
	a->made[a->n++] = made;
	return &a->made[a->n - 1];
}
