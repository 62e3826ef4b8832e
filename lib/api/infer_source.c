/* infer_source: a URL as an API description; see infer_source.h. */
#include "api/infer_source.h"

#include <string.h>
#include <strings.h>

#include "api/infer_auth.h"
#include "base/cc.h"
#include "base/mem.h"
#include "http/field.h"
#include "http/query.h"
#include "http/url.h"
#include "json/text.h"

#define URL_MAX ((size_t)1 << 20)
#define TAG_MAX 60

bool
infer_source_is(const char *operand)
{
	return strncasecmp(operand, "http://", 7) == 0 ||
	    strncasecmp(operand, "https://", 8) == 0;
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* Whether a segment of a path looks like one thing's id, not like a list. */
static bool
is_id(const char *s, size_t len)
{
	size_t i, digits = 0;

	for (i = 0; i < len; i++) {
		if (!is_word(s[i]) && s[i] != '-')
			return false;
		digits += s[i] >= '0' && s[i] <= '9';
	}
	return digits > 0 && (digits == len || (len >= 16 && digits >= 4));
}

/* The length of a segment without what says its format. */
static size_t
without_format(const char *s, size_t len)
{
	static const char *const formats[] = { ".json", ".jsonld", ".php",
		".aspx" };
	size_t i, n;

	for (i = 0; i < LEN(formats); i++) {
		n = strlen(formats[i]);
		if (len > n && memcmp(s + len - n, formats[i], n) == 0)
			return len - n;
	}
	return len;
}

/* A segment as a table may be called, or NULL. */
static char *
make_tag(const char *s, size_t len)
{
	struct buf b = buf_make(TAG_MAX + 1);
	size_t i;

	len = without_format(s, len);
	if (is_id(s, len))
		return NULL;
	for (i = 0; i < len && b.len < TAG_MAX; i++)
		buf_byte(&b, is_word(s[i]) ? (uint8_t)s[i] : '_');
	while (b.len > 0 && b.data[b.len - 1] == '_')
		b.len--;
	if (b.len > 0 && is_word((char)b.data[0]) && b.data[0] != '_')
		return buf_take(&b);
	buf_free(&b);
	return NULL;
}

/* The last segment of the path that names something. */
static char *
find_tag(const char *path)
{
	size_t end = strcspn(path, "?#"), from;
	char *tag = NULL;

	while (tag == NULL && end > 0) {
		from = end;
		while (from > 0 && path[from - 1] != '/')
			from--;
		if (end > from)
			tag = make_tag(path + from, end - from);
		end = from > 0 ? from - 1 : 0;
	}
	return tag != NULL ? tag : mem_str("records");
}

/* "github" of https://api.github.com:443. */
static char *
find_name(const char *origin)
{
	const char *host = strstr(origin, "://") + 3;
	size_t end = strcspn(host, ":/"), last = end, from;
	char *name;

	while (last > 0 && host[last - 1] != '.')
		last--;
	if (last > 1)
		end = last - 1;
	from = end;
	while (from > 0 && host[from - 1] != '.')
		from--;
	name = make_tag(host + from, end - from);
	return name != NULL ? name : mem_str("api");
}

/* What others can see is no place for secrets. */
static int
check_query(const char *url, struct error *e)
{
	const char *at = url + strcspn(url, "?#");
	const char *value;
	size_t name;

	while (*at == '?' || *at == '&') {
		at++;
		name = strcspn(at, "=&#");
		value = at + name + (at[name] == '=');
		if (infer_auth_is_secret(
			at, name, value, strcspn(value, "&#"))) {
			error_set(e, ERROR_USAGE,
			    "a key is not taken from a URL on the command "
			    "line, where others can see it; take '%.*s' out "
			    "and give --auth '?%.*s=$VARIABLE', with the "
			    "variable that has it",
			    (int)name, at, (int)name, at);
			return -1;
		}
		at += strcspn(at, "&#");
	}
	return 0;
}

static int
set_url(struct infer_source *s, const char *url,
    const struct request_params *params, struct error *e)
{
	struct buf b = buf_make(URL_MAX);
	char *made = mem_dup(url, strcspn(url, "#"));
	size_t i;

	for (i = 0; i < params->n; i++) {
		query_set(made, params->names[i], params->values[i], &b);
		mem_free(made);
		made = buf_take(&b);
	}
	s->url = made;
	return check_query(made, e);
}

/* Origin and path; what stands between them is checked to be nothing else. */
static int
split(struct infer_source *s, struct error *e)
{
	struct buf b = buf_make(URL_MAX);
	const char *path = strstr(s->url, "://") + 3;

	path += strcspn(path, "/?");
	if (url_origin(s->url, &b, e) != 0) {
		buf_free(&b);
		return -1;
	}
	s->base_url = buf_take(&b);
	if (*path != '/')
		buf_byte(&b, '/');
	buf_str(&b, path);
	s->path = buf_take(&b);
	return 0;
}

/* A text as a JSON string; its braces are not a template's. */
static void
put_plain(struct buf *out, const char *text)
{
	struct buf b = buf_make(2 * URL_MAX);

	for (; *text != '\0'; text++) {
		if (*text == '{' || *text == '}')
			buf_byte(&b, (uint8_t)*text);
		buf_byte(&b, (uint8_t)*text);
	}
	json_quote((const char *)b.data, b.len, out);
	buf_free(&b);
}

static int
put_headers(struct infer_source *s, const struct opt_list *headers,
    struct error *e)
{
	const char *line, *value;
	size_t i;

	for (i = 0; i < headers->n; i++) {
		line = headers->values[i];
		if (!field_is_line(line)) {
			error_set(e, ERROR_USAGE,
			    "--header: 'NAME: VALUE' is wanted, without Host "
			    "and others that are the program's to send");
			return -1;
		}
		value = line + strcspn(line, ":") + 1;
		value += strspn(value, " ");
		if (infer_auth_is_secret(line, strcspn(line, ":"), value,
			strlen(value))) {
			error_set(e, ERROR_USAGE,
			    "--header is not for secrets, which others can "
			    "see on a command line: give --auth '%.*s: "
			    "$VARIABLE'",
			    (int)strcspn(line, ":"), line);
			return -1;
		}
		buf_str(&s->headers, i == 0 ? "[" : ", ");
		put_plain(&s->headers, line);
	}
	if (headers->n > 0)
		buf_byte(&s->headers, ']');
	return 0;
}

int
infer_source_open(struct infer_source *s, const char *url,
    const struct infer_options *o, const struct request_params *params,
    struct error *e)
{
	*s = (struct infer_source){ .secrets = buf_make(1 << 20),
		.auths = buf_make(1 << 20), .headers = buf_make(1 << 20) };
	if (url_check(url, true, e) != 0 || set_url(s, url, params, e) != 0 ||
	    split(s, e) != 0 || put_headers(s, &o->headers, e) != 0 ||
	    infer_auth(&o->auths, &s->secrets, &s->auths, e) != 0)
		return -1;
	s->tag = find_tag(s->path);
	s->name = find_name(s->base_url);
	return 0;
}

static void
put_json(struct buf *out, const char *name, const struct buf *json)
{
	if (json->len == 0)
		return;
	buf_printf(out, ",\n\"%s\": ", name);
	buf_put(out, json->data, json->len);
}

static void
put_found(const struct infer_source *s, const struct infer_found *f,
    struct buf *out)
{
	if (f->records != NULL) {
		buf_str(out, ",\n\t\"records\": ");
		json_quote(f->records, strlen(f->records), out);
	}
	buf_printf(out, ",\n\t\"list\": %s", f->list ? "true" : "false");
	if (f->way != NULL) {
		buf_str(out, ",\n\t\"pages\": ");
		infer_pages_put(f->pages, f->way, out);
	}
	if (f->key != NULL)
		buf_printf(out,
		    ",\n\t\"table\": {\"key\": {\"%s\": \"%s_id\"}}",
		    f->key, s->tag);
}

void
infer_source_put(const struct infer_source *s, const struct infer_found *f,
    struct buf *out)
{
	buf_printf(out, "{\n\"//use\": \"aai-fetch --api FILE%s %s\",\n",
	    s->auths.len > 0 ? " --key-env VARIABLE" : "", s->tag);
	if (f->unsure)
		buf_str(out, "\"//unsure\": \"only one page was seen: how the "
			     "next one is asked for is for 'pages' to say\",\n");
	buf_printf(out, "\"version\": 2,\n\"name\": \"%s\",\n"
			"\"base_url\": ", s->name);
	put_plain(out, s->base_url);
	put_json(out, "secrets", &s->secrets);
	put_json(out, "auth", &s->auths);
	buf_printf(out, ",\n\"resources\": {\n\n\"%s\": {\n\t\"path\": ", s->tag);
	put_plain(out, s->path);
	if (s->headers.len > 0) {
		buf_str(out, ",\n\t\"headers\": ");
		buf_put(out, s->headers.data, s->headers.len);
	}
	if (f->known)
		put_found(s, f, out);
	buf_str(out, "\n}\n\n}\n}\n");
}

void
infer_source_close(struct infer_source *s)
{
	mem_free(s->url);
	mem_free(s->base_url);
	mem_free(s->path);
	mem_free(s->tag);
	mem_free(s->name);
	buf_free(&s->secrets);
	buf_free(&s->auths);
	buf_free(&s->headers);
	*s = (struct infer_source){ 0 };
}
