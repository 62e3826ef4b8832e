/* identifier: names as APIs have them; see identifier.h. */
#include "aai-describe/identifier.h"

#include <string.h>
#include <strings.h>

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_letter(char c)
{
	return small(c) >= 'a' && small(c) <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *
skip_joints(const char *s)
{
	return s + strspn(s, "_-");
}

bool
identifier_same(const char *a, const char *b)
{
	for (;;) {
		a = skip_joints(a);
		b = skip_joints(b);
		if (small(*a) != small(*b))
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

int
identifier_find(const char *name, const char *const *list)
{
	int i;

	for (i = 0; list[i] != NULL; i++)
		if (identifier_same(name, list[i]))
			return i;
	return -1;
}

/* Whether a word begins at s[i], after another. */
static bool
is_joint(const char *s, size_t len, size_t i)
{
	if (i == 0 || !is_capital(s[i]))
		return false;
	if (!is_capital(s[i - 1]))
		return true;
	/* The last capital of several begins a word, but in IDs and URLs. */
	return i + 2 < len && is_letter(s[i + 1]) && !is_capital(s[i + 1]) &&
	       !is_capital(s[i + 2]);
}

void
identifier_put_snake(struct buf *out, const char *s, size_t len)
{
	size_t from = out->len, i;

	for (i = 0; i < len; i++) {
		bool kept = is_letter(s[i]) || is_digit(s[i]);
		bool joint = !kept || is_joint(s, len, i);

		if (joint && out->len > from && out->data[out->len - 1] != '_')
			buf_byte(out, '_');
		if (kept)
			buf_byte(out, (uint8_t)small(s[i]));
	}
	while (out->len > from && out->data[out->len - 1] == '_')
		out->len--;
}

static bool
ends(const struct buf *b, size_t from, const char *ending)
{
	size_t n = strlen(ending);

	return b->len - from >= n &&
	       memcmp(b->data + b->len - n, ending, n) == 0;
}

void
identifier_make_singular(struct buf *out, size_t from)
{
	static const char *const kept[] = { "ss", "us", "is", "news", "series",
		NULL };
	static const char *const es[] = { "sses", "xes", "ches", "shes", "uses",
		NULL };
	size_t i;

	if (ends(out, from, "people")) {
		out->len -= 4;
		buf_str(out, "rson");
		return;
	}
	for (i = 0; kept[i] != NULL; i++)
		if (ends(out, from, kept[i]))
			return;
	if (ends(out, from, "ies") && out->len - from > 4) {
		out->len -= 3;
		buf_byte(out, 'y');
		return;
	}
	for (i = 0; es[i] != NULL; i++)
		if (ends(out, from, es[i]) && !ends(out, from, "auses")) {
			out->len -= 2;
			return;
		}
	if (ends(out, from, "s") && out->len - from > 1)
		out->len--;
}

bool
identifier_have(const char *name, const char *word)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t n = strlen(word);
	const char *p, *at;
	bool has = false;

	buf_byte(&b, '_');
	identifier_put_snake(&b, name, strlen(name));
	buf_byte(&b, '_');
	buf_byte(&b, '\0');
	p = (const char *)b.data;
	while (!has && (at = strstr(p, word)) != NULL) {
		has = at[-1] == '_' && at[n] == '_';
		p = at + 1;
	}
	buf_free(&b);
	return has;
}

bool
identifier_say(const char *text, const char *word)
{
	size_t n = strlen(word);
	const char *p;

	if (text == NULL)
		return false;
	for (p = text; *p != '\0'; p++)
		if (strncasecmp(p, word, n) == 0 &&
		    (p == text || !is_letter(p[-1])))
			return true;
	return false;
}
