/* check_records: records against their description; see check_records.h. */
#include "aai-describe/check_records.h"

#include <string.h>

#include "api/desc_parents.h"
#include "api/infer_records.h"
#include "api/record_time.h"
#include "api/repeats.h"
#include "api/reply_shape.h"
#include "api/watermark.h"
#include "base/map.h"
#include "base/mem.h"
#include "table/type.h"

int
check_records_take(void *arg, struct span record, bool *wanted,
    struct error *e)
{
	struct check_records *r = arg;

	(void)e;
	*wanted = true;
	r->items = mem_grow(r->items, &r->cap, r->n + 1, sizeof(*r->items));
	r->items[r->n++] = (struct check_record){
		.text = mem_dup(record.p, record.len), .len = record.len };
	return 0;
}

/* What has a line already is followed by the record of an envelope. */
int
check_records_put(void *arg, const char *line, size_t len, struct error *e)
{
	struct check_records *r = arg;
	struct check_record *last = r->n > 0 ? &r->items[r->n - 1] : NULL;

	(void)e;
	if (last == NULL || last->line != NULL)
		return 0;
	last->line = mem_dup(line, len);
	last->line_len = len;
	return 0;
}

struct span
check_records_line(const struct check_records *records, size_t i)
{
	return (struct span){ records->items[i].line,
		records->items[i].line_len };
}

struct span
check_records_at(const struct check_records *records, size_t i)
{
	return (struct span){ records->items[i].text, records->items[i].len };
}

/* The list of all of them, for what looks at a list's text. */
static struct buf
join(const struct check_records *r)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t i;

	buf_byte(&b, '[');
	for (i = 0; i < r->n; i++) {
		if (i > 0)
			buf_byte(&b, ',');
		buf_put(&b, r->items[i].text, r->items[i].len);
	}
	buf_byte(&b, ']');
	return b;
}

static void
suggest_key(const struct check_records *r, const struct desc_resource *of,
    struct check_report *report)
{
	struct buf list = join(r);
	const char *key = infer_records_key(
	    (struct span){ (const char *)list.data, list.len });

	if (key != NULL)
		check_report_change(report,
		    "\"table\": {\"key\": {\"%s\": \"%s_id\"}}", key,
		    of->name);
	buf_free(&list);
}

/* How many records share their key with an earlier one. */
static size_t
count_doubles(const struct check_records *r, const struct repeats_id *id)
{
	struct map seen = { 0 };
	size_t i, len, n = 0;
	bool added;
	char *key;

	for (i = 0; i < r->n; i++) {
		key = watermark_id(id->paths, id->n, check_records_at(r, i),
		    &len);
		if (key == NULL)
			continue;
		(void)map_add(&seen, key, len, &added);
		n += !added;
		mem_free(key);
	}
	map_free(&seen);
	return n;
}

static void
check_key(const struct check_records *r, const struct desc_resource *of,
    struct check_report *report)
{
	const char *lacks = NULL, *first = NULL;
	struct repeats_id id = { 0 };
	size_t i, lacking = 0, doubles = 0;
	struct error ignored;

	for (i = 0; i < r->n; i++) {
		lacks = reply_lacks_key(of, check_records_at(r, i));
		lacking += lacks != NULL;
		first = first == NULL ? lacks : first;
	}
	if (repeats_id_open(&id, of, &ignored) == 0 && id.n > 0)
		doubles = count_doubles(r, &id);
	repeats_id_close(&id);
	if (of->table.nkeys == 0) {
		check_report_unseen(report, "the description has no key");
		suggest_key(r, of, report);
	} else if (!reply_has_keys(of)) {
		check_report_ok(report,
		    "records are told apart by their place alone");
	} else if (lacking > 0) {
		check_report_differs(report,
		    "the key '%.100s' is null or not there in %zu of %zu "
		    "records", first, lacking, r->n);
		suggest_key(r, of, report);
	} else if (doubles > 0) {
		check_report_differs(report,
		    "the key is not unique: %zu of %zu records have that of "
		    "another", doubles, r->n);
		suggest_key(r, of, report);
	} else {
		check_report_ok(report,
		    "the key is in each record, and unique");
	}
}

