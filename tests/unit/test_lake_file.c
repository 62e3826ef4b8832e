/* What is known of a data file: bounds joined over its row groups. */
#include "tap.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/le.h"
#include "io/fd.h"
#include "lake/file.h"
#include "parquet_sink/parquet_sink.h"
#include "sink/sink.h"

static struct error e;

#define COLUMNS                                                                \
	"{\"_table\":\"t\",\"_columns\":[{\"name\":\"n\",\"type\":\"bigint\"}," \
	"{\"name\":\"s\",\"type\":\"text\"},{\"name\":\"x\",\"type\":"         \
	"\"double\"}]}\n"
#define TOP                                                                    \
	"\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf\xf4\x8f\xbf\xbf"

/* Write rows to t.parquet, this many to a row group, and read its footer. */
static struct lake_file
make(const char *rows, size_t group_rows)
{
	struct sink_options o = sink_options_make();
	struct table_writers_options lo = table_writers_defaults();
	struct opt_list blooms = { 0 };
	struct sink_result result;
	struct lake_file f = { 0 };
	struct parquet_sink pack;
	int fd = open("rows", O_RDWR | O_CREAT | O_TRUNC, 0666);

	o.output = "out";
	lo.group_rows = group_rows;
	if (fd < 0 || fd_write_all(fd, rows, strlen(rows)) != 0 ||
	    lseek(fd, 0, SEEK_SET) != 0 ||
	    parquet_sink_open(&pack, &lo, &blooms, false, &e) != 0 ||
	    sink_run(&o, &pack.functions, &pack, fd, "rows", &result, &e) != 0)
		tap_note("%s", e.text);
	sink_result_free(&result);
	parquet_sink_close(&pack);
	(void)close(fd);
	fd = open("out/t.parquet", O_RDONLY);
	CHECK_INT(lake_file_read(&f, fd, "t", LAKE_FILE_MEMORY, &e), 0, "the footer is read");
	(void)close(fd);
	return f;
}

static void
test_groups(void)
{
	struct lake_file f = make(COLUMNS
	    "{\"_table\":\"t\",\"n\":5,\"s\":\"b\"}\n"
	    "{\"_table\":\"t\"}\n"
	    "{\"_table\":\"t\",\"n\":-7,\"s\":\"a\"}\n"
	    "{\"_table\":\"t\",\"n\":2,\"s\":\"c\"}\n",
	    1);

	CHECK_INT(f.rows, 4, "all rows are counted");
	CHECK_UINT(f.ngroups, 4, "in as many groups");
	CHECK(f.groups[0] == 4 && f.groups[3] > f.groups[2],
	    "which begin one after the other");
	CHECK(f.columns[0].bounded &&
		  (int64_t)le_get64(f.columns[0].lo.bytes) == -7 &&
		  (int64_t)le_get64(f.columns[0].hi.bytes) == 5,
	    "numbers have the bounds of all groups");
	CHECK_MEM(f.columns[1].lo.bytes, f.columns[1].lo.len, "a", 1,
	    "as has text, below");
	CHECK_MEM(f.columns[1].hi.bytes, f.columns[1].hi.len, "c", 1,
	    "and above");
	CHECK(f.columns[1].lo.exact && f.columns[1].hi.exact,
	    "which is exact");
	CHECK_INT(f.columns[0].nulls, 1, "nulls are counted");
	CHECK_INT(f.columns[2].nulls, 4, "where all is null, too");
	CHECK(!f.columns[2].bounded, "which has no bounds");
	CHECK(f.columns[0].values == 4 && f.columns[0].stored > 0,
	    "values and bytes are summed up");
	lake_file_free(&f);
}

static void
test_doubt(void)
{
	int fd;
	struct lake_file f = make(COLUMNS
	    "{\"_table\":\"t\",\"s\":\"a\"}\n"
	    "{\"_table\":\"t\",\"s\":\"" TOP TOP TOP TOP TOP "\"}\n"
	    "{\"_table\":\"t\",\"s\":\"c\"}\n",
	    1);

	CHECK(f.columns[1].bounded && f.columns[1].lo.len == 0 &&
		  !f.columns[1].lo.exact && !f.columns[1].hi.exact,
	    "a group without bounds leaves bounds of all texts");
	CHECK_MEM(f.columns[1].hi.bytes, f.columns[1].hi.len,
	    TOP TOP TOP TOP TOP "\xf4\x8f\xbf\xbf",
	    sizeof(TOP TOP TOP TOP TOP) + 3,
	    "above is one more of the last character");
	lake_file_free(&f);
	fd = open("out/t.parquet", O_RDONLY);
	CHECK_INT(lake_file_read(&f, fd, "t", 16, &e), 0,
	    "a file whose pages need more memory than there is can be read");
	(void)close(fd);
	CHECK(!f.columns[1].bounded, "but such text has no bounds then");
	CHECK_INT(f.rows, 3, "and its rows are counted");
	lake_file_free(&f);
	f = make(COLUMNS "{\"_table\":\"t\",\"s\":\""
			 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}\n",
	    10);
	CHECK(f.columns[1].bounded && !f.columns[1].hi.exact &&
		  f.columns[1].hi.len == 64,
	    "bounds that are cut are not exact");
	lake_file_free(&f);
	f = make(COLUMNS, 10);
	CHECK(f.rows == 0 && f.ngroups == 0 && !f.columns[0].bounded,
	    "an empty file has neither");
	lake_file_free(&f);
	lake_file_free(&f);
}

int
main(void)
{
	test_groups();
	test_doubt();
	return tap_done();
}
