/* fanout: for each parent that comes, its children; see fanout.h. */
#include "aai-fanout/fanout.h"

#include <string.h>

#include "aai-fanout/fan_input.h"
#include "aai-fanout/fan_parents.h"
#include "aai-fanout/fan_resource.h"
#include "aai-fanout/fan_send.h"
#include "aai-fanout/fan_state.h"
#include "base/mem.h"
#include "io/sig.h"
#include "stream/end.h"
#include "stream/record.h"

/* What a response is thought to make before any has come. */
#define TYPICAL_BYTES ((size_t)64 << 10)

/* For a state, an object: the resource's, or a list of theirs. */
static void
put_selection(const struct buf *lines, size_t n, struct buf *out)
{
	const char *p = (const char *)lines->data, *end = p + lines->len, *lf;

	if (n > 1)
		buf_str(out, "{\"children\":[");
	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			lf = end;
		buf_put(out, p, (size_t)(lf - p));
		if (lf < end)
			buf_byte(out, ',');
	}
	if (n > 1)
		buf_str(out, "]}");
}

static int
check_params(struct fanout *f, struct error *e)
{
	const struct desc_resource **all = mem_new(f->nresources,
	    sizeof(const struct desc_resource *));
	size_t i;
	int rc;

	for (i = 0; i < f->nresources; i++)
		all[i] = f->resources[i].r;
	rc = request_check(&f->options.params, all, f->nresources, true, e);
	mem_free(all);
	return rc;
}

int
fanout_open(struct fanout *f, const struct fanout_options *options,
    struct client *client, struct error *e)
{
	size_t i;

	memset(f, 0, sizeof(*f));
	f->options = *options;
	f->client = client;
	f->nresources = options->nresources;
	f->resources = mem_new(f->nresources, sizeof(*f->resources));
	f->wanted = mem_new(f->nresources, sizeof(*f->wanted));
	f->selection = buf_make(1 << 20);
	f->state.selection = buf_make(SIZE_MAX / 2);
	f->typical = TYPICAL_BYTES;
	repeats_open(&f->seen, options->memory / FAN_COMPARED);
	if (fan_resource_find(f, e) != 0 || check_params(f, e) != 0 ||
	    fan_open_parents(f, e) != 0 ||
	    record_filter_open(
		&f->record_filter, options->choice.where,
		options->choice.shard, e) != 0)
		return -1;
	for (i = 0; i < f->nresources; i++)
		if (fan_resource_open(f, &f->resources[i], e) != 0)
			return -1;
	put_selection(&f->selection, f->nresources, &f->state.selection);
	if (fan_state_open(f, e) != 0)
		return -1;
	f->options.choice.end |= f->state.on;
	if (options->failed != NULL)
		return rejects_file_open(&f->failed, options->failed, e);
	return 0;
}

/* Whether the item would go beyond --max-records; then all after it does. */
static bool
is_too_much(struct fanout *f, const struct fan_item *item)
{
	uint64_t n = item->passes ? 1 : 0;
	size_t i;

	for (i = 0; i < item->nslots; i++)
		n += item->slots[i].records;
	if (f->options.choice.max_records == 0 || n == 0 ||
	    (!f->full && n <= f->options.choice.max_records - f->written))
		return false;
	f->full = true;
	if (f->limit.kind == ERROR_NONE)
		error_set(&f->limit, ERROR_LIMIT, "--max-records was reached");
	return true;
}

static int
put_aside(struct fanout *f, const struct fan_item *item, struct error *e)
{
	f->put_aside++;
	return rejects_file_put(&f->failed, item->line, item->len, e);
}

/* Write one item, whole, or put its parent aside. */
static int
emit(struct fanout *f, struct fan_item *item, struct error *e)
{
	size_t i;

	if (item->error.kind != ERROR_NONE)
		return put_aside(f, item, e);
	if (is_too_much(f, item)) {
		if (f->options.failed != NULL)
			return put_aside(f, item, e);
		*e = f->limit;
		return -1;
	}
	if (item->passes) {
		f->written++;
		if (out_put(f->out, item->line, item->len, e) != 0 ||
		    out_put(f->out, "\n", 1, e) != 0)
			return -1;
	}
	for (i = 0; i < item->nslots; i++) {
		struct fan_slot *slot = &item->slots[i];

		f->written += slot->records;
		f->resources[slot->resource].children += slot->records;
		if (out_put(f->out, slot->out.data, slot->out.len, e) != 0)
			return -1;
		fan_state_emit(f, slot);
	}
	if (item->nslots > 0)
		f->expanded++;
	return out_line(f->out, e);
}

