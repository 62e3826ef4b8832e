/* target: a request's target, taken apart; see target.h. */
#include "serve/target.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"

/*
 * Decode the len bytes at from to *to, with a NUL after them, and move *to
 * past it.  Returns where the decoded text begins.
 */
static const char *
decode(struct target *t, char **to, const char *from, size_t len, bool form)
{
	char *begin = *to, *p = begin;
	int high, low;
	size_t i;

	for (i = 0; i < len; i++) {
		if (from[i] == '%') {
			high = i + 1 < len ? num_hex(from[i + 1]) : -1;
			low = i + 2 < len ? num_hex(from[i + 2]) : -1;
			if (high < 0 || low < 0 || high + low == 0) {
				t->malformed = true;
				break;
			}
			*p++ = (char)(high << 4 | low);
			i += 2;
		} else {
			*p++ = form && from[i] == '+' ? ' ' : from[i];
		}
	}
	*p++ = '\0';
	*to = p;
	return begin;
}

static size_t
count_params(const char *query)
{
	size_t n = 1;

	if (query[0] == '\0')
		return 0;
	for (; *query != '\0'; query++)
		n += *query == '&' ? 1 : 0;
	return n;
}

/* Decode one "name=value" of len bytes as the next parameter. */
static void
add_param(struct target *t, char **to, const char *pair, size_t len)
{
	const char *eq = memchr(pair, '=', len);
	size_t name = eq != NULL ? (size_t)(eq - pair) : len;
	struct target_param *param = &t->params[t->n];

	if (len == 0)
		return;
	param->name = decode(t, to, pair, name, true);
	param->value = "";
	if (eq != NULL)
		param->value = decode(t, to, eq + 1, len - name - 1, true);
	t->n++;
}

/* What comes after "http://host" in the form that proxies are sent. */
static const char *
skip_origin(const char *raw)
{
	const char *host = raw;

	if (strncmp(raw, "http://", 7) == 0)
		host = raw + 7;
	else if (strncmp(raw, "https://", 8) == 0)
		host = raw + 8;
	if (host == raw)
		return raw;
	host += strcspn(host, "/?");
	return *host == '/' ? host : raw;
}

void
target_parse(struct target *t, const char *whole)
{
	const char *raw = skip_origin(whole);
	size_t len = strlen(raw), path = strcspn(raw, "?"), pair;
	const char *at;
	char *to;

	memset(t, 0, sizeof(*t));
	t->raw = mem_dup(raw, len);
	t->query = t->raw + path + (path < len ? 1 : 0);

	/* Each string shrinks, and takes the place of its separator. */
	t->text = to = mem_resize(NULL, len + 2, 1);
	t->path = decode(t, &to, raw, path, false);
	t->params = mem_new(count_params(t->query), sizeof(*t->params));
	for (at = t->query; *at != '\0'; at += pair + (at[pair] != '\0')) {
		pair = strcspn(at, "&");
		add_param(t, &to, at, pair);
	}
}

const char *
target_param(const struct target *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (strcmp(t->params[i].name, name) == 0)
			return t->params[i].value;
	return NULL;
}

void
target_free(struct target *t)
{
	mem_free(t->raw);
	mem_free(t->text);
	mem_free(t->params);
	memset(t, 0, sizeof(*t));
}
