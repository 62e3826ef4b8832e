/* table_writers: rows of many tables into row groups; see table_writers.h. */
#include "parquet/table_writers.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "parquet/order.h"

/*
 * What gathers may take: a row group is held twice, as it gathers and as it is
 * written; the rest is for pages, footers, what is read, and the program.
 */
#define BASE ((size_t)8 << 20)

/* Beyond this many bytes a row group is cut, whatever the memory allowed. */
#define GROUP_BYTES ((size_t)128 << 20)

/* Footers may take this part of the memory before they spill. */
#define FOOTER_SHARE 32

/* One row group on its way to its file. */
struct work {
	struct table_writer *table;
	struct column_builder *builders;
	size_t ncolumns;
	size_t rows;
	struct column_builder_account held;
};

/* One thread's means of encoding. */
struct bench {
	struct encoder encoder;
	struct chunk *chunks;
	size_t nchunks;
};

/*
 * The second thread, and what there is to be done.  The queue is filled when
 * it has run empty; the calling thread takes from it too, at the end.
 */
struct table_writers_job {
	pthread_t thread;
	bool started;
	pthread_mutex_t lock;
	pthread_cond_t wake; /* for the thread: work, or the end */
	pthread_cond_t done; /* for the caller: all is done */
	bool stop;
	struct work *queue;
	size_t queue_cap;
	size_t queued;	/* in all */
	size_t taken;	/* of them */
	size_t running; /* of those, not done yet */
	struct bench benches[2]; /* the second thread's, and the caller's */
	bool failed;
	struct error error;
};

struct table_writers_options
table_writers_defaults(void)
{
	struct table_writers_options o = { .method = CODEC_ZSTD };

	if (!codec_available(o.method))
		o.method = CODEC_GZIP;
	o.level = CODEC_LEVEL_DEFAULT;
	o.chunk.encoding = CHUNK_AUTO;
	o.chunk.page_bytes = (size_t)1 << 20;
	o.chunk.page_rows = 40000;
	o.memory = (size_t)256 << 20;
	o.group_rows = (size_t)1 << 20;
	return o;
}

static void
free_builders(struct column_builder *builders, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		column_builder_free(&builders[i]);
	mem_free(builders);
}

/* Encode a row group and append it to its file. */
static int
encode(struct bench *b, struct work *w, struct error *e)
{
	struct table_writer *t = w->table;
	size_t i, keys = 0, sorted;
	int rc;

	while (keys < w->ncolumns && t->columns[keys].key)
		keys++;
	sorted = order_sorted(w->builders, keys, w->rows);
	if (w->ncolumns > b->nchunks) {
		b->chunks = mem_resize(b->chunks, w->ncolumns,
		    sizeof(*b->chunks));
		for (; b->nchunks < w->ncolumns; b->nchunks++)
			b->chunks[b->nchunks] = chunk_make();
	}
	for (i = 0; i < w->ncolumns; i++) {
		if (chunk_encode(&b->encoder, &w->builders[i], w->rows,
			t->columns[i].bloom, &b->chunks[i], e) != 0)
			return -1;
		column_builder_free(&w->builders[i]);
	}
	rc = writer_put_group(&t->writer, b->chunks, w->ncolumns, w->rows,
	    sorted, e);
	for (i = 0; i < w->ncolumns; i++)
		chunk_trim(&b->chunks[i]);
	return rc;
}

/* Do the next work of the queue; the lock is held, but not meanwhile. */
static void
do_next(struct table_writers_job *j, struct bench *bench)
{
	struct work work = j->queue[j->taken++];
	struct error e;
	size_t i;
	int rc;

	j->running++;
	(void)pthread_mutex_unlock(&j->lock);
	for (i = 0; i < work.ncolumns; i++)
		work.builders[i].account = &work.held;
	rc = encode(bench, &work, &e);
	free_builders(work.builders, work.ncolumns);
	(void)pthread_mutex_lock(&j->lock);
	if (rc != 0 && !j->failed) {
		j->failed = true;
		j->error = e;
	}
	if (--j->running == 0 && j->taken == j->queued)
		(void)pthread_cond_signal(&j->done);
}

static void *
work_on(void *arg)
{
	struct table_writers_job *j = arg;

	(void)pthread_mutex_lock(&j->lock);
	for (;;) {
		while (j->taken == j->queued && !j->stop)
			(void)pthread_cond_wait(&j->wake, &j->lock);
		if (j->taken == j->queued)
			break;
		do_next(j, &j->benches[0]);
	}
	(void)pthread_mutex_unlock(&j->lock);
	return NULL;
}

