/* error: what went wrong, as a kind and a text; see error.h. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/*
 * Drop the code point that a cut left incomplete: text filled its buffer of
 * size bytes when the wanted length is not below size.
 */
static void
cut(char *text, size_t size, int wanted)
{
	size_t end = size - 1, lead = end;

	if (wanted >= 0 && (size_t)wanted < size)
		return;
	while (lead > 0 && end - lead < 3 &&
	    ((unsigned)text[lead - 1] & 0xc0) == 0x80)
		lead--;
	if (lead > 0 && ((unsigned)text[lead - 1] & 0x80) != 0 &&
	    utf8_next(text + lead - 1, end - lead + 1, NULL) == 0)
		text[lead - 1] = '\0';
}

static void set_text(struct error *e, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

static void
set_text(struct error *e, const char *fmt, va_list ap)
{
	cut(e->text, sizeof(e->text),
	    vsnprintf(e->text, sizeof(e->text), fmt, ap));
}

/* Append ": " and what is after it. */
static void
add_text(struct error *e, const char *rest)
{
	size_t len = strlen(e->text), room = sizeof(e->text) - len;

	cut(e->text + len, room, snprintf(e->text + len, room, ": %s", rest));
}

void
error_set(struct error *e, enum error_kind kind, const char *fmt, ...)
{
	va_list ap;

	e->kind = kind;
	va_start(ap, fmt);
	set_text(e, fmt, ap);
	va_end(ap);
}

void
error_errno(struct error *e, enum error_kind kind, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	e->kind = kind;
	va_start(ap, fmt);
	set_text(e, fmt, ap);
	va_end(ap);
	add_text(e, strerror(saved));
	errno = saved;
}

void
error_prefix(struct error *e, const char *fmt, ...)
{
	char old[sizeof(e->text)];
	va_list ap;

	memcpy(old, e->text, sizeof(old));
	va_start(ap, fmt);
	set_text(e, fmt, ap);
	va_end(ap);
	add_text(e, old);
}
