/*
 * spool: any bytes as a response of a spool, as they lie in its file or, after
 * a first byte that is odd, as what the file's gzip holds.
 */
#include "api/spool.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "codec/gzip.h"
#include "io/fd.h"

#define URL "https://h/v1"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct spool spool;
static char path[1024];

/* A spool in a folder of its own, and the path of the response's file. */
static void
begin(void)
{
	const char *tmp = getenv("TMPDIR");
	static char top[512];
	struct error e;
	char hex[33];

	(void)snprintf(top, sizeof(top), "%s/spool-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(top) == NULL ||
	    spool_open(&spool, top, "load", 4, "", false, &e) != 0)
		abort();
	hash_hex128(URL, strlen(URL), hex);
	(void)snprintf(path, sizeof(path), "%s/%s.gz", spool.dir, hex);
}

static void
put_file(const uint8_t *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || fd_write_all(fd, data, size) != 0 || close(fd) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf packed = buf_make(SIZE_MAX / 2);
	struct spool_entry entry;
	struct error e = { 0 };
	struct gzip g;

	if (spool.dir == NULL)
		begin();
	if (size > 0 && data[0] % 2 != 0) {
		gzip_open(&g, 1);
		if (gzip_put(&g, data + 1, size - 1, &packed, &e) != 0 ||
		    gzip_finish(&g, &packed, &e) != 0)
			abort();
		gzip_close(&g);
		put_file(packed.data, packed.len);
	} else if (size > 0) {
		put_file(data + 1, size - 1);
	}
	if (spool_get(&spool, URL, 1 << 20, &entry, &e) == 1) {
		if (entry.status < 200 || entry.status > 599 ||
		    (entry.link != NULL && strchr(entry.link, '\n') != NULL))
			abort();
		mem_free(entry.link);
		mem_free(entry.headers);
		buf_free(&entry.body);
	}
	buf_free(&packed);
	return 0;
}
