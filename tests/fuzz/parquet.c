/* Any bytes as a Parquet file: read whole, page by page, and verified. */
#include <sys/mman.h>
#include <unistd.h>

#include "io/fd.h"
#include "parquet/reader.h"
#include "parquet/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Read every page that can be read. */
static void
read_all(int fd)
{
	struct reader r;
	struct reader_pages pages = { 0 };
	struct error e;
	size_t g, c;

	if (reader_open(&r, fd, "input", &e) == 0) {
		for (g = 0; g < r.ngroups; g++) {
			for (c = 0; c < r.ncolumns; c++) {
				if (reader_chunk_open(&pages, &r, g, c, &e) !=
				    0)
					continue;
				while (reader_page(&pages, &e) == 1)
					continue;
			}
		}
	}
	reader_pages_close(&pages);
	reader_close(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct error e;
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0)
		return 0;
	if (n == 0 || fd_write_all(fd, p, n) == 0) {
		read_all(fd);
		if (verify_file(fd, "input", -1, &e) != 0)
			e.text[0] = '\0';
	}
	(void)close(fd);
	return 0;
}
