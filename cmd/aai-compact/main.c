/*
 * aai-compact: put many small parts of tables together into few large ones.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aai-compact/lake_tables.h"
#include "aai-compact/parts_folder.h"
#include "aai-compact/settings.h"
#include "aai-compact/vacuum.h"
#include "base/buf.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/opt.h"
#include "codec/codec.h"
#include "io/beneath.h"
#include "io/cli.h"
#include "io/msg.h"
#include "io/sig.h"
#include "json/stats.h"
#include "sink/folder.h"

#define NAME "aai-compact"

#define SIZE_DEFAULT   ((uint64_t)128 << 20)
#define OWN_OPTIONS_MAX 4
#define MEMORY_DEFAULT ((uint64_t)256 << 20)
#define MEMORY_MIN     ((uint64_t)8 << 20)

static const char examples[] =
    NAME " out\n"
    NAME " --vacuum --wait=10m out\n"
    NAME " --size 512M --stats - out\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	struct opt opts[OWN_OPTIONS_MAX + CLI_COMMON_MAX];
	const struct opt own[] = {
		OPT_SIZE(0, "size", &s->size, "size",
		    "a file of this size is large enough (128M)", 1,
		    INT64_MAX),
		OPT_WAIT(0, "vacuum", &s->vacuum_ms, "time",
		    "remove files that no version younger than this needs "
		    "(7d)"),
		OPT_WAIT(0, "wait", &s->wait_ms, "time",
		    "wait for another writer, at most this long"),
		OPT_SIZE(0, "memory", &s->memory, "size",
		    "hold at most this (256M)", MEMORY_MIN, UINT64_MAX),
	};
	const struct opt_program program = { .name = NAME,
		.purpose = "put many small parts of tables together into few "
			   "large ones",
		.operands = "dir",
		.examples = examples,
		.libraries = codec_libraries(),
		.opts = opts,
		.nopts = LEN(own) +
		    cli_common_put(&s->cli, true, opts + LEN(own)) };
	size_t n;
	int rc;

	memcpy(opts, own, sizeof(own));
	rc = cli_parse(&program, argc, argv, &n, e);
	if (rc == 0 && n != 1) {
		error_set(e, ERROR_USAGE, "give one folder, %s",
		    n == 0 ? "and none is named" : "not several");
		rc = -1;
	}
	s->dir = argv[1];
	return rc;
}

/* Whether loads have made the folder, which must not be made here. */
static int
check_folder(const char *path, struct error *e)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;
	bool ours;

	if (dir < 0) {
		error_errno(e, ERROR_INPUT, "cannot open '%s'", path);
		return -1;
	}
	ours = beneath_stat(dir, ".aai/manifest", &st) == 0 ||
	       folder_is_left(path);
	(void)close(dir);
	if (ours)
		return 0;
	error_set(e, ERROR_INPUT,
	    "'%s' is not a folder that aai-sink-* has loaded tables into: it "
	    "has no '.aai/manifest'",
	    path);
	return -1;
}

/* Put together what the opened folder has. */
static int
compact(struct folder *f, const struct settings *s, struct settings_done *done,
    struct error *e)
{
	if (f->gave_up != NULL)
		msg_warn("a load that died could not be published whole: "
			 "another program has written '%s/%s' since",
		    f->path, f->gave_up);
	if ((folder_note(f, FOLDER_NOTE_TABLES) != NULL ?
		    lake_tables_compact(f, s, done, e) :
		    parts_folder_compact(f, s, done, e)) != 0)
		return -1;
	if (done->files_out == 0)
		return 0;
	if (sig_stopped() != 0) {
		error_set(e, ERROR_FAILED, "stopped by a signal");
		return -1;
	}
	return folder_commit(f, e);
}

/* Open the folder and put together what it has. */
static int
compact_folder(
    const struct settings *s, struct settings_done *done, struct error *e)
{
	struct folder folder = { 0 };
	int rc = folder_open_wait(&folder, s->dir, s->wait_ms, e);

	if (rc == 0)
		rc = compact(&folder, s, done, e);
	folder_close(&folder);
	if (rc != 0)
		*done = (struct settings_done){ 0 };
	return rc;
}

static int
write_stats(const struct settings *s, const struct settings_done *done,
    int status, struct error *e)
{
	struct buf out = buf_make(SIZE_MAX / 2);
	int rc;

	stats_begin(&out, NAME);
	buf_printf(&out, ",\"published\":%s",
	    done->files_out > 0 ? "true" : "false");
	cli_put_count(&out, "tables", done->tables);
	cli_put_count(&out, "files_in", done->files_in);
	cli_put_count(&out, "files_out", done->files_out);
	cli_put_count(&out, "bytes_in", done->bytes_in);
	cli_put_count(&out, "bytes_out", done->bytes_out);
	cli_put_count(&out, "vacuumed", done->vacuumed);
	cli_put_count(&out, "bytes_vacuumed", done->bytes_vacuumed);
	stats_open_skipped(&out);
	stats_close_skipped(&out);
	stats_end(&out, status);
	rc = stats_write(&s->cli, &out, e);
	buf_free(&out);
	return rc;
}

static int
run(const struct settings *s, struct error *e)
{
	struct settings_done done = { 0 };
	struct error failed = { 0 };
	int rc = check_folder(s->dir, e);

	if (rc == 0)
		rc = compact_folder(s, &done, e);
	if (rc == 0 && s->vacuum_ms >= 0)
		rc = vacuum_folder(s, &done, e);
	if (s->cli.stats != NULL && write_stats(
	    s, &done, rc != 0 ? (int)e->kind : 0, &failed) != 0 &&
	    rc == 0) {
		*e = failed;
		rc = -1;
	}
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .size = SIZE_DEFAULT,
		.memory = MEMORY_DEFAULT,
		.vacuum_ms = -1 };
	struct error e = { 0 };
	int rc;

	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0)
		return 0;
	cli_common_apply(&s.cli);
	sig_open();
	if (rc == 0)
		rc = run(&s, &e);
	return cli_end(rc, rc != 0 ? sig_stopped() : 0, &e);
}
