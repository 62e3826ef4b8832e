/* writer: a Parquet file from encoded chunks; see writer.h. */
#include "parquet/writer.h"

#include "base/le.h"
#include "base/mem.h"
#include "parquet/footer.h"
#include "parquet/thrift.h"

#define MAGIC "PAR1"

/* The form that parquet-mr takes: another, and it ignores statistics. */
#define CREATED_BY "aai version " AAI_VERSION " (build " AAI_VERSION ")"

/* Pieces of the footer are put when this many bytes have gathered. */
#define PIECE ((size_t)256 << 10)

/*
 * A row group's record: 6 numbers of 8 bytes (rows, bytes before and after
 * compression, offset of the first page, columns, columns sorted by), then for
 * each column three lengths of 4 bytes and as many runs of bytes: the
 * structures ColumnMetaData, ColumnIndex (or nothing) and OffsetIndex.
 */
enum {
	GROUP_ROWS,
	GROUP_RAW,
	GROUP_STORED,
	GROUP_OFFSET,
	GROUP_COLUMNS,
	GROUP_SORTED,
	GROUP_NUMBERS
};
enum { PART_META, PART_COLUMN_INDEX, PART_OFFSET_INDEX, PARTS };

void
writer_open(struct writer *w, const struct writer_target *target,
    struct spill_file *spill)
{
	memset(w, 0, sizeof(*w));
	w->target = *target;
	w->spill = spill;
	w->groups = spill_queue_make();
}

void
writer_add_column(struct writer *w, const char *name, size_t len,
    struct coltype type)
{
	struct writer_column *c;

	w->columns = mem_grow(w->columns, &w->columns_cap, w->ncolumns + 1,
	    sizeof(*w->columns));
	c = &w->columns[w->ncolumns++];
	c->name = mem_dup(name, len);
	c->name_len = len;
	c->type = type;
	c->id = 0;
	w->lacking = w->lacking || w->ngroups > 0;
}

void
writer_set_id(struct writer *w, size_t column, int32_t id)
{
	w->columns[column].id = id;
}

static int
put(struct writer *w, const void *p, size_t n, struct error *e)
{
	if (w->target.put(w->target.arg, p, n, e) != 0) {
		w->failed = true;
		return -1;
	}
	w->offset += (int64_t)n;
	return 0;
}

/* Put what the buffer holds, if it is a piece or all that comes. */
static int
drain(struct writer *w, struct buf *b, bool all, struct error *e)
{
	if (b->failed) {
		error_set(e, ERROR_FAILED, "metadata past their limit");
		w->failed = true;
		return -1;
	}
	if (b->len == 0 || (!all && b->len < PIECE))
		return 0;
	if (put(w, b->data, b->len, e) != 0)
		return -1;
	buf_reset(b);
	return 0;
}

/* Append one column's part of a row group's record. */
static void
record_column(struct buf *record, const struct chunk *c,
    const struct writer_column *column, int64_t offset, int64_t bloom_at)
{
	static const uint8_t room[4 * PARTS];
	size_t at = record->len, from, i, len[PARTS];

	buf_put(record, room, sizeof(room));
	from = record->len;
	footer_column_meta(record, c, column->name, column->name_len, offset,
	    bloom_at);
	len[PART_META] = record->len - from;
	from = record->len;
	if (c->indexed)
		footer_column_index(record, c);
	len[PART_COLUMN_INDEX] = record->len - from;
	from = record->len;
	footer_offset_index(record, c, offset);
	len[PART_OFFSET_INDEX] = record->len - from;
	for (i = 0; i < PARTS && !record->failed; i++)
		le_put32(record->data + at + 4 * i, (uint32_t)len[i]);
}

static void
record_numbers(struct buf *record, const uint64_t numbers[GROUP_NUMBERS])
{
	uint8_t bytes[8 * GROUP_NUMBERS];
	size_t i;

	for (i = 0; i < GROUP_NUMBERS; i++)
		le_put64(bytes + 8 * i, numbers[i]);
	buf_put(record, bytes, sizeof(bytes));
}

/* Put the chunks, then their filters, and note where they came to lie. */
static int
put_chunks(struct writer *w, const struct chunk *chunks, size_t n,
    struct buf *record, struct error *e)
{
	int64_t at = w->offset, bloom_at = w->offset;
	size_t i;

