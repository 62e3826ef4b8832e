/*
 * aai: one command in front of the pipe of the toolkit's programs.
 */
#include <string.h>
#include <unistd.h>

#include "aai/self.h"
#include "aai/subcommand.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/opt_json.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/msg.h"

#define NAME "aai"

static const char examples[] =
    NAME " load transcripts sentences -o out\n" NAME " help load\n";

/* Append the usage of a command under that of those before. */
static void
put_usage(void *arg, const struct opt_program *p)
{
	struct buf usage = buf_make(SIZE_MAX / 2), *out = arg;
	static const char head[] = "usage: ";
	size_t skip = out->len > 0 ? sizeof(head) - 1 : 0;

	opt_usage(p, &usage);
	if (skip > 0)
		buf_str(out, "       ");
	buf_put(out, usage.data + skip, usage.len - skip);
	buf_free(&usage);
}

static void
put_purpose(void *arg, const struct opt_program *p)
{
	buf_printf(arg, "  %-30s%s\n", p->name, p->purpose);
}

static int
write_out(const struct buf *text, struct error *e)
{
	if (fd_write_all(STDOUT_FILENO, text->data, text->len) == 0 &&
	    close(STDOUT_FILENO) == 0)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot write standard output");
	return -1;
}

/* What --help says of all commands. */
static int
show_help(struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	int rc;
	size_t i;

	for (i = 0; i < subcommand_count; i++)
		subcommand_list[i].describe(put_usage, &text);
	buf_str(&text,
	    "\nLoad an API's records into tables, and look after them.\n\n"
	    "Examples:\n"
	    "  aai load transcripts sentences -o out\n"
	    "  aai help load\n\nCommands:\n");
	for (i = 0; i < subcommand_count; i++)
		subcommand_list[i].describe(put_purpose, &text);
	buf_str(&text, "\nOptions:\n"
		       "  -h, --help                    show this\n"
		       "  -V, --version                 show the version\n");
	rc = write_out(&text, e);
	buf_free(&text);
	return rc;
}

static void
put_json(void *arg, const struct opt_program *p)
{
	struct buf *out = arg;

	if (out->data[out->len - 1] != '[')
		buf_byte(out, ',');
	opt_json_put(p, out);
}

/* What --help=json says of all commands. */
static int
show_json(const struct opt_program *p, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	int rc;
	size_t i;

	opt_json_put(p, &text);
	text.len--; /* the brace */
	buf_str(&text, ",\"commands\":[");
	for (i = 0; i < subcommand_count; i++)
		subcommand_list[i].describe(put_json, &text);
	buf_str(&text, "]}\n");
	rc = write_out(&text, e);
	buf_free(&text);
	return rc;
}

/* A command line that begins with an option, or is empty. */
static int
no_command(int argc, char **argv)
{
	const char *names[SUBCOMMANDS_MAX];
	const struct opt_program program = { .name = NAME,
		.commands = names,
		.purpose = "load an API's records into tables",
		.operands = "command ...",
		.examples = examples };
	struct error e = { 0 };
	size_t n;
	int rc;

	subcommand_names(names);
	if (argc > 1 &&
	    (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return show_help(&e) == 0 ? 0 : msg_fail(&e);
	if (argc > 1 && strcmp(argv[1], "--help=json") == 0)
		return show_json(&program, &e) == 0 ? 0 : msg_fail(&e);
	rc = cli_parse(&program, argc, argv, &n, &e);
	if (rc > 0)
		return 0;
	if (rc == 0)
		error_set(
		    &e, ERROR_USAGE, "which command? see " NAME " --help");
	return msg_fail(&e);
}

int
main(int argc, char **argv)
{
	const struct subcommand *c;

	cli_begin(NAME);
	self_called(argv[0]);
	if (argc < 2 || argv[1][0] == '-')
		return no_command(argc, argv);
	c = subcommand_find(argv[1]);
	return c != NULL ? c->run(argc - 1, argv + 1) : ERROR_USAGE;
}
