/* fetch_stats: what a fetch reports of itself; see fetch_stats.h. */
#include "aai-fetch/fetch_stats.h"

#include "aai-fetch/fetch_state.h"
#include "json/stats.h"

/* What was left out, by reason. */
static void
put_skipped(const struct fetch *f, struct buf *out)
{
	stats_open_skipped(out);
	stats_skipped(out, "filtered", f->reply.filtered);
	stats_skipped(out, "repeated", f->repeated);
	stats_skipped(out, "waiting",
	    f->has_state ? f->state.waiting + f->state.watermark.waiting : 0);
	stats_skipped(out, "unnamed", f->unnamed);
	stats_skipped(out, "untimed", f->untimed);
	stats_skipped(out, "omitted", f->omitted);
	stats_close_skipped(out);
}

bool
fetch_total(const struct fetch *f, uint64_t *total)
{
	*total = f->pager.total;
	return f->pager.has_total && f->each == NULL && f->until == NULL &&
	       !f->in_range && f->options.start == NULL &&
	       f->state.from[0] == '\0';
}

void
fetch_stats(const struct fetch *f, struct buf *out)
{
	buf_printf(out, "\"resource\":\"%s\",\"pages\":%llu,\"listed\":%llu,",
	    f->r->name, (unsigned long long)(f->pages + f->pager.pages),
	    (unsigned long long)f->listed);
	buf_printf(out,
	    "\"repeated\":%llu,\"changed\":%llu,\"forgotten\":%llu,"
	    "\"partial\":%llu,\"filtered\":%llu,\"omitted\":%llu,\"unnamed\":%llu,"
	    "\"untimed\":%llu,\"records\":%llu,\"whole\":%s",
	    (unsigned long long)f->repeated, (unsigned long long)f->changed,
	    (unsigned long long)f->repeats.forgotten,
	    (unsigned long long)f->reply.partial,
	    (unsigned long long)f->reply.filtered,
	    (unsigned long long)f->omitted,
	    (unsigned long long)f->unnamed,
	    (unsigned long long)f->untimed,
	    (unsigned long long)f->sent,
	    f->whole ? "true" : "false");
	put_skipped(f, out);
	if (f->has_state)
		buf_printf(out,
		    ",\"deleted\":%llu,\"known\":%llu,\"waiting\":%llu,"
		    "\"lost\":%llu,\"gap_days\":%lld",
		    (unsigned long long)f->deleted_sent,
		    (unsigned long long)(f->state.known +
			f->state.watermark.known),
		    (unsigned long long)(f->state.waiting +
			f->state.watermark.waiting),
		    (unsigned long long)f->lost,
		    (long long)(f->gap_us / FETCH_DAY_US));
}
