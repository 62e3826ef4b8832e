/* load_progress: one line for all programs; see load_progress.h. */
#include "aai/load_progress.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "base/mem.h"
#include "io/clock.h"

#define ASK_MS 500

void
load_progress_open(struct load_progress *p, bool quiet)
{
	progress_open(&p->line, PROGRESS_AUTO, quiet);
	p->began_ms = p->asked_ms = clock_mono_ms();
}

/* Whether the program answers: it asks the API, and others follow it.  What
 * could not be started has no number: 0 and -1 are those of many others. */
static bool
answers(const struct runner_child *c)
{
	return c->pid > 0 &&
	       (strcmp(c->args[0], "aai-fetch") == 0 ||
		   strcmp(c->args[0], "aai-fanout") == 0);
}

static void
ask(const struct runner *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (answers(&r->children[i]) && !r->children[i].ended)
			(void)kill(r->children[i].pid, SIGUSR1);
}

static void
show(struct load_progress *p, const struct runner *r)
{
	int64_t seconds = (clock_mono_ms() - p->began_ms) / 1000;
	int64_t records = 0, requests = 0, retries = 0;
	const struct child_counts *c;
	struct buf text = buf_make(512);
	char *line;
	size_t i;

	for (i = 0; i < r->n; i++) {
		c = &r->children[i].log.counts;
		/* Each hands on what it got and adds to it. */
		if (answers(&r->children[i]) && c->records > records)
			records = c->records;
		requests += c->requests > 0 ? c->requests : 0;
		retries += c->retries > 0 ? c->retries : 0;
	}
	buf_printf(&text,
	    "%" PRId64 " records, %" PRId64 " requests, %" PRId64
	    " asked again, %" PRId64 "/s, %" PRId64 " s",
	    records, requests, retries, requests / (seconds > 0 ? seconds : 1),
	    seconds);
	line = buf_take(&text);
	progress_show(&p->line, line, false);
	mem_free(line);
}

void
load_progress_tick(void *arg, const struct runner *r)
{
	struct load_progress *p = arg;
	int64_t now = clock_mono_ms();

	if (!p->line.on)
		return;
	if (now - p->asked_ms >= ASK_MS) {
		p->asked_ms = now;
		ask(r);
	}
	if (progress_due(&p->line))
		show(p, r);
}

void
load_progress_close(struct load_progress *p)
{
	progress_close(&p->line);
}
