/* desc_param: parameters of a description's resources; see desc_param.h. */
#include "api/desc_param.h"

#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "table/time.h"

const struct desc_param *
desc_param(const struct desc_resource *r, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < r->nparams; i++)
		if (strlen(r->params[i].name) == len &&
		    memcmp(r->params[i].name, name, len) == 0)
			return &r->params[i];
	return NULL;
}

static int
unsuitable(const struct desc_resource *r, const struct desc_param *p,
    const char *value, const char *want, struct error *e)
{
	error_set(e, ERROR_USAGE, "parameter %s of %s: '%s' is not %s", p->name,
	    r->name, value, want);
	return -1;
}

int
desc_param_check(const struct desc_resource *r, const struct desc_param *p,
    const char *value, struct error *e)
{
	struct buf all = buf_make(256);
	char range[96];
	int32_t day;
	int64_t v;
	size_t i;

	if (p->date && !time_parse_date(value, strlen(value), &day))
		return unsuitable(r, p, value, "a day, YYYY-MM-DD", e);
	if (p->integer && !num_i64(value, strlen(value), p->min, p->max, &v)) {
		buf_printf(&all, "a number from %lld", (long long)p->min);
		if (p->max != INT64_MAX)
			buf_printf(&all, " to %lld", (long long)p->max);
	}
	for (i = 0; i < p->choices.n; i++) {
		if (strcmp(value, p->choices.items[i]) == 0)
			break;
		buf_printf(&all, "%s%s", i == 0 ? "one of " : ", ",
		    p->choices.items[i]);
	}
	if (i < p->choices.n)
		buf_reset(&all);
	if (all.len == 0) {
		buf_free(&all);
		return 0;
	}
	i = all.len < sizeof(range) - 1 ? all.len : sizeof(range) - 1;
	memcpy(range, all.data, i);
	range[i] = '\0';
	buf_free(&all);
	return unsuitable(r, p, value, range, e);
}
