/* for_each: the product of lists of values; see for_each.h. */
#include "api/for_each.h"

#include <string.h>

#include "api/desc_param.h"
#include "base/mem.h"
#include "json/span.h"

#define PRODUCT_MAX 100000

/* One list: texts, and which of them are numbers. */
struct list {
	char **values; /* owned */
	bool *numbers;
	size_t n;
};

struct for_each {
	const struct desc_resource *r;
	struct list *lists; /* r->neach of them */
	size_t count;
};

static void
add(struct list *to, const char *text, size_t len, bool number)
{
	to->values = mem_resize(to->values, to->n + 1, sizeof(*to->values));
	to->numbers = mem_resize(to->numbers, to->n + 1, sizeof(*to->numbers));
	to->values[to->n] = mem_dup(text, len);
	to->numbers[to->n++] = number;
}

/* The parts of a list with commas. */
static void
add_parts(struct list *to, const char *text)
{
	const char *comma;

	for (; text != NULL && *text != '\0'; text = comma + 1) {
		comma = strchr(text, ',');
		if (comma == NULL) {
			add(to, text, strlen(text), false);
			return;
		}
		if (comma > text)
			add(to, text, (size_t)(comma - text), false);
	}
}

static void
add_value(struct list *to, const char *json)
{
	struct span value = { json, strlen(json) };
	size_t len;
	char *text = span_take(value, &len);

	add(to, text, len, span_kind(value) == JSON_NUMBER);
	mem_free(text);
}

/* The values of one list, as the user or the description has them. */
static int
open_list(const struct desc_resource *r, const struct desc_each *x,
    const struct request_params *params, struct list *to, struct error *e)
{
	struct desc_param named = { .name = x->name };
	const struct desc_param *own = desc_param(r, x->name, strlen(x->name));
	const struct desc_param *list = x->param != NULL ?
	    desc_param(r, x->param, strlen(x->param)) :
	    NULL;
	const char *set = request_value(params, &named);
	size_t i;

	if (set != NULL)
		add(to, set, strlen(set), own != NULL &&
			desc_param_is_json(own, set));
	else if (list != NULL)
		add_parts(to, request_value(params, list));
	else
		for (i = 0; i < x->values.n; i++)
			add_value(to, x->values.items[i]);
	if (to->n > 0)
		return 0;
	error_set(e, ERROR_USAGE,
	    "%s: nothing is given to ask for as '%s' (--param %s=LIST)",
	    r->name, x->name, x->param != NULL ? x->param : x->name);
	return -1;
}

struct for_each *
for_each_open(const struct desc_resource *r,
    const struct request_params *params, struct error *e)
{
	struct for_each *x = mem_new(1, sizeof(*x));
	size_t i;

	x->r = r;
	x->lists = mem_new(r->neach + 1, sizeof(*x->lists));
	x->count = 1;
	for (i = 0; i < r->neach; i++) {
		if (open_list(r, &r->each[i], params, &x->lists[i], e) != 0) {
			for_each_close(x);
			return NULL;
		}
		if (x->lists[i].n > PRODUCT_MAX / x->count) {
			error_set(e, ERROR_USAGE,
			    "%s: the lists of for_each have a product of more "
			    "than %d",
			    r->name, PRODUCT_MAX);
			for_each_close(x);
			return NULL;
		}
		x->count *= x->lists[i].n;
	}
	return x;
}

size_t
for_each_count(const struct for_each *x)
{
	return x->count;
}

void
for_each_put(const struct for_each *x, size_t i, struct template_var *vars)
{
	const struct list *list;
	size_t k, at, rest = i;

	/* The last list goes round first. */
	for (k = x->r->neach; k-- > 0;) {
		list = &x->lists[k];
		at = rest % list->n;
		rest /= list->n;
		vars[k] = (struct template_var){ .name = x->r->each[k].name,
			.text = list->values[at],
			.len = strlen(list->values[at]) };
		if (!list->numbers[at])
			continue;
		vars[k].json = vars[k].text;
		vars[k].json_len = vars[k].len;
	}
}

void
for_each_close(struct for_each *x)
{
	size_t i, k;

	if (x == NULL)
		return;
	for (i = 0; i < x->r->neach; i++) {
		for (k = 0; k < x->lists[i].n; k++)
			mem_free(x->lists[i].values[k]);
		mem_free(x->lists[i].values);
		mem_free(x->lists[i].numbers);
	}
	mem_free(x->lists);
	mem_free(x);
}
