/*
 * reply: any bytes as the body of an answer; the first byte chooses the
 * resource.  What is taken must come out as records, each a JSON object on a
 * line of its own.
 */
#include "api/reply.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "api/pager.h"
#include "api/repeats.h"
#include "api/reply_partial.h"
#include "json/lex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
put(void *arg, const char *line, size_t len, struct error *e)
{
	(void)arg;
	(void)e;
	if (*line != '{' || memchr(line, '\n', len) != NULL ||
	    json_value_end(line, line + len, 1024, NULL) != line + len)
		abort();
	return 0;
}

/* The records so far, and what tells them apart. */
struct known {
	struct repeats_id id;
	struct repeats repeats;
};

/* A record that comes twice in a row says the same, if it can be told. */
static int
admit(void *arg, struct span record, bool *wanted, struct error *e)
{
	struct known *k = arg;
	enum repeats_kind first = repeats_take(&k->repeats, &k->id, record);
	enum repeats_kind again = repeats_take(&k->repeats, &k->id, record);

	(void)e;
	*wanted = true;
	if (again == REPEATS_CHANGED ||
	    (first != REPEATS_NEW && again != REPEATS_AGAIN))
		abort();
	return 0;
}

static void
read_body(const struct desc *d, const struct desc_resource *r,
    const char *body, size_t len)
{
	static const struct request_params none;
	static const struct reply_parent parent = { "id", 2, false, NULL };
	struct engine_response answer = { .status = 200, .tries = 1 };
	struct known known;
	struct reply_sink sink = { admit, put, &known };
	struct reply_facts facts;
	struct error e;
	struct reply p;
	struct pager pages;

	if (reply_open(&p, d, r, &none, NULL, &e) != 0)
		abort();
	if (repeats_id_open(&known.id, r, &e) != 0)
		abort();
	repeats_open(&known.repeats, 1024);
	if (reply_check(&p, 200, body, len, &e) == 0) {
		if (reply_partial_check(&p, &answer, (struct span){ body, len },
			&e) != 0 &&
		    e.kind != ERROR_FAILED && e.kind != ERROR_TEMPORARY)
			abort();
		reply_partial_count(&p, (struct span){ body, len });
		if (reply_each(&p, body, len, &parent, &sink, &facts, &e) != 0)
			abort();
		pager_open(&pages, r, "https://h/list?limit=2");
		if (pager_next(&pages, "https://h/list", body, len, NULL,
			NULL, &facts, &e) != 0 &&
		    e.kind != ERROR_FAILED && e.kind != ERROR_TEMPORARY)
			abort();
		pager_close(&pages);
	}
	repeats_close(&known.repeats);
	repeats_id_close(&known.id);
	reply_close(&p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct desc *d;
	struct error e;
	char *body;

	if (d == NULL)
		d = desc_open(NULL, &e);
	if (d == NULL)
		abort();
	if (size == 0)
		return 0;
	body = malloc(size);
	if (body == NULL)
		return 0;
	memcpy(body, data + 1, size - 1);
	read_body(d, &d->resources[data[0] % d->nresources], body, size - 1);
	free(body);
	return 0;
}
