/* page_parts: parts of paging; see page_parts.h. */
#include "aai-describe/page_parts.h"

#include <string.h>

#include "aai-describe/identifier.h"
#include "aai-describe/page_words.h"

#define SIZE_PAGE 1000 /* a larger maximum is not asked for by itself */

const struct answer_member *
page_member(const struct answer *a, const char *const *names, unsigned kinds)
{
	const struct answer_member *found = NULL;
	int best = -1, at;
	size_t i;

	for (i = 0; i < a->n; i++) {
		at = identifier_find(a->members[i].name, names);
		if (at < 0 || (a->members[i].kinds & kinds) == 0)
			continue;
		if (found == NULL || at < best ||
		    (at == best && a->members[i].depth < found->depth)) {
			found = &a->members[i];
			best = at;
		}
	}
	return found;
}

struct openapi_param *
page_param(const struct openapi_params *p, const char *const *names)
{
	struct openapi_param *found = openapi_params_find(p, names);

	if (found == NULL || (found->kinds & ~SCHEMA_NULL) == SCHEMA_BOOL)
		return NULL;
	return found;
}

void
page_put_member(
    struct pages *g, const char *name, const struct answer_member *m)
{
	if (m != NULL)
		source_put_text(&g->made, name, m->path);
}

void
page_put_start(
    struct pages *g, const struct openapi_param *param, int64_t usual)
{
	const char *value = openapi_param_default(g->o, param);
	int64_t start = usual, lowest;

	if (value != NULL &&
	    (strcmp(value, "0") == 0 || strcmp(value, "1") == 0))
		start = value[0] - '0';
	else if (identifier_say(param->about, "zero-based") ||
		 identifier_say(param->about, "zero based") ||
		 identifier_say(param->about, "0-based") ||
		 identifier_say(param->about, "0-indexed") ||
		 identifier_say(param->about, "starts at 0") ||
		 identifier_say(param->about, "starting at 0") ||
		 identifier_say(param->about, "starting from 0"))
		start = 0;
	else if (document_int(g->o->d,
		     document_get(g->o->d, param->schema, "minimum"), 0, 1,
		     &lowest) &&
		 lowest == 1)
		start = 1;
	else if (identifier_have(param->name, "index") ||
		 document_int(g->o->d,
		     document_get(g->o->d, param->schema, "minimum"), 0, 0,
		     &lowest))
		source_note(&g->r->unsure,
		    "pages: whether %s begins at 0 or 1 is not said",
		    param->name);
	if (start != usual)
		source_put_int(&g->made, "start", start);
}

void
page_put_size(struct pages *g)
{
	struct source_members m = { 0 };
	struct openapi_param *p = g->size;
	bool by_words;
	int64_t most, value;

	if (p == NULL || p->taken)
		return;
	p->taken = true;
	most = openapi_param_maximum(g->o, p, &by_words);
	value = most > SIZE_PAGE ? SIZE_PAGE : most;
	if (value == 0 &&
	    !document_int(g->o->d, document_get(g->o->d, p->schema, "default"),
		1, SIZE_PAGE, &value))
		value = 0;
	if (value > 0) {
		source_put_int(&m, "default", value);
		source_put_int(&m, "min", 1);
	}
	if (most > 0)
		source_put_int(&m, "max", most);
	else if (value > 0)
		source_put_int(&m, "max", INT32_MAX);
	source_put_bool(&m, "selects", false);
	source_put_members(g->params, p->name, &m);
	source_members_free(&m);
	if (by_words)
		source_note(&g->r->why,
		    "%s: its description says at most "
		    "%lld",
		    p->name, (long long)most);
	if (g->made.n > 0)
		source_put_text(&g->made, "size", p->name);
}

void
page_put_more(struct pages *g)
{
	const struct answer_member *m =
	    page_member(g->a, page_words_more_members, SCHEMA_BOOL);
	struct buf ends;

	if (m != NULL) {
		page_put_member(g, "more", m);
		return;
	}
	m = page_member(g->a, page_words_last_members, SCHEMA_BOOL);
	if (m == NULL || (m->kinds & ~SCHEMA_NULL) != SCHEMA_BOOL)
		return;
	ends = buf_make(SIZE_MAX / 2);
	buf_str(&ends, "[{\"at\": ");
	{
		struct source_members at = { 0 };

		source_put_text(&at, "at", m->path);
		buf_str(&ends, source_member(&at, "at"));
		source_members_free(&at);
	}
	buf_str(&ends, ", \"is\": [true]}]");
	source_put_buf(&g->made, "ends", &ends);
}
