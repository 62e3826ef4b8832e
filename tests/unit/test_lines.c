/* lines and out: whole lines in, held-back lines out. */
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/lines.h"
#include "io/out.h"
#include "tap.h"

/* A pipe's reading end with the text in it, its writing end closed. */
static int
pipe_of(const char *text, size_t len)
{
	int fds[2];

	if (pipe(fds) != 0 || fd_write_all(fds[1], text, len) != 0)
		abort();
	(void)close(fds[1]);
	return fds[0];
}

/* All lines of the text, each in brackets, and how it ended. */
static char *
read_all(const char *text, size_t len, size_t max)
{
	struct buf b = buf_make(1 << 20);
	struct lines l;
	struct error e = { 0 };
	int fd = pipe_of(text, len), rc;
	char *line;
	size_t n;

	lines_open(&l, fd, "standard input", max);
	while ((rc = lines_next(&l, &line, &n, &e)) > 0)
		buf_printf(&b, "[%.*s@%d]", (int)n, line, (int)l.offset);
	buf_printf(&b, "%d%s", rc, l.terminated ? "" : " cut");
	lines_close(&l);
	(void)close(fd);
	return buf_take(&b);
}

static void
check_lines(const char *text, size_t max, const char *want)
{
	char *got = read_all(text, strlen(text), max);

	CHECK_STR(got, want, "the lines of %zu bytes", strlen(text));
	mem_free(got);
}

static void
test_lines(void)
{
	check_lines("", 100, "0 cut");
	check_lines("\n", 100, "0");
	check_lines("a\nbc\n", 100, "[a@0][bc@2]0");
	check_lines("a\r\n\r\n \t\nb", 100, "[a@0][b@8]0 cut");
	check_lines("\xef\xbb\xbf" "a\n", 100, "[a@3]0");
	check_lines("\xef\xbb", 100, "[\xef\xbb@0]0 cut");
	check_lines("12345\n123456\n", 5, "[12345@0]-1");
	check_lines("12345\n123456", 5, "[12345@0]-1");
}

/* A line longer than many reads, given in uneven parts. */
static void
test_long(void)
{
	size_t n = 3 << 20, at, part, got;
	char *text = mem_new(n + 1, 1), *line;
	struct lines l;
	struct error e = { 0 };
	int fds[2];

	memset(text, 'x', n);
	text[n - 1] = '\n';
	if (pipe(fds) != 0)
		abort();
	if (fork() == 0) {
		for (at = 0, part = 1; at < n; at += part, part += 977) {
			if (part > n - at)
				part = n - at;
			if (fd_write_all(fds[1], text + at, part) != 0)
				_exit(1);
		}
		_exit(0);
	}
	(void)close(fds[1]);
	lines_open(&l, fds[0], "standard input", n);
	CHECK(lines_next(&l, &line, &got, &e) == 1 && got == n - 1,
	    "a long line comes whole");
	CHECK(line[got] == '\0' &&
		line[got + LINES_PAD] == line[got + LINES_PAD],
	    "a NUL is after it, and more may be read");
	CHECK(lines_next(&l, &line, &got, &e) == 0 && l.bytes == n,
	    "nothing comes after it");
	lines_close(&l);
	(void)close(fds[0]);
	mem_free(text);
}

/* Lines that are made longer, and those after them. */
static void
test_widen(void)
{
	static const char text[] = "one\r\ntwo\n\nthree";
	static const char *const want[] = { "one", "two", "three" };
	struct error e = { 0 };
	struct lines l;
	int fd = pipe_of(text, sizeof(text) - 1);
	size_t i, len, more, wrong = 0;
	char *line;

	lines_open(&l, fd, "standard input", 100);
	for (i = 0; lines_next(&l, &line, &len, &e) > 0 && i < 3; i++) {
		for (more = 1; more < 1 << 20; more *= 8) {
			line = lines_widen(&l, more);
			wrong += memcmp(line, want[i], len) != 0;
			memset(line + len, 'x', more);
		}
		CHECK_UINT(len, strlen(want[i]), "line %zu has its length", i);
	}
	CHECK_UINT(wrong, 0, "a line stays what it is when it is widened");
	CHECK(i == 3 && !l.terminated && l.offset == 10 && l.number == 4 &&
		l.bytes == sizeof(text) - 1,
	    "and all after it comes, at its place");
	lines_close(&l);
	(void)close(fd);
}

/* What reached the pipe before the finish, and after it. */
static void
test_hold(void)
{
	struct out o;
	struct error e = { 0 };
	char room[64];
	int fds[2];

	if (pipe(fds) != 0)
		abort();
	out_open(&o, fds[1], "standard output", true, false);
	CHECK(out_put(&o, "{\"a\":1}\n", 8, &e) == 0 && out_flush(&o, &e) == 0,
	    "a record is put");
	CHECK_MEM(room, (size_t)read(fds[0], room, 64), "{\"a\":1", 6,
	    "its last two bytes are kept back");
	CHECK(out_put(&o, "{}\n", 3, &e) == 0 && out_flush(&o, &e) == 0,
	    "another is put");
	CHECK_MEM(room, (size_t)read(fds[0], room, 64), "}\n{", 3,
	    "they go when the stream goes on");
	CHECK(out_finish(&o, &e) == 0, "the stream ends well");
	CHECK_MEM(room, (size_t)read(fds[0], room, 64), "}\n", 2,
	    "and then the last two go too");
	out_close(&o);
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static void
test_failure(void)
{
	struct out o;
	struct error e = { 0 };
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	out_open(&o, fd, "standard output", false, true);
	CHECK(out_put(&o, "x\n", 2, &e) == 0 && out_line(&o, &e) == -1 &&
	    e.kind == ERROR_OUTPUT, "a full disk is told");
	CHECK(out_put(&o, "x\n", 2, &e) == -1, "and told again");
	CHECK(out_finish(&o, &e) == -1, "also at the end");
	out_close(&o);
	(void)close(fd);
}

static void
test_slurp(void)
{
	struct buf b = buf_make(4);
	struct error e = { 0 };
	int fd = pipe_of("abcd", 4);

	CHECK(fd_slurp(fd, "x", &b, &e) == 0 && buf_is(&b, "abcd"),
	    "what just fits is read");
	(void)close(fd);
	fd = pipe_of("e", 1);
	CHECK(fd_slurp(fd, "x", &b, &e) == -1 && e.kind == ERROR_INPUT,
	    "one byte more is refused");
	(void)close(fd);
	CHECK(fd_slurp_file("nowhere", &b, &e) == -1 &&
	    strstr(e.text, "cannot open 'nowhere'") != NULL,
	    "a missing file is named");
	buf_free(&b);
}

int
main(void)
{
	test_lines();
	test_long();
	test_widen();
	test_hold();
	test_failure();
	test_slurp();
	return tap_done();
}
