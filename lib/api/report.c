/* report: what a load did; see report.h. */
#include "api/report.h"

#include <string.h>

#include "base/mem.h"
#include "io/cli.h"

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
report_put(struct buf *out, const struct client *c)
{
	struct engine_stats s = client_stats(c);

	cli_put_count(out, "requests", s.requests);
	cli_put_count(out, "retries", s.retries);
	cli_put_count(out, "redirects", s.redirects);
	cli_put_count(out, "limited", s.limited);
	cli_put_count(out, "cut", s.cut);
	cli_put_count(out, "connections", s.connections);
	cli_put_count(out, "wire_bytes", s.wire_bytes);
	cli_put_count(out, "body_bytes", s.body_bytes);
	cli_put_count(out, "in_flight_max", s.in_flight_max);
	cli_put_count(out, "paused_ms", (uint64_t)s.paused_ms);
	cli_put_count(out, "spool_hits", c->spool.hits);
	cli_put_count(out, "spool_stored", c->spool.stored);
	cli_put_count(out, "spool_unkept", c->unkept);
}
