/* fetch_deleted: records that are there no more; see fetch_deleted.h. */
#include "aai-fetch/fetch_deleted.h"

#include <stdio.h>
#include <string.h>

#include "api/desc_incremental.h"
#include "api/desc_parents.h"
#include "base/num.h"
#include "json/text.h"
#include "stream/deleted.h"

/* So few may be all that there were. */
#define FEW 10

static int
refuse(struct error *e, const char *text)
{
	error_set(e, ERROR_USAGE, "--recheck %s", text);
	return -1;
}

/* That a deletion can name its record by the id alone. */
static int
check_id(const struct fetch *f, struct error *e)
{
	const struct desc_table *t = &f->r->table;

	if (t->nkeys == 1 && !desc_carries(f->r, t->keys[0].member) &&
	    strcmp(t->keys[0].member, f->id.text) == 0)
		return 0;
	error_set(e, ERROR_USAGE,
	    "--recheck: records of %s are told apart by more than a member "
	    "'id' of their own, which is the key of their table",
	    f->r->name);
	return -1;
}

/* Of several lists the same id may be several records. */
static int
check_list(const struct fetch *f, struct error *e)
{
	const struct repeats_id *id = &f->repeats_id;

	if (!f->r->incremental.watermark)
		return 0;
	if (f->r->neach > 0)
		return refuse(e,
		    "is for one list, and the API description has several "
		    "('for_each')");
	return id->n == 1 && strcmp(id->paths[0].text, f->id.text) == 0 ?
	    0 : refuse(e, "needs an 'id' that is the key of the table");
}

static int
check(const struct fetch *f, struct error *e)
{
	const struct client_choice *c = &f->options.choice;

	if (!f->has_state)
		return refuse(e, "needs --state");
	if (c->where != NULL || c->jq != NULL)
		return refuse(e,
		    "compares whole records: it does not go with --where and "
		    "--jq; filter in aai-flatten or after it");
	if (f->until != NULL)
		return refuse(e, "reads the list to its end, and no id ends it");
	return check_id(f, e) == 0 ? check_list(f, e) : -1;
}

int
fetch_deleted_open(struct fetch *f, struct error *e)
{
	const char *text = f->options.recheck;
	int64_t ms;

	f->state.recheck.memory = f->options.memory;
	if (text == NULL && f->options.allow_deletions) {
		error_set(e, ERROR_USAGE, "--allow-deletions needs --recheck");
		return -1;
	}
	if (text == NULL)
		return 0;
	if (!num_duration_ms(text, strlen(text), 1000, INT64_C(3155760000000),
		&ms))
		return refuse(e, "takes how long ago, as \"30d\"");
	if (check(f, e) != 0)
		return -1;
	recheck_ask(&f->state.recheck, ms * 1000);
	if (f->r->incremental.deleted.n == 0)
		return 0;
	f->deleted = cond_open(&f->r->incremental.deleted, e);
	return f->deleted != NULL ? 0 : -1;
}

/* What is before the start was not asked for, and is not known. */
static int64_t
least_time(const struct fetch *f)
{
	const struct desc_when *start =
	    f->start.given ? &f->start : &f->r->incremental.start;

	return start->given && f->r->incremental.watermark ?
	    desc_when(start, f->began_us) : INT64_MIN;
}

void
fetch_deleted_begin(struct fetch *f)
{
	recheck_begin(&f->state.recheck, f->began_us, least_time(f),
	    f->state.from[0] == '\0');
}

int64_t
fetch_deleted_since(const struct fetch *f)
{
	int64_t us = f->began_us - f->state.recheck.span_us;
	int64_t least = least_time(f);

	if (!f->state.recheck.on)
		return INT64_MAX;
	return us < least ? least : us;
}

static int
put_deletion(struct fetch *f, const char *id, size_t len, bool number,
    struct error *e)
{
	const char *key = f->r->table.keys[0].member;
	struct buf record = buf_make(SIZE_MAX / 2);
	struct buf line = buf_make(SIZE_MAX / 2);
	int rc;

	buf_str(&record, "{\"_table\":");
	json_quote(f->r->name, strlen(f->r->name), &record);
	buf_byte(&record, ',');
	json_quote(key, strlen(key), &record);
	buf_byte(&record, ':');
	if (number)
		buf_put(&record, id, len);
	else
		json_quote(id, len, &record);
	buf_byte(&record, '}');
	deleted_put(&line, (const char *)record.data, record.len);
	buf_byte(&line, '\n');
	f->sent++;
	f->deleted_sent++;
	rc = out_put(f->out, line.data, line.len, e);
	buf_free(&record);
	buf_free(&line);
	return rc == 0 ? out_line(f->out, e) : -1;
}

static bool
has_room(const struct fetch *f, uint64_t n)
{
	uint64_t most = f->options.choice.max_records;

	return most == 0 || (f->sent <= most && n <= most - f->sent);
}

