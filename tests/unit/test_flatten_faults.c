/*
 * test_flatten_faults: a write that fails, at whatever byte, ends the work as
 * such, and what was written until then does not pass for a whole stream.
 */
#include "flatten_run.h"

#include <sys/resource.h>

#include <signal.h>

static const char text[] =
    "{\"id\":1,\"a\":[1,2,{\"b\":\"x\"}],\"c\":0.5}\n"
    "{\"id\":\"k\",\"a\":[3],\"d\":\"2024-01-31\"}\n{\"id\":2}\n";

/* Run with an output that takes this many bytes; returns how it went. */
static int
run_limited(rlim_t most, int to, size_t window, struct error *e)
{
	struct flatten_run r = run_make();
	struct rlimit limit, before;
	struct flatten *f;
	struct out out;
	int fd = memfd_create("in", 0), rc;

	if (fd_write_all(fd, text, sizeof(text) - 1) != 0 ||
	    getrlimit(RLIMIT_FSIZE, &before) != 0)
		abort();
	(void)lseek(fd, 0, SEEK_SET);
	r.options.arg = r.stream.arg = &r;
	r.options.window = window;
	r.said = buf_make(1 << 10);
	r.stream.fd = fd;
	out_open(&out, to, "output", true, false);
	f = flatten_open(&r.options, &out);
	limit = before;
	limit.rlim_cur = most;
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	rc = flatten_stream_run(&r.stream, f, &out, e);
	(void)setrlimit(RLIMIT_FSIZE, &before);
	flatten_close(f);
	out_close(&out);
	run_free(&r);
	(void)close(fd);
	return rc;
}

static void
test_window(size_t window)
{
	struct buf whole = buf_make(1 << 16), part = buf_make(1 << 16);
	struct error e = { ERROR_NONE, "" };
	size_t n, wrong = 0;
	int fd = memfd_create("out", 0), rc;

	CHECK_INT(run_limited(1 << 20, fd, window, &e), 0, "all is written");
	(void)lseek(fd, 0, SEEK_SET);
	if (fd_slurp(fd, "out", &whole, &e) != 0)
		abort();
	(void)close(fd);
	for (n = 0; n < whole.len; n++) {
		fd = memfd_create("out", 0);
		e.kind = ERROR_NONE;
		rc = run_limited((rlim_t)n, fd, window, &e);
		(void)lseek(fd, 0, SEEK_SET);
		buf_reset(&part);
		if (fd_slurp(fd, "out", &part, &e) != 0)
			abort();
		(void)close(fd);
		/* What is there is the start of the whole, less than all. */
		wrong += rc != -1 || e.kind != ERROR_OUTPUT || part.len > n ||
		    memcmp(part.data, whole.data, part.len) != 0;
	}
	CHECK_UINT(wrong, 0, "wherever writing fails, it is told (window %zu)",
	    window);
	buf_free(&whole);
	buf_free(&part);
}

int
main(void)
{
	(void)signal(SIGXFSZ, SIG_IGN);
	test_window(0);
	test_window(1 << 20);
	return tap_done();
}