int
table_writers_open(struct table_writers *l,
    const struct table_writers_options *options, struct error *e)
{
	struct table_writers_job *j;
	size_t i;
	int rc;

	memset(l, 0, sizeof(*l));
	l->options = *options;
	l->limit = options->memory / 8;
	if (options->memory > 2 * BASE)
		l->limit = (options->memory - BASE) / 5 * 2;
	j = l->job = mem_new(1, sizeof(*j));
	for (i = 0; i < LEN(j->benches); i++) {
		if (encoder_open(&j->benches[i].encoder, &options->chunk,
			options->method, options->level, e) != 0)
			return -1;
	}
	(void)pthread_mutex_init(&j->lock, NULL);
	(void)pthread_cond_init(&j->wake, NULL);
	(void)pthread_cond_init(&j->done, NULL);
	rc = pthread_create(&j->thread, NULL, work_on, j);
	if (rc != 0) {
		error_set(e, ERROR_FAILED, "cannot start a thread");
		return -1;
	}
	j->started = true;
	return 0;
}

struct table_writer *
table_writers_add(struct table_writers *l, const struct writer_target *target)
{
	struct table_writer *t = mem_new(1, sizeof(*t));

	writer_open(&t->writer, target, &l->spill);
	t->limit = l->options.group_rows;
	l->tables = mem_grow(l->tables, &l->tables_cap, l->ntables + 1,
	    sizeof(struct table_writer *));
	l->tables[l->ntables++] = t;
	return t;
}

/* Wait until the second thread rests; -1 with *e when it has failed. */
/* Wait until nothing is being written. */
static int
settle(struct table_writers *l, struct error *e)
{
	struct table_writers_job *j = l->job;
	int rc = 0;

	(void)pthread_mutex_lock(&j->lock);
	while (j->taken < j->queued || j->running > 0)
		(void)pthread_cond_wait(&j->done, &j->lock);
	j->taken = j->queued = 0;
	if (j->failed) {
		*e = j->error;
		rc = -1;
	}
	(void)pthread_mutex_unlock(&j->lock);
	return rc;
}

void
table_writers_add_column(struct table_writers *l, struct table_writer *t,
    const char *name, size_t len, struct coltype type,
    struct table_writer_column options)
{
	struct error e;

	/* The thread must not see the arrays move; its failure is told at the
	 * next row. */
	if (settle(l, &e) != 0)
		t->limit = 0;
	writer_add_column(&t->writer, name, len, type);
	if (t->ncolumns == t->columns_cap) {
		t->columns = mem_grow(t->columns, &t->columns_cap,
		    t->ncolumns + 1, sizeof(*t->columns));
		t->builders = mem_resize(t->builders, t->columns_cap,
		    sizeof(*t->builders));
	}
	t->columns[t->ncolumns] = options;
	t->builders[t->ncolumns] = column_builder_make(type,
	    l->options.chunk.encoding == CHUNK_PLAIN, &t->held);
	t->ncolumns++;
}

/*
 * Queue what a table has gathered, with fresh column builders in its place; the
 * lock is held.
 */
static void
put_work(struct table_writers_job *j, struct table_writer *t)
{
	struct work *w;
	size_t i;

	j->queue = mem_grow(j->queue, &j->queue_cap, j->queued + 1,
	    sizeof(*j->queue));
	w = &j->queue[j->queued++];
	w->table = t;
	w->builders = t->builders;
	w->ncolumns = t->ncolumns;
	w->rows = t->row;
	w->held = t->held;
	t->builders = mem_resize(NULL, t->columns_cap, sizeof(*t->builders));
	for (i = 0; i < t->ncolumns; i++)
		t->builders[i] = column_builder_make(
		    w->builders[i].type, w->builders[i].plain_only, &t->held);
	t->held = (struct column_builder_account){ 0 };
	t->row = 0;
	t->groups++;
}

/* Footers that have grown past their share go to disk. */
static int
spill_footer(struct table_writers *l, struct table_writer *t, struct error *e)
{
	struct spill_queue *q = &t->writer.groups;

	if (q->tail.len <= l->options.memory / FOOTER_SHARE / (l->ntables + 1))
		return 0;
	return spill_queue_spill(q, &l->spill, e);
}

int
table_writers_flush(
    struct table_writers *l, struct table_writer *t, struct error *e)
{
	if (settle(l, e) != 0 || spill_footer(l, t, e) != 0)
		return -1;
	l->memory -= t->counted;
	t->counted = 0;
	if (t->row == 0)
		return 0;
	(void)pthread_mutex_lock(&l->job->lock);
	put_work(l->job, t);
	(void)pthread_cond_signal(&l->job->wake);
	(void)pthread_mutex_unlock(&l->job->lock);
	return 0;
}

