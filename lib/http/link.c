/* link: what a Link header points to; see link.h. */
#include "http/link.h"

#include <string.h>
#include <strings.h>

/* A run of the header's bytes. */
struct span {
	const char *s;
	size_t len;
};

static const char *
skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/*
 * Read a parameter's value, quoted or not, into *value (of a quoted one what
 * lies between the quotes, escapes included: no relation has any).  Returns
 * what follows.
 */
static const char *
read_value(const char *s, struct span *value)
{
	if (*s != '"') {
		value->s = s;
		value->len = strcspn(s, ";, \t");
		return s + value->len;
	}
	value->s = ++s;
	while (*s != '\0' && *s != '"')
		s += *s == '\\' && s[1] != '\0' ? 2 : 1;
	value->len = (size_t)(s - value->s);
	return *s == '"' ? s + 1 : s;
}

/* Whether rel is one of the blank-separated words of list. */
static bool
has_word(struct span list, const char *rel)
{
	size_t n = strlen(rel), i = 0, from;

	while (i < list.len) {
		for (from = i; i < list.len && list.s[i] != ' '; i++)
			;
		if (i - from == n && strncasecmp(list.s + from, rel, n) == 0)
			return true;
		i++;
	}
	return false;
}

static bool
is_text(struct span s, const char *text)
{
	return s.len == strlen(text) && strncasecmp(s.s, text, s.len) == 0;
}

/*
 * Read the parameters of one link, up to a comma or the end; *rel is the
 * value of the first "rel", which is the only one that counts; *empty, whether
 * it says that nothing is there.
 */
static const char *
read_params(const char *s, struct span *rel, bool *empty)
{
	struct span name, value;

	rel->s = NULL;
	rel->len = 0;
	*empty = false;
	s = skip_blanks(s);
	while (*s == ';') {
		s = skip_blanks(s + 1);
		name.s = s;
		name.len = strcspn(s, "=;, \t");
		s = skip_blanks(s + name.len);
		if (*s != '=')
			continue;
		s = skip_blanks(read_value(skip_blanks(s + 1), &value));
		if (rel->s == NULL && is_text(name, "rel"))
			*rel = value;
		else if (is_text(name, "results"))
			*empty = is_text(value, "false");
	}
	return s;
}

bool
link_find(const char *header, const char *rel, struct buf *out)
{
	const char *s = header, *end;
	struct span target, found;
	bool empty;

	for (;;) {
		s += strspn(s, " \t,");
		if (*s != '<')
			return false;
		end = strchr(s, '>');
		if (end == NULL)
			return false;
		target.s = s + 1;
		target.len = (size_t)(end - target.s);
		s = read_params(end + 1, &found, &empty);
		if (found.s != NULL && !empty && has_word(found, rel)) {
			buf_put(out, target.s, target.len);
			return true;
		}
	}
}
