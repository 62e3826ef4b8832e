/* arg_list: a growing list of strings; see arg_list.h. */
#include "aai/arg_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

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

void
arg_list_quote(struct buf *out, const char *word)
{
	if (word[0] != '\0' && word[strspn(word, PLAIN)] == '\0') {
		buf_str(out, word);
		return;
	}
	buf_byte(out, '\'');
	for (; *word != '\0'; word++)
		if (*word == '\'')
			buf_str(out, "'\\''");
		else
			buf_byte(out, (uint8_t)*word);
	buf_byte(out, '\'');
}
