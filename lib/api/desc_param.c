/* desc_param: parameters of a description's resources; see desc_param.h. */
#include "api/desc_param.h"

#include <string.h>

#include "api/desc_table.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/field.h"
#include "json/lex.h"
#include "table/time.h"

static int
read_in(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "query", "path", "header", "body",
		"none", NULL };
	struct desc_param *p = to;
	int i = json_decode_choice(l, node, names);

	if (i < 0 || (i > DESC_IN_PATH && json_decode_needs(l, 2) != 0))
		return -1;
	p->in = (enum desc_in)i;
	p->in_said = true;
	return 0;
}

static int
read_min(struct json_decoder *l, size_t node, void *to)
{
	struct desc_param *p = to;

	p->integer = true;
	return json_decode_i64(l, node, &p->min);
}

static int
read_max(struct json_decoder *l, size_t node, void *to)
{
	struct desc_param *p = to;

	p->integer = true;
	return json_decode_i64(l, node, &p->max);
}

/* A string, perhaps with names; a number, true or false as it is spelled. */
static int
read_default(struct json_decoder *l, size_t node, void *to)
{
	const struct json_node *n = &l->t->nodes[node];
	struct desc_param *p = to;

	if (n->kind == JSON_ARRAY || n->kind == JSON_OBJECT ||
	    n->kind == JSON_NULL)
		return json_decode_wrong(l, "a string or a number");
	if (n->kind == JSON_NUMBER)
		p->json = DESC_JSON_NUMBER;
	else if (n->kind != JSON_STRING)
		p->json = DESC_JSON_BOOL;
	if (n->kind != JSON_STRING) {
		p->value = mem_dup(l->t->text + n->from, n->to - n->from);
		return 0;
	}
	if (template_decode_v2(l, node, &p->preset) != 0)
		return -1;
	if (!template_is_plain(&p->preset))
		return 0;
	p->value = mem_str(p->preset.n > 0 ? p->preset.pieces[0].text : "");
	template_free(&p->preset);
	return 0;
}

static const struct json_decode_field param_fields[] = {
	JSON_DECODE_WHOLE("default", read_default),
	JSON_DECODE_FIELD(desc_param, about, "about", json_decode_str),
	JSON_DECODE_WHOLE("in", read_in),
	JSON_DECODE_WHOLE("min", read_min),
	JSON_DECODE_WHOLE("max", read_max),
	JSON_DECODE_FIELD(desc_param, date, "date", json_decode_bool),
	JSON_DECODE_ARRAY(desc_param, choices.items, choices.n, "choices",
	    &desc_string_list),
	JSON_DECODE_FIELD(desc_param, required, "required", json_decode_bool),
	JSON_DECODE_FIELD(desc_param, selects, "selects", json_decode_bool),
	JSON_DECODE_FIELD(desc_param, hides, "hides", json_decode_bool),
	JSON_DECODE_FIELD(desc_param, until, "until", json_decode_bool),
	JSON_DECODE_FIELD(desc_param, carry, "carry", json_decode_bool),
	JSON_DECODE_FIELD_SINCE(2, desc_param, sent, "value", template_decode),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_param, repeat, "repeat", json_decode_bool),
	JSON_DECODE_FIELD_SINCE(2, desc_param, host, "host", json_decode_bool),
};

static int
settle(struct json_decoder *l, struct desc_param *p)
{
	if (p->integer)
		p->json = DESC_JSON_NUMBER;
	if (p->in == DESC_IN_HEADER && !field_is_name(p->name))
		return json_decode_wrong(l,
		    "the name of a header that is not the program's to send");
	return 0;
}

static int
read_param(struct json_decoder *l, size_t node, char *name, void *to)
{
	struct desc_param *p = to;

	p->name = name;
	p->selects = true;
	p->min = INT64_MIN;
	p->max = INT64_MAX;
	if (json_decode_object(l, node, param_fields, LEN(param_fields), p) ==
		0 &&
	    settle(l, p) == 0)
		return 0;
	error_prefix(l->e, "%s", name);
	return -1;
}

const struct json_decode_array desc_param_members = {
	"an object of parameters", sizeof(struct desc_param), NULL, read_param
};

bool
desc_param_is_json(const struct desc_param *p, const char *value)
{
	const char *end = value + strlen(value);
	bool number = *value == '-' || (*value >= '0' && *value <= '9');

	if (p->json == DESC_JSON_BOOL)
		return strcmp(value, "true") == 0 ||
		    strcmp(value, "false") == 0;
	return p->json == DESC_JSON_NUMBER && number &&
	    json_number_end(value, end) == end &&
	    json_value_end(value, end, 1, NULL) == end;
}

void
desc_free_params(struct desc_param *params, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		mem_free(params[i].name);
		mem_free(params[i].value);
		mem_free(params[i].about);
		template_free(&params[i].preset);
		template_free(&params[i].sent);
		desc_free_strings(&params[i].choices);
	}
}

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
