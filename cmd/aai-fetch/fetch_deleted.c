/* fetch_deleted: records that are there no more; see fetch_deleted.h. */
#include "aai-fetch/fetch_deleted.h"

#include <stdio.h>
#include <string.h>

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

static int
check(const struct fetch *f, struct error *e)
{
	const struct client_choice *c = &f->options.choice;

	if (!f->has_state)
		return refuse(e, "needs --state");
	if (f->r->incremental.watermark)
		return refuse(e,
		    "is for lists that have the newest record first, without "
		    "'order', 'since' and 'changes' in the API description");
	if (c->where != NULL || c->jq != NULL)
		return refuse(e,
		    "compares whole records: it does not go with --where and "
		    "--jq; filter in aai-flatten or after it");
	if (f->until != NULL)
		return refuse(e, "reads the list to its end, and no id ends it");
	return check_id(f, e);
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

void
fetch_deleted_begin(struct fetch *f)
{
	recheck_begin(&f->state.recheck, f->began_us,
	    f->state.from[0] == '\0');
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
item_of(const struct fetch *f, struct span record, uint64_t hash)
{
	return (struct recheck_item){ .us = state_time(&f->state, record),
		.hash = hash,
		.number = span_kind(span_at(record, &f->id)) == JSON_NUMBER };
}

int
fetch_deleted_take(struct fetch *f, struct span record, const char *id,
    size_t len, struct error *e)
{
	struct recheck *r = &f->state.recheck;
	struct recheck_item item;
	bool gone = false, ignored;

	if (f->deleted == NULL)
		return 0;
	if (cond_holds(f->deleted, record, &gone, e) != 0)
		return -1;
	if (!gone)
		return 0;
	item = item_of(f, record, RECHECK_GONE);
	/* What is older than the span is of an earlier load. */
	if (item.us < r->low_us && f->state.from[0] != '\0' &&
	    !state_wants(&f->state, record, id, len, true))
		return 1;
	if (recheck_look(r, item.us, id, len, RECHECK_GONE) != RECHECK_SAME) {
		if (!has_room(f, 1)) {
			error_set(e, ERROR_LIMIT, "--max-records was reached");
			return -1;
		}
		if (put_deletion(f, id, len, item.number, e) != 0)
			return -1;
	}
	state_meet(&f->state, record, id, len, true, &ignored);
	return recheck_note(r, &item, id, len, e) == 0 ? 1 : -1;
}

int
fetch_deleted_note(struct fetch *f, struct span record, const char *id,
    size_t len, bool final, bool sent, struct error *e)
{
	struct recheck_item item;

	if (!f->state.recheck.kept)
		return 0;
	/* One that has changed is sent by a load that looks for that. */
	if (!final || (!sent && !f->state.recheck.on)) {
		recheck_see(&f->state.recheck, id, len);
		return 0;
	}
	item = item_of(f, record, recheck_hash(record));
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

/* The oldest time of which the list must have all. */
static int64_t
lowest_time(const struct fetch *f)
{
	const struct desc_incremental *d = &f->r->incremental;
	int64_t reach = d->reach_us > 0 ? f->began_us - d->reach_us :
					  f->state.recheck.low_us;

	if (reach < f->state.recheck.low_us)
		reach = f->state.recheck.low_us;
	return reach + d->slack_us;
}

int
fetch_deleted_end(struct fetch *f, struct error *e)
{
	struct recheck *r = &f->state.recheck;
	bool counted = f->r->pages.kind == DESC_PAGING_OFFSET ||
	    f->r->pages.kind == DESC_PAGING_PAGE;
	int64_t lowest = lowest_time(f);
	struct recheck_absent a;
	size_t at = 0, i;

	/*
	 * One without an id may be any of those that the list seems to lack,
	 * and what was sent since a page came is not in it.
	 */
	if (!r->on || !f->whole || f->unnamed > 0 || f->aged)
		return 0;
	a = recheck_count(r, lowest);
	if (a.absent > 0 && !f->options.allow_deletions &&
	    (f->listed == 0 || (a.absent >= FEW && a.absent > a.known / 2)))
		return refuse_list(f, &a, e);
	if (!has_room(f, a.absent)) {
		error_set(&f->limit, ERROR_LIMIT, "--max-records was reached");
		f->whole = false;
		return 0;
	}
	while ((i = recheck_next(r, &at, lowest, counted)) != MAP_NONE)
		if (put_deletion(f, r->ids.entries[i].key,
			r->ids.entries[i].len, r->items[i].number, e) != 0)
			return -1;
	recheck_end(r);
	return 0;
}