	for (i = 0; i < n; i++)
		bloom_at += (int64_t)chunks[i].bytes.len;
	for (i = 0; i < n; i++) {
		record_column(record, &chunks[i], &w->columns[i], at,
		    bloom_at);
		at += (int64_t)chunks[i].bytes.len;
		bloom_at += (int64_t)chunks[i].bloom.len;
		if (put(w, chunks[i].bytes.data, chunks[i].bytes.len, e) != 0)
			return -1;
	}
	for (i = 0; i < n; i++) {
		if (chunks[i].bloom.len > 0 &&
		    put(w, chunks[i].bloom.data, chunks[i].bloom.len, e) != 0)
			return -1;
	}
	return 0;
}

int
writer_put_group(struct writer *w, const struct chunk *chunks, size_t n,
    size_t rows, size_t sorted, struct error *e)
{
	struct buf record = buf_make(UINT32_MAX);
	uint64_t numbers[GROUP_NUMBERS] = { 0 };
	size_t i;
	int rc = -1;

	if (w->ngroups == WRITER_GROUPS_MAX) {
		error_set(e, ERROR_LIMIT, "over %d row groups in a file",
		    WRITER_GROUPS_MAX);
		goto out;
	}
	if (w->offset == 0 && put(w, MAGIC, 4, e) != 0)
		goto out;
	numbers[GROUP_ROWS] = rows;
	numbers[GROUP_OFFSET] = (uint64_t)w->offset;
	numbers[GROUP_COLUMNS] = n;
	numbers[GROUP_SORTED] = sorted;
	for (i = 0; i < n; i++) {
		numbers[GROUP_RAW] += chunks[i].raw;
		numbers[GROUP_STORED] += chunks[i].bytes.len;
	}
	record_numbers(&record, numbers);
	if (put_chunks(w, chunks, n, &record, e) != 0)
		goto out;
	if (record.failed) {
		error_set(e, ERROR_FAILED, "metadata past their limit");
		goto out;
	}
	spill_queue_add(&w->groups, record.data, record.len);
	w->ngroups++;
	w->lacking = w->lacking || n < w->ncolumns;
	w->rows += (int64_t)rows;
	rc = 0;
out:
	w->failed = w->failed || rc != 0;
	buf_free(&record);
	return rc;
}

static uint64_t
number(const uint8_t *record, size_t i)
{
	return le_get64(record + 8 * i);
}

/* Take the next column's parts off the front of a record. */
static void
take_parts(const uint8_t **p, const uint8_t *part[PARTS], size_t len[PARTS])
{
	const uint8_t *at = *p + 4 * PARTS;
	size_t i;

	for (i = 0; i < PARTS; i++) {
		len[i] = le_get32(*p + 4 * i);
		part[i] = at;
		at += len[i];
	}
	*p = at;
}

/* Complete a row group with chunks of nulls for the columns it lacks. */
static int
fill_group(struct writer *w, struct encoder *encoder, const uint8_t *p,
    size_t n, struct buf *record, struct error *e)
{
	uint64_t numbers[GROUP_NUMBERS];
	struct column_builder_account held = { 0 };
	size_t i;
	struct chunk c;
	struct column_builder v;
	int rc = 0;

	for (i = 0; i < GROUP_NUMBERS; i++)
		numbers[i] = number(p, i);
	buf_reset(record);
	buf_put(record, p, n);
	for (i = (size_t)numbers[GROUP_COLUMNS]; rc == 0 && i < w->ncolumns;
	     i++) {
		c = chunk_make();
		v = column_builder_make(w->columns[i].type, true, &held);
		rc = chunk_encode(encoder, &v, (size_t)numbers[GROUP_ROWS],
		    false, &c, e);
		record_column(record, &c, &w->columns[i], w->offset, 0);
		numbers[GROUP_RAW] += c.raw;
		numbers[GROUP_STORED] += c.bytes.len;
		if (rc == 0)
			rc = put(w, c.bytes.data, c.bytes.len, e);
		chunk_free(&c);
		column_builder_free(&v);
	}
	numbers[GROUP_COLUMNS] = w->ncolumns;
	for (i = 0; i < GROUP_NUMBERS && !record->failed; i++)
		le_put64(record->data + 8 * i, numbers[i]);
	return rc;
}

