/*
 * jinja: any bytes as a template of a manifest; its parts lie within it and
 * lead to its end, and the expressions make trees in which all children lie.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aai-describe/jinja.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The nodes below one; each has one parent, so there are at most n. */
static size_t
count(const struct jinja *j, size_t node)
{
	size_t n = 1, at, i = 0;

	if (node >= j->n)
		abort();
	for (at = j->nodes[node].child; at != JINJA_NONE;
	     at = j->nodes[at].next) {
		if (jinja_child(j, node, i++) != at)
			abort();
		n += count(j, at);
	}
	return n;
}

static void
parse(const char *text, size_t len)
{
	struct jinja j = { 0 };
	struct error e = { 0 };
	size_t root;

	if (jinja_parse(&j, text, len, &root, &e) == 0) {
		if (count(&j, root) > j.n)
			abort();
	} else if (e.kind == ERROR_NONE) {
		abort();
	}
	jinja_free(&j);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_dup((const char *)data, size);
	size_t at = 0, before = 0, from, len, all = strlen(text);
	bool expression, statement;

	parse(text, size);
	while (jinja_part(text, &at, &from, &len, &expression, &statement)) {
		if (at <= before || at > all || from + len > at)
			abort();
		if (expression)
			parse(text + from, len);
		before = at;
	}
	if (at != all)
		abort();
	mem_free(text);
	return 0;
}
