/* url: URLs taken apart, compared and built; see url.h. */
#include "http/url.h"

#include <string.h>

#include <curl/curl.h>

#include "base/mem.h"
#include "base/num.h"
#include "http/percent.h"

/* The parts of a URL that decide whom it speaks to, in libcurl's memory. */
struct origin {
	char *scheme;
	char *host;
	char *port;
};

static void
free_origin(struct origin *o)
{
	curl_free(o->scheme);
	curl_free(o->host);
	curl_free(o->port);
	memset(o, 0, sizeof(*o));
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

static int
refuse(struct error *e, const char *url, const char *why)
{
	error_set(e, ERROR_USAGE, "'%s' is not a URL to fetch from: %s", url,
	    why);
	return -1;
}

/* Without its user name and password a URL may be shown. */
static int
refuse_user(struct error *e)
{
	error_set(e, ERROR_USAGE,
	    "a URL to fetch from holds a user name or password");
	return -1;
}

/*
 * Parse url into a handle that the caller cleans up, NULL on failure.  The
 * parser is the one that libcurl itself will use, so that what is checked
 * here is what will be spoken to.
 */
static CURLU *
parse(const char *url, struct error *e)
{
	CURLU *u = curl_url();
	CURLUcode rc;

	if (u == NULL) {
		error_set(e, ERROR_FAILED, "libcurl is out of memory");
		return NULL;
	}
	rc = curl_url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER);
	if (rc == CURLUE_OK)
		return u;
	curl_url_cleanup(u);
	if (rc == CURLUE_USER_NOT_ALLOWED)
		(void)refuse_user(e);
	else if (url[strcspn(url, "@")] == '@')
		/* It may hold a password that could not be told apart. */
		error_set(e, ERROR_USAGE, "no URL to fetch from: %s",
		    curl_url_strerror(rc));
	else
		(void)refuse(e, url, curl_url_strerror(rc));
	return NULL;
}

/* Control bytes and blanks are never right, whatever the parser thinks. */
static bool
has_blank(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f)
			return true;
	return false;
}

/* "SCHEME://" and then a host; libcurl forgives other numbers of slashes. */
static bool
has_authority(const char *s)
{
	s += strcspn(s, ":/?#");
	return strncmp(s, "://", 3) == 0 && s[3] != '/';
}

static int
read_origin(const char *url, struct origin *o, struct error *e)
{
	CURLU *u;
	int rc = -1;

	memset(o, 0, sizeof(*o));
	if (has_blank(url))
		return refuse(e, url, "it holds blanks or control bytes");
	if (!has_authority(url))
		return refuse(e, url, "it does not begin as https://HOST");
	u = parse(url, e);
	if (u == NULL)
		return -1;
	if (curl_url_get(u, CURLUPART_SCHEME, &o->scheme, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_HOST, &o->host, 0) != CURLUE_OK ||
	    *o->host == '\0') {
		(void)refuse(e, url, "it names no host");
		goto out;
	}
	lower(o->scheme);
	lower(o->host);
	if (strcmp(o->scheme, "https") != 0 && strcmp(o->scheme, "http") != 0) {
		(void)refuse(e, url, "only https and http are spoken");
		goto out;
	}
	if (curl_url_get(u, CURLUPART_PORT, &o->port, CURLU_DEFAULT_PORT) !=
	    CURLUE_OK) {
		(void)refuse(e, url, "it has no port");
		goto out;
	}
	rc = 0;
out:
	if (rc != 0)
		free_origin(o);
	curl_url_cleanup(u);
	return rc;
}

static bool
equal(const struct origin *a, const struct origin *b)
{
	return strcmp(a->scheme, b->scheme) == 0 &&
	    strcmp(a->host, b->host) == 0 && strcmp(a->port, b->port) == 0;
}

/* 127.0.0.0/8, ::1 and localhost, which libcurl does not ask DNS for. */
static bool
is_loopback(const char *host)
{
	uint64_t n;
	size_t len;
	int i;

	if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	if (strncmp(host, "127.", 4) != 0)
		return false;
	for (i = 0; i < 4; i++) {
		len = strcspn(host, ".");
		if (!num_u64(host, len, 0, 255, &n))
			return false;
		host += len;
		if (*host == '.')
			host++;
	}
	return *host == '\0';
}

int
url_check(const char *url, bool allow_http, struct error *e)
{
	struct origin o;
	int rc = 0;

	if (read_origin(url, &o, e) != 0)
		return -1;
	if (strcmp(o.scheme, "http") == 0 && !allow_http &&
	    !is_loopback(o.host))
		rc = refuse(e, url,
		    "http would show the key to others, use https");
	free_origin(&o);
	return rc;
}

bool
url_is_loopback(const char *url)
{
	struct origin o;
	struct error e;
	bool is;

	if (read_origin(url, &o, &e) != 0)
		return false;
	is = is_loopback(o.host);
	free_origin(&o);
	return is;
}

