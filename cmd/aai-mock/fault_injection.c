/* fault_injection: how faults show in answers; see fault_injection.h. */
#include "aai-mock/fault_injection.h"

#include <string.h>

#include "aai-mock/mock.h"
#include "aai-mock/mock_time.h"
#include "aai-mock/reply.h"
#include "aai-mock/request_log.h"
#include "base/num.h"
#include "codec/gzip.h"
#include "io/clock.h"

#define DRIP_BYTES 64
#define DRIP_MS    20
#define DELAY_MS   1000
#define STALL_MS   3600000
#define DEEP       ((uint64_t)100000)
#define BOMB       ((uint64_t)64 << 20)
#define BIG        ((uint64_t)300 << 20)
#define AGAIN      "redirected=1"

void
fault_injection_find(struct fault_injection *d, struct faults *all,
    const struct serve_request *req, struct account *a)
{
	struct fault *m;
	size_t i;

	memset(d, 0, sizeof(*d));
	for (i = 0; i < all->n && d->n < FAULT_INJECTION_MAX; i++) {
		m = &all->v[i];
		if (!fault_strikes(all, m, req))
			continue;
		d->hits[d->n++] = m;
		if (m->add > 0)
			(void)account_add(a, m->add, ACCOUNT_COMPLETED);
		(void)account_settle(a, m->finish, ACCOUNT_COMPLETED);
		(void)account_settle(a, m->fail, ACCOUNT_ERROR);
		(void)account_remove(a, m->remove);
		if (m->kind == FAULT_LOOP)
			d->twist.again = true;
		else if (m->kind == FAULT_DUPLICATE)
			d->twist.shift =
			    m->rows > 0 ? m->rows : LISTING_WHOLE_PAGE;
	}
}

static void
add_retry_after(const struct fault *m, struct serve_response *resp)
{
	const char *text = m->retry_after;
	struct buf date = buf_make(64);
	int64_t s;

	if (text == NULL || strcmp(text, "none") == 0)
		return;
	if (strncmp(text, "date", 4) == 0 &&
	    num_i64(text + (text[4] == '+' ? 5 : 4),
		strlen(text + (text[4] == '+' ? 5 : 4)), -1000000, 1000000,
		&s)) {
		mock_time_http_date(&date, clock_wall_s() + s);
		serve_add_header(resp, "Retry-After", "%.*s", (int)date.len,
		    (const char *)date.data);
		buf_free(&date);
		return;
	}
	serve_add_header(resp, "Retry-After", "%s", text);
}

/* The service's words for a status. */
static const char *
words_for(unsigned status)
{
	switch (status) {
	case 401:
		return "Authentication error, API token missing/invalid";
	case 404:
		return "Not found";
	case 429:
		return "Too Many Requests";
	case 500:
		return "Server error, developers have been alerted.";
	default:
		return "Something went wrong";
	}
}

static void
answer_html(struct serve_response *resp, unsigned status)
{
	reply_text(resp, status, "text/html",
	    "<html>\r\n<head><title>Gateway</title></head>\r\n<body>\r\n"
	    "<center><h1>The server is busy</h1></center>\r\n<hr>"
	    "<center>nginx</center>\r\n</body>\r\n</html>\r\n");
}

/* An error status, with the body it usually has or the one asked for. */
static void
answer_status(const struct fault *m, struct serve_response *resp)
{
	const char *body = m->body;

	if (body == NULL)
		body = m->status >= 502 && m->status <= 504 ? "html" : "json";
	add_retry_after(m, resp);
	if (strcmp(body, "html") == 0)
		answer_html(resp, m->status);
	else if (strcmp(body, "text") == 0)
		reply_text(resp, m->status, "text/plain", "upstream failed");
	else if (strcmp(body, "none") == 0)
		resp->status = m->status;
	else
		reply_error(resp, m->status, words_for(m->status));
}

/*
 * Where a redirect leads: to the same target, marked so that it is let through
 * ("same"), without a mark ("loop"), to what counts as somebody else's server
 * ("other"), or anywhere.
 */
