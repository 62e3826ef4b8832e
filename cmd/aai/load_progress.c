/* load_progress: one line for all programs; see load_progress.h. */
#include "aai/load_progress.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "base/mem.h"
#include "io/clock.h"
#include "io/sig.h"

#define ASK_MS	  500
#define ANSWER_MS 100

void
load_progress_open(struct load_progress *p, bool quiet)
{
	progress_open(&p->line, PROGRESS_AUTO, quiet);
	p->wanted = false;
	p->began_ms = p->asked_ms = clock_mono_ms();
}

/* Whether the program answers.  What could not be started has no number: 0 and
 * -1 are those of many others. */
static bool
answers(const struct runner_child *c)
{
	return c->pid > 0 && c->toolkit && !c->aside;
}

static void
ask(const struct runner *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (answers(&r->children[i]) && !r->children[i].ended)
			(void)kill(r->children[i].pid, SIGUSR1);
}

/* What the programs count, put together. */
struct counted {
	int64_t records;
	int64_t rows;
	int64_t requests;
	int64_t retries;
	int64_t done, of; /* records of the list; of is -1 where not known */
};

/* How much of its list a program has fetched, or done with. */
static void
count_list(struct counted *to, const struct runner_child *c, bool first)
{
	const struct child_counts *n = &c->log.counts;

	if (!first) {
		to->done = n->expanded;
		return;
	}
	to->done = c->ended ? n->records : n->listed;
	to->of = c->ended ? n->records : n->list_total;
}

static struct counted
count(const struct runner *r)
{
	struct counted to = { .of = -1 };
	const struct runner_child *c;
	size_t i, nfanouts = 0;
	bool fetches, fans;

	for (i = 0; i < r->n; i++) {
		c = &r->children[i];
		if (!answers(c))
			continue;
		fetches = strcmp(c->args[0], "aai-fetch") == 0;
		fans = strcmp(c->args[0], "aai-fanout") == 0;
		/* Each hands on what it got and adds to it. */
		if ((fetches || fans) && c->log.counts.records > to.records)
			to.records = c->log.counts.records;
		if (fetches || fans)
			count_list(&to, c, fetches);
		nfanouts += fans;
		if (c->log.counts.rows > 0)
			to.rows = c->log.counts.rows;
		if (c->log.counts.requests > 0)
			to.requests += c->log.counts.requests;
		if (c->log.counts.retries > 0)
			to.retries += c->log.counts.retries;
	}
	if (nfanouts > 1)
		to.of = -1; /* how many children have children is not known */
	return to;
}

/* Append "1:02:03" or "2:03". */
static void
put_duration(struct buf *out, int64_t seconds)
{
	if (seconds >= 3600)
		buf_printf(out, "%" PRId64 ":%02d", seconds / 3600,
		    (int)(seconds / 60 % 60));
	else
		buf_printf(out, "%d", (int)(seconds / 60));
	buf_printf(out, ":%02d", (int)(seconds % 60));
}

/* Show what is to be shown in one line of a terminal of 80 columns. */
static void
show(struct load_progress *p, const struct runner *r, bool wanted)
{
	int64_t ms = clock_mono_ms() - p->began_ms, seconds = ms / 1000;
	struct counted n = count(r);
	struct buf text = buf_make(512);
	char *line;

	buf_printf(&text,
	    "%" PRId64 " records, %" PRId64 " rows, %" PRId64
	    " requests, %" PRId64 " retries, %" PRId64 "/s, ",
	    n.records, n.rows, n.requests, n.retries,
	    n.requests / (seconds > 0 ? seconds : 1));
	if (n.of > n.done && n.done > 0) {
		put_duration(&text,
		    (int64_t)((double)ms / 1000 * (double)(n.of - n.done) /
			      (double)n.done + 0.5));
		buf_str(&text, " left");
	} else {
		put_duration(&text, seconds);
	}
	line = buf_take(&text);
	progress_show(&p->line, line, wanted);
	mem_free(line);
}

void
load_progress_tick(void *arg, const struct runner *r)
{
	struct load_progress *p = arg;
	int64_t now = clock_mono_ms();
	bool asked = sig_status();

	/* Who asks waits for the answers. */
	if (p->wanted && now - p->asked_ms >= ANSWER_MS) {
		p->wanted = false;
		show(p, r, true);
	}
	p->wanted |= asked;
	if (asked || (p->line.on && now - p->asked_ms >= ASK_MS)) {
		p->asked_ms = now;
		ask(r);
	}
	if (progress_due(&p->line))
		show(p, r, false);
}

void
load_progress_close(struct load_progress *p)
{
	progress_close(&p->line);
}
