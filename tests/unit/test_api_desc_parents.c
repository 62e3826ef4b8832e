/* Tests of api/desc_parents and api/for_each: values that are asked for. */
#include "api/desc_parents.h"

#include "api/for_each.h"
#include "base/mem.h"
#include "tap.h"

static struct desc *
describe(int version, const char *members, struct error *e)
{
	struct buf b = buf_make(1 << 16);
	struct desc *d;

	buf_printf(&b,
	    "{\"name\":\"t\",\"version\":%d,\"resources\":{\"r\":"
	    "{\"path\":\"/\",%s}}}",
	    version, members);
	*e = (struct error){ 0 };
	d = desc_parse((char *)b.data, b.len, "t", e);
	buf_free(&b);
	return d;
}

#define PARENTS(more) "\"parent_key\":\"k\",\"parents\":{\"p\":{" \
		      "\"id\":\"id\"" more "}}"
#define FIELDS	      ",\"fields\":{\"f\":\"a.b\"}"

static void
wrong_ones(void)
{
	static const struct {
		int version;
		const char *members, *want;
	} cases[] = {
		{ 1, PARENTS(FIELDS),
		    "parents: p: fields: it needs \"version\": 2" },
		{ 1, PARENTS("") ",\"carry\":[]",
		    "carry: it needs \"version\": 2" },
		{ 1, "\"for_each\":{\"a\":[1]}",
		    "for_each: it needs \"version\": 2" },
		{ 2, PARENTS(",\"fields\":[\"a\"]"),
		    "parents: p: fields: an object of paths is wanted" },
		{ 2, PARENTS(",\"fields\":{\"f\":1}"),
		    "parents: p: fields: f: a path, {\"header\": NAME} or" },
		{ 2, PARENTS(",\"fields\":{\"f\":\"a[]\"}"),
		    "parents: p: fields: f: a path of names is wanted" },
		{ 2, PARENTS(",\"fields\":{\"f\":\".\"}"),
		    "parents: p: fields: f: a path of names, or {\"jq\": "
		    "PROGRAM}, is wanted" },
		{ 2, PARENTS(",\"fields\":{\"f\":{\"header\":\"x\"}}"),
		    "parents: p: fields: f: a path of names, or {\"jq\": "
		    "PROGRAM}, is wanted" },
		{ 2, PARENTS(",\"fields\":{\"k\":\"a\"}"),
		    "parents: fields: k: it is the parent_key's name" },
		{ 2, "\"parent_key\":\"k\",\"parents\":{\"p\":{\"id\":\"id\""
		     FIELDS "},\"q\":{\"id\":\"id\"}}",
		    "parents: fields: f: not all of the parents have it" },
		{ 2, PARENTS(FIELDS) ",\"headers\":[\"X: {g}\"]",
		    "headers: " },
		{ 2, PARENTS(FIELDS) ",\"carry\":\"f\"",
		    "carry: a list of strings is wanted" },
		{ 2, PARENTS(FIELDS) ",\"carry\":[\"g\"]",
		    "carry: the parents have no field 'g'" },
		{ 2, "\"carry\":[\"g\"]",
		    "carry: the parents have no field 'g'" },
		{ 2, "\"for_each\":[1]",
		    "for_each: an object of lists is wanted" },
		{ 2, "\"for_each\":{\"a\":1}",
		    "for_each: a: a list of values is wanted" },
		{ 2, "\"for_each\":{\"a\":[]}",
		    "for_each: a: a value or more is wanted" },
		{ 2, "\"for_each\":{\"a\":[1,null]}",
		    "for_each: a: strings and numbers is wanted" },
		{ 2, "\"for_each\":{\"a\":[[1]]}",
		    "for_each: a: strings and numbers is wanted" },
		{ 2, "\"for_each\":{\"a\":{}}",
		    "for_each: a: 'param' is wanted" },
		{ 2, "\"for_each\":{\"a\":{\"list\":\"b\"}}",
		    "for_each: a: 'list' is not a member known here" },
		{ 2, "\"for_each\":{\"a\":{\"param\":\"b\"}}",
		    "for_each: a: there is no parameter 'b'" },
		{ 2, "\"for_each\":{\"a\":{\"param\":\"a\"}},"
		     "\"params\":{\"a\":{}}",
		    "for_each: a: the list needs a parameter of another "
		    "name" },
		{ 2, PARENTS("") ",\"for_each\":{\"k\":[1]}",
		    "for_each: k: the parents have a value of this name" },
		{ 2, PARENTS(FIELDS) ",\"for_each\":{\"f\":[1]}",
		    "for_each: f: the parents have a value of this name" },
	};
	char want[300];
	struct error e;
	struct desc *d;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		d = describe(cases[i].version, cases[i].members, &e);
		(void)snprintf(want, sizeof(want),
		    "API description t: resources: r: %s", cases[i].want);
		CHECK(d == NULL && e.kind == ERROR_USAGE, "%s is refused",
		    cases[i].members);
		if (!CHECK(strncmp(e.text, want, strlen(want)) == 0,
			"with its place"))
			tap_note("%s", e.text);
		desc_free(d);
	}
}

