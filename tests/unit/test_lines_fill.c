/* Tests of lines_fill(), of io/lines. */
#include "io/lines.h"

#include <fcntl.h>
#include <unistd.h>

#include "io/fd.h"
#include "tap.h"

/* A line without an end is refused before it is held whole. */
static void
test_bound(void)
{
	struct error e = { 0 };
	struct lines l;
	char text[2000];
	int ends[2];

	memset(text, 'x', sizeof(text));
	if (pipe(ends) != 0)
		abort();
	lines_open(&l, ends[0], "pipe", 1000);
	CHECK(write(ends[1], text, 1000) == 1000 && lines_fill(&l, &e) == 0,
	    "as many bytes as a line may have");
	CHECK(write(ends[1], text, 1) == 1 && lines_fill(&l, &e) == -1 &&
	    e.kind == ERROR_INPUT, "one more is too many");
	CHECK(strstr(e.text, "line 1 (byte 0) is longer than 1000 bytes") !=
	    NULL, "the message says where");
	lines_close(&l);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* A descriptor that somebody made non-blocking is waited for. */
static void
test_nonblocking(void)
{
	struct error e = { 0 };
	struct lines l;
	int ends[2];

	if (pipe(ends) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
		abort();
	if (fork() == 0) {
		(void)usleep(50000);
		_exit(write(ends[1], "{}\n", 3) == 3 ? 0 : 1);
	}
	(void)close(ends[1]);
	lines_open(&l, ends[0], "pipe", 1000);
	CHECK(lines_fill(&l, &e) == 0 && lines_ready(&l),
	    "a pipe that would not block is waited for");
	lines_close(&l);
	(void)close(ends[0]);
}

/* A blank line is not an answer: lines_next() would wait for another. */
static void
test_blank(void)
{
	struct error e = { 0 };
	struct lines l;
	char *line;
	size_t len;
	int fds[2];

	if (pipe(fds) != 0)
		abort();
	lines_open(&l, fds[0], "standard input", 100);
	if (fd_write_all(fds[1], "a\n \n\r\n", 6) != 0)
		abort();
	CHECK(lines_fill(&l, &e) == 0 && lines_ready(&l), "a line is there");
	CHECK_INT(lines_next(&l, &line, &len, &e), 1, "it is handed out");
	CHECK(!lines_ready(&l), "blank lines after it are none");
	if (fd_write_all(fds[1], "b\n", 2) != 0)
		abort();
	CHECK(lines_fill(&l, &e) == 0 && lines_ready(&l), "the next one is");
	CHECK(lines_next(&l, &line, &len, &e) == 1 && l.number == 4 &&
		l.offset == 6 && l.blank == 2,
	    "and has its number and place");
	lines_close(&l);
	(void)close(fds[0]);
	(void)close(fds[1]);
}

int
main(void)
{
	struct error e = { 0 };
	struct lines l;
	char *line;
	size_t len;
	int ends[2];

	if (pipe(ends) != 0)
		return 1;
	lines_open(&l, ends[0], "pipe", 1000);
	CHECK(!lines_ready(&l), "nothing is there at first");
	CHECK(write(ends[1], "{\"a\"", 4) == 4 && lines_fill(&l, &e) == 0,
	    "a part of a line is read");
	CHECK(!lines_ready(&l), "which is not a line yet");
	CHECK(write(ends[1], ":1}\n{}\n{", 8) == 8 && lines_fill(&l, &e) == 0,
	    "the rest is read");
	CHECK(lines_ready(&l), "now there is one");
	CHECK_INT(lines_next(&l, &line, &len, &e), 1, "it is handed out");
	CHECK_MEM(line, len, "{\"a\":1}", 7, "whole");
	CHECK(lines_ready(&l), "another one is there");
	CHECK_INT(lines_next(&l, &line, &len, &e), 1, "it is handed out, too");
	CHECK_MEM(line, len, "{}", 2, "whole");
	CHECK(!lines_ready(&l), "the last one waits for its end");
	(void)close(ends[1]);
	CHECK_INT(lines_fill(&l, &e), 0, "the input ends");
	CHECK(lines_ready(&l), "so there is an answer");
	CHECK_INT(lines_next(&l, &line, &len, &e), 1, "the last line");
	CHECK_MEM(line, len, "{", 1, "as it is");
	CHECK(!l.terminated, "without its end");
	CHECK_INT(lines_next(&l, &line, &len, &e), 0, "and no more");
	CHECK_INT(lines_fill(&l, &e), 0, "reading on changes nothing");
	lines_close(&l);
	(void)close(ends[0]);
	test_bound();
	test_nonblocking();
	test_blank();
	return tap_done();
}
