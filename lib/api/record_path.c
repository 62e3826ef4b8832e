/* record_path: the records that a path or a program leads to; see
 * record_path.h. */
#include "api/record_path.h"

/* What a path that ends in a name leads to: a record, or a list of them. */
static int
take_named(void *arg, struct span value, struct error *e)
{
	struct span_each *outer = arg;
	struct span_walk s = span_list(value);
	struct span item;
	int rc = 0;

	if (span_kind(value) == JSON_NULL)
		outer->missing++;
	else if (span_kind(value) != JSON_ARRAY)
		return outer->take(outer->arg, value, e);
	while (rc == 0 && span_item(&s, &item))
		rc = outer->take(outer->arg, item, e);
	return rc;
}

int
record_path_each(const struct desc_resource *r, struct span found,
    struct span_each *w, struct error *e)
{
	const struct path_step *steps = r->records.steps + r->records.n;
	struct span_each inner = { take_named, w, 0, 0 };
	int rc;

	if (steps[r->deeper - 1].kind != PATH_NAME)
		return span_each(w, found, steps, r->deeper, e);
	rc = span_each(&inner, found, steps, r->deeper, e);
	w->missing += inner.missing;
	w->unlike += inner.unlike;
	return rc;
}

static int
take_result(void *arg, const char *text, size_t len, struct error *e)
{
	const struct span_each *w = arg;

	return w->take(w->arg, (struct span){ text, len }, e);
}

int
record_path_run(struct filter *records, struct span value,
    struct span_each *w, struct error *e)
{
	struct filter_sink results = { take_result, w };

	return filter_run(records, value.p, value.len, &results, e);
}
