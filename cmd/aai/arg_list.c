/* arg_list: a growing list of strings; see arg_list.h. */
#include "aai/arg_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/printable.h"

/* What a shell takes as it is, wherever it stands in a word. */
#define PLAIN                                                                  \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"                                           \
	"0123456789_-./:=@,+%"

/* Take the word over. */
static void
take(struct arg_list *w, char *word)
{
	w->items = mem_grow(w->items, &w->cap, w->n + 2, sizeof(*w->items));
	w->items[w->n++] = word;
	w->items[w->n] = NULL;
}

void
arg_list_add(struct arg_list *w, const char *word)
{
	take(w, mem_str(word));
}

void
arg_list_addf(struct arg_list *w, const char *fmt, ...)
{
	va_list ap, again;
	size_t len;
	char *word;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	len = n > 0 ? (size_t)n : 0;
	word = mem_new(len + 1, 1);
	(void)vsnprintf(word, len + 1, fmt, again);
	va_end(again);
	take(w, word);
}

void
arg_list_add_all(struct arg_list *w, const struct arg_list *others)
{
	size_t i;

	for (i = 0; i < others->n; i++)
		arg_list_add(w, others->items[i]);
}

void
arg_list_option(struct arg_list *w, const char *option, const char *value)
{
	if (value == NULL)
		return;
	arg_list_add(w, option);
	arg_list_add(w, value);
}

bool
arg_list_has(const struct arg_list *w, const char *word)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (strcmp(w->items[i], word) == 0)
			return true;
	return false;
}

void
arg_list_free(struct arg_list *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		mem_free(w->items[i]);
	mem_free(w->items);
	memset(w, 0, sizeof(*w));
}

/* Whether a terminal shows the character, and does nothing else. */
static bool
is_shown(const struct printable_char *c, const char *s)
{
	return *s == '\n' || *s == '\t' ||
	       (!c->escaped && c->len == c->taken &&
		   memcmp(c->s, s, c->len) == 0);
}

/* Append bytes, in quotes that this ends and begins again, by their numbers. */
static void
put_numbers(struct buf *out, const char *s, size_t n)
{
	size_t i;

	buf_str(out, "'\"$(printf '");
	for (i = 0; i < n; i++)
		buf_printf(out, "\\%03o", (unsigned)(uint8_t)s[i]);
	buf_str(out, "')\"'");
}

void
arg_list_quote(struct buf *out, const char *word)
{
	struct printable_char c;
	const char *end = word + strlen(word);

	if (word[0] != '\0' && word[strspn(word, PLAIN)] == '\0') {
		buf_str(out, word);
		return;
	}
	buf_byte(out, '\'');
	for (; word < end; word += c.taken) {
		printable_next(&c, word, (size_t)(end - word));
		if (*word == '\'')
			buf_str(out, "'\\''");
		else if (is_shown(&c, word))
			buf_put(out, word, c.taken);
		else
			put_numbers(out, word, c.taken);
	}
	buf_byte(out, '\'');
}
