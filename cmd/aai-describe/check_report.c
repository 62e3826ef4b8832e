/* check_report: lines of a check; see check_report.h. */
#include "aai-describe/check_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/printable.h"
#include "io/fd.h"

#define LINE_MAX ((size_t)1 << 12)

void
check_report_open(struct check_report *r, const struct client *client)
{
	*r = (struct check_report){ .client = client,
		.text = buf_make(SIZE_MAX / 2) };
}

/* What others have written is covered and spelled. */
static PRINTF_LIKE(3, 0) void
say(struct check_report *r, const char *kind, const char *fmt, va_list ap)
{
	char *line = mem_new(LINE_MAX, 1);

	(void)vsnprintf(line, LINE_MAX, fmt, ap);
	if (r->client != NULL)
		client_mask(r->client, line);
	buf_printf(&r->text, "%s: %s: ", r->subject, kind);
	printable_put(&r->text, line, strlen(line));
	buf_byte(&r->text, '\n');
	mem_free(line);
}

void
check_report_ok(struct check_report *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(r, "ok", fmt, ap);
	va_end(ap);
}

void
check_report_differs(struct check_report *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(r, "differs", fmt, ap);
	va_end(ap);
	r->differs++;
}

void
check_report_unseen(struct check_report *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(r, "unseen", fmt, ap);
	va_end(ap);
}

void
check_report_change(struct check_report *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(r, "change", fmt, ap);
	va_end(ap);
}

int
check_report_flush(struct check_report *r, struct error *e)
{
	int rc = fd_write_all(STDOUT_FILENO, r->text.data, r->text.len);

	buf_reset(&r->text);
	if (rc == 0)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot write standard output");
	return -1;
}

void
check_report_close(struct check_report *r)
{
	buf_free(&r->text);
}