/* Have every row group's record name all columns. */
static int
fill_groups(struct writer *w, struct error *e)
{
	struct chunk_options options = { CHUNK_PLAIN, 1 << 20, SIZE_MAX };
	struct spill_queue filled = spill_queue_make();
	struct spill_queue_walk walk = { 0 };
	struct buf record = buf_make(UINT32_MAX);
	struct encoder encoder;
	const uint8_t *p;
	size_t n;
	int rc;

	rc = encoder_open(&encoder, &options, CODEC_NONE, CODEC_LEVEL_DEFAULT,
	    e);
	while (rc == 0 && (rc = spill_queue_next(
			       &w->groups, w->spill, &walk, &p, &n, e)) == 1) {
		rc = fill_group(w, &encoder, p, n, &record, e);
		spill_queue_add(&filled, record.data, record.len);
		if (rc == 0 && w->spill != NULL && filled.tail.len > PIECE)
			rc = spill_queue_spill(&filled, w->spill, e);
	}
	encoder_close(&encoder);
	spill_queue_walk_close(&walk);
	buf_free(&record);
	spill_queue_free(&w->groups);
	w->groups = filled;
	return rc;
}

/* Put all column indexes, or all offset indexes. */
static int
put_indexes(struct writer *w, unsigned which, struct error *e)
{
	struct spill_queue_walk walk = { 0 };
	struct buf out = buf_make(SIZE_MAX);
	const uint8_t *p, *part[PARTS];
	size_t n, len[PARTS], i;
	int rc;

	while ((rc = spill_queue_next(
		    &w->groups, w->spill, &walk, &p, &n, e)) == 1) {
		p += 8 * GROUP_NUMBERS;
		for (i = 0; i < w->ncolumns; i++) {
			take_parts(&p, part, len);
			buf_put(&out, part[which], len[which]);
		}
		if (drain(w, &out, false, e) != 0) {
			rc = -1;
			break;
		}
	}
	if (rc == 0)
		rc = drain(w, &out, true, e);
	spill_queue_walk_close(&walk);
	buf_free(&out);
	return rc;
}

/* Where the next indexes lie, while the footer names them. */
struct index_at {
	int64_t column;
	int64_t offset;
};

/* parquet.thrift, struct RowGroup. */
static void
put_group(struct writer *w, struct thrift_out *t, const uint8_t *record,
    size_t ordinal, struct index_at *at)
{
	const uint8_t *p = record + 8 * GROUP_NUMBERS, *part[PARTS];
	size_t len[PARTS], i, sorted = (size_t)number(record, GROUP_SORTED);

	thrift_item_struct(t);
	thrift_list(t, 1, THRIFT_STRUCT, w->ncolumns);
	for (i = 0; i < w->ncolumns; i++) {
		take_parts(&p, part, len);
		thrift_item_struct(t);
		thrift_i64(t, 2, 0);
		thrift_raw(t, 3, part[PART_META], len[PART_META]);
		thrift_i64(t, 4, at->offset);
		thrift_i32(t, 5, (int32_t)len[PART_OFFSET_INDEX]);
		if (len[PART_COLUMN_INDEX] > 0) {
			thrift_i64(t, 6, at->column);
			thrift_i32(t, 7, (int32_t)len[PART_COLUMN_INDEX]);
		}
		thrift_end(t);
		at->column += (int64_t)len[PART_COLUMN_INDEX];
		at->offset += (int64_t)len[PART_OFFSET_INDEX];
	}
	thrift_i64(t, 2, (int64_t)number(record, GROUP_RAW));
	thrift_i64(t, 3, (int64_t)number(record, GROUP_ROWS));
	if (sorted > 0) {
		thrift_list(t, 4, THRIFT_STRUCT, sorted);
		for (i = 0; i < sorted; i++) {
			thrift_item_struct(t);
			thrift_i32(t, 1, (int32_t)i);
			thrift_bool(t, 2, false);
			thrift_bool(t, 3, false);
			thrift_end(t);
		}
	}
	thrift_i64(t, 5, (int64_t)number(record, GROUP_OFFSET));
	thrift_i64(t, 6, (int64_t)number(record, GROUP_STORED));
	thrift_i16(t, 7, (int16_t)ordinal);
	thrift_end(t);
}

