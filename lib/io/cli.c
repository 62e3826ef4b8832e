/* cli: what programs tell of themselves; see cli.h. */
#include "io/cli.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/complete.h"
#include "io/fd.h"
#include "io/file.h"
#include "io/msg.h"
#include "io/sig.h"

#define HELP_MAX ((size_t)1 << 20)

int
cli_tell(const struct opt_program *p, enum opt_outcome outcome,
    const char *const *libraries)
{
	struct buf text = buf_make(HELP_MAX);
	struct error e;
	int status = 0;

	if (outcome == OPT_HELP) {
		opt_help(p, &text);
	} else if (outcome != OPT_VERSION) {
		complete_script(p, outcome, &text);
	} else {
		buf_printf(&text, "%s (aai) %s\n", p->name, AAI_VERSION);
		for (; *libraries != NULL; libraries++)
			buf_printf(&text, "%s\n", *libraries);
	}
	if (fd_write_all(STDOUT_FILENO, text.data, text.len) != 0 ||
	    close(STDOUT_FILENO) != 0) {
		error_errno(&e, ERROR_OUTPUT, "cannot write standard output");
		status = msg_fail(&e);
	}
	buf_free(&text);
	return status;
}

int
cli_no_operands(char *const *operands, size_t n, struct error *e)
{
	if (n == 0)
		return 0;
	error_set(e, ERROR_USAGE,
	    "'%s': no operand is wanted; to read a file, put < before it",
	    operands[0]);
	return -1;
}

void
cli_awaits(const char *what)
{
	if (isatty(STDIN_FILENO) == 1)
		msg_info("waiting for %s, on standard input; end with ^D, stop "
			 "with ^C",
		    what);
}

int
cli_put_stats(const char *path, const struct buf *text, struct error *e)
{
	if (strcmp(path, "-") != 0)
		return file_replace(path, text->data, text->len, false, e);
	if (fd_write_all(STDERR_FILENO, text->data, text->len) == 0)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot write standard error");
	return -1;
}

int
cli_end(int rc, int signo, const struct error *e)
{
	if (signo == SIGPIPE)
		sig_pipe();
	if (signo != 0)
		sig_raise(signo);
	return rc == 0 ? 0 : msg_fail(e);
}
