/* refusals: tells of deliveries that were refused; see refusals.h. */
#include "aai-listen/refusals.h"

#include <stdio.h>

#define AGAIN_MS 10000

void
refusals_note(struct refusals *r, unsigned status, const char *why,
    uint64_t bytes, bool more)
{
	r->waiting++;
	r->status = status;
	r->bytes = bytes;
	r->more = more;
	(void)snprintf(r->why, sizeof(r->why), "%s", why);
}

void
refusals_tell(
    struct refusals *r, int64_t now, void (*say)(bool bad, const char *text))
{
	char text[500], before[80] = "";

	if (r->waiting == 0 || (r->said_ms != 0 && now - r->said_ms < AGAIN_MS))
		return;
	if (r->waiting > 1)
		(void)snprintf(before, sizeof(before),
		    "refused %llu deliveries, the last: ",
		    (unsigned long long)r->waiting);
	(void)snprintf(text, sizeof(text),
	    "%srefused a delivery of %s%llu bytes with %u: %s", before,
	    r->more ? "at least " : "", (unsigned long long)r->bytes, r->status,
	    r->why);
	say(true, text);
	r->waiting = 0;
	r->said_ms = now;
}

int64_t
refusals_wait_ms(const struct refusals *r, int64_t now)
{
	int64_t left = r->said_ms + AGAIN_MS - now;

	if (r->waiting == 0)
		return -1;
	return r->said_ms == 0 || left < 0 ? 0 : left;
}
