/* infer_load: what a URL gives; see infer_load.h. */
#include "aai-fetch/infer_load.h"

#include <string.h>

#include "aai-fetch/infer_proof.h"
#include "aai-fetch/infer_records.h"
#include "aai-fetch/infer_ways.h"
#include "api/page.h"
#include "base/mem.h"
#include "json/lex.h"
#include "json/path.h"

/* A load while it is looked at. */
struct load {
	struct infer_probe probe;
	const struct infer_source *source;
	const struct infer_options *options;
	struct engine_response first;
	struct span whole; /* the first answer's value; len 0: it has none */
	struct infer_records records;
	struct infer_pages pages;
	struct infer_list list;
	struct infer_found found;
	struct path given; /* of --records */
};

static struct span
value_of(struct span body)
{
	const char *end = body.p + body.len, *from, *to;

	if (body.len == 0)
		return body;
	from = json_skip_space(body.p, end);
	to = json_value_skip(from, end);
	return (struct span){ from, (size_t)((to != NULL ? to : end) - from) };
}

/* The records are where the user says. */
static int
take_given(struct load *l, struct error *e)
{
	const char *said = l->options->records;
	struct span at;

	if (path_parse(&l->given, said, strlen(said), e) != 0) {
		error_prefix(e, "--records");
		return -1;
	}
	if (l->given.n == 0) {
		l->found.list = span_kind(l->whole) == JSON_ARRAY;
		l->records.list_at = l->whole;
		return 0;
	}
	l->found.records = said;
	l->found.list = true;
	if (!path_plain(&l->given))
		return 0;
	at = span_at(l->whole, &l->given);
	if (at.p == NULL) {
		error_set(e, ERROR_USAGE,
		    "--records %.100s: the answer has nothing there", said);
		return -1;
	}
	l->found.list = span_kind(at) != JSON_OBJECT;
	l->records.list_at = at;
	return 0;
}

static int
find_records(struct load *l, struct error *e)
{
	l->whole = value_of(page_body(&l->first));
	l->found.known = true;
	if (l->options->records != NULL) {
		if (take_given(l, e) != 0)
			return -1;
	} else if (l->whole.len == 0) {
		l->found.list = true;
		return 0;
	} else {
		if (infer_records(l->whole, l->source->tag, &l->records, e) !=
		    0)
			return -1;
		l->found.records = l->records.path;
		l->found.list = l->records.list;
	}
	if (l->found.list)
		l->found.key = infer_records_key(l->records.list_at);
	return 0;
}

static int
view_first(struct load *l, struct error *e)
{
	struct desc *d;
	int rc;

	l->list = (struct infer_list){ .source = l->source, .found = &l->found,
		.first = &l->first, .url = l->probe.http.url };
	d = infer_proof_desc(&l->list, NULL, NULL, e);
	if (d == NULL)
		return -1;
	rc = infer_view_open(&l->list.view, d, l->probe.reply.max_depth,
	    &l->first, l->found.key, e);
	desc_free(d);
	return rc;
}

/* The list says that this is all; it leads on where it would, once it grows. */
static void
take_end(struct load *l)
{
	struct infer_pages *p = &l->pages;
	struct infer_way *w = p->n > 0 ? &p->ways[0] : NULL;

	if (w != NULL && w->kind != DESC_PAGING_LINK &&
	    w->kind != DESC_PAGING_NEXT_URL)
		w = NULL;
	if (w == NULL && p->ended_next != NULL) {
		p->n = 0;
		w = infer_ways_add(p, DESC_PAGING_NEXT_URL, p->ended_next,
		    NULL);
	}
	l->found.way = w;
	l->found.unsure = w == NULL;
}

static int
say_more(const struct load *l, struct error *e)
{
	error_set(e, ERROR_USAGE,
	    "%s says that there is more than the %zu records of its first "
	    "answer (%s), but no way to the next page was found; say it by "
	    "--next, such as --next cursor:PARAM=PATH, or --next none for this "
	    "page alone",
	    l->source->tag, l->list.view.n, l->pages.hint);
	return -1;
}

static int
prove(struct load *l, struct error *e)
{
	size_t i;
	int rc;

	for (i = 0; i < l->pages.n; i++) {
		rc = infer_proof(&l->probe, &l->list, &l->pages,
		    &l->pages.ways[i], e);
		if (rc < 0)
			return -1;
		if (rc == 1) {
			l->found.way = &l->pages.ways[i];
			return 0;
		}
	}
	if (l->pages.says_more)
		return say_more(l, e);
	l->found.unsure = true;
	return 0;
}

static int
find_pages(struct load *l, struct error *e)
{
	struct infer_page page = { .url = l->probe.http.url,
		.whole = l->whole, .n = l->list.view.n,
		.key = l->found.key };
	char *link;
	int rc = 0;

	l->found.pages = &l->pages;
	if (l->options->next != NULL) {
		if (infer_ways_spelled(&l->pages, l->options->next, e) != 0)
			return -1;
		l->found.way = l->pages.n > 0 ? l->pages.ways : NULL;
		return 0;
	}
	if (!l->found.list || l->whole.len == 0)
		return 0;
	link = engine_response_header(&l->first, "Link");
	page.link = link;
	infer_pages(&page, &l->pages);
	if (l->pages.says_end && !l->pages.says_more)
		take_end(l);
	else if (page.n > 0 || l->pages.says_more)
		rc = prove(l, e);
	mem_free(link);
	return rc;
}

static void
say(const struct load *l, struct buf *words)
{
	unsigned long long n = l->list.view.n;

	if (!l->found.list) {
		buf_str(words, "the answer is one record");
		return;
	}
	buf_printf(words, "records at .%s, ",
	    l->found.records != NULL ? l->found.records : "");
	if (l->found.way != NULL &&
	    (!l->pages.says_end || l->pages.says_more)) {
		buf_printf(words, "%llu a page, next page ", n);
		infer_pages_say(l->found.way, words);
	} else if (l->options->next != NULL || l->pages.says_end || n == 0) {
		buf_printf(words, "%llu on one page, which is all", n);
	} else {
		buf_printf(words,
		    "%llu on one page; no way to another page was found "
		    "(--next says one)", n);
	}
}

static int
finish(struct load *l, struct buf *text, struct error *e)
{
	struct client *client = l->probe.client;
	struct desc *d;

	infer_source_put(l->source, &l->found, text);
	d = infer_proof_desc(&l->list, l->found.pages, l->found.way, e);
	if (d == NULL)
		return -1;
	infer_probe_close(&l->probe);
	client_set_desc(client, d);
	return 0;
}

int
infer_load(struct client *client, const struct infer_source *source,
    const struct infer_options *options, struct buf *text, struct buf *words,
    struct error *e)
{
	struct load l = { .source = source, .options = options };
	int rc = infer_probe_open(&l.probe, client, e);

	if (rc == 0)
		rc = infer_probe_ask(&l.probe, l.probe.http.url, &l.first, e) ==
			1 ?
		    0 :
		    -1;
	if (rc == 0)
		rc = find_records(&l, e);
	if (rc == 0)
		rc = view_first(&l, e);
	if (rc == 0)
		rc = find_pages(&l, e);
	if (rc == 0) {
		say(&l, words);
		rc = finish(&l, text, e);
	}
	infer_probe_close(&l.probe);
	infer_view_close(&l.list.view);
	infer_pages_free(&l.pages);
	infer_records_free(&l.records);
	path_free(&l.given);
	engine_response_free(&l.first);
	return rc;
}