/* Whether all records have a time there, as a text. */
static bool
is_time(const struct check_records *r, const char *name, int zone)
{
	struct span value;
	int64_t us;
	size_t i;

	for (i = 0; i < r->n; i++) {
		value = span_get(check_records_at(r, i), name);
		if (span_kind(value) != JSON_STRING ||
		    !record_time(value, zone, &us))
			return false;
	}
	return r->n > 0;
}

static void
suggest_time(const struct check_records *r, int zone,
    struct check_report *report)
{
	static const char *const names[] = { "updated_at", "updatedAt",
		"updated", "modified_at", "modified", "lastModified",
		"last_modified", "created_at", "createdAt", "created",
		"timestamp", "date" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (is_time(r, names[i], zone)) {
			check_report_change(report,
			    "\"incremental\": {\"time\": \"%s\"}", names[i]);
			return;
		}
}

/* In which order times come. */
struct order {
	int64_t last_us;
	size_t n, up, down;
};

static void
take_time(struct order *o, int64_t us)
{
	if (o->n++ > 0) {
		o->up += us > o->last_us;
		o->down += us < o->last_us;
	}
	o->last_us = us;
}

static void
check_order(const struct order *o, const struct desc_incremental *d,
    struct check_report *report)
{
	static const char *const names[] = { "newest", "oldest", "any" };
	enum desc_order is = o->up == 0	    ? DESC_ORDER_NEWEST :
	    o->down == 0	    ? DESC_ORDER_OLDEST :
				      DESC_ORDER_ANY;
	enum desc_order said = d->watermark ? d->order : DESC_ORDER_NEWEST;

	if (o->up + o->down == 0) {
		check_report_unseen(report,
		    "the times of the records do not show their order");
	} else if (is == said) {
		check_report_ok(report, "the list is %s by its times",
		    is == DESC_ORDER_ANY    ? "in no order" :
			is == DESC_ORDER_NEWEST ? "newest first" :
						  "oldest first");
	} else if (said == DESC_ORDER_ANY) {
		check_report_ok(report,
		    "the list may be in any order; it came %s first",
		    names[is]);
	} else {
		check_report_differs(report,
		    "the list is said to be %s first, but %zu of %zu records "
		    "are %s than the one before",
		    names[said], said == DESC_ORDER_NEWEST ? o->up : o->down,
		    o->n, said == DESC_ORDER_NEWEST ? "newer" : "older");
		check_report_change(report,
		    "\"incremental\": {\"order\": \"%s\"}", names[is]);
	}
}

static void
check_times(const struct check_records *r, const struct desc *d,
    const struct desc_resource *of, struct check_report *report)
{
	const struct desc_incremental *inc = &of->incremental;
	const char *path = inc->ntimes > 0 ? inc->times[0].text :
					     inc->time.text;
	struct order order = { 0 };
	struct error why = { 0 };
	struct watermark w;
	size_t i, bad = 0, none = 0;
	int64_t us;
	int rc;

	watermark_open(&w, inc, d->zone_minutes);
	for (i = 0; i < r->n; i++) {
		rc = watermark_time(&w, check_records_at(r, i), "a record", &us, &why);
		bad += rc < 0;
		none += rc == 0;
		if (rc == 1)
			take_time(&order, us);
	}
	watermark_close(&w);
	if (bad + none > 0) {
		check_report_differs(report,
		    "the time '%.100s' is %s in %zu of %zu records", path,
		    bad > 0 ? "not understood" : "null or not there",
		    bad > 0 ? bad : none, r->n);
		suggest_time(r, d->zone_minutes, report);
	} else {
		check_report_ok(report,
		    "the time '%.100s' is understood in each record", path);
	}
	if (order.n > 1)
		check_order(&order, inc, report);
}

/* The facts of the values at a column's path. */
struct values {
	struct facts facts;
	size_t n;
};

static int
take_value(void *arg, struct span value, struct error *e)
{
	struct facts f = { 0 };
	struct values *v = arg;

	(void)e;
	switch (span_kind(value)) {
	case JSON_TRUE:
	case JSON_FALSE:
		f.seen = FACT_BOOL;
		break;
	case JSON_NUMBER:
		f = facts_number(value.p, value.len);
		break;
	case JSON_STRING:
		f = facts_string(value.p + 1, value.len - 2);
		break;
	case JSON_OBJECT:
	case JSON_ARRAY:
		f.seen = FACT_JSON;
		break;
	default:
		return 0;
	}
	facts_join(&v->facts, f);
	v->n++;
	return 0;
}

static void
put_type(struct buf *out, struct coltype t)
{
	buf_str(out, t.type == TYPE_NONE ? "text" : type_name(t.type));
	if (t.type == TYPE_DECIMAL)
		buf_printf(out, "(%u,%u)", t.precision, t.scale);
	buf_byte(out, 0);
}

/* Whether a column stays what it is declared to be, as the flattener joins. */
static bool
is_held(struct coltype t, struct facts seen)
{
	struct facts all = facts_declared(t);

	facts_join(&all, seen);
	if (t.type == TYPE_JSON)
		return true;
	if (type_of(all).type != t.type)
		return false;
	return t.type != TYPE_DECIMAL ||
	    (seen.behind <= t.scale && seen.whole <= t.precision - t.scale);
}

static bool
check_column(const struct check_records *r, const struct desc_column *c,
    struct check_report *report, struct buf *empty)
{
	struct facts all = facts_declared(c->type);
	struct buf said = buf_make(64), is = buf_make(64), came = buf_make(64);
	struct values v = { { 0 }, 0 };
	struct error ignored;
	bool same;
	size_t i;

