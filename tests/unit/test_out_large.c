/* test_out_large: what is larger than the buffer goes out without a copy. */
#include <sys/mman.h>
#include <sys/stat.h>

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
	return tap_done();
}
