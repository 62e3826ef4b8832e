/* What a Delta table's log adds up to. */
#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "lake/delta_log.h"

static struct error e;

static void
put_entry(int64_t version, const char *text)
{
	char path[64] = "_delta_log/";
	int fd;

	delta_log_name(version, path + strlen(path));
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || fd_write_all(fd, text, strlen(text)) != 0)
		tap_note("cannot write %s", path);
	if (fd >= 0)
		(void)close(fd);
}

static void
drop_entry(int64_t version)
{
	char path[64] = "_delta_log/";

	delta_log_name(version, path + strlen(path));
	(void)unlink(path);
}

static int
read_on(struct delta_log *log)
{
	int dir = open(".", O_RDONLY | O_DIRECTORY), rc;

	struct folder_view here = folder_view_of(dir);

	e.text[0] = '\0';
	rc = delta_log_read(
	    log, &here, "_delta_log", "T/_delta_log", 1 << 20, &e);
	(void)close(dir);
	return rc;
}

static uint64_t
value(const struct map *m, const char *key)
{
	size_t i = map_find(m, key, strlen(key));

	return i == MAP_NONE ? 0 : m->entries[i].value;
}

#define PROTOCOL                                                               \
	"{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}\n"

static void
test_state(void)
{
	struct delta_log log = { .version = -1, .checkpoint = -1 };

	CHECK_INT(read_on(&log), 0, "no folder is not an error");
	CHECK_INT(log.version, -1, "and no version");
	(void)mkdir("_delta_log", 0777);
	CHECK_INT(read_on(&log), 0, "nor is an empty one");
	put_entry(0, "{\"commitInfo\":{\"x\":1}}\n" PROTOCOL
		     "{\"metaData\":{\"id\":\"i\",\"schemaString\":\"\"}}\n"
		     "{\"add\":{\"path\":\"a\\u0020b\",\"size\":7}}\n"
		     "{\"add\":{\"path\":\"c\",\"size\":0}}\n");
	put_entry(1, "{\"remove\":{\"path\":\"c\"}}\n"
		     "{\"txn\":{\"appId\":\"x\",\"version\":3}}\n"
		     "{\"add\":null,\"remove\":{\"path\":\"never\"}}\n"
		     "{\"cdc\":{\"path\":\"z\"}}");
	CHECK_INT(read_on(&log), 0, "entries are read");
	CHECK_INT(log.version, 1, "to the last");
	CHECK_INT(log.reader * 10 + log.writer, 12, "with the protocol");
	CHECK_MEM(log.metadata, log.metadata_len,
	    "{\"id\":\"i\",\"schemaString\":\"\"}",
	    strlen("{\"id\":\"i\",\"schemaString\":\"\"}"),
	    "and the metaData as it stands there");
	CHECK_UINT(value(&log.live, "a b"), 8, "a live file has its size");
	CHECK_UINT(value(&log.live, "c"), 0, "a removed one is not live");
	CHECK_UINT(value(&log.txns, "x"), 3, "transactions have versions");
	CHECK(log.changed, "columns were read");

	log.changed = false;
	put_entry(2, "{\"add\":{\"path\":\"c\",\"size\":1}}\n");
	CHECK_INT(read_on(&log), 0, "it is read on from there");
	CHECK(log.version == 2 && value(&log.live, "c") == 2 && !log.changed,
	    "and no more than what is new");
	delta_log_close(&log);
}

/* Dead files are forgotten, however long the log is. */
static void
test_bound(void)
{
	struct delta_log log = { .version = -1, .checkpoint = -1 };
	struct buf text = buf_make(SIZE_MAX);
	size_t i;

	buf_printf(&text, PROTOCOL);
	for (i = 0; i < 50000; i++)
		buf_printf(&text,
		    "{\"add\":{\"path\":\"f%zu\",\"size\":1}}\n"
		    "{\"remove\":{\"path\":\"f%zu\"}}\n",
		    i, i == 10 ? 9 : i);
	buf_byte(&text, 0);
	put_entry(0, (const char *)text.data);
	drop_entry(1);
	drop_entry(2);
	CHECK_INT(read_on(&log), 0, "a long log is read");
	CHECK(log.live.n < 10000, "its dead files are forgotten (%zu)",
	    log.live.n);
	CHECK_UINT(value(&log.live, "f10"), 2, "its live one is not");
	CHECK_UINT(value(&log.live, "f49999"), 0, "which is one");
	buf_free(&text);
	delta_log_close(&log);
}

static void
expect_wrong(const char *text, enum error_kind kind, const char *in)
{
	struct delta_log log = { .version = -1, .checkpoint = -1 };

	put_entry(0, text);
	CHECK_INT(read_on(&log), -1, "not taken: %s", text);
	CHECK(e.kind == kind && strstr(e.text, in) != NULL, "told: %s",
	    e.text);
	delta_log_close(&log);
}

static void
test_wrong(void)
{
	struct delta_log log = { .version = -1, .checkpoint = -1 };
	int fd;

	expect_wrong("{\"add\":{\"size\":1}}\n", ERROR_OUTPUT, "line 1");
	expect_wrong("{\"add\":{\"path\":\"x\"}}\n", ERROR_OUTPUT, "line 1");
	expect_wrong("{}\n{\"add\":7}\n", ERROR_OUTPUT, "line 2");
	expect_wrong("{\"add\":{\"path\":\"x\"", ERROR_OUTPUT, "line 1");
	expect_wrong("[]\n", ERROR_OUTPUT, "not an action");

	drop_entry(0);
	put_entry(3, PROTOCOL);
	CHECK_INT(read_on(&log), -1, "a log that begins later is not taken");
	CHECK(e.kind == ERROR_USAGE && strstr(e.text, "checkpoint") != NULL,
	    "told: %s", e.text);
	put_entry(0, PROTOCOL);
	CHECK_INT(read_on(&log), -1, "nor one with a gap");
	CHECK(strstr(e.text, "no entry of version 1") != NULL, "told: %s",
	    e.text);
	delta_log_close(&log);
	drop_entry(0);
	drop_entry(3);
	fd = open("_delta_log/_last_checkpoint", O_WRONLY | O_CREAT, 0666);
	(void)close(fd);
	CHECK_INT(read_on(&log), -1, "nor one of a checkpoint alone");
	delta_log_close(&log);
}

int
main(void)
{
	test_state();
	test_bound();
	test_wrong();
	return tap_done();
}