static int
put_groups(struct writer *w, struct thrift_out *t, struct index_at *at,
    struct error *e)
{
	struct spill_queue_walk walk = { 0 };
	const uint8_t *p;
	size_t n, i = 0;
	int rc;

	thrift_list(t, 4, THRIFT_STRUCT, w->ngroups);
	while ((rc = spill_queue_next(
		    &w->groups, w->spill, &walk, &p, &n, e)) == 1) {
		put_group(w, t, p, i++, at);
		if (drain(w, t->out, false, e) != 0) {
			rc = -1;
			break;
		}
	}
	spill_queue_walk_close(&walk);
	return rc;
}

static void
put_schema(const struct writer *w, struct thrift_out *t)
{
	size_t i;

	thrift_list(t, 2, THRIFT_STRUCT, w->ncolumns + 1);
	thrift_item_struct(t);
	thrift_binary(t, 4, "schema", 6);
	thrift_i32(t, 5, (int32_t)w->ncolumns);
	thrift_end(t);
	for (i = 0; i < w->ncolumns; i++)
		footer_element(t, w->columns[i].name, w->columns[i].name_len,
		    w->columns[i].type, w->columns[i].id);
}

static void
put_tail(const struct writer *w, struct thrift_out *t,
    const struct writer_pair *pairs, size_t npairs)
{
	size_t i;

	if (npairs > 0) {
		thrift_list(t, 5, THRIFT_STRUCT, npairs);
		for (i = 0; i < npairs; i++) {
			thrift_item_struct(t);
			thrift_binary(t, 1, pairs[i].key,
			    strlen(pairs[i].key));
			thrift_binary(t, 2, pairs[i].value,
			    pairs[i].value_len);
			thrift_end(t);
		}
	}
	thrift_binary(t, 6, CREATED_BY, strlen(CREATED_BY));
	/* The order that each column's type defines. */
	thrift_list(t, 7, THRIFT_STRUCT, w->ncolumns);
	for (i = 0; i < w->ncolumns; i++) {
		thrift_item_struct(t);
		thrift_empty(t, 1);
		thrift_end(t);
	}
	thrift_end(t);
}

/* parquet.thrift, struct FileMetaData, and what ends the file. */
static int
put_footer(struct writer *w, const struct writer_pair *pairs, size_t npairs,
    struct index_at *at, struct error *e)
{
	struct buf out = buf_make(SIZE_MAX);
	struct thrift_out t = thrift_begin(&out);
	int64_t from = w->offset;
	uint8_t end[8];
	int rc = -1;

	thrift_i32(&t, 1, 1);
	put_schema(w, &t);
	thrift_i64(&t, 3, w->rows);
	if (put_groups(w, &t, at, e) != 0)
		goto out;
	put_tail(w, &t, pairs, npairs);
	if (drain(w, &out, true, e) != 0)
		goto out;
	if (w->offset - from > INT32_MAX) {
		error_set(e, ERROR_LIMIT, "a footer would have over 2 GiB");
		goto out;
	}
	le_put32(end, (uint32_t)(w->offset - from));
	memcpy(end + 4, MAGIC, 4);
	rc = put(w, end, sizeof(end), e);
out:
	buf_free(&out);
	return rc;
}

int
writer_finish(struct writer *w, const struct writer_pair *pairs,
    size_t npairs, struct error *e)
{
	struct index_at at;

	if (w->offset == 0 && put(w, MAGIC, 4, e) != 0)
		return -1;
	if (w->lacking && fill_groups(w, e) != 0)
		return -1;
	at.column = w->offset;
	if (put_indexes(w, PART_COLUMN_INDEX, e) != 0)
		return -1;
	at.offset = w->offset;
	if (put_indexes(w, PART_OFFSET_INDEX, e) != 0)
		return -1;
	return put_footer(w, pairs, npairs, &at, e);
}

void
writer_close(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->ncolumns; i++)
		mem_free(w->columns[i].name);
	mem_free(w->columns);
	spill_queue_free(&w->groups);
	memset(w, 0, sizeof(*w));
}
