/* table_writers: rows of many tables into row groups; see table_writers.h. */
#include "parquet/table_writers.h"

#include <sched.h>
#include <unistd.h>

#include "base/mem.h"

/*
 * What gathers may take: a row group is held twice, as it gathers and as it is
 * written; the rest is for pages, footers, what is read, and the program.
 */
#define BASE ((size_t)8 << 20)

/* Beyond this many bytes a row group is cut, whatever the memory allowed. */
#define GROUP_BYTES ((size_t)128 << 20)

/* Footers may take this part of the memory before they spill. */
#define FOOTER_SHARE 32

/* One thread for each share of the memory, bytes; the first is free. */
#define THREAD_BYTES ((size_t)64 << 20)

/* All processors that the program may use but one, which gathers. */
static unsigned
spare_processors(void)
{
	cpu_set_t set;
	long n;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	else
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n > ENCODE_POOL_MAX)
		n = ENCODE_POOL_MAX;
	return n > 2 ? (unsigned)n - 1 : 1;
}

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
	o.threads = spare_processors();
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

/* As many threads as are wanted, and as the memory has room for. */
static unsigned
count_threads(const struct table_writers_options *o)
{
	size_t most = o->memory / THREAD_BYTES;

	if (most > ENCODE_POOL_MAX)
		most = ENCODE_POOL_MAX;
	if (most > o->threads)
		most = o->threads;
	return most > 1 ? (unsigned)most : 1;
}

int
table_writers_open(struct table_writers *l,
    const struct table_writers_options *options, struct error *e)
{
	struct encode_options o = { options->chunk, options->method,
		options->level, count_threads(options) };

	memset(l, 0, sizeof(*l));
	l->options = *options;
	l->limit = options->memory / 8;
	if (options->memory > 2 * BASE)
		l->limit = (options->memory - BASE) / 5 * 2;
	l->pool = encode_pool_open(&o, e);
	return l->pool != NULL ? 0 : -1;
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

void
table_writers_add_column(struct table_writers *l, struct table_writer *t,
    const char *name, size_t len, struct coltype type,
    struct encode_column options)
{
	struct error e;

	/* The thread must not see the arrays move; its failure is told at the
	 * next row. */
	if (encode_pool_settle(l->pool, &e) != 0)
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

/* Have the pool take what a table has gathered, and begin anew. */
static void
hand_on(struct table_writers *l, struct table_writer *t)
{
	struct encode_group g = { .writer = &t->writer,
		.columns = t->columns,
		.builders = t->builders,
		.ncolumns = t->ncolumns,
		.rows = t->row,
		.bytes = t->held.bytes };
	size_t i;

	t->builders = mem_resize(NULL, t->columns_cap, sizeof(*t->builders));
	for (i = 0; i < t->ncolumns; i++)
		t->builders[i] = column_builder_make(
		    g.builders[i].type, g.builders[i].plain_only, &t->held);
	t->held = (struct column_builder_account){ 0 };
	t->row = 0;
	t->groups++;
	encode_pool_add(l->pool, &g);
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
	if (encode_pool_settle(l->pool, e) != 0 || spill_footer(l, t, e) != 0)
		return -1;
	l->memory -= t->counted;
	t->counted = 0;
	if (t->row == 0)
		return 0;
	hand_on(l, t);
	encode_pool_start(l->pool);
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

int
table_writers_flush_all(struct table_writers *l, struct error *e)
{
	size_t i;

	if (encode_pool_settle(l->pool, e) != 0)
		return -1;
	for (i = 0; i < l->ntables; i++) {
		if (spill_footer(l, l->tables[i], e) != 0)
			return -1;
	}
	for (i = 0; i < l->ntables; i++) {
		l->tables[i]->counted = 0;
		if (l->tables[i]->row > 0)
			hand_on(l, l->tables[i]);
	}
	l->memory = 0;
	encode_pool_help(l->pool);
	return encode_pool_settle(l->pool, e);
}

int
table_writers_finish(struct table_writers *l, struct table_writer *t,
    const struct writer_pair *pairs, size_t npairs, struct error *e)
{
	if (table_writers_flush(l, t, e) != 0 ||
	    encode_pool_settle(l->pool, e) != 0)
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

	if (l->pool != NULL && encode_pool_settle(l->pool, &ignored) != 0)
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

void
table_writers_close(struct table_writers *l)
{
	size_t i;

	encode_pool_close(l->pool);
	for (i = 0; i < l->ntables; i++)
		free_table(l->tables[i]);
	mem_free(l->tables);
	spill_file_close(&l->spill);
	memset(l, 0, sizeof(*l));
}
