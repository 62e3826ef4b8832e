/* progress: a line that says how far a program is; see progress.h. */
#include "io/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "io/clock.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/sig.h"

#define DRAWN_MS 200
#define TOLD_MS 10000
#define WIDTH 79
#define ANSWER_MAX 256

static struct progress *shown;

/* A message that is lost on a broken terminal is not a failure of ours. */
static void
write_error(struct buf *b)
{
	if (fd_write_all(STDERR_FILENO, b->data, b->len) != 0)
		b->failed = true;
	buf_free(b);
}

static void
take_away(void)
{
	struct buf b = buf_make(16);

	if (shown == NULL || shown->text[0] == '\0')
		return;
	buf_str(&b, "\r\033[K");
	write_error(&b);
}

static void
bring_back(void)
{
	struct buf b = buf_make(512);

	if (shown == NULL || shown->text[0] == '\0')
		return;
	buf_str(&b, "\r");
	buf_str(&b, shown->text);
	buf_str(&b, "\033[K");
	write_error(&b);
}

void
progress_open(struct progress *p, enum progress_when when, bool quiet)
{
	const char *term = getenv("TERM");
	bool terminal = isatty(STDERR_FILENO) == 1 &&
	    isatty(STDOUT_FILENO) != 1 && term != NULL &&
	    strcmp(term, "dumb") != 0;

	memset(p, 0, sizeof(*p));
	p->drawn = terminal;
	p->on = !quiet && when != PROGRESS_NEVER &&
	    (terminal || when == PROGRESS_ALWAYS);
	p->next_ms = clock_mono_ms() + (terminal ? DRAWN_MS : TOLD_MS);
	if (p->on && p->drawn) {
		shown = p;
		msg_hooks(take_away, bring_back);
	}
}

bool
progress_due(struct progress *p)
{
	int64_t now;

	if (!p->on)
		return false;
	now = clock_mono_ms();
	if (now < p->next_ms)
		return false;
	p->next_ms = now + (p->drawn ? DRAWN_MS : TOLD_MS);
	return true;
}

void
progress_show(struct progress *p, const char *text, bool asked)
{
	struct buf shape = buf_make(WIDTH * 64);
	size_t n;

	if (asked || (p->on && !p->drawn)) {
		msg_status("%s", text);
		return;
	}
	if (!p->on)
		return;
	/* No character takes more columns than bytes. */
	printable_put(&shape, text, strnlen(text, WIDTH * 2));
	n = utf8_floor((const char *)shape.data, shape.len, WIDTH);
	if (n > 0)
		memcpy(p->text, shape.data, n);
	p->text[n] = '\0';
	buf_free(&shape);
	bring_back();
}

void
progress_answer(const char *fmt, ...)
{
	char text[ANSWER_MAX];
	va_list ap;

	if (!sig_status())
		return;
	va_start(ap, fmt);
	if (vsnprintf(text, sizeof(text), fmt, ap) >= 0)
		msg_status("%s", text);
	va_end(ap);
}

void
progress_close(struct progress *p)
{
	if (shown == p) {
		take_away();
		shown = NULL;
		msg_hooks(NULL, NULL);
	}
	memset(p, 0, sizeof(*p));
}
