/* encode_pool: row groups encoded by several threads; see encode_pool.h. */
#include "parquet/encode_pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "parquet/order.h"

/* What a row group is when a thread takes it. */
enum stage {
	STAGE_NEW,     /* nobody has looked at it */
	STAGE_SORTING, /* somebody sees how it is sorted: columns stay whole */
	STAGE_COLUMNS, /* columns are taken and encoded */
};

struct group {
	struct encode_group in;
	enum stage stage;
	size_t sorted; /* by this many columns */
	size_t taken;  /* columns */
	size_t done;
	bool failed;
	struct chunk *chunks; /* ncolumns of them, once sorted */
};

/* One thread's means of encoding. */
struct bench {
	struct encode_pool *pool;
	pthread_t thread;
	struct encoder encoder;
	struct column_builder_account held; /* of what it works on */
};

/*
 * The queue is filled when it has run empty.  The lock guards all but what a
 * thread works on.
 */
struct encode_pool {
	pthread_mutex_t lock;
	pthread_cond_t wake; /* for the threads: work, or the end */
	pthread_cond_t done; /* for the caller: all is done */
	bool stop;
	struct group *queue;
	size_t queue_cap;
	size_t queued; /* in all */
	size_t open;   /* of them, may be taken from */
	size_t first;  /* all before it are taken whole */
	size_t left;   /* of those open, not written yet */
	struct bench *benches; /* one each, and the caller's */
	unsigned nbenches;     /* without the caller's */
	unsigned threads;      /* that run */
	struct chunk *spare;   /* of groups that are written */
	size_t nspare;
	size_t spare_cap;
	bool failed;
	struct error error;
};

static void
fail(struct encode_pool *p, struct group *g, const struct error *e)
{
	g->failed = true;
	if (!p->failed)
		p->error = *e;
	p->failed = true;
}

/* Chunks for the group's columns, some of which have been used; locked. */
static void
take_chunks(struct encode_pool *p, struct group *g)
{
	size_t i;

	g->chunks = mem_new(g->in.ncolumns, sizeof(*g->chunks));
	for (i = 0; i < g->in.ncolumns; i++)
		g->chunks[i] =
		    p->nspare > 0 ? p->spare[--p->nspare] : chunk_make();
}

static void
give_back_chunks(struct encode_pool *p, struct group *g)
{
	size_t i;

	if (p->nspare + g->in.ncolumns > p->spare_cap)
		p->spare = mem_grow(p->spare, &p->spare_cap,
		    p->nspare + g->in.ncolumns, sizeof(*p->spare));
	for (i = 0; i < g->in.ncolumns; i++)
		p->spare[p->nspare++] = g->chunks[i];
	mem_free(g->chunks);
	g->chunks = NULL;
}

/* See how the group's rows are sorted; the lock is held, but not meanwhile. */
static void
sort_out(struct encode_pool *p, struct group *g)
{
	size_t keys = 0, sorted;

	g->stage = STAGE_SORTING;
	(void)pthread_mutex_unlock(&p->lock);
	while (keys < g->in.ncolumns && g->in.columns[keys].key)
		keys++;
	sorted = order_sorted(g->in.builders, keys, g->in.rows);
	(void)pthread_mutex_lock(&p->lock);
	g->sorted = sorted;
	take_chunks(p, g);
	g->stage = STAGE_COLUMNS;
	(void)pthread_cond_broadcast(&p->wake);
}

/* Append the group, all of whose columns are encoded; locked as sort_out(). */
static void
write_group(struct encode_pool *p, struct group *g)
{
	struct error e;
	size_t i;
	int rc = 0;

	(void)pthread_mutex_unlock(&p->lock);
	if (!g->failed)
		rc = writer_put_group(g->in.writer, g->chunks, g->in.ncolumns,
		    g->in.rows, g->sorted, &e);
	for (i = 0; i < g->in.ncolumns; i++)
		chunk_trim(&g->chunks[i]);
	mem_free(g->in.builders);
	(void)pthread_mutex_lock(&p->lock);
	if (rc != 0)
		fail(p, g, &e);
	give_back_chunks(p, g);
	if (--p->left == 0) {
		(void)pthread_cond_signal(&p->done);
		(void)pthread_cond_broadcast(&p->wake);
	}
}

/* Encode one column of the group; locked as sort_out(). */
static void
encode_column(struct encode_pool *p, struct group *g, struct bench *b)
{
	size_t i = g->taken++;
	struct column_builder *v = &g->in.builders[i];
	struct error e;
	int rc;

	(void)pthread_mutex_unlock(&p->lock);
	v->account = &b->held;
	rc = chunk_encode(&b->encoder, v, g->in.rows, g->in.columns[i].bloom,
	    &g->chunks[i], &e);
	column_builder_free(v);
	(void)pthread_mutex_lock(&p->lock);
	if (rc != 0)
		fail(p, g, &e);
	g->done++;
}