/* Write what is ready, in order of input unless told otherwise. */
static int
emit_ready(struct fanout *f, struct error *e)
{
	struct fan_item *item = f->queue.head, *next;

	for (; item != NULL; item = next) {
		next = item->next;
		if (item->open > 0) {
			if (!f->options.unordered)
				break;
			continue;
		}
		if (emit(f, item, e) != 0)
			return -1;
		fan_remove(&f->queue, item);
	}
	return 0;
}

/* Whether the budget has room for another line. */
static bool
has_room(const struct fanout *f)
{
	return f->queue.n == 0 ||
	    (f->queue.slots_unasked < f->client->options.jobs &&
		f->queue.bytes + f->asked * f->typical +
			repeats_bytes(&f->seen) <
		    f->options.memory);
}

/* Ask for what the budget allows; what stands at the head in any case. */
static int
ask(struct fanout *f, struct error *e)
{
	size_t jobs = (size_t)f->client->options.jobs + 8;
	struct fan_slot *slot;

	while (f->queue.unasked != NULL && f->limit.kind == ERROR_NONE) {
		if (f->queue.unasked != f->queue.head &&
		    (f->asked >= jobs ||
			f->queue.bytes + (f->asked + 1) * f->typical >
			    f->options.memory))
			break;
		slot = fan_next_unasked(&f->queue);
		if (slot == NULL)
			break;
		if (fan_ask(f, slot, e) != 0)
			return -1;
	}
	return 0;
}

/* Take all lines that can be had without waiting. */
static int
take_lines(struct fanout *f, struct error *e)
{
	struct fan_item *item;
	char *line;
	size_t len;
	int rc;

	while (!f->ended && has_room(f) && lines_ready(f->in)) {
		rc = lines_next(f->in, &line, &len, e);
		if (rc == 0)
			f->ended = true;
		if (rc > 0)
			rc = fan_take_line(f, line, len, &item, e);
		if (rc < 0)
			return -1;
		/* Nothing waits after lines that only pass. */
		if (emit_ready(f, e) != 0)
			return -1;
	}
	return 0;
}

/* A limit was reached: what was not expanded is put aside, if it may be. */
static int
stop_early(struct fanout *f, struct error *e)
{
	struct fan_item *item;

	if (f->options.failed == NULL) {
		*e = f->limit;
		return -1;
	}
	for (item = f->queue.head; item != NULL; item = item->next)
		if (item->open > 0) {
			item->open = 0;
			item->error = f->limit;
		}
	return 0;
}

static int
take_event(struct fanout *f, enum engine_event event,
    struct engine_response *r, struct error *e)
{
	int rc = 0;

	if (event == ENGINE_RESPONSE) {
		rc = fan_take_response(f, r, e);
		engine_response_free(r);
	} else if (event == ENGINE_READABLE) {
		rc = lines_fill(f->in, e);
	}
	/* A spool hands out one response after the other, and no signals. */
	if (rc == 0 && sig_stopped() != 0) {
		error_set(e, ERROR_FAILED, "stopped by a signal");
		rc = -1;
	}
	if (f->observer.tick != NULL)
		f->observer.tick(f->observer.arg, sig_status());
	return rc;
}

/* What can be done without waiting. */
static int
work(struct fanout *f, struct error *e)
{
	const struct error *stopped = client_stopped(f->client);

	if (take_lines(f, e) != 0 || emit_ready(f, e) != 0)
		return -1;
	/* Stopped for good: nothing that is asked will be answered. */
	if (stopped != NULL && f->limit.kind == ERROR_NONE)
		f->limit = *stopped;
	return ask(f, e);
}

