/* deletion_vector: which rows a Delta table has no more; see
 * deletion_vector.h. */
#include "lake/deletion_vector.h"

#include <string.h>
#include <sys/stat.h>

#include "base/le.h"
#include "base/mem.h"
#include "codec/codec.h"
#include "io/fd.h"

/* A vector's, and in its lower 16 bits a bitmap's first word. */
#define MAGIC	1681511377
#define COOKIE	12347 /* some containers are runs */
#define NO_RUNS 12346

/* A file's first byte. */
#define FILE_VERSION 1

/* A bitmap has an offset of each container, unless it has runs and fewer. */
#define OFFSETS_FROM 4

/* A container of more rows is a bit for each of 65536. */
#define ARRAY_MAX   4096
#define BITMAP_SIZE 8192

enum { KIND_ARRAY, KIND_BITMAP, KIND_RUNS };

static uint32_t
get16(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
get_big32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* Whether this many bytes follow at. */
static bool
has(const struct deletion_vector *d, uint64_t n)
{
	return d->len - d->at >= n;
}

/* Whether the bitmap tells where each of its containers is. */
static bool
has_offsets(const struct deletion_vector *d)
{
	return d->flags == 0 || d->containers >= OFFSETS_FROM;
}

/* Take the head of the next bitmap. */
static bool
take_bitmap(struct deletion_vector *d)
{
	const uint8_t *p;
	uint64_t high;

	if (!has(d, 12))
		return false;
	p = d->bytes + d->at;
	high = (uint64_t)le_get32(p) << 32;
	if (d->begun && high <= d->high)
		return false;
	d->high = high;
	d->begun = true;
	d->flags = 0;
	if (le_get32(p + 4) == NO_RUNS) {
		d->containers = le_get32(p + 8);
		d->at += 12;
	} else if (get16(p + 4) == COOKIE) {
		d->containers = get16(p + 6) + 1;
		d->flags = d->at + 8;
		d->at += 8;
		if (!has(d, (d->containers + 7) / 8))
			return false;
		d->at += (d->containers + 7) / 8;
	} else {
		return false;
	}
	/* Of each a key and a count. */
	if (d->containers > 65536 || !has(d, d->containers * UINT64_C(4)))
		return false;
	d->header = d->at;
	d->at += d->containers * (size_t)(has_offsets(d) ? 8 : 4);
	d->container = 0;
	d->bitmaps--;
	return d->at <= d->len;
}

/* How many rows the runs of a container have; 0: they cannot be. */
static uint32_t
count_runs(const struct deletion_vector *d, size_t n)
{
	const uint8_t *p = d->bytes + d->data;
	uint32_t rows = 0, from, to, above = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		from = get16(p + 4 * i);
		to = from + get16(p + 4 * i + 2);
		if (from < above || to > 65535)
			return 0;
		rows += to - from + 1;
		above = to + 1;
	}
	return rows;
}

/* How many rows a container of bits has. */
static uint32_t
count_bits(const struct deletion_vector *d)
{
	const uint8_t *p = d->bytes + d->data;
	uint32_t rows = 0;
	size_t i;

	for (i = 0; i < BITMAP_SIZE; i += 8)
		rows += (uint32_t)__builtin_popcountll(le_get64(p + i));
	return rows;
}

/* Whether the rows of an array ascend. */
static bool
ascends(const struct deletion_vector *d)
{
	const uint8_t *p = d->bytes + d->data;
	uint32_t i;

	for (i = 1; i < d->count; i++)
		if (get16(p + 2 * i) <= get16(p + 2 * i - 2))
			return false;
	return true;
}

/* See that the container taken is as its head says; it is passed over. */
static bool
take_data(struct deletion_vector *d)
{
	size_t size = BITMAP_SIZE, n;

	if (d->kind == KIND_RUNS) {
		if (!has(d, 2))
			return false;
		n = get16(d->bytes + d->at);
		d->at += 2;
		size = 4 * n;
		d->data = d->at;
		if (!has(d, size) || count_runs(d, n) != d->count)
			return false;
	} else if (d->kind == KIND_BITMAP) {
		if (!has(d, size) || count_bits(d) != d->count)
			return false;
	} else {
		size = 2 * (size_t)d->count;
		if (!has(d, size) || !ascends(d))
			return false;
	}
	d->at += size;
	return true;
}

