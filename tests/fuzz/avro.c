/*
 * avro: any bytes as a manifest list, and as a manifest, of an Iceberg table;
 * what is read of them is written again, and read.
 */
#include <stdlib.h>

#include "lake/avro_read.h"
#include "lake/iceberg_manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Entries of the file at p, and a manifest of those. */
static size_t
read_entries(const void *p, size_t n, struct buf *file)
{
	struct buf entries = buf_make(SIZE_MAX);
	struct iceberg_entry entry;
	struct error e = { 0 };
	struct avro a;
	size_t count = 0;

	if (avro_open(&a, p, n, &e) == 0)
		for (; iceberg_next_entry(&a, &entry, &e) == 1; count++)
			iceberg_put_entry(&entries, &entry);
	avro_close(&a);
	iceberg_put_manifest(file, "{}", 0, count, &entries);
	buf_free(&entries);
	return count;
}

/* The same of a manifest list. */
static size_t
read_rows(const void *p, size_t n, struct buf *file)
{
	struct buf rows = buf_make(SIZE_MAX);
	struct iceberg_row row;
	struct error e = { 0 };
	struct avro a;
	size_t count = 0;

	if (avro_open(&a, p, n, &e) == 0)
		for (; iceberg_next_row(&a, &row, &e) == 1; count++)
			iceberg_put_row(&rows, &row);
	avro_close(&a);
	iceberg_put_list(file, 1, -1, 1, count, &rows);
	buf_free(&rows);
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf once = buf_make(SIZE_MAX), twice = buf_make(SIZE_MAX);
	size_t count = read_entries(p, n, &once);

	if (read_entries(once.data, once.len, &twice) != count ||
	    twice.len != once.len)
		abort();
	buf_reset(&once);
	buf_reset(&twice);
	count = read_rows(p, n, &once);
	if (read_rows(once.data, once.len, &twice) != count ||
	    twice.len != once.len)
		abort();
	buf_free(&once);
	buf_free(&twice);
	return 0;
}
