/* openapi_base: the API's name and place; see openapi_auth.h. */
#include "aai-describe/openapi_base.h"

#include <string.h>
#include <strings.h>

#include "aai-describe/identifier.h"
#include "base/cc.h"
#include "base/mem.h"
#include "http/url.h"

#define NAME_MAX_BYTES 40
#define WORDS_MAX      3
#define NOT_KNOWN      "https://api.example.com"

/* Words of a title that are not a part of the API's name. */
static bool
is_filler(const char *s, size_t len)
{
	static const char *const words[] = { "api", "apis", "rest", "the",
		"reference", "openapi", "swagger", "public", "spec",
		"specification", "documentation", "docs", "service", "web",
		"http", "restful", "json", "of", "for", "and", "a" };
	size_t i;

	if (len > 1 && s[0] == 'v' && s[1] >= '0' && s[1] <= '9')
		return true;
	for (i = 0; i < LEN(words); i++)
		if (strlen(words[i]) == len && memcmp(s, words[i], len) == 0)
			return true;
	return strspn(s, "0123456789") >= len;
}

/* Words in small letters with "_" between; GitHub's is github. */
static void
put_words(struct buf *out, const char *s)
{
	bool due = false;
	char c;

	for (; *s != '\0'; s++) {
		c = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
			if (due && out->len > 0)
				buf_byte(out, '_');
			due = false;
			buf_byte(out, (uint8_t)c);
		} else if (c == '\'' && (s[1] == 's' || s[1] == 'S')) {
			s++;
			due = true;
		} else {
			due = true;
		}
	}
}

/* The words of a text that name something, with "_" between. */
static void
put_name(struct buf *out, const char *text)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t i, n, words = 0;

	put_words(&b, text);
	for (i = 0; i < b.len; i += n + 1) {
		const char *s = (const char *)b.data + i;
		const char *end = memchr(s, '_', b.len - i);

		n = end != NULL ? (size_t)(end - s) : b.len - i;
		if (is_filler(s, n) || out->len + n > NAME_MAX_BYTES ||
		    words == WORDS_MAX)
			continue;
		words++;
		if (out->len > 0)
			buf_byte(out, '_');
		buf_put(out, s, n);
	}
	buf_free(&b);
}

/* The name of a URL's host: stripe of https://api.stripe.com/v1. */
static void
put_host_name(struct buf *out, const char *url)
{
	const char *p = strstr(url, "://"), *end, *dot;
	char *host;

	if (p == NULL)
		return;
	p += 3;
	end = p + strcspn(p, "/:?#{");
	host = mem_dup(p, (size_t)(end - p));
	dot = strrchr(host, '.');
	if (dot != NULL) {
		host[dot - host] = '\0';
		dot = strrchr(host, '.');
	}
	put_name(out, dot != NULL ? dot + 1 : host);
	mem_free(host);
}

/* A name that variables of the environment can begin with. */
static char *
make_name(struct openapi *o, const char *url)
{
	size_t info = document_get(o->d, 0, "info");
	const char *title = document_text(o->d, info, "title");
	struct buf b = buf_make(SIZE_MAX / 2), fixed;

	if (title != NULL)
		put_name(&b, title);
	if (b.len == 0)
		put_host_name(&b, url);
	if (b.len == 0)
		buf_str(&b, "api");
	fixed = buf_make(SIZE_MAX / 2);
	if ((b.data[0] >= '0' && b.data[0] <= '9') ||
	    (b.len >= 3 && memcmp(b.data, "aai", 3) == 0 &&
		(b.len == 3 || b.data[3] == '_')))
		buf_str(&fixed, "api_");
	buf_put(&fixed, b.data, b.len);
	buf_free(&b);
	return buf_take(&fixed);
}

/* The first server, one with https before the others. */
static size_t
choose_server(struct openapi *o)
{
	size_t servers = document_get(o->d, 0, "servers");
	size_t at = JSON_NO_NODE, first = JSON_NO_NODE;
	const char *url;

	if (document_kind(o->d, servers) != JSON_ARRAY)
		return JSON_NO_NODE;
	while ((at = document_next(o->d, servers, at)) != JSON_NO_NODE) {
		url = document_text(o->d, at, "url");
		if (url == NULL)
			continue;
		if (first == JSON_NO_NODE)
			first = at;
		if (strncasecmp(url, "https:", 6) == 0)
			return at;
	}
	return first;
}

/* The URL of OpenAPI 2: scheme, host and path are apart. */
static void
put_two_url(struct openapi *o, struct buf *out)
{
	size_t schemes = document_get(o->d, 0, "schemes"), at = JSON_NO_NODE;
	const char *host = document_text(o->d, 0, "host");
	const char *path = document_text(o->d, 0, "basePath");
	const char *scheme = NULL, *s;

	if (document_kind(o->d, schemes) == JSON_ARRAY)
		while ((at = document_next(o->d, schemes, at)) != JSON_NO_NODE)
			if ((s = document_string(o->d, at)) != NULL &&
			    (scheme == NULL || strcmp(s, "https") == 0))
				scheme = s;
	if (host != NULL)
		buf_printf(
		    out, "%s://%s", scheme != NULL ? scheme : "https", host);
	if (path != NULL && strcmp(path, "/") != 0)
		buf_str(out, path);
}

