/* prompt: asks at a terminal; see prompt.h. */
#include "aai-query/prompt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "aai-query/line_editor.h"
#include "aai-query/statement.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/msg.h"

/* The most bytes of a statement. */
#define STATEMENT_MAX ((size_t)1 << 20)

/* An interrupt ends the query or the line, not the program. */
static volatile sig_atomic_t interrupted;

static void
on_interrupt(int signo)
{
	(void)signo;
	interrupted = 1;
}

static bool
is_interrupted(void)
{
	return interrupted != 0;
}

static void
catch_interrupts(void)
{
	struct sigaction sa = { .sa_handler = on_interrupt };

	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGINT, &sa, NULL);
}

/* Run what was typed; -1 with *e only when there is no going on. */
static int
run_text(struct database *d, struct buf *text, struct result *r,
    struct error *e)
{
	char *sql = buf_take(text);
	int rc = statement_run(d, sql, r, e);

	mem_free(sql);
	r->statements = 0;
	if (rc == 0)
		rc = out_flush(r->out, e);
	else if (e->kind != ERROR_OUTPUT && out_flush(r->out, e) == 0) {
		(void)msg_fail(e);
		rc = 0;
	}
	return rc;
}

/* Whether what was typed so far can be run. */
static bool
is_complete(struct buf *text)
{
	char *copy;
	bool is;

	if (text->len > 0 && text->data[0] == '.')
		return true;
	copy = mem_dup((const char *)text->data, text->len);
	is = sqlite3_complete(copy) != 0;
	mem_free(copy);
	return is;
}

static bool
is_blank(const char *s)
{
	return s[strspn(s, " \t\r\n")] == '\0';
}

static bool
is_quit(const char *s)
{
	return strncmp(s, ".quit", 5) == 0 || strncmp(s, ".exit", 5) == 0;
}

/* Add a line that was typed, and run what is complete. */
static int
take_line(struct database *d, struct buf *text, const char *line,
    struct result *r, struct error *e)
{
	if (text->len == 0 && is_blank(line))
		return 0;
	buf_str(text, line);
	if (text->failed) {
		msg_error("a statement has at most 1 MiB");
		buf_reset(text);
		return 0;
	}
	return is_complete(text) ? run_text(d, text, r, e) : 0;
}

int
prompt_run(struct database *d, struct result *r, struct error *e)
{
	struct line_editor editor;
	struct buf text = buf_make(STATEMENT_MAX);
	const char *line;
	int rc = 0;

	catch_interrupts();
	d->tables.stops = is_interrupted;
	line_editor_open(&editor, d->tables.set);
	while (rc == 0) {
		interrupted = 0;
		line = line_editor_read(&editor, text.len > 0);
		if (line == NULL && interrupted) {
			buf_reset(&text);
			if (fd_write_all(STDOUT_FILENO, "\n", 1) == 0)
				continue;
		}
		if (line == NULL || (text.len == 0 && is_quit(line)))
			break;
		rc = take_line(d, &text, line, r, e);
	}
	if (rc == 0 && text.len > 0)
		rc = run_text(d, &text, r, e);
	line_editor_close(&editor);
	buf_free(&text);
	return rc;
}
