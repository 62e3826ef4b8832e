/* fetch_take: which records go out; see fetch_take.h. */
#include "aai-fetch/fetch_take.h"

#include <string.h>

#include "aai-fetch/fetch_deleted.h"
#include "aai-fetch/fetch_times.h"
#include "base/mem.h"
#include "json/text.h"

/*
 * Whether the record came before, as it is now: lists that change while they
 * are read may show some twice.  One that came otherwise before is a newer
 * version, which goes out after the older one; a state has only records that do
 * not change any more.
 */
static bool
is_repeated(struct fetch *f, struct span record)
{
	switch (repeats_take(&f->repeats, &f->repeats_id, record)) {
	case REPEATS_NEW:
		return false;
	case REPEATS_AGAIN:
		f->repeated++;
		return true;
	case REPEATS_CHANGED:
		break;
	}
	f->changed++;
	if (!f->has_state || f->r->incremental.changes)
		return false;
	f->repeated++;
	return true;
}

bool
fetch_take_below(const struct fetch *f, struct span last)
{
	if (f->has_state && !f->r->incremental.watermark)
		return state_below(&f->state, last);
	return fetch_times_below(f, last);
}

const char *
fetch_take_id_path(const struct fetch *f)
{
	return f->id.n > 0 || f->repeats_id.n == 0 ?
	    f->id.text :
	    f->repeats_id.paths[0].text;
}

/* The record's own id. */
static char *
take_own_id(const struct fetch *f, struct span record, size_t *len)
{
	if (f->r->incremental.watermark && f->repeats_id.n > 0)
		return watermark_id(f->repeats_id.paths, f->repeats_id.n,
		    record, len);
	return span_take(span_at(record, &f->id), len);
}

/* The id that a state knows: several lists may have the same own ones. */
static char *
take_id(const struct fetch *f, struct span record, size_t *len)
{
	char *own = take_own_id(f, record, len);
	const struct template_var *v;
	struct buf all;
	size_t i;

	if (own == NULL || !f->r->incremental.watermark || f->r->neach == 0)
		return own;
	all = buf_make(SIZE_MAX / 2);
	for (i = 0; i < f->r->neach; i++) {
		v = template_find(&f->more, f->r->each[i].name);
		buf_byte(&all, i == 0 ? '[' : ',');
		json_quote(v->text, v->len, &all);
	}
	buf_byte(&all, ',');
	json_quote(own, *len, &all);
	buf_byte(&all, ']');
	mem_free(own);
	*len = all.len;
	return buf_take(&all);
}

/* Whether the record is one that the state does not know as taken. */
static bool
is_wanted(const struct fetch *f, struct span record, int64_t us,
    const char *id, size_t len, bool final)
{
	if (!f->has_state)
		return true;
	switch (recheck_look(&f->state.recheck, us, id, len,
	    recheck_hash(record))) {
	case RECHECK_SAME:
		return false;
	case RECHECK_NEWS:
		return final;
	case RECHECK_UNKNOWN:
		break;
	}
	if (f->r->incremental.watermark)
		return final && watermark_look(&f->state.watermark, us, id,
				    len, record) != WATERMARK_KNOWN;
	return state_wants(&f->state, record, id, len, final);
}

static int
meet(struct fetch *f, struct span record, int64_t us, const char *id,
    size_t len, bool final, bool sent, struct error *e)
{
	bool ignored;

	if (f->r->incremental.watermark)
		watermark_meet(&f->state.watermark, us, id, len, record, final);
	else
		state_meet(&f->state, record, id, len, final, &ignored);
	return fetch_deleted_note(f, record, us, id, len, final, sent, e);
}

static int
check_order(struct fetch *f, struct span record, int64_t us, const char *id,
    size_t len, struct error *e)
{
	if (f->has_state && !f->r->incremental.watermark)
		return state_order(&f->state, record, id, len, e);
	if (f->has_state || f->from_us != INT64_MIN)
		return watermark_order(&f->state.watermark, us,
		    id != NULL ? id : "a record", e);
	return 0;
}

static bool
in_shard(const struct fetch *f, struct span record, const char *id, size_t len)
{
	/* What has no id is told apart by what it says. */
	return id != NULL ? record_filter_shard(&f->record_filter, id, len)
			  : record_filter_shard(
				&f->record_filter, record.p, record.len);
}

static int
too_many(struct error *e)
{
	error_set(e, ERROR_LIMIT, "--max-records was reached");
	return -1;
}