/* A URL in the file that may be relative, as one of its own. */
static void
make_absolute(struct openapi *o, struct buf *url)
{
	const char *from = o->w->from;
	struct error e = { 0 };
	struct buf b = buf_make(SIZE_MAX / 2);

	if (strstr((const char *)url->data, "://") != NULL) {
		buf_free(&b);
		return;
	}
	if (url->len > 2 && memcmp(url->data, "//", 2) == 0)
		buf_printf(&b, "https:%s", (const char *)url->data);
	else if (from == NULL ||
		 url_resolve(from, (const char *)url->data, &b, &e) != 0) {
		source_note(&o->m->unsure,
		    "base_url: the file does not say where the API is");
		buf_str(&b, NOT_KNOWN);
		if (url->data[0] == '/')
			buf_str(&b, (const char *)url->data);
	}
	buf_byte(&b, '\0');
	buf_free(url);
	*url = b;
}

/* The parameters of a URL, with their defaults. */
static void
put_variables(struct openapi *o, size_t server, const struct buf *url)
{
	size_t variables = document_get(o->d, server, "variables");
	struct source_members params = { 0 }, param;
	const char *p = (const char *)url->data, *end, *value, *about;
	char *name;

	while ((p = strchr(p, '{')) != NULL && (end = strchr(p, '}'))) {
		size_t variable;

		name = mem_dup(p + 1, (size_t)(end - p - 1));
		variable = document_get(o->d, variables, name);
		value = document_scalar(
		    o->d, document_get(o->d, variable, "default"));
		about = document_text(o->d, variable, "description");
		memset(&param, 0, sizeof(param));
		if (value != NULL && *value != '\0' &&
		    strpbrk(value, "{}") == NULL)
			source_put_text(&param, "default", value);
		else
			source_put_bool(&param, "required", true);
		if (about != NULL)
			openapi_put_about(&param, about);
		source_put_members(&params, name, &param);
		source_members_free(&param);
		mem_free(name);
		p = end + 1;
	}
	if (params.n > 0)
		source_put_members(&o->m->members, "params", &params);
	source_members_free(&params);
}

static bool
is_usable(const char *url)
{
	const char *p = strstr(url, "://");
	int open = 0;

	if (p == NULL || p[3] == '\0' || p[3] == '/' ||
	    strpbrk(p + 3, "@ \t\"\\^`<>|") != NULL)
		return false;
	if (strncasecmp(url, "https://", 8) != 0 &&
	    strncasecmp(url, "http://", 7) != 0)
		return false;
	for (; *p != '\0'; p++) {
		if ((unsigned char)*p < 0x20 || (*p == '{' && open++ > 0) ||
		    (*p == '}' && open-- != 1) || (*p == '}' && p[-1] == '{'))
			return false;
	}
	return open == 0;
}

/* Keys do not go over the net in plain text, whatever the file says. */
static void
use_https(struct openapi *o, struct buf *url)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	if (strncasecmp((const char *)url->data, "http://", 7) != 0 ||
	    url_is_loopback((const char *)url->data)) {
		buf_free(&b);
		return;
	}
	buf_printf(&b, "https://%s", (const char *)url->data + 7);
	buf_byte(&b, '\0');
	buf_free(url);
	*url = b;
	source_note(&o->m->unsure,
	    "base_url: the file has http, which is not encrypted; https is "
	    "used");
}

/* The text without tags of HTML. */
static void
put_plain(struct buf *out, const char *text)
{
	size_t n;

	for (; *text != '\0'; text++) {
		n = *text == '<' ? strcspn(text, ">\n") : 0;
		if (n > 0 && text[n] == '>')
			text += n;
		else
			buf_byte(out, (uint8_t)*text);
	}
	buf_byte(out, '\0');
}

void
openapi_put_about(struct source_members *m, const char *text)
{
	struct buf plain = buf_make(SIZE_MAX / 2), b = buf_make(SIZE_MAX / 2);
	size_t i, n;

	put_plain(&plain, text);
	text = (const char *)plain.data;
	text += strspn(text, " \n\r\t");
	n = strcspn(text, "\n\r");
	for (i = 0; i + 1 < n; i++)
		if (text[i] == '.' && text[i + 1] == ' ')
			n = i;
	if (n > 100) {
		for (n = 100; n > 60 && text[n] != ' '; n--)
			;
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	while (n > 0 && (text[n - 1] == '.' || text[n - 1] == ' '))
		n--;
	buf_put(&b, text, n);
	buf_byte(&b, '\0');
	if (n > 0)
		source_put_text(m, "about", (const char *)b.data);
	buf_free(&b);
	buf_free(&plain);
}

void
openapi_put_base(struct openapi *o)
{
	size_t server = choose_server(o);
	const char *title =
	    document_text(o->d, document_get(o->d, 0, "info"), "title");
	const char *given = document_text(o->d, server, "url");
	struct buf url = buf_make(SIZE_MAX / 2);

	if (o->two)
		put_two_url(o, &url);
	else if (given != NULL)
		buf_str(&url, given);
	while (url.len > 0 && url.data[url.len - 1] == '/')
		url.len--;
	buf_byte(&url, '\0');
	make_absolute(o, &url);
	if (!is_usable((const char *)url.data)) {
		source_note(&o->m->unsure, "base_url: '%s' is not a URL",
		    (const char *)url.data);
		buf_reset(&url);
		buf_str(&url, NOT_KNOWN);
		buf_byte(&url, '\0');
	}
	use_https(o, &url);
	o->name = make_name(o, (const char *)url.data);
	source_put_text(&o->m->members, "name", o->name);
	if (title != NULL)
		openapi_put_about(&o->m->members, title);
	source_put_text(&o->m->members, "base_url", (const char *)url.data);
	put_variables(o, server, &url);
	buf_free(&url);
}
