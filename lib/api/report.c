/* report: what a load did; see report.h. */
#include "api/report.h"

#include <string.h>

#include "base/mem.h"
#include "io/clock.h"

void
report_line(const struct client *c, struct buf *out)
{
	struct engine_stats s = client_stats(c);

	buf_printf(out, "%llu requests, %zu in flight of %zu, %zu waiting",
	    (unsigned long long)s.requests, s.in_flight, s.in_flight_goal,
	    s.waiting);
	if (s.retries > 0)
		buf_printf(out, ", %llu asked again",
		    (unsigned long long)s.retries);
	if (s.limited > 0)
		buf_printf(out, ", %llu times too many",
		    (unsigned long long)s.limited);
	if (c->spool.hits > 0)
		buf_printf(out, ", %llu from the spool",
		    (unsigned long long)c->spool.hits);
}

void
report_begin(struct buf *out, const char *program)
{
	buf_printf(out, "{\"program\":\"%s\",\"version\":\"%s\",", program,
	    AAI_VERSION);
}

static void
put(struct buf *out, const char *name, uint64_t n)
{
	buf_printf(out, ",\"%s\":%llu", name, (unsigned long long)n);
}

void
report_end(struct buf *out, const struct client *c, int status,
    int64_t elapsed_us)
{
	struct engine_stats s = client_stats(c);

	put(out, "requests", s.requests);
	put(out, "retries", s.retries);
	put(out, "redirects", s.redirects);
	put(out, "limited", s.limited);
	put(out, "cut", s.cut);
	put(out, "connections", s.connections);
	put(out, "wire_bytes", s.wire_bytes);
	put(out, "body_bytes", s.body_bytes);
	put(out, "in_flight_max", s.in_flight_max);
	put(out, "paused_ms", (uint64_t)s.paused_ms);
	put(out, "spool_hits", c->spool.hits);
	put(out, "spool_stored", c->spool.stored);
	put(out, "status", (uint64_t)status);
	put(out, "elapsed_us", (uint64_t)elapsed_us);
	put(out, "cpu_us", (uint64_t)clock_cpu_us());
	buf_str(out, "}\n");
}