static int
loop(struct fanout *f, struct error *e)
{
	struct engine_response r = { 0 };
	enum engine_event event;
	bool reading;

	for (;;) {
		if (work(f, e) != 0)
			return -1;
		if (f->ended && f->queue.n == 0)
			return 0;
		if (f->limit.kind != ERROR_NONE && f->asked == 0) {
			if (stop_early(f, e) != 0)
				return -1;
			/* Then the parents still to come are put aside. */
			if (f->queue.n > 0)
				continue;
		}
		reading = !f->ended && has_room(f);
		if (reading && lines_ready(f->in))
			continue;
		/* Nobody waits for what is here while we wait. */
		if (out_flush(f->out, e) != 0)
			return -1;
		event = client_next(f->client, reading ? f->in->fd : -1,
		    OBSERVER_MS, &r);
		if (take_event(f, event, &r, e) != 0)
			return -1;
	}
}

static int
put_end(struct fanout *f, struct error *e)
{
	struct buf line = buf_make(SIZE_MAX / 2);
	struct buf own = buf_make(SIZE_MAX / 2);
	int rc;

	if (f->state.on) {
		fan_state_put(f, &own);
		record_end_put(&line, f->written, (const char *)own.data,
		    own.len);
	} else {
		record_end_put(&line, f->written, f->end_rest,
		    f->end_rest_len);
	}
	buf_byte(&line, '\n');
	rc = out_put(f->out, line.data, line.len, e);
	buf_free(&line);
	buf_free(&own);
	return rc;
}

/* --strict: what was left out makes the whole an error. */
static int
refuse_part(const struct fanout *f, struct error *e)
{
	struct buf text = buf_make(1 << 16);
	char *s;
	int rc = 0;

	if (fanout_partial(f, &text)) {
		s = buf_take(&text);
		error_set(e, ERROR_FAILED, "%s (--strict)", s);
		mem_free(s);
		rc = -1;
	}
	buf_free(&text);
	return rc;
}

static int
finish(struct fanout *f, struct error *e)
{
	if (!f->has_end && f->options.require_end) {
		error_set(e, ERROR_INPUT,
		    "%s: there is no end record at its end", f->in->name);
		return -1;
	}
	if (rejects_file_finish(&f->failed, e) != 0)
		return -1;
	if (f->options.strict && refuse_part(f, e) != 0)
		return -1;
	/* Nobody ended that: it may be all there is of a writer that died. */
	if (f->in->bytes == 0)
		return out_finish(f->out, e);
	if (f->end_rest != NULL || (f->options.choice.end && !f->has_end)) {
		if (put_end(f, e) != 0)
			return -1;
	} else if (f->written == 0 && out_put(f->out, "\n", 1, e) != 0) {
		return -1;
	}
	if (out_finish(f->out, e) != 0)
		return -1;
	fan_state_hand_over(f);
	return f->limit.kind == ERROR_NONE ?
	    spool_done(&f->client->spool, e) :
	    0;
}

int
fanout_run(struct fanout *f, struct lines *in, struct out *out,
    struct error *e)
{
	f->in = in;
	f->out = out;
	if (fan_state_account(f, e) != 0)
		return -1;
	if (loop(f, e) != 0)
		return -1;
	return finish(f, e);
}

int
fanout_dry_run(struct fanout *f, struct lines *in, struct out *out,
    struct error *e)
{
	struct fan_item *item;
	char *line;
	size_t len;
	int rc;

	f->in = in;
	f->out = out;
	while ((rc = lines_next(in, &line, &len, e)) > 0) {
		if (fan_take_line(f, line, len, &item, e) != 0)
			return -1;
		if (item == NULL)
			continue;
		if (fan_show(f, item, e) != 0)
			return -1;
		fan_remove(&f->queue, item);
	}
	return rc < 0 ? -1 : out_finish(out, e);
}

void
fanout_close(struct fanout *f)
{
	size_t i;

	while (f->queue.head != NULL)
		fan_remove(&f->queue, f->queue.head);
	fan_state_close(f);
	for (i = 0; i < f->nresources; i++)
		fan_resource_close(&f->resources[i]);
	mem_free(f->resources);
	mem_free(f->wanted);
	mem_free(f->end_rest);
	record_filter_close(&f->record_filter);
	rejects_file_close(&f->failed);
	repeats_close(&f->seen);
	buf_free(&f->selection);
	memset(f, 0, sizeof(*f));
}
