/* subcommand_help: aai help, see aai(1). */
#include <unistd.h>

#include "aai/subcommand.h"
#include "base/buf.h"
#include "base/error.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/msg.h"

static const char examples[] = "aai help load\n";

static const struct opt_program program = { .name = "aai help",
	.purpose = "show the options of a command",
	.operands = "command",
	.examples = examples };

void
subcommand_help_describe(subcommand_visit *visit, void *arg)
{
	visit(arg, &program);
}

static void
put_help(void *arg, const struct opt_program *p)
{
	opt_help(p, arg);
}

int
subcommand_help(int argc, char **argv)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	const struct subcommand *c = NULL;
	struct error e = { 0 };
	size_t n;
	int rc = cli_parse(&program, argc, argv, &n, &e);

	if (rc > 0)
		return 0;
	if (rc == 0 && n != 1) {
		error_set(&e, ERROR_USAGE, "of which command? see aai --help");
		rc = -1;
	}
	if (rc == 0) {
		c = subcommand_find(argv[1]);
		if (c == NULL)
			return ERROR_USAGE;
		c->describe(put_help, &text);
		if (fd_write_all(STDOUT_FILENO, text.data, text.len) != 0) {
			error_errno(
			    &e, ERROR_OUTPUT, "cannot write standard output");
			rc = -1;
		}
	}
	buf_free(&text);
	return rc == 0 ? 0 : msg_fail(&e);
}
