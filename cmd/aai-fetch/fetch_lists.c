/* fetch_lists: the lists that a resource is asked for as; see fetch_lists.h. */
#include "aai-fetch/fetch_lists.h"

#include <string.h>

#include "base/mem.h"

int
fetch_lists_open(struct fetch *f, struct error *e)
{
	f->each = for_each_open(f->r, &f->options.params, e);
	if (f->each == NULL)
		return -1;
	if (f->options.state == NULL || f->r->incremental.watermark ||
	    fetch_lists(f) == 1)
		return 0;
	error_set(e, ERROR_USAGE,
	    "--state: this state is of one list, and %s is asked for as %zu "
	    "(\"for_each\" in the API description); choose one by --param "
	    "%s=VALUE",
	    f->r->name, fetch_lists(f), f->r->each[0].name);
	return -1;
}

size_t
fetch_lists(const struct fetch *f)
{
	return for_each_count(f->each);
}

/* What was set for a parent's field, where its children are a list here. */
static struct template_var
field_of(const struct fetch *f, const struct desc_value *field)
{
	struct desc_param named = { .name = field->name };
	struct template_var v = { .name = field->name,
		.text = request_value(&f->options.params, &named) };

	v.len = v.text != NULL ? strlen(v.text) : 0;
	return v;
}

void
fetch_lists_begin(struct fetch *f, size_t i)
{
	const struct desc_resource *r = f->r;
	size_t k, n = r->nparents > 0 ? r->parents[0].nfields : 0;

	f->met = false;
	/* Other lists may well have the same ids, and have their own order. */
	f->repeats.list = i;
	if (fetch_lists(f) > 1)
		watermark_list(&f->state.watermark);
	mem_free(f->named);
	f->named = mem_new(n + r->neach + 1, sizeof(*f->named));
	for (k = 0; k < n; k++)
		f->named[k] = field_of(f, &r->parents[0].fields[k]);
	for_each_put(f->each, i, f->named + n);
	f->more = (struct template_scope){ f->named, n + r->neach, NULL };
}

void
fetch_lists_close(struct fetch *f)
{
	for_each_close(f->each);
	mem_free(f->named);
}
