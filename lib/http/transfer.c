/* transfer: one exchange at a time over a libcurl handle; see transfer.h. */
#include "http/transfer.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "http/mask.h"
#include "http/reach.h"
#include "http/tls.h"

#define MAX_HEADERS (256u << 10)
#define BUFFER	    (64u << 10)

/* Whether the line of len bytes begins with "NAME:", in any case. */
static bool
is_header(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n && line[n] == ':' && strncasecmp(line, name, n) == 0;
}

/* One line of the headers, as libcurl hands it over; 0 breaks off. */
static size_t
on_header(char *line, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t len = size * n;

	t->header_bytes += len;
	if (t->header_bytes > MAX_HEADERS) {
		t->flooded = true;
		return 0;
	}
	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		/* Another answer: an interim one came before. */
		buf_reset(&t->headers);
		t->chunked = false;
		return len;
	}
	/* A line that begins with a blank goes on with the one before. */
	if ((*line == ' ' || *line == '\t') && t->headers.len > 0)
		t->headers.len--;
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	if (n > 0) {
		buf_put(&t->headers, line, n);
		buf_byte(&t->headers, '\n');
	}
	return len;
}

/*
 * Once the headers are all there: how the body is coded.  As a transfer coding
 * only chunks are understood; libcurl would unpack others, which nobody asked
 * for, without a look at their end.
 */
static void
see_codings(struct transfer *t)
{
	const char *value;
	size_t len, at;

	if (t->coded)
		return;
	t->coded = true;
	for (at = 0; (value = transfer_header(&t->headers, "content-encoding",
			  &at, &len)) != NULL;)
		body_coding(&t->body, value, len);
	for (at = 0; (value = transfer_header(&t->headers, "transfer-encoding",
			  &at, &len)) != NULL;) {
		if (len == 7 && strncasecmp(value, "chunked", 7) == 0)
			t->chunked = true;
		else if (len != 8 || strncasecmp(value, "identity", 8) != 0)
			t->body.fault = BODY_CODED;
	}
}

/* A piece of a good answer's body for who has asked for it so. */
static bool
hand_on(struct transfer *t, const void *data, size_t n, int status)
{
	bool first = t->body.wire_bytes == 0;

	if (t->body.packed && t->body.fault == BODY_SOUND)
		t->body.fault = BODY_CODED;
	if (t->body.fault != BODY_SOUND)
		return false;
	t->body.wire_bytes += n;
	return t->sink(t->user, status, &t->headers, first, data, n);
}

/* A piece of the body; 0 breaks off. */
static size_t
on_body(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	long status = 0;

	(void)size; /* always 1 */
	see_codings(t);
	if (t->sink != NULL)
		(void)curl_easy_getinfo(
		    t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 200 && status <= 299)
		return hand_on(t, data, n, (int)status) ? n : 0;
	return body_put(&t->body, data, n) ? n : 0;
}

/* A long option; those that libcurl was built without do not matter. */
static void
set_long(CURL *easy, CURLoption option, int64_t value)
{
	(void)curl_easy_setopt(easy, option, (long)value);
}

/* An option that must not be ignored. */
static int
set_string(CURL *easy, CURLoption option, const char *value, struct error *e)
{
	CURLcode rc = curl_easy_setopt(easy, option, value);

	if (rc == CURLE_OK)
		return 0;
	error_set(e, ERROR_FAILED, "libcurl refuses '%s': %s",
	    value == NULL ? "" : value, curl_easy_strerror(rc));
	return -1;
}

static int
set_protocols(CURL *easy, struct error *e)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	return set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https", e);
#else
	(void)e;
	set_long(easy, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
	return 0;
#endif
}

/* Milliseconds as whole seconds, which some options take; never 0. */
static int64_t
seconds(int64_t ms)
{
	return ms <= 1000 ? 1 : (ms + 999) / 1000;
}

