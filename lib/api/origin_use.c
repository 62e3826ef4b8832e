/* origin_use: the origin that a run speaks to; see origin_use.h. */
#include "api/origin_use.h"

#include <string.h>

#include "api/desc_origin.h"

static const char *
shown(const char *origin)
{
	return origin != NULL ? origin : "the API's own";
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

int
origin_use(struct desc *d, const char *const *resources, size_t n,
    struct error *e)
{
	const struct desc_resource *first = NULL, *r;
	size_t i;

	for (i = 0; i < n; i++) {
		r = desc_resource(d, resources[i], strlen(resources[i]));
		if (first == NULL)
			first = r;
		if (r == NULL || same(r->origin, first->origin))
			continue;
		error_set(e, ERROR_USAGE,
		    "'%s' and '%s' are at different origins (%s, %s): a "
		    "program speaks to one; ask for them one after the other",
		    first->name, r->name, shown(first->origin),
		    shown(r->origin));
		return -1;
	}
	if (first != NULL && first->origin != NULL)
		desc_exchange_origin(d, first->origin);
	return 0;
}
