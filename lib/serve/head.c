/* head: the header of a request, read strictly; see head.h. */
#include "serve/head.h"

#include <string.h>
#include <strings.h>

#include "base/cc.h"

enum {
	HOST,
	LENGTH,
	CODING,
	TYPE,
	CONTENT_CODING,
	AUTHORIZATION,
	OWN,
};

static const char *const once[HEAD_ONCE] = { "Host", "Content-Length",
	"Transfer-Encoding", "Content-Type", "Content-Encoding",
	"Authorization", NULL };

/* A byte of a token: of a method or a field's name. */
static bool
is_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static size_t
token_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && is_token(s[n]))
		n++;
	return n;
}

/* The number of digits that s begins with. */
static size_t
digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= '0' && s[n] <= '9')
		n++;
	return n;
}

static bool
is_name(const char *s, size_t len, const char *name)
{
	return name != NULL && strlen(name) == len &&
	       strncasecmp(s, name, len) == 0;
}

/* A host and a port, or nothing. */
static bool
is_host(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f ||
		    strchr(",/?#@\\\"", s[i]) != NULL)
			return false;
	return true;
}

static const char *
check_value(size_t which, const char *s, size_t len)
{
	if (which == HOST && !is_host(s, len))
		return "the host is malformed";
	if (which == LENGTH && (len == 0 || len > 18 || digits(s, len) != len))
		return "the length is malformed";
	if (which == CODING && !is_name(s, len, "chunked"))
		return "the transfer coding is not chunked";
	return NULL;
}

const char *
head_field(struct head *h, const char *name, size_t name_len,
    const char *value, size_t value_len)
{
	size_t i;

	if (name_len == 0 || token_len(name, name_len) != name_len)
		return "a field's name is malformed";
	for (i = 0; i < value_len; i++)
		if (((unsigned char)value[i] < ' ' && value[i] != '\t') ||
		    value[i] == 0x7f)
			return "a field holds control characters";
	for (i = 0; i < HEAD_ONCE; i++) {
		if (!is_name(name, name_len, i == OWN ? h->own : once[i]))
			continue;
		if ((h->seen & 1u << i) != 0)
			return "a field is there twice";
		h->seen |= 1u << i;
		return check_value(i, value, value_len);
	}
	return NULL;
}

const char *
head_end(const struct head *h, bool http_1_0)
{
	if ((h->seen & 1u << LENGTH) != 0 && (h->seen & 1u << CODING) != 0)
		return "a length and a transfer coding";
	if ((h->seen & 1u << CODING) != 0 && http_1_0)
		return "a transfer coding in HTTP/1.0";
	if ((h->seen & 1u << HOST) == 0 && !http_1_0)
		return "no host";
	return NULL;
}

static const char malformed[] = "the request line is malformed";

const char *
head_target(const char *s, size_t len)
{
	size_t i;

	if (len == 0 || s[0] != '/')
		return malformed;
	for (i = 1; i < len; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f || s[i] == '#')
			return malformed;
	return NULL;
}

/* "POST /path?query HTTP/1.1". */
static const char *
read_first(const char *s, size_t len, bool *http_1_0)
{
	size_t at = token_len(s, len), i;

	if (at == 0 || at + 2 > len || s[at] != ' ')
		return malformed;
	for (i = at + 1; i < len && (unsigned char)s[i] > ' ';)
		i++;
	if (head_target(s + at + 1, i - at - 1) != NULL || len - i != 9 ||
	    memcmp(s + i, " HTTP/1.", 8) != 0 ||
	    (s[len - 1] != '0' && s[len - 1] != '1'))
		return malformed;
	*http_1_0 = s[len - 1] == '0';
	return NULL;
}

/*
 * "Name: value", with blanks before the value only.  Those after it stay: where
 * they matter, not all servers take them for nothing.
 */
static const char *
read_field(struct head *h, const char *s, size_t len)
{
	size_t name = token_len(s, len), from;

	if (name == 0 || name == len || s[name] != ':')
		return "a field's name is malformed";
	for (from = name + 1; from < len; from++)
		if (s[from] != ' ' && s[from] != '\t')
			break;
	return head_field(h, s, name, s + from, len - from);
}

/* What is wrong with the beginning of a line already; mostly nothing. */
static const char *
read_begun(const char *s, size_t len, bool first)
{
	if (len > 0 && first && !is_token(s[0]))
		return "the request line is malformed";
	if (len > 0 && memchr(s, '\0', len) != NULL)
		return "a NUL";
	return NULL;
}

enum head_state
head_read(const char *text, size_t len, const char *own, const char **why)
{
	struct head h = { .own = own };
	const char *end = text + len, *p = text, *lf;
	bool http_1_0 = false;

	*why = NULL;
	for (;; p = lf + 1) {
		lf = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
		if (lf == NULL) {
			*why = read_begun(p, (size_t)(end - p), p == text);
			return *why != NULL ? HEAD_WRONG : HEAD_PART;
		}
		if (lf == p || lf[-1] != '\r')
			*why = "a line does not end in CRLF";
		else if (p == text)
			*why = read_first(p, (size_t)(lf - 1 - p), &http_1_0);
		else if (lf - 1 == p)
			*why = head_end(&h, http_1_0);
		else
			*why = read_field(&h, p, (size_t)(lf - 1 - p));
		if (*why != NULL)
			return HEAD_WRONG;
		if (p != text && lf - 1 == p)
			return HEAD_WHOLE;
	}
}