static void
answer_redirect(const struct fault *m, const struct serve_request *req,
    const char *origin, struct serve_response *resp)
{
	const char *raw = req->target.raw, *port = strrchr(origin, ':');
	const char *sep = strchr(raw, '?') != NULL ? "&" : "?";
	const char *to = m->to != NULL ? m->to : "same";

	resp->status = m->status != 0 ? m->status : 302;
	if (strcmp(to, "same") == 0)
		serve_add_header(
		    resp, "Location", "%s%s%s" AGAIN, origin, raw, sep);
	else if (strcmp(to, "loop") == 0)
		serve_add_header(resp, "Location", "%s", raw);
	else if (strcmp(to, "other") == 0)
		serve_add_header(resp, "Location",
		    "http://localhost%s%s%s" REQUEST_LOG_FOREIGN "=1", port,
		    raw, sep);
	else
		serve_add_header(resp, "Location", "%s", to);
}

static void
answer_deep(const struct fault *m, struct serve_response *resp)
{
	uint64_t depth = m->size > 0 ? m->size : DEEP, i;
	struct buf b = buf_make(MOCK_BODY_MAX);

	buf_str(&b, "{\"transcripts\": ");
	for (i = 0; i < depth; i++)
		buf_byte(&b, '[');
	for (i = 0; i < depth; i++)
		buf_byte(&b, ']');
	buf_byte(&b, '}');
	reply_buf(resp, 200, REPLY_JSON, &b);
}

/* Answer as m says; false when it is not m's to answer. */
static bool
answer(const struct fault *m, const struct serve_request *req,
    const char *origin, struct serve_response *resp)
{
	switch (m->kind) {
	case FAULT_STATUS:
		answer_status(m, resp);
		return true;
	case FAULT_DROP:
		resp->drop = true;
		resp->reset = m->reset;
		return true;
	case FAULT_REDIRECT:
		if (target_param(&req->target, "redirected") != NULL ||
		    target_param(&req->target, REQUEST_LOG_FOREIGN) != NULL)
			return false;
		answer_redirect(m, req, origin, resp);
		return true;
	case FAULT_GARBAGE:
		reply_text(resp, 200, REPLY_JSON, "\001\002{]not json");
		return true;
	case FAULT_DEEP:
		answer_deep(m, resp);
		return true;
	case FAULT_HTML:
		answer_html(resp, 200);
		return true;
	case FAULT_EMPTY:
		reply_text(resp, 200, REPLY_JSON, "");
		return true;
	case FAULT_MISSING:
		reply_error(resp, 400,
		    "Transcript lookup error, transcript id not found");
		return true;
	default:
		return false;
	}
}

bool
fault_injection_answer(const struct fault_injection *d,
    const struct serve_request *req, const char *origin,
    struct serve_response *resp)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (answer(d->hits[i], req, origin, resp))
			return true;
	return false;
}

/* Put text into a string of the body, past its first quarter. */
static void
insert(struct serve_response *resp, const char *text)
{
	struct bytes *old = resp->body;
	struct buf b = buf_make(MOCK_BODY_MAX);
	size_t at = old->len / 4;

	while (at + 3 < old->len && memcmp(old->data + at, ": \"", 3) != 0)
		at++;
	at += at + 3 < old->len ? 3 : 0;
	buf_put(&b, old->data, at);
	buf_str(&b, text);
	buf_put(&b, old->data + at, old->len - at);
	bytes_drop(old);
	resp->body = bytes_take(&b);
}

/* Let the body be its first len bytes, and then the tail. */
static void
shorten(struct serve_response *resp, size_t len, const char *tail)
{
	struct buf b = buf_make(MOCK_BODY_MAX);

	buf_put(&b, resp->body->data, len);
	buf_str(&b, tail);
	bytes_drop(resp->body);
	resp->body = bytes_take(&b);
}

/* End within a character: one that is there, or one put there. */
static void
half_utf8(struct serve_response *resp)
{
	const struct bytes *body = resp->body;
	size_t at = body->len / 2;

	while (at < body->len && body->data[at] < 0xc0)
		at++;
	if (at < body->len)
		shorten(resp, at + 1, "");
	else
		shorten(resp, body->len / 2, "\xe2\x82");
}

/* End within a word such as "true", or where a value has just begun. */
static void
half_token(struct serve_response *resp)
{
	const struct bytes *body = resp->body;
	size_t at = body->len / 2;

	while (at + 4 < body->len && memcmp(body->data + at, "null", 4) != 0 &&
	       memcmp(body->data + at, "true", 4) != 0)
		at++;
	shorten(resp, at + 4 < body->len ? at + 2 : body->len / 2, "");
}

