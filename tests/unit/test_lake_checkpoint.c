/* A Delta log's checkpoint: what is written is read again, byte by byte. */
#include "tap.h"

#include <stdio.h>
#include <unistd.h>

#include "foreign_file.h"

#include "base/cc.h"
#include "base/hash.h"
#include "base/le.h"
#include "codec/codec.h"
#include "io/fd.h"
#include "lake/delta_checkpoint.h"
#include "lake/delta_checkpoint_put.h"

static struct error e;

static const char *const actions[] = {
	"{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}",
	"{\"metaData\":{\"id\":\"i\",\"name\":\"t\",\"format\":{\"provider\":"
	"\"parquet\",\"options\":{}},\"schemaString\":\"{\\\"a\\\":1}\","
	"\"partitionColumns\":[],\"configuration\":{\"k\":\"v\",\"l\":null,"
	"\"m\":\"\"},\"createdTime\":-5}}",
	"{\"metaData\":{\"id\":\"j\",\"partitionColumns\":[\"a\",\"b\"],"
	"\"configuration\":{}}}",
	"{\"txn\":{\"appId\":\"aai-1\",\"version\":9223372036854775807}}",
	"{\"add\":{\"path\":\"p\\\"\xc3\xa4.parquet\",\"partitionValues\":{},"
	"\"size\":7,\"modificationTime\":1,\"dataChange\":false,\"stats\":"
	"\"{}\",\"tags\":{\"x\":\"y\"}}}",
	"{\"remove\":{\"path\":\"q\",\"deletionTimestamp\":2,\"dataChange\":"
	"false,\"extendedFileMetadata\":true,\"size\":8}}",
};

static int
take(void *to, const char *json, size_t len, struct error *unused)
{
	(void)unused;
	buf_put(to, json, len);
	buf_byte(to, '\n');
	return 0;
}

/* Read a file's actions, one a line. */
static int
read_back(const struct buf *file, size_t len, size_t max, struct buf *out)
{
	FILE *f = tmpfile();
	int rc;

	if (f == NULL || fd_write_all(fileno(f), file->data, len) != 0)
		return -2;
	rc = delta_checkpoint_read(fileno(f), "c", max, take, out, &e);
	(void)fclose(f);
	return rc;
}

static void
write_all(struct buf *file)
{
	struct delta_checkpoint_rows rows = { 0 };
	size_t i;

	for (i = 0; i < LEN(actions); i++)
		CHECK_INT(delta_checkpoint_add(&rows, actions[i],
			      strlen(actions[i]), &e),
		    1, "action %zu is a row", i);
	CHECK_INT(rows.adds, 1, "files that are live are counted");
	CHECK_INT(delta_checkpoint_put(&rows, file, &e), 0, "it is written");
	delta_checkpoint_free(&rows);
	delta_checkpoint_free(&rows);
}

static void
test_round(void)
{
	struct buf file = buf_make(SIZE_MAX), want = buf_make(SIZE_MAX);
	struct buf got = buf_make(SIZE_MAX);
	size_t i, len, bad = 0, pages;

	write_all(&file);
	for (i = 0; i < LEN(actions); i++)
		buf_printf(&want, "%s\n", actions[i]);
	CHECK_INT(read_back(&file, file.len, 1 << 23, &got), 0,
	    "it is read again: %s", e.text);
	CHECK_MEM(got.data, got.len, want.data, want.len, "as it was");
	pages = file.len - 8 - le_get32(file.data + file.len - 8);
	if (codec_available(CODEC_SNAPPY))
		CHECK_UINT(hash_64(file.data, pages, 0),
		    UINT64_C(12592488800946226108), "its pages have the same bytes for ever");
	for (len = 0; len < file.len; len++) {
		buf_reset(&got);
		bad += read_back(&file, len, 1 << 23, &got) != -1;
	}
	CHECK_UINT(bad, 0, "what is cut anywhere is an error");
	buf_reset(&got);
	CHECK_INT(read_back(&file, file.len, 64, &got), -1,
	    "an action that is too long is one");
	CHECK(e.kind == ERROR_LIMIT, "of a limit: %s", e.text);
	buf_free(&file);
	buf_free(&want);
	buf_free(&got);
}

static void
expect(const char *action, int rc, const char *title)
{
	struct delta_checkpoint_rows rows = { 0 };

	CHECK_INT(delta_checkpoint_add(&rows, action, strlen(action), &e), rc,
	    "%s", title);
	delta_checkpoint_free(&rows);
}

static void
test_unknown(void)
{
	expect("{\"add\":{\"path\":\"x\",\"deletionVector\":{}}}", 0,
	    "a member without a column has no row");
	expect("{\"add\":{\"path\":\"x\",\"deletionVector\":null}}", 1,
	    "one that is null does no harm");
	expect("{\"domainMetadata\":{}}", 0, "nor has an action");
	expect("{\"metaData\":{\"format\":{\"provider\":\"p\",\"x\":1}}}", 0,
	    "or a member of a member");
	expect("{\"add\":{\"path\":7}}", -1, "what is of another kind is none");
	expect("{\"add\":{\"size\":\"7\"}}", -1, "nor a number that is text");
	expect("{\"protocol\":{\"minReaderVersion\":4294967296}}", -1,
	    "nor one past its width");
	expect("{\"add\":{\"tags\":[]}}", -1, "nor a list that is to be a map");
	expect("{\"metaData\":{\"partitionColumns\":{}}}", -1,
	    "nor a map that is to be a list");
	expect("{\"add\":", -1, "nor what is cut");
}

/* Read a checkpoint whose add has a member of floats of that name. */
static int
read_floats(const char *name, struct buf *out)
{
	struct foreign f = foreign_begin();
	struct foreign_head h = { PAGE_DATA, 1, ENCODING_PLAIN, ENCODING_RLE,
		0, 0, 0, 0 };
	char path[64];
	int fd, rc;

	foreign_element(&f, "add", -1, FOREIGN_REQUIRED, -1, 2);
	foreign_element(&f, "path", PHYS_BYTES, FOREIGN_REQUIRED, 0, -1);
	foreign_element(&f, name, -1, FOREIGN_REQUIRED, -1, 1);
	foreign_element(&f, "a", PHYS_FLOAT, FOREIGN_REQUIRED, -1, -1);
	foreign_page(&f, &h, "\1\0\0\0x", 5);
	foreign_chunk(&f, "add.path", PHYS_BYTES, 1);
	foreign_page(&f, &h, "\0\0\0\0", 4);
	(void)snprintf(path, sizeof(path), "add.%s.a", name);
	foreign_chunk(&f, path, PHYS_FLOAT, 1);
	fd = foreign_end(&f, 1, 1);
	rc = delta_checkpoint_read(fd, "c", 1 << 20, take, out, &e);
	(void)close(fd);
	return rc;
}

static void
test_unread(void)
{
	static const char *const names[] = { "deletionVector",
		"partitionValues" };
	struct buf got = buf_make(SIZE_MAX);
	size_t i;

	CHECK_INT(read_floats("what is new", &got), 0,
	    "a member that does not matter is not read: %s", e.text);
	CHECK_MEM(got.data, got.len, "{\"add\":{\"path\":\"x\"}}\n", 21,
	    "the others are");
	for (i = 0; i < LEN(names); i++)
		CHECK_INT(read_floats(names[i], &got), -1,
		    "a %s that is not read is an error", names[i]);
	buf_free(&got);
}

int
main(void)
{
	test_round();
	test_unread();
	test_unknown();
	return tap_done();
}
