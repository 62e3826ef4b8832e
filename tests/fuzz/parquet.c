/*
 * Any bytes as a Parquet file: read whole, page by page, as one of ours and as
 * another's in little memory, and verified.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/fd.h"
#include "parquet/reader.h"
#include "parquet/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Read every page that can be read; false when one had no room. */
static bool
read_all(int fd, bool any)
{
	struct reader_room room = { .max = (size_t)8 << 20 };
	struct reader r;
	struct reader_pages pages = { 0 };
	struct error e;
	bool full = false;
	size_t g, c;

	if ((any ? reader_open_any(&r, fd, "input", &e) :
		   reader_open(&r, fd, "input", &e)) == 0) {
		r.room = &room;
		for (g = 0; g < r.ngroups; g++) {
			for (c = 0; c < r.ncolumns; c++) {
				if (reader_chunk_open(&pages, &r, g, c, &e) !=
				    0)
					continue;
				while (reader_page(&pages, &e) == 1)
					continue;
				full = full || pages.full;
			}
		}
	}
	if (room.held > room.max)
		abort();
	reader_pages_close(&pages);
	if (room.held != 0)
		abort();
	reader_close(&r);
	return !full;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct error e;
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0)
		return 0;
	if (n == 0 || fd_write_all(fd, p, n) == 0) {
		(void)read_all(fd, true);
		/* Our own files are verified in what memory they need. */
		if (read_all(fd, false) && verify_file(fd, "input", -1, &e) != 0)
			e.text[0] = '\0';
	}
	(void)close(fd);
	return 0;
}
