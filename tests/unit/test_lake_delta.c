/* Loads as versions of a Delta table: the log's lines, byte by byte. */
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "lake/delta.h"
#include "parquet_sink/parquet_sink.h"
#include "sink/sink.h"

#define NOW INT64_C(1700000000000)

static struct error e;

/* Load the rows into the folder "out", at a time and with a seed of its own. */
static int
load(const char *rows, bool append)
{
	struct sink_options o = sink_options_make();
	struct table_writers_options lo = table_writers_defaults();
	struct sink_result result;
	struct opt_list blooms = { 0 };
	struct parquet_sink pack;
	struct lake lake;
	int fd = open("rows", O_RDWR | O_CREAT | O_TRUNC, 0666), rc;

	e.text[0] = '\0';
	o.output = "out";
	o.append = append;
	lo.method = CODEC_NONE;
	if (fd < 0 || fd_write_all(fd, rows, strlen(rows)) != 0 ||
	    lseek(fd, 0, SEEK_SET) != 0 ||
	    parquet_sink_open(&pack, &lo, &blooms, true, &e) != 0)
		tap_note("cannot begin: %s", e.text);
	lake_make(&lake, &delta_format, NOW, 1);
	pack.functions.table_format = &lake.table_format;
	rc = sink_run(&o, &pack.functions, &pack, fd, "rows", &result, &e);
	sink_result_free(&result);
	parquet_sink_close(&pack);
	(void)close(fd);
	return rc;
}

/* File sizes depend on the version's name, so they are told as N. */
static void
mask_sizes(struct buf *b)
{
	const char *p = (const char *)b->data, *size = "\"size\":", *at;
	struct buf out = buf_make(1 << 20);

	while ((at = strstr(p, size)) != NULL) {
		at += strlen(size);
		buf_put(&out, p, (size_t)(at - p));
		buf_byte(&out, 'N');
		p = at + strspn(at, "0123456789");
	}
	buf_put(&out, p, strlen(p) + 1);
	buf_free(b);
	*b = out;
}

/* The entry of that version, after its first line, is as expected. */
static void
expect(const char *table, int version, const char *text, const char *title)
{
	struct buf b = buf_make(1 << 20);
	char path[128];
	const char *rest;

	(void)snprintf(path, sizeof(path), "out/%s/_delta_log/%020d.json",
	    table, version);
	if (fd_slurp_file(path, &b, &e) != 0)
		tap_note("%s", e.text);
	buf_byte(&b, 0);
	mask_sizes(&b);
	rest = strchr((const char *)b.data, '\n');
	CHECK_STR(rest != NULL ? rest + 1 : "", text, "%s", title);
	buf_free(&b);
}

/* The entry has the size that the file has. */
static void
expect_size(int version, const char *file)
{
	struct buf b = buf_make(1 << 20);
	char path[128], want[64];
	struct stat st = { 0 };

	(void)snprintf(path, sizeof(path), "out/t/_delta_log/%020d.json",
	    version);
	if (fd_slurp_file(path, &b, &e) != 0 || stat(file, &st) != 0)
		tap_note("%s", e.text);
	buf_byte(&b, 0);
	(void)snprintf(
	    want, sizeof(want), "\"size\":%lld,", (long long)st.st_size);
	CHECK(strstr((const char *)b.data, want) != NULL,
	    "the size is the file's");
	buf_free(&b);
}

static bool
there(const char *path)
{
	return access(path, F_OK) == 0;
}

#define COLUMNS(more)                                                          \
	"{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":\"bigint\"}" more  \
	"]}\n"
#define ROW(rest) "{\"_table\":\"t\",\"a\":" rest "}\n"

#define FIELD(name, type)                                                      \
	"{\\\"name\\\":\\\"" name "\\\",\\\"type\\\":\\\"" type                \
	"\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}"
#define METADATA(fields)                                                       \
	"{\"metaData\":{\"id\":\"910a2dec-8902-4cc1-beeb-8da1658eec67\","      \
	"\"name\":\"t\",\"format\":{\"provider\":\"parquet\",\"options\":{}}," \
	"\"schemaString\":\"{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":["     \
	fields "]}\",\"partitionColumns\":[],\"configuration\":{},"            \
	"\"createdTime\":1700000000000}}\n"
#define PROTOCOL                                                               \
	"{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}\n"
#define ADD(path, size, stats)                                                 \
	"{\"add\":{\"path\":\"" path "\",\"partitionValues\":{},\"size\":"     \
	size ",\"modificationTime\":1700000000000,\"dataChange\":true,"        \
	"\"stats\":\"" stats "\"}}\n"
#define REMOVE(path, size)                                                     \
	"{\"remove\":{\"path\":\"" path "\",\"deletionTimestamp\":"            \
	"1700000000000,\"dataChange\":true,\"extendedFileMetadata\":true,"     \
	"\"partitionValues\":{},\"size\":" size "}}\n"
#define STATS(n, lo, hi)                                                       \
	"{\\\"numRecords\\\":" n ",\\\"minValues\\\":{\\\"a\\\":" lo           \
	"},\\\"maxValues\\\":{\\\"a\\\":" hi                                   \
	"},\\\"nullCount\\\":{\\\"a\\\":0}}"
