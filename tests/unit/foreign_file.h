/*
 * foreign_file: Parquet files that our own writer never makes, page by page.
 *
 *	struct foreign f = foreign_begin();
 *	foreign_element(&f, "a", PHYS_INT64, FOREIGN_REQUIRED, -1, -1);
 *	foreign_page(&f, &page, bytes, n);
 *	foreign_chunk(&f, "a", PHYS_INT64, 2);
 *	int fd = foreign_end(&f, 2);
 */
#ifndef FOREIGN_FILE_H
#define FOREIGN_FILE_H

#include <sys/mman.h>

#include "base/le.h"
#include "io/fd.h"
#include "parquet/physical_type.h"
#include "parquet/thrift.h"
#include "tap.h"

enum { FOREIGN_REQUIRED, FOREIGN_OPTIONAL, FOREIGN_REPEATED };

/* A page's header. */
struct foreign_head {
	int type; /* enum page_type */
	int values;
	int encoding;
	int levels;	 /* their encoding */
	int raw;	 /* 0: as long as what is stored */
	int rows;	 /* of version 2, as are these */
	int definitions; /* bytes of levels */
	int repetitions;
};

struct foreign {
	struct buf file, schema, chunks;
	size_t nelements, nchunks;
	size_t from; /* where the pages of the chunk begin */
	int codec;
	int encoding; /* said to be of a chunk; 0: PLAIN */
	int64_t raw; /* said to be a chunk's length; -1: its true one */
	bool no_rows; /* the file says that it has none, its group has them */
	struct buf extra; /* fields after those of a chunk's metadata */
	struct buf pairs; /* a field after the row groups */
};

static inline struct foreign
foreign_begin(void)
{
	struct foreign f = { .raw = -1 };

	f.file = f.schema = f.chunks = f.extra = f.pairs = buf_make(64 << 20);
	buf_str(&f.file, "PAR1");
	f.from = 4;
	return f;
}

/* A leaf of that physical type, or a group (phys -1) of this many children. */
static inline void
foreign_element(struct foreign *f, const char *name, int phys, int repetition,
    int converted, int children)
{
	struct thrift_out t = thrift_begin(&f->schema);

	if (phys >= 0)
		thrift_i32(&t, 1, phys);
	thrift_i32(&t, 3, repetition);
	thrift_binary(&t, 4, name, strlen(name));
	if (children >= 0)
		thrift_i32(&t, 5, children);
	if (converted >= 0)
		thrift_i32(&t, 6, converted);
	thrift_end(&t);
	f->nelements++;
}

static inline void
foreign_page(struct foreign *f, const struct foreign_head *h, const void *p,
    size_t n)
{
	static const int inner[] = { 5, 0, 7, 8 };
	struct thrift_out t = thrift_begin(&f->file);

	thrift_i32(&t, 1, h->type);
	thrift_i32(&t, 2, h->raw > 0 ? h->raw : (int32_t)n);
	thrift_i32(&t, 3, (int32_t)n);
	thrift_struct(&t, (int16_t)inner[h->type]);
	thrift_i32(&t, 1, h->values);
	if (h->type == PAGE_DATA_2) {
		thrift_i32(&t, 2, 0);
		thrift_i32(&t, 3, h->rows);
		thrift_i32(&t, 4, h->encoding);
		thrift_i32(&t, 5, h->definitions);
		thrift_i32(&t, 6, h->repetitions);
	} else {
		thrift_i32(&t, 2, h->encoding);
	}
	if (h->type == PAGE_DATA) {
		thrift_i32(&t, 3, h->levels);
		thrift_i32(&t, 4, h->levels);
	}
	thrift_end(&t);
	thrift_end(&t);
	buf_put(&f->file, p, n);
}

/* What was written since the chunk before is one, its path a.b. */
static inline void
foreign_chunk(struct foreign *f, const char *path, int phys, int64_t values)
{
	struct thrift_out t = thrift_begin(&f->chunks);
	int64_t stored = (int64_t)(f->file.len - f->from);
	size_t parts = 1, i;
	const char *dot;

	for (i = 0; path[i] != '\0'; i++)
		parts += path[i] == '.';
	thrift_i64(&t, 2, 0);
	thrift_struct(&t, 3);
	thrift_i32(&t, 1, phys);
	thrift_list(&t, 2, THRIFT_I32, 1);
	thrift_item_int(&t, f->encoding);
	thrift_list(&t, 3, THRIFT_BINARY, parts);
	for (; parts > 0; parts--) {
		dot = strchr(path, '.');
		i = dot != NULL ? (size_t)(dot - path) : strlen(path);
		thrift_item_binary(&t, path, i);
		path += i + 1;
	}
	thrift_i32(&t, 4, f->codec);
	thrift_i64(&t, 5, values);
	thrift_i64(&t, 6, f->raw >= 0 ? f->raw : stored);
	thrift_i64(&t, 7, stored);
	thrift_i64(&t, 9, (int64_t)f->from);
	buf_put(&f->chunks, f->extra.data, f->extra.len);
	thrift_end(&t);
	thrift_end(&t);
	f->from = f->file.len;
	f->nchunks++;
}

/* The file's descriptor, to be closed; -1 when there is none to be had. */
static inline int
foreign_end(struct foreign *f, int64_t rows, int children)
{
	int fd = memfd_create("foreign", MFD_CLOEXEC);
	size_t from = f->file.len;
	struct thrift_out t = thrift_begin(&f->file);
	uint8_t len[4];

	thrift_i32(&t, 1, 1);
	thrift_list(&t, 2, THRIFT_STRUCT, f->nelements + 1);
	thrift_item_struct(&t);
	thrift_binary(&t, 4, "schema", 6);
	thrift_i32(&t, 5, children);
	thrift_end(&t);
	buf_put(&f->file, f->schema.data, f->schema.len);
	thrift_i64(&t, 3, f->no_rows ? 0 : rows);
	thrift_list(&t, 4, THRIFT_STRUCT, 1);
	thrift_item_struct(&t);
	thrift_list(&t, 1, THRIFT_STRUCT, f->nchunks);
	buf_put(&f->file, f->chunks.data, f->chunks.len);
	thrift_i64(&t, 2, (int64_t)from);
	thrift_i64(&t, 3, rows);
	thrift_end(&t);
	buf_put(&f->file, f->pairs.data, f->pairs.len);
	thrift_end(&t);
	le_put32(len, (uint32_t)(f->file.len - from));
	buf_put(&f->file, len, 4);
	buf_str(&f->file, "PAR1");
	if (fd >= 0 && fd_write_all(fd, f->file.data, f->file.len) != 0) {
		(void)close(fd);
		fd = -1;
	}
	buf_free(&f->file);
	buf_free(&f->schema);
	buf_free(&f->chunks);
	buf_free(&f->extra);
	buf_free(&f->pairs);
	return fd;
}

#endif