static void
set_limits(CURL *easy, const struct transfer_options *o)
{
	set_long(easy, CURLOPT_NOSIGNAL, 1);
	set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, o->connect_ms);
	set_long(easy, CURLOPT_TIMEOUT_MS, o->total_ms);
	set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1);
	set_long(easy, CURLOPT_LOW_SPEED_TIME, seconds(o->stall_ms));
	set_long(easy, CURLOPT_TCP_KEEPALIVE, 1);
	set_long(easy, CURLOPT_FOLLOWLOCATION, 0);
	set_long(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	set_long(easy, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
	set_long(easy, CURLOPT_BUFFERSIZE, BUFFER);
	/* With HTTP/2 many share a connection; else each has one. */
	set_long(easy, CURLOPT_HTTP_VERSION,
	    o->http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
	set_long(easy, CURLOPT_PIPEWAIT, o->http2 ? 1 : 0);
}

static int
set_strings(CURL *easy, const struct transfer_options *o, struct error *e)
{
	if (set_protocols(easy, e) != 0 ||
	    set_string(easy, CURLOPT_USERAGENT, o->user_agent, e) != 0)
		return -1;
	if (o->no_proxy && set_string(easy, CURLOPT_PROXY, "", e) != 0)
		return -1;
	return 0;
}

/*
 * Whom to trust.  Of libcurl's defaults a NULL takes one away: the file is
 * slow to read, and libcurl keeps what it read for the next connection only
 * where there is no folder.
 */
static int
set_authorities(struct transfer *t, struct error *e)
{
	const struct transfer_options *o = t->options;
	const char *usual = tls_defaults().file;

	t->ca_lazy = o->ca_lazy;
	if (o->ca_file != NULL || o->ca_dir != NULL) {
		if (o->ca_file != NULL &&
		    set_string(t->easy, CURLOPT_CAINFO, o->ca_file, e) != 0)
			return -1;
		return set_string(t->easy, CURLOPT_CAPATH, o->ca_dir, e);
	}
	if (o->ca_lazy)
		return set_string(t->easy, CURLOPT_CAINFO, NULL, e);
	if (usual == NULL)
		return 0;
	if (set_string(t->easy, CURLOPT_CAINFO, usual, e) != 0)
		return -1;
	return set_string(t->easy, CURLOPT_CAPATH, NULL, e);
}

/* Who we are; with a passphrase in any case, lest OpenSSL asks the terminal. */
static int
set_certificate(struct transfer *t, struct error *e)
{
	const struct transfer_options *o = t->options;

	if (o->cert == NULL)
		return 0;
	if (set_string(t->easy, CURLOPT_SSLCERT, o->cert, e) != 0 ||
	    set_string(t->easy, CURLOPT_SSLKEY,
		o->cert_key != NULL ? o->cert_key : o->cert, e) != 0)
		return -1;
	return set_string(t->easy, CURLOPT_KEYPASSWD, o->passphrase, e);
}

/*
 * A socket to that address, which is a proxy's where there is one.  A link of a
 * server that everybody reaches leads nowhere that not everybody does.
 */
static curl_socket_t
on_socket(void *user, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer *t = user;
	bool *near = t->options->near;
	bool is_near = reach_is_near(&a->addr, (socklen_t)a->addrlen);

	(void)purpose;
	t->turned_away = near != NULL && t->bare && is_near && !*near;
	if (t->turned_away)
		return CURL_SOCKET_BAD;
	if (near != NULL && !t->bare)
		*near |= is_near;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

int
transfer_open(struct transfer *t, const struct transfer_options *o,
    struct error *e)
{
	memset(t, 0, sizeof(*t));
	t->options = o;
	t->body = body_make(o->max_response);
	t->headers = buf_make(MAX_HEADERS);
	t->plain = true;
	t->easy = curl_easy_init();
	if (t->easy == NULL) {
		error_set(e, ERROR_FAILED, "libcurl is out of memory");
		return -1;
	}
	if (set_strings(t->easy, o, e) != 0 || set_authorities(t, e) != 0 ||
	    set_certificate(t, e) != 0) {
		transfer_close(t);
		return -1;
	}
	set_limits(t->easy, o);
	(void)curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	(void)curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	(void)curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, t);
	(void)curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->why);
	(void)curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
	(void)curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	return 0;
}

/* Release the header lines, one of which may be the key's. */
static void
free_lines(struct transfer *t)
{
	struct curl_slist *at;

	for (at = t->lines; at != NULL; at = at->next)
		mask_wipe(at->data, strlen(at->data));
	curl_slist_free_all(t->lines);
	t->lines = NULL;
}

static bool
add_line(struct transfer *t, const char *line)
{
	struct curl_slist *longer = curl_slist_append(t->lines, line);

	if (longer == NULL)
		return false;
	t->lines = longer;
	return true;
}

static bool
add_lines(struct transfer *t, const char *const *lines)
{
	for (; lines != NULL && *lines != NULL; lines++)
		if (!add_line(t, *lines))
			return false;
	return true;
}

static bool
add_secrets(struct transfer *t, const struct auth *a)
{
	size_t i;

	t->generation = a->generation;
	for (i = 0; i < a->n; i++)
		if (a->items[i].line != NULL && !add_line(t, a->items[i].line))
			return false;
	return true;
}

static bool
names_line(const char *const *lines, const char *name)
{
	for (; lines != NULL && *lines != NULL; lines++)
		if (is_header(*lines, strlen(*lines), name))
			return true;
	return false;
}

/*
 * All lines that go out beside libcurl's own.  A body is sent at once: who has
 * to say yes to it first (Expect) is asked by nobody.
 */
static int
set_lines(struct transfer *t, const struct transfer_request *q,
    struct error *e)
{
	const struct transfer_options *o = t->options;
	const char *const *headers = q->headers;
	bool accepts = names_line(headers, "accept-encoding") ||
	    names_line(o->headers, "accept-encoding");

	free_lines(t);
	t->more = headers != NULL || q->body != NULL || q->bare;
	if ((q->body != NULL && !add_line(t, "Expect:")) ||
	    !add_lines(t, headers) || !add_lines(t, o->headers) ||
	    (!accepts && !add_line(t, BODY_ACCEPT)) ||
	    (!q->bare && !add_secrets(t, o->auth))) {
		error_set(e, ERROR_FAILED, "libcurl is out of memory");
		return -1;
	}
	(void)curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->lines);
	return 0;
}