#define TXN(app, version)                                                      \
	"{\"txn\":{\"appId\":\"" app "\",\"version\":" version                 \
	",\"lastUpdated\":1700000000000}}\n"

static void
test_replace(void)
{
	CHECK_INT(load(COLUMNS("") ROW("1") ROW("3"), false), 0,
	    "a first load: %s", e.text);
	expect("t", 0,
	    PROTOCOL METADATA(FIELD("a", "long"))
		ADD("part-v0.parquet", "N", STATS("2", "1", "3")),
	    "makes version 0");
	expect_size(0, "out/t/part-v0.parquet");
	CHECK_INT(load(COLUMNS("") ROW("7"), false), 0, "another: %s", e.text);
	expect("t", 1,
	    REMOVE("part-v0.parquet", "N")
		ADD("part-v1.parquet", "N", STATS("1", "7", "7")),
	    "takes its place, with no word of the columns");
	CHECK(there("out/t/part-v0.parquet"), "the old file stays");
	CHECK_INT(load("\n", false), 0, "a load without the table: %s", e.text);
	expect("t", 2, REMOVE("part-v1.parquet", "N"), "empties it");
	CHECK_INT(load("\n", false), 0, "once more: %s", e.text);
	CHECK(!there("out/t/_delta_log/00000000000000000003.json"),
	    "says nothing of it");
	CHECK_INT(load(COLUMNS(""), false), 0, "no row: %s", e.text);
	expect("t", 3, "", "is a version without files");
}

static void
test_append(void)
{
	CHECK_INT(load(COLUMNS("") ROW("5"), true), 0, "an append: %s", e.text);
	expect("t", 4,
	    TXN("aai-d85c108b67adcf6a", "1")
		ADD("part-d85c108b67adcf6a-v4.parquet", "N",
		    STATS("1", "5", "5")),
	    "adds a file, and says which load it is");
	CHECK_INT(load(COLUMNS("") ROW("5"), true), 0, "the same: %s", e.text);
	expect("t", 5,
	    REMOVE("part-d85c108b67adcf6a-v4.parquet", "N")
		TXN("aai-d85c108b67adcf6a", "3")
		    ADD("part-d85c108b67adcf6a-v5.parquet", "N",
			STATS("1", "5", "5")),
	    "takes its own place");
	CHECK_INT(load(COLUMNS(""), true), 0, "an append of nothing: %s",
	    e.text);
	CHECK(!there("out/t/_delta_log/00000000000000000006.json"),
	    "is not a version");
	CHECK_INT(load(COLUMNS(",{\"name\":\"b\",\"type\":\"json\"}"), true), 0,
	    "a column more: %s", e.text);
	expect("t", 6,
	    METADATA(FIELD("a", "long") ",{\\\"name\\\":\\\"b\\\",\\\"type\\\":"
					"\\\"string\\\",\\\"nullable\\\":true,"
					"\\\"metadata\\\":{\\\"aai.type\\\":"
					"\\\"json\\\"}}"),
	    "is one, with the same id");
	CHECK_INT(load(COLUMNS("") ROW("1"), false), 0, "a replace: %s",
	    e.text);
	expect("t", 7,
	    METADATA(FIELD("a", "long"))
		REMOVE("part-d85c108b67adcf6a-v5.parquet", "N")
		    TXN("aai-d85c108b67adcf6a", "4")
			ADD("part-v7.parquet", "N", STATS("1", "1", "1")),
	    "says that the appended load is gone");
}

static void
refused(const char *rows, enum error_kind kind, const char *what)
{
	CHECK_INT(load(rows, true), -1, "not taken: %s", what);
	CHECK_INT(e.kind, kind, "with the status of %s", what);
	CHECK(strstr(e.text, what) != NULL, "told: %s", e.text);
	CHECK(!there("out/t/_delta_log/00000000000000000008.json"),
	    "nothing is written");
}

#define TEXT_COLUMN "{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":\"text\"}]}\n"

static void
test_types(void)
{
	refused("{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":"
		"\"bool\"}]}\n",
	    ERROR_INPUT,
	    "table 't' in 'out': column 'a' is bigint, the load has bool");
	refused(TEXT_COLUMN ROW("\"x\""), ERROR_INPUT,
	    "column 'a' is bigint, the load has text");
	refused(COLUMNS(",{\"name\":\"b c\",\"type\":\"text\"}"), ERROR_INPUT,
	    "column 'b c' of table 't'");
	refused(COLUMNS(",{\"name\":\"A\",\"type\":\"text\"}"), ERROR_INPUT,
	    "differ in case alone");
	CHECK_INT(load(TEXT_COLUMN ROW("null") "{\"_table\":\"t\"}\n", true), 0,
	    "text that is all null fits any column: %s", e.text);
	CHECK(there("out/t/_delta_log/00000000000000000008.json"),
	    "and is appended");
}

int
main(void)
{
	test_replace();
	test_append();
	test_types();
	return tap_done();
}
