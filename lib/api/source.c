/* source: a value of an answer; see source.h. */
#include "api/source.h"

#include <string.h>

#include "base/mem.h"
#include "json/filter.h"
#include "json/text.h"

struct source {
	const struct desc_source *desc;
	struct filter *filter; /* NULL: it is not a program's */
};

struct source *
source_open(const struct desc_source *desc, struct error *e)
{
	struct source *s = mem_new(1, sizeof(*s));

	s->desc = desc;
	if (desc->jq == NULL)
		return s;
	s->filter = filter_open(desc->jq, e);
	if (s->filter != NULL)
		return s;
	mem_free(s);
	return NULL;
}

/* The first result of a program. */
struct first {
	struct buf *out;
	bool there;
};

static int
take_result(void *arg, const char *text, size_t len, struct error *e)
{
	struct first *f = arg;

	(void)e;
	if (!f->there)
		buf_put(f->out, text, len);
	f->there = true;
	return 0;
}

static int
get_header(const char *name, const struct engine_response *r,
    struct buf *out)
{
	char *value = r != NULL ? engine_response_header(r, name) : NULL;

	if (value == NULL)
		return 0;
	json_quote(value, strlen(value), out);
	mem_free(value);
	return 1;
}

int
source_get(struct source *s, struct span body,
    const struct engine_response *headers, struct buf *out, struct error *e)
{
	struct first first = { out, false };
	struct filter_sink sink = { take_result, &first };
	struct span value;

	if (s->desc->header != NULL)
		return get_header(s->desc->header, headers, out);
	if (body.len == 0)
		return 0;
	if (s->filter != NULL) {
		if (filter_run(s->filter, body.p, body.len, &sink, e) != 0)
			return -1;
		return first.there ? 1 : 0;
	}
	value = span_at(body, &s->desc->at);
	if (value.p == NULL)
		return 0;
	buf_put(out, value.p, value.len);
	return 1;
}

void
source_close(struct source *s)
{
	if (s == NULL)
		return;
	filter_close(s->filter);
	mem_free(s);
}
