/* Tests of lines_fill(), of io/lines. */
#include "io/lines.h"

#include <unistd.h>

#include "tap.h"

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
	CHECK(!lines_ready(&l), "which is no line yet");
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
	return tap_done();
}
