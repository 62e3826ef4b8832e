/* engine_queue: jobs that wait, or are finished; see engine_queue.h. */
#include "http/engine_queue.h"

void
engine_finish(struct engine *g, struct job *job, enum engine_result result)
{
	job->response.result = result;
	if (result != ENGINE_DONE && result != ENGINE_REFUSED)
		buf_free(&job->response.body);
	job->next = NULL;
	*g->last = job;
	g->last = &job->next;
}

void
engine_queue(struct engine *g, struct job *job, int64_t now_us,
    int64_t wait_ms)
{
	if (g->stopped) {
		job->response.error = g->why;
		engine_finish(g, job, ENGINE_STOPPED);
	} else if (wait_ms > 0) {
		heap_put(&g->later, now_us + wait_ms * 1000, job->number, job);
	} else {
		heap_put(&g->ready, job->request.order, job->number, job);
	}
}

/* Give all jobs of a queue back as stopped. */
static void
stop_queue(struct engine *g, struct heap *q)
{
	struct job *job;

	while ((job = heap_take(q)) != NULL) {
		job->response.error = g->why;
		engine_finish(g, job, ENGINE_STOPPED);
	}
}

void
engine_stop(struct engine *g, const struct error *why)
{
	size_t i;

	if (g->stopped)
		return;
	g->stopped = true;
	g->why = *why;
	for (i = 0; i < g->ntransfers; i++) {
		struct transfer *t = &g->transfers[i];
		struct job *job = t->job;

		if (job == NULL)
			continue;
		(void)transfer_end(t, g->multi);
		t->job = NULL;
		g->idle[g->nidle++] = t;
		job->response.error = g->why;
		engine_finish(g, job, ENGINE_STOPPED);
	}
	g->stats.in_flight = 0;
	stop_queue(g, &g->ready);
	stop_queue(g, &g->later);
}