/* What is kept of a record. */
static struct recheck_item
item_of(const struct fetch *f, struct span record, int64_t us, uint64_t hash)
{
	return (struct recheck_item){ .us = us,
		.hash = hash,
		.number = span_kind(span_at(record, &f->id)) == JSON_NUMBER };
}

/* Whether the state does not know the record. */
static bool
is_news(const struct fetch *f, struct span record, int64_t us, const char *id,
    size_t len)
{
	return f->r->incremental.watermark ?
	    watermark_look(&f->state.watermark, us, id, len, record) !=
		WATERMARK_KNOWN :
	    state_wants(&f->state, record, id, len, true);
}

static void
meet(struct fetch *f, struct span record, int64_t us, const char *id,
    size_t len)
{
	bool ignored;

	if (f->r->incremental.watermark)
		watermark_meet(
		    &f->state.watermark, us, id, len, record, true);
	else
		state_meet(&f->state, record, id, len, true, &ignored);
}

int
fetch_deleted_take(struct fetch *f, struct span record, int64_t us,
    const char *id, size_t len, struct error *e)
{
	struct recheck *r = &f->state.recheck;
	struct recheck_item item;
	bool gone = false;

	if (f->deleted == NULL)
		return 0;
	if (cond_holds(f->deleted, record, &gone, e) != 0)
		return -1;
	if (!gone)
		return 0;
	item = item_of(f, record, us, RECHECK_GONE);
	/* What is older than the span is of an earlier load. */
	if (item.us < r->low_us && f->state.from[0] != '\0' &&
	    !is_news(f, record, us, id, len))
		return 1;
	if (recheck_look(r, item.us, id, len, RECHECK_GONE) != RECHECK_SAME) {
		if (!has_room(f, 1)) {
			error_set(e, ERROR_LIMIT, "--max-records was reached");
			return -1;
		}
		if (put_deletion(f, id, len, item.number, e) != 0)
			return -1;
	}
	meet(f, record, us, id, len);
	return recheck_note(r, &item, id, len, e) == 0 ? 1 : -1;
}

int
fetch_deleted_note(struct fetch *f, struct span record, int64_t us,
    const char *id, size_t len, bool final, bool sent, struct error *e)
{
	struct recheck_item item;

	if (!f->state.recheck.kept)
		return 0;
	/* One that has changed is sent by a load that looks for that. */
	if (!final || (!sent && !f->state.recheck.on)) {
		recheck_see(&f->state.recheck, id, len);
		return 0;
	}
	item = item_of(f, record, us, recheck_hash(record));
	return recheck_note(&f->state.recheck, &item, id, len, e);
}

/* That so much is missing is no sign of deletions. */
static int
refuse_list(const struct fetch *f, const struct recheck_absent *a,
    struct error *e)
{
	error_set(e, ERROR_FAILED,
	    "%zu of %zu records of %s that are known of the last %s are not "
	    "listed any more%s: is this the right key, project and server? "
	    "No deletion is sent; if they were deleted, --allow-deletions says "
	    "so",
	    a->absent, a->known, f->r->name, f->options.recheck,
	    f->listed == 0 ? ", for the list is empty" : "");
	return -1;
}

/*
 * The times of which the list must have all; where it is asked for in parts,
 * up to where the last one ends.
 */
static struct recheck_part
listed_part(const struct fetch *f)
{
	const struct desc_incremental *d = &f->r->incremental;
	int64_t reach = d->reach_us > 0 ? f->began_us - d->reach_us :
					  f->state.recheck.low_us;

	if (reach < f->state.recheck.low_us)
		reach = f->state.recheck.low_us;
	return (struct recheck_part){ reach + d->slack_us,
		d->until.on ? f->reached_us : INT64_MAX };
}

int
fetch_deleted_end(struct fetch *f, struct error *e)
{
	struct recheck *r = &f->state.recheck;
	/* One that changes may move past the pages that are read. */
	bool moves = f->r->pages.kind == DESC_PAGING_OFFSET ||
	    f->r->pages.kind == DESC_PAGING_PAGE || f->r->incremental.changes;
	struct recheck_part part = listed_part(f);
	struct recheck_absent a;
	size_t at = 0, i;

	/*
	 * One without an id or time may be any of those that the list seems to
	 * lack, and what was sent since a page came is not in it.
	 */
	if (!r->on || !f->whole || f->unnamed > 0 || f->untimed > 0 || f->aged)
		return 0;
	a = recheck_count(r, part);
	if (a.absent > 0 && !f->options.allow_deletions &&
	    (f->listed == 0 || (a.absent >= FEW && a.absent > a.known / 2)))
		return refuse_list(f, &a, e);
	if (!has_room(f, a.absent)) {
		error_set(&f->limit, ERROR_LIMIT, "--max-records was reached");
		f->whole = false;
		return 0;
	}
	while ((i = recheck_next(r, &at, part, moves)) != MAP_NONE)
		if (put_deletion(f, r->ids.entries[i].key,
			r->ids.entries[i].len, r->items[i].number, e) != 0)
			return -1;
	recheck_end(r);
	return 0;
}
