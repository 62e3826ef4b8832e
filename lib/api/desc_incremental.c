/* desc_incremental: what is said of incremental loads; see
 * desc_incremental.h. */
#include "api/desc_incremental.h"

#include <string.h>

#include "api/desc_param.h"
#include "api/desc_table.h"
#include "base/mem.h"
#include "base/num.h"
#include "table/time.h"
#include "table/time_pattern.h"

/* What holds of a list whose description says nothing of its order. */
#define OVERLAP_US INT64_C(3600000000)
#define SLACK_US   INT64_C(60000000)

#define DAY_US INT64_C(86400000000)

bool
desc_parse_when(const char *text, struct desc_when *when)
{
	size_t len = strlen(text);
	int32_t days;
	int64_t ms;

	*when = (struct desc_when){ .given = true };
	if (time_parse_date(text, len, &days)) {
		when->us = days * DAY_US;
		return true;
	}
	if (time_parse_stamp(text, len, 0, &when->us))
		return true;
	when->ago = true;
	if (!num_duration_ms(text, len, 0, INT64_MAX / 1000000, &ms))
		return false;
	when->us = ms * 1000;
	return true;
}

int64_t
desc_when(const struct desc_when *when, int64_t now_us)
{
	return when->ago ? now_us - when->us : when->us;
}

static int
read_when(struct json_decoder *l, size_t node, void *to)
{
	char *s = json_take_string(l->t, node);
	bool ok = s != NULL && desc_parse_when(s, to);

	mem_free(s);
	return ok ? 0
		  : json_decode_wrong(l,
			"a date, a timestamp, or how long before now it is, "
			"as \"730d\",");
}

/* "90d", in microseconds. */
static int
read_duration(struct json_decoder *l, size_t node, void *to)
{
	char *s = json_take_string(l->t, node);
	int64_t ms = 0;
	/* So short that times may be moved by it, twice. */
	bool ok = s != NULL &&
		  num_duration_ms(s, strlen(s), 0, INT64_MAX / 1000000, &ms);

	mem_free(s);
	if (ok)
		*(int64_t *)to = ms * 1000;
	return ok ? 0 : json_decode_wrong(l, "a duration such as \"1h\"");
}

/* "30d", "2w", "1mo", "1y": months differ in length. */
static int
read_step(struct json_decoder *l, size_t node, void *to)
{
	static const struct {
		const char *unit;
		int months;
		int days;
	} units[] = { { "mo", 1, 0 }, { "y", 12, 0 }, { "w", 0, 7 } };
	char *s = json_take_string(l->t, node);
	size_t digits = s != NULL ? strspn(s, "0123456789") : 0, i;
	struct desc_step *step = to;
	bool ok = false;
	uint64_t n;
	int64_t ms;

	for (i = 0; s != NULL && i < LEN(units); i++)
		if (strcmp(s + digits, units[i].unit) == 0 &&
		    num_u64(s, digits, 1, 1200, &n)) {
			step->months = (int)n * units[i].months;
			step->us = (int64_t)n * units[i].days * DAY_US;
			ok = true;
		}
	if (!ok && s != NULL &&
	    num_duration_ms(s, strlen(s), 1000, INT64_MAX / 1000000, &ms)) {
		step->us = ms * 1000;
		ok = true;
	}
	mem_free(s);
	return ok ? 0
		  : json_decode_wrong(l,
			"a step such as \"7d\", \"1w\", \"1mo\" or \"1y\", of "
			"a second at least,");
}

static int
read_pattern(struct json_decoder *l, size_t node, void *to)
{
	const char *why;

	if (json_decode_str(l, node, to) != 0)
		return -1;
	why = time_pattern_fault(*(char **)to);
	if (why == NULL)
		return 0;
	error_set(l->e, ERROR_USAGE, "'%.100s' is not a format of times: %s",
	    *(char **)to, why);
	return -1;
}

static const struct json_decode_array pattern_list = { "a list of formats",
	sizeof(char *), read_pattern, NULL };

static int
read_exclusive(struct json_decoder *l, size_t node, void *to)
{
	bool inclusive;

	if (json_decode_bool(l, node, &inclusive) != 0)
		return -1;
	*(bool *)to = !inclusive;
	return 0;
}

