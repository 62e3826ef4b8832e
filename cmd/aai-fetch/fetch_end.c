/* fetch_end: how a stream of fetch's ends; see fetch_end.h. */
#include "aai-fetch/fetch_end.h"

#include <unistd.h>

#include "aai-fetch/fetch_lists.h"
#include "aai-fetch/fetch_state.h"
#include "stream/end.h"
#include "stream/record.h"

/* The state of a watermark, or of a walk. */
static void
put_state(struct fetch *f, const char *selection, struct buf *state)
{
	if (!f->r->incremental.watermark) {
		state_put(&f->state, selection, f->selection.len, f->whole,
		    f->began_us, state, &f->lost);
		return;
	}
	/* How far one of several lists has come says nothing of the others. */
	if (fetch_lists(f) > 1)
		watermark_list(&f->state.watermark);
	watermark_end(&f->state.watermark, f->whole, f->clock_us,
	    f->reached_us);
	state_put_watermark(&f->state, selection, f->selection.len, state);
}

static int
put_end(struct fetch *f, struct error *e)
{
	struct buf state = buf_make(SIZE_MAX / 2);
	struct buf rest = buf_make(SIZE_MAX / 2);
	struct buf line = buf_make(SIZE_MAX / 2);
	struct end_text end = { (const char *)f->selection.data,
		f->selection.len, NULL, 0, f->options.refresh,
		f->in_range || f->options.recheck != NULL ||
		    (f->has_state && f->r->incremental.changes) };
	int rc;

	if (f->has_state) {
		put_state(f, end.selection, &state);
		end.state = (const char *)state.data;
		end.state_len = state.len;
	}
	fetch_state_lost(f);
	end_put(&end, &rest);
	record_end_put(&line, f->sent, (const char *)rest.data, rest.len);
	buf_byte(&line, '\n');
	rc = out_put(f->out, line.data, line.len, e);
	buf_free(&state);
	buf_free(&rest);
	buf_free(&line);
	return rc;
}

int
fetch_end(struct fetch *f, struct error *e)
{
	if (f->options.choice.end) {
		if (put_end(f, e) != 0)
			return -1;
	} else if (f->sent == 0 && out_put(f->out, "\n", 1, e) != 0) {
		return -1;
	}
	if (out_finish(f->out, e) != 0)
		return -1;
	if (f->lock >= 0)
		end_hand_over(f->lock, f->options.state, STDOUT_FILENO);
	return f->whole ? spool_done(&f->client->spool, e) : 0;
}