int
url_origin(const char *url, struct buf *out, struct error *e)
{
	struct origin o;
	bool usual;

	if (read_origin(url, &o, e) != 0)
		return -1;
	usual = strcmp(o.port, strcmp(o.scheme, "https") == 0 ? "443" : "80") ==
	    0;
	buf_str(out, o.scheme);
	buf_str(out, "://");
	buf_str(out, o.host);
	if (!usual) {
		buf_byte(out, ':');
		buf_str(out, o.port);
	}
	free_origin(&o);
	return 0;
}

bool
url_same_origin(const char *a, const char *b)
{
	struct origin oa, ob;
	struct error e;
	bool same;

	if (read_origin(a, &oa, &e) != 0)
		return false;
	if (read_origin(b, &ob, &e) != 0) {
		free_origin(&oa);
		return false;
	}
	same = equal(&oa, &ob);
	free_origin(&oa);
	free_origin(&ob);
	return same;
}

/* The URL that ref means at base, in libcurl's memory, or NULL with *e. */
static char *
resolve(const char *base, const char *ref, struct error *e)
{
	CURLU *u = parse(base, e);
	char *url = NULL;
	CURLUcode rc;

	if (u == NULL)
		return NULL;
	rc = curl_url_set(u, CURLUPART_URL, ref, CURLU_DISALLOW_USER);
	if (rc == CURLUE_OK)
		rc = curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
	if (rc == CURLUE_OK)
		rc = curl_url_get(u, CURLUPART_URL, &url, 0);
	if (rc == CURLUE_USER_NOT_ALLOWED)
		(void)refuse_user(e);
	else if (rc != CURLUE_OK)
		error_set(e, ERROR_FAILED, "a link is not a URL: %s",
		    curl_url_strerror(rc));
	curl_url_cleanup(u);
	return url;
}

/* Say that a link leads from base to where it must not. */
static void
refuse_origin(const char *base, const char *url, struct error *e)
{
	struct buf from = buf_make(SIZE_MAX), to = buf_make(SIZE_MAX);
	struct error ignored;

	if (url_origin(base, &from, &ignored) != 0 ||
	    url_origin(url, &to, &ignored) != 0)
		buf_str(&to, "what is neither https nor http");
	error_set(e, ERROR_FAILED,
	    "a link leads from %.*s to %.*s, which the key is not for",
	    (int)from.len, from.len > 0 ? (char *)from.data : "",
	    (int)to.len, (char *)to.data);
	buf_free(&from);
	buf_free(&to);
}

/*
 * A link as it may stand in a URL: what servers write raw is encoded (blanks,
 * bytes beyond ASCII, quotes, braces and the like); blanks around it go.  NULL
 * with *e when it is empty or holds control bytes.
 */
static char *
clean_link(const char *ref, struct error *e)
{
	struct buf b = buf_make(SIZE_MAX);
	size_t len, i;

	while (*ref == ' ')
		ref++;
	len = strlen(ref);
	while (len > 0 && ref[len - 1] == ' ')
		len--;
	for (i = 0; i < len; i++) {
		uint8_t c = (uint8_t)ref[i];

		if (c < ' ' || c == 0x7f)
			break;
		if (c >= 0x80 || strchr(" \"<>^`{|}", c) != NULL)
			percent_put(&b, c);
		else
			buf_byte(&b, c);
	}
	if (len > 0 && i == len)
		return buf_take(&b);
	error_set(e, ERROR_FAILED, "a link is empty or holds control bytes");
	buf_free(&b);
	return NULL;
}

int
url_resolve(const char *base, const char *ref, struct buf *out,
    struct error *e)
{
	char *url, *link = clean_link(ref, e);
	int rc = -1;

	if (link == NULL)
		return -1;
	url = resolve(base, link, e);
	mem_free(link);
	if (url == NULL) {
		e->kind = ERROR_FAILED;
		return -1;
	}
	if (url_same_origin(base, url)) {
		buf_str(out, url);
		rc = 0;
	} else {
		refuse_origin(base, url, e);
	}
	curl_free(url);
	return rc;
}

void
url_join(const char *base, const char *path, struct buf *out)
{
	size_t n = strcspn(base, "?#"), len = strcspn(path, "?");
	const char *query = base + n + (base[n] == '?');

	while (n > 0 && base[n - 1] == '/')
		n--;
	buf_put(out, base, n);
	if (*path != '/')
		buf_byte(out, '/');
	buf_put(out, path, len);
	n = strcspn(query, "#");
	if (n > 0) {
		buf_byte(out, '?');
		buf_put(out, query, n);
	}
	if (path[len] != '\0' && path[len + 1] != '\0') {
		buf_byte(out, n > 0 ? '&' : '?');
		buf_str(out, path + len + 1);
	}
}
