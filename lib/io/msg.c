/* msg: what a program says on standard error; see msg.h. */
#include "io/msg.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "io/clock.h"
#include "io/fd.h"

#define MESSAGE_MAX 4096

enum {
	FORMAT_TEXT,
	FORMAT_JSON,
};

const char *const msg_formats[] = { "text", "json", NULL };

static const char *program = "aai";
static bool quiet, verbose, json;
static void (*hook_before)(void);
static void (*hook_after)(void);

void
msg_program(const char *name)
{
	program = name;
	mem_program(name);
}

void
msg_quiet(bool on)
{
	quiet = on;
}

void
msg_verbose(bool on)
{
	verbose = on;
}

void
msg_format(int format)
{
	json = format == FORMAT_JSON;
}

void
msg_hooks(void (*before)(void), void (*after)(void))
{
	hook_before = before;
	hook_after = after;
}

static void say(const char *level, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

static void
say(const char *level, const char *fmt, va_list ap)
{
	struct buf line = buf_make(2 * MESSAGE_MAX * 6);
	char text[MESSAGE_MAX + 1], at[CLOCK_STAMP];
	size_t len;
	int ignored;

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	len = strlen(text);
	len = utf8_floor(text, len, MESSAGE_MAX - 1);
	clock_stamp(clock_wall_ms(), at);
	if (json)
		buf_printf(&line,
		    "{\"time\":\"%s\",\"program\":\"%s\",\"level\":\"%s\","
		    "\"text\":\"",
		    at, program, level);
	else
		buf_printf(&line, "%s: ", program);
	if (json)
		printable_put_json(&line, text, len);
	else
		printable_put(&line, text, len);
	buf_str(&line, json ? "\"}\n" : "\n");
	if (hook_before != NULL)
		hook_before();
	/* There is nobody to tell when standard error cannot be written. */
	ignored = fd_write_all(STDERR_FILENO, line.data, line.len);
	(void)ignored;
	if (hook_after != NULL)
		hook_after();
	buf_free(&line);
}

void
msg_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("error", fmt, ap);
	va_end(ap);
}

void
msg_warn(const char *fmt, ...)
{
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	say("warning", fmt, ap);
	va_end(ap);
}

void
msg_info(const char *fmt, ...)
{
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	say("info", fmt, ap);
	va_end(ap);
}

void
msg_debug(const char *fmt, ...)
{
	va_list ap;

	if (!verbose)
		return;
	va_start(ap, fmt);
	say("debug", fmt, ap);
	va_end(ap);
}

void
msg_status(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("status", fmt, ap);
	va_end(ap);
}

int
msg_fail(const struct error *e)
{
	if (e->kind != ERROR_NONE) {
		msg_error("%s", e->text);
		return (int)e->kind;
	}
	msg_error("it failed without a reason, which is a fault of this "
		  "program: please report it");
	return (int)ERROR_FAILED;
}