/* Whether n more records stay within the bound. */
static bool
is_within(const struct fetch *f, uint64_t n)
{
	return f->options.choice.max_records == 0 ||
	    n <= f->options.choice.max_records - f->sent;
}

/*
 * A state knows whole records, so what a program makes of one goes out whole
 * or, where the bound does not allow it, not at all.
 */
static bool
is_held(const struct fetch *f)
{
	return f->has_state && f->options.choice.max_records > 0 &&
	    f->options.choice.jq != NULL;
}

static int
put_lines(struct fetch *f, const void *lines, size_t len, uint64_t n,
    struct error *e)
{
	f->sent += n;
	if (out_put(f->out, lines, len, e) != 0)
		return -1;
	return out_line(f->out, e);
}

int
fetch_settle(struct fetch *f, struct error *e)
{
	struct fetch_held *h = &f->held;
	int rc;

	if (h->id == NULL)
		return 0;
	rc = meet(f, h->record, h->us, h->id, h->id_len, true, true, e);
	if (rc == 0)
		rc = put_lines(f, h->lines.data, h->lines.len, h->n, e);
	fetch_drop(h);
	return rc;
}

/*
 * State, --where and the limit, for a record that is new and of this shard;
 * final: as the description's condition says.
 */
static int
judge(struct fetch *f, struct span record, int64_t us, char **id, size_t len,
    bool final, bool *wanted, struct error *e)
{
	*wanted = is_wanted(f, record, us, *id, len, final);
	if (*wanted &&
	    record_filter_where(&f->record_filter, record, wanted, e) != 0)
		return -1;
	/* What a program makes of it may be nothing. */
	if (*wanted && f->options.choice.jq == NULL && !is_within(f, 1))
		return too_many(e);
	if (*wanted && is_held(f)) {
		f->held = (struct fetch_held){ record, *id, len, us,
			buf_make(SIZE_MAX / 2), 0 };
		*id = NULL;
	} else if (f->has_state) {
		return meet(f, record, us, *id, len, final, *wanted, e);
	}
	return 0;
}

/* A record that has an id, if a state needs one. */
static int
admit_named(struct fetch *f, struct span record, char **id, size_t len,
    bool *wanted, struct error *e)
{
	bool final = true;
	int64_t us = 0;
	int rc;

	if (is_repeated(f, record))
		return 0; /* counted */
	rc = fetch_times_of(f, record, *id, &us, e);
	if (rc <= 0)
		return rc;
	if ((f->has_state && cond_holds(f->final, record, &final, e) != 0) ||
	    check_order(f, record, us, *id, len, e) != 0)
		return -1;
	if (!in_shard(f, record, *id, len))
		return 0;
	if (f->has_state && !f->r->incremental.watermark)
		us = state_time(&f->state, record);
	rc = fetch_deleted_take(f, record, us, *id, len, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return judge(f, record, us, id, len, final, wanted, e);
}

int
fetch_admit(void *arg, struct span record, bool *wanted, struct error *e)
{
	struct fetch *f = arg;
	size_t len = 0;
	char *id;
	int rc = 0;

	*wanted = false;
	if (fetch_settle(f, e) != 0)
		return -1;
	if (f->met)
		return 0;
	id = take_id(f, record, &len);
	f->met = f->until != NULL && id != NULL && strcmp(id, f->until) == 0;
	if (f->met) {
		mem_free(id);
		return 0;
	}
	f->listed++;
	if (f->has_state && id == NULL)
		f->unnamed++;
	else
		rc = admit_named(f, record, &id, len, wanted, e);
	mem_free(id);
	return rc;
}

int
fetch_put(void *arg, const char *line, size_t len, struct error *e)
{
	struct fetch *f = arg;
	struct fetch_held *h = &f->held;

	if (!is_within(f, h->n + 1)) {
		fetch_drop(h);
		return too_many(e);
	}
	if (h->id != NULL) {
		buf_put(&h->lines, line, len);
		buf_byte(&h->lines, '\n');
		h->n++;
		return 0;
	}
	f->sent++;
	if (out_put(f->out, line, len, e) != 0 ||
	    out_put(f->out, "\n", 1, e) != 0)
		return -1;
	return out_line(f->out, e);
}

void
fetch_drop(struct fetch_held *h)
{
	mem_free(h->id);
	buf_free(&h->lines);
	*h = (struct fetch_held){ 0 };
}