/* Hand on the table that holds most. */
static int
flush_largest(struct table_writers *l, struct error *e)
{
	struct table_writer *largest = l->tables[0];
	size_t i;

	for (i = 1; i < l->ntables; i++) {
		if (l->tables[i]->counted > largest->counted)
			largest = l->tables[i];
	}
	return table_writers_flush(l, largest, e);
}

bool
table_writers_is_past(
    const struct table_writers *l, const struct table_writer *t)
{
	return t->held.full || t->held.bytes > GROUP_BYTES ||
	    l->memory - t->counted + t->held.bytes > l->limit;
}

int
table_writers_row_slow(
    struct table_writers *l, struct table_writer *t, struct error *e)
{
	l->memory += t->held.bytes - t->counted;
	t->counted = t->held.bytes;
	if (t->row >= t->limit || t->held.full ||
	    t->held.bytes > GROUP_BYTES)
		return table_writers_flush(l, t, e);
	return l->memory > l->limit ? flush_largest(l, e) : 0;
}

int
table_writers_rows(struct table_writers *l, struct table_writer *t, size_t n,
    struct error *e)
{
	t->row += n;
	return table_writers_row_slow(l, t, e);
}

static int
by_memory(const void *a, const void *b)
{
	const struct work *x = a, *y = b;

	return x->held.bytes > y->held.bytes ? -1 :
					      x->held.bytes < y->held.bytes;
}

int
table_writers_flush_all(struct table_writers *l, struct error *e)
{
	struct table_writers_job *j = l->job;
	size_t i;

	if (settle(l, e) != 0)
		return -1;
	for (i = 0; i < l->ntables; i++) {
		if (spill_footer(l, l->tables[i], e) != 0)
			return -1;
	}
	(void)pthread_mutex_lock(&j->lock);
	for (i = 0; i < l->ntables; i++) {
		l->tables[i]->counted = 0;
		if (l->tables[i]->row > 0)
			put_work(j, l->tables[i]);
	}
	l->memory = 0;
	/* The largest first, so that both threads end at about one time. */
	if (j->queued > 0)
		qsort(j->queue, j->queued, sizeof(*j->queue), by_memory);
	(void)pthread_cond_signal(&j->wake);
	while (j->taken < j->queued)
		do_next(j, &j->benches[1]);
	(void)pthread_mutex_unlock(&j->lock);
	return settle(l, e);
}

int
table_writers_finish(struct table_writers *l, struct table_writer *t,
    const struct writer_pair *pairs, size_t npairs, struct error *e)
{
	if (table_writers_flush(l, t, e) != 0 || settle(l, e) != 0)
		return -1;
	return writer_finish(&t->writer, pairs, npairs, e);
}

static void
free_table(struct table_writer *t)
{
	free_builders(t->builders, t->ncolumns);
	mem_free(t->columns);
	writer_close(&t->writer);
	mem_free(t);
}

void
table_writers_drop(struct table_writers *l, struct table_writer *t)
{
	struct error ignored;
	size_t i;

	if (settle(l, &ignored) != 0)
		t->limit = 0;
	for (i = 0; i < l->ntables; i++) {
		if (l->tables[i] != t)
			continue;
		l->memory -= t->counted;
		free_table(t);
		l->tables[i] = l->tables[--l->ntables];
		return;
	}
}

static void
stop(struct table_writers_job *j)
{
	if (!j->started)
		return;
	(void)pthread_mutex_lock(&j->lock);
	j->stop = true;
	(void)pthread_cond_signal(&j->wake);
	(void)pthread_mutex_unlock(&j->lock);
	(void)pthread_join(j->thread, NULL);
	(void)pthread_mutex_destroy(&j->lock);
	(void)pthread_cond_destroy(&j->wake);
	(void)pthread_cond_destroy(&j->done);
}

static void
close_bench(struct bench *b)
{
	size_t i;

	for (i = 0; i < b->nchunks; i++)
		chunk_free(&b->chunks[i]);
	mem_free(b->chunks);
	encoder_close(&b->encoder);
}

void
table_writers_close(struct table_writers *l)
{
	size_t i;

	if (l->job != NULL) {
		stop(l->job);
		close_bench(&l->job->benches[0]);
		close_bench(&l->job->benches[1]);
		mem_free(l->job->queue);
		mem_free(l->job);
	}
	for (i = 0; i < l->ntables; i++)
		free_table(l->tables[i]);
	mem_free(l->tables);
	spill_file_close(&l->spill);
	memset(l, 0, sizeof(*l));
}
