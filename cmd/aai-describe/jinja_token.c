/* jinja_token: tokens of template expressions; see jinja_token.h. */
#include "aai-describe/jinja_token.h"

#include <string.h>

#include "aai-describe/jinja.h"
#include "base/cc.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       is_digit(c);
}

/* The end of the string that begins at s; NULL: it has none. */
static const char *
skip_string(const char *s, const char *end)
{
	char quote = *s;

	for (s++; s < end && *s != quote; s++)
		if (*s == '\\' && s + 1 < end)
			s++;
	return s < end ? s + 1 : NULL;
}

static size_t
sign_length(const char *s, const char *end)
{
	static const char *const twos[] = { "==", "!=", "<=", ">=", "//",
		"**" };
	size_t i;

	for (i = 0; i < LEN(twos); i++)
		if (end - s >= 2 && memcmp(s, twos[i], 2) == 0)
			return 2;
	return strchr("()[]{}.,:|+-*/%~<>=", *s) != NULL ? 1 : 0;
}

static enum jinja_token_kind
measure(const char *s, const char *end, size_t *len)
{
	const char *at = s;

	if (*s == '\'' || *s == '"') {
		at = skip_string(s, end);
		*len = at != NULL ? (size_t)(at - s) : (size_t)(end - s);
		return at != NULL ? JINJA_TOKEN_STRING : JINJA_TOKEN_WRONG;
	}
	if (is_digit(*s)) {
		while (at < end && is_digit(*at))
			at++;
		if (at + 1 < end && *at == '.' && is_digit(at[1]))
			for (at++; at < end && is_digit(*at);)
				at++;
		*len = (size_t)(at - s);
		return JINJA_TOKEN_NUMBER;
	}
	if (is_word(*s)) {
		while (at < end && is_word(*at))
			at++;
		*len = (size_t)(at - s);
		return JINJA_TOKEN_WORD;
	}
	*len = *s != '\0' ? sign_length(s, end) : 0;
	if (*len > 0)
		return JINJA_TOKEN_SIGN;
	*len = 1;
	return JINJA_TOKEN_WRONG;
}

void
jinja_advance(struct jinja_tokens *t)
{
	while (t->at < t->end && strchr(" \t\r\n", *t->at) != NULL &&
	       *t->at != '\0')
		t->at++;
	t->now = (struct jinja_token){ JINJA_TOKEN_END, t->at, 0 };
	if (t->at >= t->end)
		return;
	t->now.kind = measure(t->at, t->end, &t->now.len);
	t->at += t->now.len;
}

void
jinja_begin(struct jinja_tokens *t, const char *text, size_t len)
{
	t->at = text;
	t->end = text + len;
	jinja_advance(t);
}

static bool
is_now(const struct jinja_tokens *t, const char *s)
{
	return (t->now.kind == JINJA_TOKEN_WORD ||
		   t->now.kind == JINJA_TOKEN_SIGN) &&
	       t->now.len == strlen(s) && memcmp(t->now.s, s, t->now.len) == 0;
}

bool
jinja_take(struct jinja_tokens *t, const char *s)
{
	if (!is_now(t, s))
		return false;
	jinja_advance(t);
	return true;
}

bool
jinja_take_two(struct jinja_tokens *t, const char *a, const char *b)
{
	struct jinja_tokens before = *t;

	if (jinja_take(t, a) && jinja_take(t, b))
		return true;
	*t = before;
	return false;
}

void
jinja_unquote(const struct jinja_token *t, struct buf *out)
{
	size_t i;

	for (i = 1; i + 1 < t->len; i++) {
		char c = t->s[i];

		if (c != '\\' || i + 2 >= t->len) {
			buf_byte(out, (uint8_t)c);
			continue;
		}
		c = t->s[++i];
		if (c == 'n' || c == 't' || c == 'r')
			c = c == 'n' ? '\n' : c == 't' ? '\t' : '\r';
		else if (c != '\\' && c != '\'' && c != '"')
			buf_byte(out, '\\');
		buf_byte(out, (uint8_t)c);
	}
}

/* The }} that ends the expression, outside of its strings. */
static const char *
find_end(const char *s)
{
	const char *end = s + strlen(s);

	while (s < end && !(s[0] == '}' && s[1] == '}')) {
		if (*s == '\'' || *s == '"')
			s = skip_string(s, end);
		else
			s++;
		if (s == NULL)
			return NULL;
	}
	return s < end ? s : NULL;
}

/* A dict may end right before them: {{ x.get("a", {}) }}, {{ {"a": {}}}}. */
static const char *
last_end(const char *s)
{
	const char *at = find_end(s);

	while (at != NULL && at[2] == '}')
		at++;
	return at;
}

bool
jinja_part(const char *text, size_t *at, size_t *from, size_t *len,
    bool *expression, bool *statement)
{
	const char *s = text + *at, *end;

	*expression = s[0] == '{' && s[1] == '{';
	*statement = s[0] == '{' && (s[1] == '%' || s[1] == '#');
	if (*s == '\0')
		return false;
	if (*expression) {
		s += 2;
		end = last_end(s);
		*from = (size_t)(s - text);
		*len = end != NULL ? (size_t)(end - s) : strlen(s);
		*at = *from + *len + (end != NULL ? 2 : 0);
		if (*len > 0 && s[0] == '-')
			(*from)++, (*len)--;
		if (*len > 0 && text[*from + *len - 1] == '-')
			(*len)--;
		return true;
	}
	end = s + (*statement ? 1 : 0);
	while (*end != '\0' &&
	       !(end[0] == '{' && strchr("{%#", end[1]) != NULL &&
		   end[1] != '\0'))
		end++;
	*from = *at;
	*len = (size_t)(end - s);
	*at += *len;
	return true;
}
