/* test_out_large: what is larger than the buffer, and what a kill cuts. */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/fd.h"
#include "io/out.h"
#include "tap.h"

static off_t
size_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? st.st_size : -1;
}

/* Write records of len bytes without an end to fd. */
static void
write_records(int fd, size_t len)
{
	char *line = mem_new(len + 1, 1);
	struct error e = { ERROR_NONE, "" };
	struct out out;

	memset(line, 'x', len - 2);
	memcpy(line + len - 2, "}\n", 2);
	out_open(&out, fd, "pipe", true, false);
	while (out_put(&out, line, len, &e) == 0)
		;
	_exit(1);
}

/* The last byte in the pipe after its writer was killed while it waited. */
static char
last_after_kill(size_t len)
{
	static char room[1 << 17];
	struct pollfd full;
	ssize_t got;
	char last = 0;
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0)
		abort();
	pid = fork();
	if (pid == 0)
		write_records(ends[1], len);
	/* Wait until the pipe is full: then the writer is in its write. */
	full = (struct pollfd){ .fd = ends[1], .events = POLLOUT };
	while (poll(&full, 1, 1) != 0)
		;
	(void)usleep(2000);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	(void)close(ends[1]);
	while ((got = read(ends[0], room, sizeof(room))) > 0)
		last = room[got - 1];
	(void)close(ends[0]);
	return last;
}

static void
test_kill(void)
{
	static const size_t lengths[] = { 4, 8, 32, 64, 100, 128, 190, 1024,
		2048, 4095, 4096, 4097, 8192, 65536, 100000 };
	size_t i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		CHECK(last_after_kill(lengths[i]) != '\n',
		    "a kill never leaves records of %zu bytes whole",
		    lengths[i]);
}

int
main(void)
{
	size_t n = OUT_BUFFER * 3 + 7, i;
	char *text = mem_new(n, 1), *back = mem_new(n + 10, 1);
	int fd = memfd_create("out", 0);
	struct error e = { ERROR_NONE, "" };
	struct out out;

	for (i = 0; i < n; i++)
		text[i] = (char)('a' + i % 26);
	out_open(&out, fd, "file", true, false);
	CHECK_INT(out_put(&out, "small", 5, &e), 0, "a little is put");
	CHECK_INT(out_put(&out, text, n, &e), 0, "more than the buffer is put");
	CHECK_INT(out_flush(&out, &e), 0, "and flushed");
	CHECK_INT(size_of(fd), (off_t)n + 5 - 2, "all but two bytes are out");
	CHECK_UINT(out.bytes, n + 5, "all are counted");
	CHECK_INT(out_put(&out, "end", 3, &e), 0, "a little is put again");
	CHECK_INT(out_finish(&out, &e), 0, "the end is well");
	CHECK_INT(size_of(fd), (off_t)n + 8, "then all are out");
	CHECK(fd_pread_all(fd, back, n + 8, 0) == 0 &&
		memcmp(back, "small", 5) == 0 &&
		memcmp(back + 5, text, n) == 0 &&
		memcmp(back + 5 + n, "end", 3) == 0,
	    "in their order");
	out_close(&out);
	(void)close(fd);
	out_open(&out, -1, "nowhere", true, false);
	CHECK_INT(out_put(&out, text, n, &e), -1, "a failed write is told");
	CHECK_INT(e.kind, ERROR_OUTPUT, "as that");
	CHECK_INT(out_put(&out, "x", 1, &e), -1, "and again");
	out_close(&out);
	mem_free(text);
	mem_free(back);
	test_kill();
	return tap_done();
}
