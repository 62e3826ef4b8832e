/* A journal goes out as a stream, whatever its reader does. */
#include "aai-listen/emitter.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "aai-listen/delivery.h"
#include "tap.h"

static struct dedup dedup;

static void
put(struct journal *j, size_t pad)
{
	struct buf body = buf_make(1 << 20);
	struct delivery d;
	struct target none = { 0 };
	struct error e = { 0 };
	size_t i;

	buf_str(&body, "{\"a\":\"");
	for (i = 0; i < pad; i++)
		buf_byte(&body, 'x');
	buf_str(&body, "\"}");
	delivery_open(&d, j->path, NULL, 0);
	CHECK(delivery_take(&d, (char *)body.data, body.len, &e) == 0 &&
		  delivery_end(&d, &none, &e) == 0 &&
		  journal_put(j, &d, &e) == 0,
	    "a delivery");
	CHECK(journal_commit(j, &e) == 0, "is written");
	delivery_close(&d);
	buf_free(&body);
}

static size_t
drain(int fd, char *to, size_t max)
{
	size_t len = 0;
	ssize_t n;

	while (len < max && (n = read(fd, to + len, max - len)) > 0)
		len += (size_t)n;
	return len;
}

static void
streams(struct journal *j)
{
	static char text[1 << 20];
	struct emitter o;
	struct error e = { 0 };
	size_t len, more;
	int ends[2];

	if (pipe(ends) != 0)
		return;
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	emitter_open(&o, ends[1], "it", false, j, 1, UINT64_MAX);
	CHECK(emitter_turn(&o, &e) == 0 && !o.blocked, "it starts");
	len = drain(ends[0], text, sizeof(text));
	CHECK(len > 2 && text[len - 1] == '}' && text[len - 2] != '}',
	    "the last two bytes are kept back");
	CHECK(emitter_drained(&o), "all is put");
	put(j, 200000);
	CHECK(!emitter_drained(&o), "there is more");
	CHECK(emitter_turn(&o, &e) == 0 && o.blocked,
	    "a full pipe is not waited for");
	CHECK(!o.done, "nor is it done");
	while (o.blocked) {
		more = drain(ends[0], text, sizeof(text));
		CHECK(more > 0 && emitter_turn(&o, &e) == 0, "it goes on");
		len += more;
	}
	emitter_end(&o, NULL);
	CHECK(emitter_turn(&o, &e) == 0 && o.done, "it ends");
	len += drain(ends[0], text, sizeof(text));
	CHECK_INT((int64_t)len, j->files[0].bytes, "not a byte is missing");
	CHECK_UINT(o.records, 2, "nor a record");
	emitter_close(&o);
	emitter_close(&o);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static void
ends(struct journal *j)
{
	struct buf rest = buf_make(100);
	struct emitter o;
	struct error e = { 0 };
	char text[300];
	size_t len;
	int ends[2];

	if (pipe(ends) != 0)
		return;
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	emitter_open(&o, ends[1], "it", false, j, 3, 2);
	emitter_end(&o, NULL);
	CHECK(emitter_turn(&o, &e) == 0 && o.done, "an empty stream");
	len = drain(ends[0], text, sizeof(text));
	CHECK_MEM(text, len, "\n", 1, "is one LF");
	emitter_close(&o);
	emitter_open(&o, ends[1], "it", true, j, 1, 1);
	CHECK(emitter_turn(&o, &e) == 0, "a live one");
	len = drain(ends[0], text, sizeof(text));
	CHECK(len > 0 && text[len - 1] == '\n', "keeps nothing back");
	CHECK(emitter_drained(&o) && o.records == 1,
	    "and gives what is asked for alone");
	buf_str(&rest, "\"selection\":{}");
	emitter_end(&o, &rest);
	CHECK(emitter_turn(&o, &e) == 0 && o.done, "it ends");
	len = drain(ends[0], text, sizeof(text));
	CHECK_MEM(text, len,
	    "{\"_table\":\"_aai_end\",\"records\":1,\"selection\":{}}\n", 49,
	    "with an end record");
	emitter_close(&o);
	(void)close(ends[0]);
	emitter_open(&o, ends[1], "it", false, j, 1, 1);
	CHECK(emitter_turn(&o, &e) == -1 && e.kind == ERROR_OUTPUT &&
		  o.broken_pipe,
	    "a reader that left is told: %s", e.text);
	emitter_close(&o);
	(void)close(ends[1]);
	buf_free(&rest);
}

int
main(void)
{
	struct journal j;
	struct error e = { 0 };

	(void)signal(SIGPIPE, SIG_IGN);
	dedup_open(&dedup, 10);
	CHECK(
	    journal_open(&j, "out", 1 << 20, 0, &dedup, &e) == 0, "a journal");
	put(&j, 1);
	streams(&j);
	ends(&j);
	journal_close(&j);
	dedup_close(&dedup);
	return tap_done();
}