/* Take the next container of the bitmap. */
static bool
take_container(struct deletion_vector *d, size_t start)
{
	const uint8_t *p = d->bytes, *head;
	uint32_t i = d->container++, key;
	size_t offsets = d->header + d->containers * (size_t)4;
	bool runs = d->flags > 0 && (p[d->flags + i / 8] >> i % 8 & 1) != 0;

	head = p + d->header + (size_t)4 * i;
	key = get16(head);
	if (i > 0 && key <= get16(head - 4))
		return false;
	if (has_offsets(d) &&
	    le_get32(p + offsets + (size_t)4 * i) != d->at - start)
		return false;
	d->base = key << 16;
	d->count = get16(head + 2) + 1;
	d->kind = KIND_ARRAY;
	if (runs)
		d->kind = KIND_RUNS;
	else if (d->count > ARRAY_MAX)
		d->kind = KIND_BITMAP;
	d->data = d->at;
	d->taken = d->within = 0;
	return take_data(d);
}

/* Where the bitmap begins whose head was taken. */
static size_t
start_of(const struct deletion_vector *d)
{
	return d->flags > 0 ? d->flags - 4 : d->header - 8;
}

/* Go to the next container that there is: 1; 0: there is none; -1: damage. */
static int
next_container(struct deletion_vector *d)
{
	while (d->container == d->containers) {
		if (d->bitmaps == 0)
			return 0;
		if (!take_bitmap(d))
			return -1;
	}
	return take_container(d, start_of(d)) ? 1 : -1;
}

/* The next row of an array or of runs: its lower half. */
static uint32_t
listed_row(struct deletion_vector *d)
{
	const uint8_t *p = d->bytes + d->data;
	uint32_t run;

	if (d->kind == KIND_ARRAY)
		return get16(p + 2 * (size_t)d->within++);
	/* within: the run's number, and above that the row in it. */
	run = d->within & 0xffff;
	p += 4 * (size_t)run;
	if (d->within >> 16 < get16(p + 2)) {
		d->within += 1U << 16;
		return get16(p) + (d->within >> 16) - 1;
	}
	d->within = run + 1;
	return get16(p) + get16(p + 2);
}

/* The next row of a container of bits, which there is. */
static uint32_t
marked_row(struct deletion_vector *d)
{
	const uint8_t *p = d->bytes + d->data;
	uint64_t word;

	for (;;) {
		word = le_get64(p + d->within / 64 * 8) >> d->within % 64;
		if (word != 0)
			break;
		d->within = (d->within / 64 + 1) * 64;
	}
	d->within += (uint32_t)__builtin_ctzll(word);
	return d->within++;
}

/* Go to the next row; what was checked has one when left is not 0. */
static void
advance(struct deletion_vector *d)
{
	if (d->left == 0)
		return;
	if (d->taken == d->count && next_container(d) != 1) {
		d->left = 0;
		return;
	}
	d->taken++;
	d->next = d->high | d->base |
		  (d->kind == KIND_BITMAP ? marked_row(d) : listed_row(d));
}

/* The last row of the container taken. */
static uint64_t
last_row(const struct deletion_vector *d)
{
	const uint8_t *p = d->bytes + d->at;
	uint32_t low = 65535;

	if (d->kind == KIND_ARRAY)
		low = get16(p - 2);
	else if (d->kind == KIND_RUNS)
		low = get16(p - 4) + get16(p - 2);
	else
		while ((p[-1 - (65535 - (int64_t)low) / 8] >> low % 8 & 1) == 0)
			low--;
	return d->high | d->base | low;
}

/* Go to the first bitmap; false: there cannot be this many. */
static bool
rewind_all(struct deletion_vector *d)
{
	const uint8_t *p = d->bytes;

	if (d->len < 12 || le_get32(p) != MAGIC)
		return false;
	d->bitmaps = le_get64(p + 4);
	d->at = 12;
	d->begun = false;
	d->containers = d->container = d->count = d->taken = 0;
	return d->bitmaps <= d->len / 8;
}