static const struct json_decode_field bound_fields[] = {
	JSON_DECODE_FIELD(desc_bound, param, "param", json_decode_str),
	JSON_DECODE_FIELD(desc_bound, format, "format", read_pattern),
	JSON_DECODE_FIELD(desc_bound, exclusive, "inclusive", read_exclusive),
};

static int
read_bound(struct json_decoder *l, size_t node, void *to)
{
	struct desc_bound *b = to;

	b->on = true;
	if (json_decode_object(
		l, node, bound_fields, LEN(bound_fields), b) != 0)
		return -1;
	if (b->format == NULL)
		return json_decode_wrong(l, "'format', such as \"rfc3339\",");
	if (b->param != NULL && b->param[0] == '\0')
		return json_decode_wrong(l, "'param' with a parameter's name");
	return 0;
}

static int
read_order(struct json_decoder *l, size_t node, void *to)
{
	static const char *const names[] = { "newest", "oldest", "any", NULL };
	int i = json_decode_choice(l, node, names);

	if (i < 0)
		return -1;
	((struct desc_incremental *)to)->order = (enum desc_order)i;
	((struct desc_incremental *)to)->order_said = true;
	return 0;
}

static int
read_plain_path(struct json_decoder *l, size_t node, void *to)
{
	struct path *p = to;

	if (json_decode_path(l, node, p) != 0)
		return -1;
	return p->n > 0 && path_plain(p)
		   ? 0
		   : json_decode_wrong(l, "a path of names");
}

static const struct json_decode_array plain_paths = { "a list of paths",
	sizeof(struct path), read_plain_path, NULL };

/* One path, or, with version 2, a list of them. */
static int
read_paths(struct json_decoder *l, size_t node, struct path *one,
    struct path **list, size_t *n)
{
	if (l->t->nodes[node].kind != JSON_ARRAY)
		return json_decode_path(l, node, one);
	if (json_decode_needs(l, 2) != 0 ||
	    json_decode_array(l, node, &plain_paths, list, n) != 0)
		return -1;
	return *n > 0 ? 0 : json_decode_wrong(l, "at least one path");
}

static int
read_id(struct json_decoder *l, size_t node, void *to)
{
	struct desc_incremental *i = to;

	return read_paths(l, node, &i->id, &i->ids, &i->nids);
}

static int
read_time(struct json_decoder *l, size_t node, void *to)
{
	struct desc_incremental *i = to;

	return read_paths(l, node, &i->time, &i->times, &i->ntimes);
}

static const struct json_decode_field incremental_fields[] = {
	JSON_DECODE_WHOLE("id", read_id),
	JSON_DECODE_WHOLE("time", read_time),
	JSON_DECODE_ARRAY(desc_incremental, final.items, final.n, "final",
	    &desc_condition_list),
	JSON_DECODE_ARRAY(desc_incremental, deleted.items, deleted.n,
	    "deleted", &desc_condition_list),
	JSON_DECODE_FIELD(
	    desc_incremental, overlap_us, "overlap", read_duration),
	JSON_DECODE_FIELD(desc_incremental, reach_us, "reach", read_duration),
	JSON_DECODE_WHOLE_SINCE(2, "order", read_order),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_incremental, changes, "changes", json_decode_bool),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_incremental, since, "since", read_bound),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_incremental, until, "until", read_bound),
	JSON_DECODE_FIELD_SINCE(2, desc_incremental, step, "step", read_step),
	JSON_DECODE_FIELD_SINCE(2, desc_incremental, granularity_us,
	    "granularity", read_duration),
	JSON_DECODE_FIELD_SINCE(
	    2, desc_incremental, lookback_us, "lookback", read_duration),
	JSON_DECODE_FIELD_SINCE(2, desc_incremental, start, "start", read_when),
	JSON_DECODE_ARRAY_SINCE(2, desc_incremental, formats.items, formats.n,
	    "record_formats", &pattern_list),
};

/* A walk back from the newest record, as the first version has it alone. */
static int
check_walk(struct json_decoder *l, const struct desc_incremental *i)
{
	if (i->until.on || i->lookback_us >= 0)
		return json_decode_wrong(l,
		    "'overlap', and no 'lookback' and 'until', for an order "
		    "of newest without 'since' and 'changes',");
	if (i->id.n == 0 || i->time.n == 0 || !path_plain(&i->id) ||
	    !path_plain(&i->time))
		return json_decode_wrong(l, "'id' and 'time', paths of names,");
	return 0;
}