	for (i = 0; i < r->n; i++) {
		struct span_each w = { take_value, &v, 0, 0 };

		(void)!span_each(&w, check_records_at(r, i), c->path.steps,
		    c->path.n, &ignored);
	}
	facts_join(&all, v.facts);
	same = is_held(c->type, v.facts);
	put_type(&said, c->type);
	put_type(&is, type_of(all));
	put_type(&came, type_of(v.facts));
	if (v.n == 0) {
		buf_printf(empty, "%s%.60s", empty->len > 0 ? ", " : "",
		    c->path.text);
	} else if (!same) {
		check_report_differs(report,
		    "'%.100s' is said to be %s, but is %s", c->path.text,
		    (char *)said.data, (char *)came.data);
		check_report_change(report,
		    "\"table\": {\"columns\": {\"%.100s\": \"%s\"}}",
		    c->path.text, (char *)is.data);
	}
	buf_free(&said);
	buf_free(&is);
	buf_free(&came);
	return same || v.n == 0;
}

/* Whether a column is put in front of records by their place. */
static bool
is_by_place(const struct desc_resource *of, const char *name)
{
	return (of->parent_key != NULL && strcmp(of->parent_key, name) == 0) ||
	    (of->index != NULL && strcmp(of->index, name) == 0);
}

static void
check_columns(const struct check_records *r, const struct desc_resource *of,
    struct check_report *report)
{
	const struct desc_table *t = &of->table;
	/* Some of them; what does not fit is left out. */
	struct buf empty = buf_make(400);
	bool same = true;
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (!desc_carries(of, t->columns[i].path.text) &&
		    !is_by_place(of, t->columns[i].path.text))
			same &= check_column(r, &t->columns[i], report,
			    &empty);
	if (empty.len > 0)
		check_report_unseen(report,
		    "columns without a value in these records: %.*s%s",
		    (int)empty.len, (const char *)empty.data,
		    empty.failed ? ", ..." : "");
	buf_free(&empty);
	if (same && t->ncolumns > 0)
		check_report_ok(report, "the types of %zu columns hold what came",
		    t->ncolumns);
}

void
check_records(const struct check_records *records, const struct desc *d,
    const struct desc_resource *r, struct check_report *report)
{
	if (records->n == 0)
		return;
	check_key(records, r, report);
	if (r->incremental.on)
		check_times(records, d, r, report);
	check_columns(records, r, report);
}

void
check_records_free(struct check_records *records)
{
	size_t i;

	for (i = 0; i < records->n; i++) {
		mem_free(records->items[i].text);
		mem_free(records->items[i].line);
	}
	mem_free(records->items);
	*records = (struct check_records){ 0 };
}