/* Put keys at the beginning that come again later. */
static void
dup_key(struct serve_response *resp)
{
	struct bytes *old = resp->body;
	struct buf b = buf_make(MOCK_BODY_MAX);

	buf_str(&b, "{\"id\": \"first\", \"text\": 1, \"transcripts\": 2, ");
	buf_put(&b, old->data + 1, old->len - 1);
	bytes_drop(old);
	resp->body = bytes_take(&b);
}

/* Compress blanks blanks and the body; keep only a part of it for gzip-cut. */
static void
compress(struct serve_response *resp, uint64_t blanks, bool cut)
{
	char chunk[4096];
	struct buf b = buf_make(MOCK_BODY_MAX);
	struct gzip g = { 0 };
	struct error e;
	uint64_t n;
	int rc = 0;

	memset(chunk, ' ', sizeof(chunk));
	gzip_open(&g, 1);
	for (; blanks > 0 && rc == 0; blanks -= n) {
		n = blanks < sizeof(chunk) ? blanks : sizeof(chunk);
		rc = gzip_put(&g, chunk, (size_t)n, &b, &e);
	}
	if (rc == 0)
		rc = gzip_put(&g, resp->body->data, resp->body->len, &b, &e);
	if (rc == 0)
		rc = gzip_finish(&g, &b, &e);
	gzip_close(&g);
	if (rc == 0 && !b.failed) {
		bytes_drop(resp->body);
		b.len = cut ? b.len / 2 : b.len;
		resp->body = bytes_take(&b);
		serve_add_header(resp, "Content-Encoding", "gzip");
	}
	buf_free(&b);
}

/* Spoil a body as m says. */
static void
spoil_body(const struct fault *m, struct serve_response *resp)
{
	switch (m->kind) {
	case FAULT_HALF_UTF8:
		half_utf8(resp);
		break;
	case FAULT_HALF_TOKEN:
		half_token(resp);
		break;
	case FAULT_BAD_UTF8:
		insert(resp, "\xff");
		break;
	case FAULT_SURROGATE:
		insert(resp, "\\ud800");
		break;
	case FAULT_DUP_KEY:
		dup_key(resp);
		break;
	case FAULT_BOMB:
		compress(resp, m->size > 0 ? m->size : BOMB, false);
		break;
	case FAULT_GZIP_CUT:
		compress(resp, 0, true);
		break;
	case FAULT_BIG:
		resp->pad = m->size > 0 ? m->size : BIG;
		break;
	default:
		break;
	}
}

/* The byte of the body that m means. */
static uint64_t
place(const struct fault *m, const struct serve_response *resp)
{
	uint64_t len = resp->body != NULL ? resp->body->len : 0;

	return m->percent ? (len + resp->pad) * m->at / 100 : m->at;
}

/* Spoil how the answer is sent. */
static void
spoil_sending(const struct fault *m, struct serve_response *resp)
{
	if (m->framed)
		resp->framing = m->framing;
	switch (m->kind) {
	case FAULT_CUT:
		resp->cut_at = place(m, resp);
		resp->reset = m->reset;
		break;
	case FAULT_DRIP:
		resp->drip = m->bytes > 0 ? m->bytes : DRIP_BYTES;
		resp->drip_ms = m->ms > 0 ? m->ms : DRIP_MS;
		break;
	case FAULT_STALL:
		resp->stall_at = place(m, resp);
		resp->stall_ms = m->ms > 0 ? m->ms : STALL_MS;
		break;
	case FAULT_DELAY:
		resp->delay_ms += m->ms > 0 ? m->ms : DELAY_MS;
		break;
	case FAULT_CLOSE:
		serve_set_header(resp, "Connection", "close");
		break;
	case FAULT_TYPE:
		serve_set_header(resp, "Content-Type",
		    m->type != NULL ? m->type : "text/plain");
		break;
	default:
		break;
	}
}

void
fault_injection_spoil_body(
    struct fault_injection *d, struct serve_response *resp)
{
	enum fault_kind kind;
	size_t i;

	if (resp->body == NULL || resp->body->len <= 2)
		return;
	for (i = 0; i < d->n; i++) {
		spoil_body(d->hits[i], resp);
		kind = d->hits[i]->kind;
		d->as_is = d->as_is || kind == FAULT_BOMB ||
			   kind == FAULT_GZIP_CUT || kind == FAULT_BIG;
	}
}

void
fault_injection_spoil_sending(
    const struct fault_injection *d, struct serve_response *resp)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		spoil_sending(d->hits[i], resp);
}