static int
check_watermark(struct json_decoder *l, const struct desc_incremental *i)
{
	if (i->overlap_us >= 0 || i->reach_us > 0)
		return json_decode_wrong(l,
		    "'lookback', and no 'overlap' and 'reach', beside an order "
		    "of oldest or any, 'since' or 'changes',");
	if ((i->id.n > 0 && !path_plain(&i->id)) ||
	    (i->time.n > 0 && !path_plain(&i->time)))
		return json_decode_wrong(l, "paths of names");
	if (i->time.n == 0 && i->ntimes == 0)
		return json_decode_wrong(l, "'time', a path of names,");
	if (i->until.on && !i->since.on)
		return json_decode_wrong(l, "'since' beside 'until'");
	return 0;
}

int
desc_read_incremental(struct json_decoder *l, size_t node, void *to)
{
	struct desc_incremental *i = to;

	i->on = true;
	i->overlap_us = i->lookback_us = -1;
	if (json_decode_object(
		l, node, incremental_fields, LEN(incremental_fields), i) != 0)
		return -1;
	if (!i->order_said && (i->since.on || i->changes))
		i->order = DESC_ORDER_ANY;
	i->watermark = i->order != DESC_ORDER_NEWEST || i->since.on ||
		       i->changes;
	if ((i->watermark ? check_watermark(l, i) : check_walk(l, i)) != 0)
		return -1;
	if ((i->step.us > 0 || i->step.months > 0) && !i->until.on)
		return json_decode_wrong(l, "'until' beside 'step'");
	if (i->granularity_us > 0 && (!i->until.on || i->until.exclusive))
		return json_decode_wrong(l,
		    "an 'until' that is inclusive beside 'granularity'");
	if (i->step.us > 0 && i->step.us < time_pattern_unit(i->until.format))
		return json_decode_wrong(l,
		    "a 'step' of at least what the format of 'until' tells");
	i->by_clock = i->overlap_us < 0;
	if (i->by_clock)
		i->overlap_us = OVERLAP_US;
	i->slack_us = i->by_clock ? SLACK_US : i->overlap_us;
	if (i->lookback_us < 0)
		i->lookback_us = OVERLAP_US;
	return 0;
}

static int
check_bound(struct json_decoder *l, const struct desc_resource *r,
    const struct desc_bound *b, const char *name)
{
	const char *taken = NULL;

	if (b->on && desc_param(r, name, strlen(name)) != NULL)
		taken = name;
	if (b->param != NULL &&
	    desc_param(r, b->param, strlen(b->param)) != NULL)
		taken = b->param;
	if (taken == NULL)
		return 0;
	error_set(l->e, ERROR_USAGE,
	    "incremental: %s: '%.100s' is one of \"params\" already: call "
	    "that otherwise, or leave it out",
	    name, taken);
	return -1;
}

int
desc_check_incremental(struct json_decoder *l, const struct desc_resource *r)
{
	const struct desc_incremental *i = &r->incremental;

	if (i->watermark && i->id.n == 0 && i->nids == 0 &&
	    r->table.nkeys == 0) {
		error_set(l->e, ERROR_USAGE,
		    "incremental: what tells its records apart is missing: "
		    "'id', or the 'key' of 'table'");
		return -1;
	}
	if (check_bound(l, r, &i->since, "since") != 0)
		return -1;
	return check_bound(l, r, &i->until, "until");
}

static void
free_paths(struct path *paths, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		path_free(&paths[i]);
	mem_free(paths);
}

static void
free_bound(struct desc_bound *b)
{
	mem_free(b->param);
	mem_free(b->format);
}

void
desc_free_incremental(struct desc_incremental *i)
{
	path_free(&i->id);
	path_free(&i->time);
	free_paths(i->ids, i->nids);
	free_paths(i->times, i->ntimes);
	desc_free_conditions(&i->final);
	desc_free_conditions(&i->deleted);
	free_bound(&i->since);
	free_bound(&i->until);
	desc_free_strings(&i->formats);
}