/* Do what comes next; false when there is nothing that can be begun. */
static bool
do_next(struct encode_pool *p, struct bench *b)
{
	struct group *g;
	size_t i;

	while (p->first < p->open &&
	    p->queue[p->first].stage == STAGE_COLUMNS &&
	    p->queue[p->first].taken == p->queue[p->first].in.ncolumns)
		p->first++;
	for (i = p->first; i < p->open; i++) {
		g = &p->queue[i];
		if (g->stage == STAGE_SORTING ||
		    (g->stage == STAGE_COLUMNS &&
			g->taken == g->in.ncolumns))
			continue;
		if (g->stage == STAGE_NEW)
			sort_out(p, g);
		else
			encode_column(p, g, b);
		if (g->done == g->in.ncolumns)
			write_group(p, g);
		return true;
	}
	return false;
}

static void *
work_on(void *arg)
{
	struct bench *b = arg;
	struct encode_pool *p = b->pool;

	(void)pthread_mutex_lock(&p->lock);
	for (;;) {
		if (do_next(p, b))
			continue;
		/* What is being sorted has columns for it soon. */
		if (p->stop && p->left == 0)
			break;
		(void)pthread_cond_wait(&p->wake, &p->lock);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return NULL;
}

static int
start_threads(struct encode_pool *p, unsigned n, struct error *e)
{
	while (p->threads < n) {
		if (pthread_create(&p->benches[p->threads].thread, NULL,
			work_on, &p->benches[p->threads]) != 0)
			break;
		p->threads++;
	}
	if (p->threads > 0)
		return 0;
	error_set(e, ERROR_FAILED, "cannot start a thread");
	return -1;
}

struct encode_pool *
encode_pool_open(const struct encode_options *options, struct error *e)
{
	struct encode_pool *p = mem_new(1, sizeof(*p));
	unsigned i, n = options->threads;
	int rc = 0;

	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->wake, NULL);
	(void)pthread_cond_init(&p->done, NULL);
	p->nbenches = n;
	p->benches = mem_new((size_t)n + 1, sizeof(*p->benches));
	for (i = 0; i <= n; i++) {
		p->benches[i].pool = p;
		if (rc == 0)
			rc = encoder_open(&p->benches[i].encoder,
			    &options->chunk, options->method, options->level,
			    e);
	}
	if (rc == 0 && start_threads(p, n, e) == 0)
		return p;
	encode_pool_close(p);
	return NULL;
}

void
encode_pool_add(struct encode_pool *p, const struct encode_group *g)
{
	/* The threads may look at the queue, whose length is not theirs yet. */
	(void)pthread_mutex_lock(&p->lock);
	p->queue =
	    mem_grow(p->queue, &p->queue_cap, p->queued + 1, sizeof(*p->queue));
	memset(&p->queue[p->queued], 0, sizeof(*p->queue));
	p->queue[p->queued++].in = *g;
	(void)pthread_mutex_unlock(&p->lock);
}

/* Let the threads at what waits; locked. */
static void
open_queue(struct encode_pool *p)
{
	p->left += p->queued - p->open;
	p->open = p->queued;
	(void)pthread_cond_broadcast(&p->wake);
}

void
encode_pool_start(struct encode_pool *p)
{
	(void)pthread_mutex_lock(&p->lock);
	open_queue(p);
	(void)pthread_mutex_unlock(&p->lock);
}

static int
by_bytes(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	return (x->in.bytes < y->in.bytes) - (x->in.bytes > y->in.bytes);
}

void
encode_pool_help(struct encode_pool *p)
{
	(void)pthread_mutex_lock(&p->lock);
	if (p->queued > p->open)
		qsort(p->queue + p->open, p->queued - p->open,
		    sizeof(*p->queue), by_bytes);
	open_queue(p);
	while (do_next(p, &p->benches[p->nbenches]))
		;
	(void)pthread_mutex_unlock(&p->lock);
}

int
encode_pool_settle(struct encode_pool *p, struct error *e)
{
	int rc = 0;

	(void)pthread_mutex_lock(&p->lock);
	while (p->left > 0)
		(void)pthread_cond_wait(&p->done, &p->lock);
	p->queued = p->open = p->first = 0;
	if (p->failed) {
		*e = p->error;
		rc = -1;
	}
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

static void
stop_threads(struct encode_pool *p)
{
	unsigned i;

	(void)pthread_mutex_lock(&p->lock);
	p->stop = true;
	(void)pthread_cond_broadcast(&p->wake);
	(void)pthread_mutex_unlock(&p->lock);
	for (i = 0; i < p->threads; i++)
		(void)pthread_join(p->benches[i].thread, NULL);
}

void
encode_pool_close(struct encode_pool *p)
{
	size_t i;

	if (p == NULL)
		return;
	stop_threads(p);
	(void)pthread_mutex_destroy(&p->lock);
	(void)pthread_cond_destroy(&p->wake);
	(void)pthread_cond_destroy(&p->done);
	for (i = 0; i < p->nspare; i++)
		chunk_free(&p->spare[i]);
	/* One for each thread that was wanted. */
	for (i = 0; i <= p->nbenches; i++)
		encoder_close(&p->benches[i].encoder);
	mem_free(p->spare);
	mem_free(p->benches);
	mem_free(p->queue);
	mem_free(p);
}