/* Look through all of it. */
static int
check(struct deletion_vector *d, uint64_t due, uint64_t rows, struct error *e)
{
	uint64_t found = 0;
	bool beyond = false;
	int rc = rewind_all(d) ? 1 : -1;

	while (rc == 1 && (rc = next_container(d)) == 1) {
		found += d->count;
		beyond = beyond || last_row(d) >= rows;
	}
	if (rc == 0 && d->at != d->len)
		rc = -1;
	if (rc != 0)
		error_set(e, ERROR_INPUT, "a deletion vector is damaged, or "
					  "of a form that is not known");
	else if (found != due)
		error_set(e, ERROR_INPUT,
		    "a deletion vector has %llu rows, not %llu",
		    (unsigned long long)found, (unsigned long long)due);
	else if (beyond)
		error_set(e, ERROR_INPUT, "a deletion vector has rows that "
					  "the data file has not");
	else
		return 0;
	return -1;
}

/* Read this many bytes of the file at an offset. */
static int
read_at(int fd, const char *name, void *to, size_t n, uint64_t at,
    struct error *e)
{
	if (fd_pread_all(fd, to, n, (int64_t)at) == 0)
		return 0;
	error_errno(e, ERROR_INPUT, "cannot read '%s'", name);
	return -1;
}

/* See that the file is one of deletion vectors, and has that many bytes. */
static int
check_file(const struct deletion_vector_place *p, int fd, const char *name,
    struct error *e)
{
	struct stat st;
	uint64_t size;
	uint8_t version;

	if (fstat(fd, &st) != 0) {
		error_errno(e, ERROR_INPUT, "cannot read '%s'", name);
		return -1;
	}
	size = (uint64_t)st.st_size;
	if (p->offset > size || size - p->offset < p->size + 8) {
		error_set(e, ERROR_INPUT,
		    "'%s' is cut: it has no deletion vector at %llu", name,
		    (unsigned long long)p->offset);
		return -1;
	}
	if (read_at(fd, name, &version, 1, 0, e) != 0)
		return -1;
	if (version == FILE_VERSION)
		return 0;
	error_set(e, ERROR_INPUT,
	    "'%s' has deletion vectors of version %d, which is not known",
	    name, version);
	return -1;
}

/* Read its bytes from a file: the length, they, and their checksum. */
static int
read_file(struct deletion_vector *d, const struct deletion_vector_place *p,
    int fd, const char *name, struct error *e)
{
	uint8_t word[4];

	if (check_file(p, fd, name, e) != 0 ||
	    read_at(fd, name, word, 4, p->offset, e) != 0)
		return -1;
	if (get_big32(word) != p->size) {
		error_set(e, ERROR_INPUT,
		    "'%s': a deletion vector has %u bytes, not %llu", name,
		    (unsigned)get_big32(word), (unsigned long long)p->size);
		return -1;
	}
	d->bytes = mem_new((size_t)p->size + 1, 1);
	d->len = (size_t)p->size;
	if (read_at(fd, name, d->bytes, d->len, p->offset + 4, e) != 0 ||
	    read_at(fd, name, word, 4, p->offset + 4 + p->size, e) != 0)
		return -1;
	if (codec_crc32(0, d->bytes, d->len) == get_big32(word))
		return 0;
	error_set(e, ERROR_INPUT,
	    "'%s': a deletion vector's checksum does not match", name);
	return -1;
}

int
deletion_vector_open(struct deletion_vector *d,
    const struct deletion_vector_place *p, int fd, const char *name,
    uint64_t rows, size_t max, struct error *e)
{
	memset(d, 0, sizeof(*d));
	if (p->size > max) {
		error_set(e, ERROR_LIMIT,
		    "a deletion vector of %llu bytes does not fit into "
		    "--memory",
		    (unsigned long long)p->size);
		return -1;
	}
	if (fd >= 0) {
		if (read_file(d, p, fd, name, e) != 0)
			return -1;
	} else {
		d->bytes = (uint8_t *)mem_dup(p->inlined, (size_t)p->size);
		d->len = (size_t)p->size;
	}
	if (check(d, p->rows, rows, e) != 0 || !rewind_all(d))
		return -1;
	d->left = p->rows;
	advance(d);
	return 0;
}

bool
deletion_vector_has(struct deletion_vector *d, uint64_t row)
{
	while (d->left > 0 && d->next < row) {
		d->left--;
		advance(d);
	}
	return d->left > 0 && d->next == row;
}

void
deletion_vector_close(struct deletion_vector *d)
{
	mem_free(d->bytes);
	memset(d, 0, sizeof(*d));
}