/* The product of a description's lists, as text. */
static char *
product(const char *members, const char *set)
{
	struct buf out = buf_make(1 << 16);
	struct request_params params = { 0 };
	struct template_var vars[4];
	struct for_each *x = NULL;
	struct error e;
	struct desc *d = describe(2, members, &e);
	size_t i, k;

	if (d != NULL && (set == NULL || request_set(&params, set, &e) == 0))
		x = for_each_open(&d->resources[0], &params, &e);
	for (i = 0; x != NULL && i < for_each_count(x); i++) {
		for_each_put(x, i, vars);
		for (k = 0; k < d->resources[0].neach; k++)
			buf_printf(&out, "%s=%s%s ", vars[k].name, vars[k].text,
			    vars[k].json != NULL ? "#" : "");
		buf_str(&out, "; ");
	}
	if (x == NULL)
		buf_str(&out, e.text);
	for_each_close(x);
	request_params_free(&params);
	desc_free(d);
	return buf_take(&out);
}

static void
products(void)
{
	static const struct {
		const char *members, *set, *want;
	} cases[] = {
		{ "\"list\":true", NULL, "; " },
		{ "\"for_each\":{\"a\":[\"x y\",1.50]}", NULL,
		    "a=x y ; a=1.50# ; " },
		{ "\"for_each\":{\"a\":[1,2],\"b\":[\"u\",\"v\"]}", NULL,
		    "a=1# b=u ; a=1# b=v ; a=2# b=u ; a=2# b=v ; " },
		{ "\"for_each\":{\"a\":[1,2],\"b\":[\"u\",\"v\"]}",
		    "a=7,8", "a=7,8 b=u ; a=7,8 b=v ; " },
		{ "\"for_each\":{\"a\":{\"param\":\"l\"}},\"params\":"
		  "{\"l\":{\"default\":\"p,,q,\"}}",
		    NULL, "a=p ; a=q ; " },
		{ "\"for_each\":{\"a\":{\"param\":\"l\"}},\"params\":"
		  "{\"l\":{\"default\":\"p,q\"}}",
		    "l=r", "a=r ; " },
		{ "\"for_each\":{\"a\":{\"param\":\"l\"}},\"params\":"
		  "{\"l\":{}}",
		    NULL,
		    "r: nothing is given to ask for as 'a' (--param l=LIST)" },
	};
	char *got;
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		got = product(cases[i].members, cases[i].set);
		CHECK_STR(got, cases[i].want, "%s", cases[i].members);
		mem_free(got);
	}
}

/* More than can be meant. */
static void
too_many(void)
{
	struct buf list = buf_make(1 << 16), members = buf_make(1 << 16);
	char *text, *got;
	int i;

	for (i = 0; i < 400; i++)
		buf_printf(&list, "%s%d", i > 0 ? "," : "", i);
	text = buf_take(&list);
	buf_printf(&members, "\"for_each\":{\"a\":[%s],\"b\":[%s]}", text,
	    text);
	mem_free(text);
	text = buf_take(&members);
	got = product(text, NULL);
	CHECK(strstr(got, "have a product of more than 100000") != NULL,
	    "a product has its bound");
	mem_free(got);
	mem_free(text);
}

int
main(void)
{
	wrong_ones();
	products();
	too_many();
	return tap_done();
}
