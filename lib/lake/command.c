/* command: a sink into tables of a table format; see command.h. */
#include "lake/command.h"

#include "base/error.h"
#include "base/mem.h"
#include "io/cli.h"
#include "io/clock.h"
#include "io/sig.h"
#include "pack/command.h"

int
lake_command(const struct opt_program *program,
    const struct lake_format *format, int argc, char **argv)
{
	struct pack_settings s = pack_settings_make();
	struct error e = { 0 };
	struct lake lake;
	int rc, signo = 0;

	s.sink.tables = true;
	cli_begin(program->name);
	rc = pack_parse(&s, program, argc, argv, &e);
	basics_settle(&s.sink.basics);
	sig_open();
	if (rc == 0) {
		cli_awaits("rows, as aai-flatten writes them");
		lake_make(&lake, format, clock_wall_ms(), clock_seed());
		lake.max_line = mem_limit(s.sink.basics.max_line);
		rc = pack_load(&s, &lake.keeper, program->name, &signo, &e);
	}
	pack_settings_free(&s);
	return rc > 0 ? 0 : cli_end(rc, signo, &e);
}
