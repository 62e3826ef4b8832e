/*
 * aai-sink-parquet: publish the tables of a stream of rows as Parquet files.
 */
#include <string.h>
#include <unistd.h>

#include "base/cc.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/opt.h"
#include "codec/codec.h"
#include "io/cli.h"
#include "io/clock.h"
#include "io/sig.h"
#include "lake/delta.h"
#include "lake/iceberg.h"
#include "lake/lake.h"
#include "pack/pack.h"
#include "sink/sink.h"

#define NAME "aai-sink-parquet"

#define OWN_OPTIONS_MAX 16

enum format {
	FORMAT_PARQUET,
	FORMAT_DELTA,
	FORMAT_ICEBERG,
};

/* What the command line says. */
struct settings {
	struct sink_options sink;
	struct opt_list blooms;
	int format;
	int codec;
	int encoding;
	uint64_t level; /* 0: the codec's usual one */
	bool verify;
	uint64_t group_rows;
};

static size_t
parquet_options(struct settings *s, struct opt *to)
{
	/* In the order of the enums here, codec_method and chunk_encoding. */
	static const char *const formats[] = { "parquet", "delta", "iceberg",
		NULL };
	static const char *const codecs[] = { "none", "snappy", "gzip", "zstd",
		NULL };
	static const char *const encodings[] = { "auto", "plain", "compact",
		NULL };
	const struct opt opts[] = {
		OPT_CHOICE(0, "format", &s->format, "format",
		    "of the tables: parquet, delta or iceberg (parquet)", formats),
		OPT_CHOICE('c', "codec", &s->codec, "codec",
		    "compress by zstd, snappy, gzip or none (zstd)", codecs),
		OPT_U64('l', "level", &s->level, "level",
		    "of compression: zstd 1 to 19 (2), gzip 1 to 9 (6)", 1,
		    19),
		OPT_CHOICE(0, "encoding", &s->encoding, "encoding",
		    "auto, plain or compact (auto)", encodings),
		OPT_LIST(0, "bloom", &s->blooms, "column",
		    "write Bloom filters for this column (TABLE.COLUMN)"),
		OPT_U64(0, "group-rows", &s->group_rows, "rows",
		    "put at most so many rows in a row group (1048576)", 1,
		    VEC_ROWS_MAX),
		OPT_FLAG(0, "verify", &s->verify,
		    "read every file again before it is published"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

static const char examples[] =
    "aai-flatten | " NAME " -o out\n"
    "aai-flatten | " NAME " -t words -o - >words.parquet\n"
    "aai-flatten | " NAME " -o out --append --verify\n"
    "aai-flatten | " NAME " --format delta -o lake\n"
    "aai-flatten | " NAME " --format iceberg -o warehouse/db\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	struct opt opts[SINK_OPT_MAX + OWN_OPTIONS_MAX];
	struct opt_program program = { .name = NAME,
		.purpose = "publish the tables of a stream of rows as Parquet",
		.operands = "",
		.filter = true,
		.examples = examples,
		.libraries = codec_libraries(),
		.opts = opts };
	int rc;

	program.nopts = sink_opt_put(&s->sink, opts);
	program.nopts += parquet_options(s, opts + program.nopts);
	rc = cli_parse(&program, argc, argv, NULL, e);
	if (rc == 0)
		rc = sink_options_check(&s->sink, e);
	if (rc != 0)
		return rc;
	if (s->format != FORMAT_PARQUET && strcmp(s->sink.output, "-") == 0) {
		error_set(e, ERROR_USAGE,
		    "tables of --format need a folder (-o DIR), not standard "
		    "output");
		return -1;
	}
	return 0;
}

/* Keep the books of the tables, if their format has some. */
static void
keep_books(const struct settings *s, struct lake *lake, struct pack *pack)
{
	const struct lake_format *format =
	    s->format == FORMAT_DELTA ? &delta_format : &iceberg_format;

	if (s->format == FORMAT_PARQUET)
		return;
	lake_make(lake, format, clock_wall_ms(), clock_seed());
	lake->max_line = mem_limit(s->sink.basics.max_line);
	pack->functions.keeper = &lake->keeper;
}

/* Read, publish, report.  -1 with *e; *signo gets what stopped it, or 0. */
static int
run(const struct settings *s, int *signo, struct error *e)
{
	struct loader_options options = loader_defaults();
	struct sink_result result = { 0 };
	struct pack pack;
	struct lake lake;
	int rc;

	options.method = (enum codec_method)s->codec;
	if (s->level != 0)
		options.level = (int)s->level;
	options.chunk.encoding = (enum chunk_encoding)s->encoding;
	options.group_rows = (size_t)s->group_rows;
	options.memory = mem_limit(s->sink.basics.memory);
	rc = pack_open(&pack, &options, &s->blooms, s->verify, e);
	keep_books(s, &lake, &pack);
	if (rc == 0)
		rc = sink_run(&s->sink, &pack.functions, &pack, STDIN_FILENO,
		    "standard input", &result, e);
	*signo = result.signal;
	if (rc == 0)
		sink_report(&result);
	rc = sink_end(&s->sink, NAME, &result, rc, e);
	pack_close(&pack);
	return rc;
}

int
main(int argc, char **argv)
{
	struct settings s = { .sink = sink_options_make() };
	struct error e = { 0 };
	int rc, signo = 0;

	s.codec = (int)loader_defaults().method;
	s.group_rows = loader_defaults().group_rows;
	cli_begin(NAME);
	rc = parse(&s, argc, argv, &e);
	basics_settle(&s.sink.basics);
	sig_open();
	if (rc == 0) {
		cli_awaits("rows, as aai-flatten writes them");
		rc = run(&s, &signo, &e);
	}
	opt_list_free(&s.blooms);
	return rc > 0 ? 0 : cli_end(rc, signo, &e);
}
