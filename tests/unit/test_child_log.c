/* Tests of what is kept of what a program says: all that it counts, and the
 * beginning of what is too long. */
#include "aai/child_log.h"

#include <string.h>

#include "base/mem.h"
#include "tap.h"

#define PIECE ((size_t)1 << 16)

/* Say a line that has the text, n letters after it, and the rest. */
static void
say(struct child_log *l, const char *text, size_t n, const char *rest)
{
	char *piece = mem_new(PIECE, 1);

	memset(piece, 'x', PIECE);
	child_log_take(l, text, strlen(text));
	for (; n > PIECE; n -= PIECE)
		child_log_take(l, piece, PIECE);
	child_log_take(l, piece, n);
	child_log_take(l, rest, strlen(rest));
	mem_free(piece);
}

static void
test_summaries(void)
{
	struct child_log l;

	child_log_open(&l, "aai-sink-x", false);
	say(&l, "{\"rows\":12,\"rows_of\":{\"", (size_t)3 << 20, "\":12}}\n");
	CHECK(l.stats != NULL && strlen(l.stats) > (size_t)3 << 20,
	    "a summary of many tables is kept whole");
	CHECK_INT(l.counts.rows, 12, "... and counted");
	say(&l, "{\"rows\":13,\"rows_of\":{\"", (size_t)65 << 20, "\":13}}\n");
	CHECK_INT(l.counts.rows, 12, "one that is too long is left out");
	say(&l, "{\"rows\":14}", 0, "\n");
	CHECK_INT(l.counts.rows, 14, "the next line is read again");
	CHECK_INT((int)l.error.len, 0, "none is an error");
	child_log_close(&l);
}

static void
test_status(void)
{
	struct child_log l;

	child_log_open(&l, "aai-fanout", false);
	say(&l,
	    "{\"level\":\"status\",\"text\":\"3 of 10 parents, 40 records, 7 "
	    "requests, 2 in flight of 8, 0 waiting, 5 asked again\"}",
	    0, "\n");
	CHECK_INT(l.counts.expanded, 3, "parents that are done with");
	CHECK_INT(l.counts.records, 40, "records");
	CHECK_INT(l.counts.requests, 7, "requests");
	CHECK_INT(l.counts.retries, 5, "retries");
	CHECK_INT(l.counts.rows, -1, "no rows");
	say(&l, "{\"level\":\"status\",\"text\":\"40 of 60 listed\"}", 0, "\n");
	CHECK_INT(l.counts.listed, 40, "what is listed");
	CHECK_INT(l.counts.list_total, 60, "of how many");
	child_log_close(&l);
}

static void
test_clients(void)
{
	struct child_log l;

	child_log_open(&l, "psql", true);
	say(&l, "ERROR: ", (size_t)CHILD_LOG_MAX * 2, "\n");
	CHECK(l.error.len > CHILD_LOG_MAX - 8 &&
		  memcmp(l.error.data, "ERROR: x", 8) == 0 &&
		  l.error.data[l.error.len - 1] == '\n',
	    "the beginning of a client's long line is kept");
	say(&l, "more", 0, "\n");
	CHECK(!l.error.failed, "what has no room is left out");
	child_log_close(&l);
}

int
main(void)
{
	test_summaries();
	test_status();
	test_clients();
	return tap_done();
}
