/* facts: what columns have seen, in a schema's text; see facts.h. */
#include "stream/facts.h"

#include "base/cc.h"

static const struct {
	uint16_t fact;
	const char *name;
} names[] = {
	{ FACT_BOOL, "bool" },
	{ FACT_INT, "integer" },
	{ FACT_LONG, "long" },
	{ FACT_HUGE, "huge" },
	{ FACT_DOUBLE, "double" },
	{ FACT_INEXACT, "inexact" },
	{ FACT_NEG_ZERO, "negative zero" },
	{ FACT_DATE, "date" },
	{ FACT_TIMESTAMP, "timestamp" },
	{ FACT_TEXT, "text" },
	{ FACT_JSON, "json" },
};

void
facts_put(struct buf *out, struct facts f)
{
	size_t i;
	bool any = false;

	buf_str(out, ",\"seen\":[");
	for (i = 0; i < LEN(names); i++) {
		if ((f.seen & names[i].fact) == 0)
			continue;
		buf_printf(out, "%s\"%s\"", any ? "," : "", names[i].name);
		any = true;
	}
	buf_printf(out, "],\"whole\":%u,\"behind\":%u", f.whole, f.behind);
}

bool
facts_get(const struct json_tree *t, size_t node, struct facts *f)
{
	size_t list = json_get(t, node, "seen"), at = JSON_NO_NODE, i;
	int64_t whole, behind;

	if (list == JSON_NO_NODE || t->nodes[list].kind != JSON_ARRAY ||
	    !json_i64(t, json_get(t, node, "whole"), 0, UINT16_MAX, &whole) ||
	    !json_i64(t, json_get(t, node, "behind"), 0, UINT16_MAX, &behind))
		return false;
	f->seen = 0;
	f->whole = (uint16_t)whole;
	f->behind = (uint16_t)behind;
	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
		for (i = 0; i < LEN(names); i++)
			if (json_equals(t, at, names[i].name))
				break;
		if (i == LEN(names))
			return false;
		f->seen |= names[i].fact;
	}
	return true;
}
