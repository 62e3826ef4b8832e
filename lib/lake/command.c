/* command: a sink into tables of a table format; see command.h. */
#include "lake/command.h"

#include "base/error.h"
#include "base/mem.h"
#include "io/cli.h"
#include "io/clock.h"
#include "io/sig.h"
#include "parquet_sink/command.h"

int
lake_command(const struct opt_program *program,
    const struct lake_format *format, int argc, char **argv)
{
	struct parquet_sink_settings s = parquet_sink_settings_make();
	struct error e = { 0 };
	struct lake lake;
	int rc, signo = 0;

	s.sink.tables = true;
	cli_begin(program->name);
	rc = parquet_sink_parse(&s, program, argc, argv, &e);
	cli_common_apply(&s.sink.common.cli);
	sig_open();
	if (rc == 0) {
		cli_awaits("rows, as aai-flatten writes them");
		lake_make(&lake, format, clock_wall_ms(), clock_seed());
		lake_bound(&lake, mem_limit(s.sink.common.memory));
		rc = parquet_sink_load(
		    &s, &lake.table_format, program->name, &signo, &e);
	}
	parquet_sink_settings_free(&s);
	return rc > 0 ? 0 : cli_end(rc, signo, &e);
}