/*
 * The method and the body.  Most handles only ever GET, and are left alone.  A
 * body makes libcurl think of POST, so that the method's name comes after it.
 */
static int
set_method(struct transfer *t, const struct transfer_request *q,
    struct error *e)
{
	CURLcode rc = CURLE_OK;
	bool plain = q->method == NULL && q->body == NULL;

	if (plain && t->plain)
		return 0;
	t->plain = plain;
	if (q->body == NULL) {
		rc = curl_easy_setopt(t->easy, CURLOPT_HTTPGET, 1L);
	} else {
		if (curl_easy_setopt(t->easy, CURLOPT_POST, 1L) != CURLE_OK ||
		    curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE,
			(curl_off_t)q->body_len) != CURLE_OK)
			rc = CURLE_FAILED_INIT;
		if (rc == CURLE_OK)
			rc = curl_easy_setopt(
			    t->easy, CURLOPT_POSTFIELDS, q->body);
	}
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST,
		    q->method != NULL	   ? q->method :
			q->body != NULL ? "GET" : NULL);
	if (rc == CURLE_OK)
		return 0;
	error_set(e, ERROR_FAILED, "libcurl refuses the method or the body");
	return -1;
}

int
transfer_begin(struct transfer *t, CURLM *multi,
    const struct transfer_request *q, struct error *e)
{
	const struct transfer_options *o = t->options;
	CURLMcode rc;

	buf_reset(&t->headers);
	body_reset(&t->body);
	t->sink = q->sink;
	t->user = q->user;
	t->header_bytes = 0;
	t->flooded = t->coded = t->chunked = t->turned_away = false;
	t->bare = q->bare;
	t->why[0] = '\0';
	/* Most requests send the same lines as the one before. */
	if ((t->lines == NULL || q->headers != NULL || q->body != NULL ||
		q->bare || t->more || t->generation != o->auth->generation) &&
	    set_lines(t, q, e) != 0)
		return -1;
	if (set_method(t, q, e) != 0)
		return -1;
	if (t->ca_lazy != o->ca_lazy && set_authorities(t, e) != 0)
		return -1;
	if (curl_easy_setopt(t->easy, CURLOPT_URL, q->url) != CURLE_OK) {
		error_set(e, ERROR_FAILED, "libcurl refuses the URL");
		return -1;
	}
	rc = curl_multi_add_handle(multi, t->easy);
	if (rc != CURLM_OK) {
		error_set(e, ERROR_FAILED, "libcurl fails: %s",
		    curl_multi_strerror(rc));
		return -1;
	}
	return 0;
}

struct transfer_result
transfer_end(struct transfer *t, CURLM *multi)
{
	struct transfer_result r = { 0 };
	curl_off_t length = -1, first = 0, total = 0;
	long status = 0, tunnel = 0, version = 0, connections = 0;

	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &tunnel);
	(void)curl_easy_getinfo(t->easy, CURLINFO_HTTP_VERSION, &version);
	(void)curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &connections);
	(void)curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
	    &length);
	(void)curl_easy_getinfo(t->easy, CURLINFO_STARTTRANSFER_TIME_T,
	    &first);
	(void)curl_easy_getinfo(t->easy, CURLINFO_TOTAL_TIME_T, &total);
	r.status = (int)status;
	r.proxy_status = status == 0 && tunnel >= 300 ? (int)tunnel : 0;
	see_codings(t);
	r.framed = t->chunked || length >= 0 || status == 204 ||
	    version >= CURL_HTTP_VERSION_2_0 || t->body.packed;
	r.wire_bytes = t->body.wire_bytes;
	r.connections = (uint64_t)connections;
	r.first_us = (int64_t)first;
	r.total_us = (int64_t)total;
	(void)curl_multi_remove_handle(multi, t->easy);
	return r;
}

const char *
transfer_header(const struct buf *lines, const char *name, size_t *at,
    size_t *len)
{
	const char *all = (const char *)lines->data, *line, *end;

	while (*at < lines->len) {
		line = all + *at;
		end = memchr(line, '\n', lines->len - *at);
		if (end == NULL)
			break;
		*at = (size_t)(end - all) + 1;
		if (!is_header(line, (size_t)(end - line), name))
			continue;
		line += strlen(name) + 1;
		while (line < end && (*line == ' ' || *line == '\t'))
			line++;
		*len = (size_t)(end - line);
		while (*len > 0 &&
		    (line[*len - 1] == ' ' || line[*len - 1] == '\t'))
			(*len)--;
		return line;
	}
	*len = 0;
	return NULL;
}

bool
transfer_line_too_long(const struct transfer *t, CURLcode code)
{
#if LIBCURL_VERSION_NUM >= 0x080600
	if (code == CURLE_TOO_LARGE)
		return true;
#endif
	return code == CURLE_OUT_OF_MEMORY && t->header_bytes > 0 &&
	    t->body.wire_bytes == 0;
}

void
transfer_close(struct transfer *t)
{
	curl_easy_cleanup(t->easy);
	free_lines(t);
	body_close(&t->body);
	buf_free(&t->headers);
	memset(t, 0, sizeof(*t));
}
