/* cli: what programs do alike around their work; see cli.h. */
#include "io/cli.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/complete.h"
#include "base/opt_json.h"
#include "base/printable.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/file.h"
#include "io/msg.h"
#include "io/sig.h"

#define HELP_MAX ((size_t)1 << 20)

static int64_t began_us;

static const char *const stats_formats[] = { "json", "prometheus", NULL };

void
cli_begin(const char *name)
{
	began_us = clock_mono_us();
	msg_program(name);
	sig_name(name);
	fd_ensure_standard();
}

static void
put_version(const struct opt_program *p, struct buf *out)
{
	const char *const *library = p->libraries;

	buf_printf(out, "%s (aai) %s\n", p->name, AAI_VERSION);
	for (; library != NULL && *library != NULL; library++)
		buf_printf(out, "%s\n", *library);
}

static void
put_json(const struct opt_program *p, struct buf *out)
{
	opt_json_put(p, out);
	buf_byte(out, '\n');
}

/* Write what the program was asked for instead of its work.  -1 with *e. */
static int
answer(const struct opt_program *p, enum opt_outcome outcome, struct error *e)
{
	struct buf text = buf_make(HELP_MAX);
	int rc = 0;

	if (outcome == OPT_HELP)
		opt_help(p, &text);
	else if (outcome == OPT_HELP_JSON)
		put_json(p, &text);
	else if (outcome == OPT_VERSION)
		put_version(p, &text);
	else
		complete_script(p, outcome, &text);
	if (fd_write_all(STDOUT_FILENO, text.data, text.len) != 0 ||
	    close(STDOUT_FILENO) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
		rc = -1;
	}
	buf_free(&text);
	return rc;
}

int
cli_parse(const struct opt_program *p, int argc, char **argv,
    size_t *noperands, struct error *e)
{
	enum opt_outcome outcome;
	size_t n;

	if (opt_parse(p, argc, argv, &outcome, &n, e) != 0)
		return -1;
	if (outcome != OPT_RUN)
		return answer(p, outcome, e) == 0 ? 1 : -1;
	if (noperands != NULL)
		*noperands = n;
	if (n == 0 || p->operands[0] != '\0')
		return 0;
	error_set(e, ERROR_USAGE, "'%s': no operand is wanted%s", argv[1],
	    p->filter ? "; to read a file, put < before it" : "");
	return -1;
}

size_t
cli_common_put(struct cli_common *c, bool stats, struct opt *to)
{
	const struct opt opts[CLI_COMMON_MAX] = {
		OPT_STR(0, "stats", &c->stats, "file",
		    "write a summary here; - is standard error"),
		OPT_CHOICE(0, "stats-format", &c->stats_format, "form",
		    "the summary as json or prometheus (json)", stats_formats),
		OPT_CHOICE(0, "log-format", &c->log_format, "format",
		    "messages as text or json (text)", msg_formats),
		OPT_FLAG('q', "quiet", &c->quiet, "say only what went wrong"),
	};
	size_t n = stats ? CLI_COMMON_MAX : CLI_COMMON_MAX - 2;

	memcpy(to, opts + (CLI_COMMON_MAX - n), n * sizeof(*to));
	return n;
}

int64_t
cli_elapsed_us(void)
{
	return clock_mono_us() - began_us;
}

void
cli_common_apply(const struct cli_common *c)
{
	msg_quiet(c->quiet);
	msg_format(c->log_format);
}

void
cli_awaits(const char *what)
{
	if (isatty(STDIN_FILENO) == 1)
		msg_info("waiting for %s, on standard input; end with ^D, stop "
			 "with ^C",
		    what);
}

void
cli_put_count(struct buf *summary, const char *name, uint64_t n)
{
	buf_printf(summary, ",\"%s\":", name);
	buf_u64(summary, n);
}

int
cli_put_stats(const char *path, const struct buf *text, struct error *e)
{
	struct buf shown = buf_make(SIZE_MAX / 2);
	int rc = 0;

	if (strcmp(path, "-") != 0)
		return file_replace(path, text->data, text->len, false, e);
	printable_lines_json(&shown, (const char *)text->data, text->len);
	if (fd_write_all(STDERR_FILENO, shown.data, shown.len) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard error");
		rc = -1;
	}
	buf_free(&shown);
	return rc;
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
