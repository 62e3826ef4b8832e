/* command: what the sinks into Parquet have in common; see command.h. */
#include "parquet_sink/command.h"

#include <string.h>
#include <unistd.h>

#include "base/cc.h"
#include "base/mem.h"
#include "codec/codec.h"
#include "io/cli.h"
#include "parquet_sink/parquet_sink.h"

#define OWN_OPTIONS_MAX 8

struct parquet_sink_settings
parquet_sink_settings_make(void)
{
	struct parquet_sink_settings s = { .sink = sink_options_make() };

	s.codec = (int)table_writers_defaults().method;
	s.group_rows = table_writers_defaults().group_rows;
	return s;
}

static size_t
put_options(struct parquet_sink_settings *s, struct opt *to)
{
	/* In the order of the enums, codec_method and chunk_encoding. */
	static const char *const codecs[] = { "none", "snappy", "gzip", "zstd",
		NULL };
	static const char *const encodings[] = { "auto", "plain", "compact",
		NULL };
	const struct opt opts[] = {
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
		    "put at most this many rows in a row group (1048576)", 1,
		    COLUMN_BUILDER_ROWS_MAX),
		OPT_U64(0, "threads", &s->threads, "count",
		    "encode with this many threads (all processors but one)", 1,
		    ENCODE_POOL_MAX),
		OPT_FLAG(0, "verify", &s->verify,
		    "read every file again before it is published"),
	};

	memcpy(to, opts, sizeof(opts));
	return LEN(opts);
}

int
parquet_sink_parse(struct parquet_sink_settings *s,
    const struct opt_program *program, int argc, char **argv, struct error *e)
{
	struct opt opts[SINK_OPT_MAX + OWN_OPTIONS_MAX];
	struct opt_program p = *program;
	int rc;

	p.operands = "";
	p.filter = true;
	p.libraries = codec_libraries();
	p.opts = opts;
	p.nopts = sink_opt_put(&s->sink, opts);
	p.nopts += put_options(s, opts + p.nopts);
	rc = cli_parse(&p, argc, argv, NULL, e);
	return rc == 0 ? sink_options_check(&s->sink, e) : rc;
}

int
parquet_sink_load(const struct parquet_sink_settings *s,
    const struct table_format *table_format, const char *name, int *signo,
    struct error *e)
{
	struct table_writers_options options = table_writers_defaults();
	struct sink_result result = { 0 };
	struct parquet_sink pack;
	int rc;

	options.method = (enum codec_method)s->codec;
	if (s->level != 0)
		options.level = (int)s->level;
	options.chunk.encoding = (enum chunk_encoding)s->encoding;
	options.group_rows = (size_t)s->group_rows;
	if (s->threads != 0)
		options.threads = (unsigned)s->threads;
	options.memory = mem_limit(s->sink.common.memory);
	/* A merge holds keys in the rest. */
	if (s->sink.mode == SINK_MERGE)
		options.memory -= options.memory / 4;
	rc = parquet_sink_open(&pack, &options, &s->blooms, s->verify, e);
	pack.functions.table_format = table_format;
	pack.merges = s->sink.mode == SINK_MERGE;
	pack.appends = s->sink.append && s->sink.state == NULL;
	if (rc == 0)
		rc = sink_run(&s->sink, &pack.functions, &pack, STDIN_FILENO,
		    "standard input", &result, e);
	*signo = result.signal;
	if (rc == 0)
		sink_report(&result);
	rc = sink_end(&s->sink, name, &result, rc, e);
	parquet_sink_close(&pack);
	return rc;
}

void
parquet_sink_settings_free(struct parquet_sink_settings *s)
{
	opt_list_free(&s->blooms);
}
