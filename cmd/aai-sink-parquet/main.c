/*
 * aai-sink-parquet: publish the tables of a stream of rows as Parquet files.
 */
#include "base/error.h"
#include "io/cli.h"
#include "io/sig.h"
#include "parquet_sink/command.h"

#define NAME "aai-sink-parquet"

static const struct opt_program program = {
	.name = NAME,
	.purpose = "publish the tables of a stream of rows as Parquet",
	.examples = "aai-flatten | " NAME " -o out\n"
		    "aai-flatten | " NAME " -t words -o - >words.parquet\n"
		    "aai-flatten | " NAME " -o out --append --verify\n",
};

int
main(int argc, char **argv)
{
	struct parquet_sink_settings s = parquet_sink_settings_make();
	struct error e = { 0 };
	int rc, signo = 0;

	cli_begin(NAME);
	rc = parquet_sink_parse(&s, &program, argc, argv, &e);
	cli_common_apply(&s.sink.common.cli);
	sig_open();
	if (rc == 0) {
		cli_awaits("rows, as aai-flatten writes them");
		rc = parquet_sink_load(&s, NULL, NAME, &signo, &e);
	}
	parquet_sink_settings_free(&s);
	return rc > 0 ? 0 : cli_end(rc, signo, &e);
}
