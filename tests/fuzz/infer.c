/*
 * infer: any bytes as the first answer of a URL, those up to the first LF as
 * its Link header.  Whatever is found makes a description that can be read,
 * which finds the records where they were found.
 */
#include "api/infer_pages.h"
#include "api/infer_records.h"
#include "api/infer_source.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "api/desc.h"
#include "api/reply.h"
#include "base/mem.h"
#include "json/lex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char url[] = "https://h.example/v1/orders?limit=2";

/* The description of what was found must be one. */
static void
describe(const struct infer_source *s, struct infer_found *f,
    struct span whole)
{
	static const struct request_params none;
	struct buf text = buf_make(1 << 24);
	struct reply_facts facts = { 0 };
	struct reply reply = { 0 };
	struct error e;
	struct desc *d;

	infer_source_put(s, f, &text);
	d = desc_parse_own((const char *)text.data, text.len, "it", &e);
	if (d == NULL)
		abort();
	if (reply_open(&reply, d, d->resources, &none, NULL, &e) != 0)
		abort();
	reply.max_depth = 512;
	if (reply_check(&reply, 200, whole.p, whole.len, &e) == 0 &&
	    (reply_look(&reply, whole.p, whole.len, &facts, &e) != 0))
		abort();
	reply_close(&reply);
	desc_free(d);
	buf_free(&text);
}

static void
look(const struct infer_source *s, struct span whole, const char *link)
{
	struct infer_records records;
	struct infer_pages pages;
	struct infer_found f = { .known = true };
	struct infer_page page = { url, link, whole, 0, NULL };
	struct error e;
	size_t i;

	if (infer_records(whole, s->tag, &records, &e) != 0) {
		if (e.kind != ERROR_USAGE)
			abort();
		infer_records_free(&records);
		return;
	}
	f.records = records.path;
	f.list = records.list;
	f.key = records.list ? infer_records_key(records.list_at) : NULL;
	page.n = records.n;
	page.key = f.key;
	infer_pages(&page, &pages);
	f.pages = &pages;
	describe(s, &f, whole);
	for (i = 0; i < pages.n; i++) {
		f.way = &pages.ways[i];
		describe(s, &f, whole);
	}
	infer_pages_free(&pages);
	infer_records_free(&records);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct request_params none;
	static struct infer_source source;
	static const struct infer_options options;
	const char *text = (const char *)data, *end, *from, *to;
	struct error e;
	char *copy, *link;

	if (source.url == NULL &&
	    infer_source_open(&source, url, &options, &none, &e) != 0)
		abort();
	copy = mem_dup(text, size);
	end = copy + size;
	from = memchr(copy, '\n', size);
	if (from != NULL && memchr(copy, 0, size) == NULL) {
		link = mem_dup(copy, (size_t)(from - copy));
		from = json_skip_space(from, end);
		to = from < end ? json_value_end(from, end, 512, NULL) : NULL;
		if (to != NULL && json_skip_space(to, end) == end)
			look(&source,
			    (struct span){ from, (size_t)(to - from) },
			    *link != '\0' ? link : NULL);
		mem_free(link);
	}
	mem_free(copy);
	return 0;
}
