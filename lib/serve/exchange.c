/* exchange: one request and its response; see exchange.h. */
#include "serve/exchange.h"

#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "io/clock.h"
#include "serve/head.h"

/* What is asked of a response's source at a time. */
#define BLOCK ((size_t)64 << 10)

struct serve_exchange *
exchange_new(struct MHD_Connection *connection, struct heap *due,
    bool *resumed, const char *raw, size_t max_body)
{
	struct serve_exchange *x = mem_new(1, sizeof(*x));

	x->connection = connection;
	x->due = due;
	x->resumed = resumed;
	target_parse(&x->target, raw);
	x->wrong_target = head_target(raw, strlen(raw));
	x->upload = buf_make(max_body);
	x->response = serve_response_make();
	return x;
}

void
exchange_free(struct serve_exchange *x)
{
	target_free(&x->target);
	buf_free(&x->upload);
	serve_response_free(&x->response);
	mem_free(x);
}

void
exchange_hold(struct serve_exchange *x)
{
	x->suspended = true;
	MHD_suspend_connection(x->connection);
}

void
exchange_suspend(struct serve_exchange *x, int64_t wait_us)
{
	exchange_hold(x);
	heap_put(x->due, clock_mono_us() + wait_us, x->due->puts, x);
}

void
exchange_resume(struct serve_exchange *x)
{
	x->suspended = false;
	x->rested = true;
	*x->resumed = true;
	MHD_resume_connection(x->connection);
}

/* Have the connection end with a reset instead of a proper end. */
static void
arm_reset(struct serve_exchange *x)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    x->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct linger at_once = { 1, 0 };

	if (info != NULL)
		(void)setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER,
		    &at_once, sizeof(at_once));
}

static uint64_t
body_len(const struct serve_response *r)
{
	return r->body != NULL ? r->body->len : 0;
}

/* What the source says when the connection shall end here. */
static ssize_t
end_here(struct serve_exchange *x)
{
	bool cut = x->sent < x->response.pad + body_len(&x->response);

	if (x->response.reset)
		arm_reset(x);
	if (x->response.framing == SERVE_CLOSE && !x->response.reset)
		return MHD_CONTENT_READER_END_OF_STREAM;
	return cut ? MHD_CONTENT_READER_END_WITH_ERROR
		   : MHD_CONTENT_READER_END_OF_STREAM;
}

/* Copy at most max bytes of pad and body from where we are. */
static size_t
copy_next(struct serve_exchange *x, char *to, uint64_t max)
{
	struct serve_response *r = &x->response;
	uint64_t n, at;

	if (x->sent < r->pad) {
		n = r->pad - x->sent < max ? r->pad - x->sent : max;
		memset(to, ' ', (size_t)n);
	} else {
		at = x->sent - r->pad;
		n = body_len(r) - at < max ? body_len(r) - at : max;
		memcpy(to, r->body->data + at, (size_t)n);
	}
	x->sent += n;
	return (size_t)n;
}

/*
 * Whether the connection is to rest before more is sent; it is then suspended.
 * Otherwise *n is made what may be sent before the next rest.
 */
static bool
rests(struct serve_exchange *x, uint64_t *n)
{
	struct serve_response *r = &x->response;

	if (r->stall_ms > 0 && !x->stalled) {
		if (x->sent >= r->stall_at) {
			x->stalled = true;
			exchange_suspend(x, r->stall_ms * 1000);
			return true;
		}
		if (*n > r->stall_at - x->sent)
			*n = r->stall_at - x->sent;
	}
	if (r->drip > 0) {
		if (!x->rested) {
			exchange_suspend(x, r->drip_ms * 1000);
			return true;
		}
		x->rested = false;
		if (*n > r->drip)
			*n = r->drip;
	}
	return false;
}

/* The source of a response that is not simply sent. */
static ssize_t
read_next(void *cls, uint64_t pos, char *to, size_t max)
{
	struct serve_exchange *x = cls;
	struct serve_response *r = &x->response;
	uint64_t n = max, end = r->pad + body_len(r);

	(void)pos; /* x->sent is the same */
	if (end > r->cut_at)
		end = r->cut_at;
	if (x->sent >= end)
		return end_here(x);
	if (rests(x, &n))
		return 0;
	if (n > end - x->sent)
		n = end - x->sent;
	return (ssize_t)copy_next(x, to, n);
}

static void
drop_share(void *cls)
{
	bytes_drop(cls);
}

/* The library's response for ours. */
static struct MHD_Response *
make_response(struct serve_exchange *x)
{
	struct serve_response *r = &x->response;
	struct MHD_Response *m;
	uint64_t len = r->pad + body_len(r);

	if (r->framing == SERVE_LENGTH && r->pad == 0 && r->cut_at >= len &&
	    r->drip == 0 && r->stall_ms == 0) {
		if (len == 0)
			return MHD_create_response_from_buffer(
			    0, NULL, MHD_RESPMEM_PERSISTENT);
		m = MHD_create_response_from_buffer_with_free_callback_cls(
		    (size_t)len, r->body->data, drop_share, r->body);
		if (m != NULL)
			r->body = NULL; /* its share went with it */
		return m;
	}
	m = MHD_create_response_from_callback(
	    r->framing == SERVE_LENGTH ? len : MHD_SIZE_UNKNOWN, BLOCK,
	    read_next, x, NULL);
	if (m != NULL && r->framing == SERVE_CLOSE)
		(void)MHD_set_response_options(
		    m, MHD_RF_HTTP_VERSION_1_0_ONLY, MHD_RO_END);
	return m;
}

/* Names and values follow each other in headers, each with its NUL. */
static void
add_headers(struct MHD_Response *m, const struct buf *headers)
{
	const char *p = (const char *)headers->data, *end = p + headers->len;
	const char *value;

	while (headers->len > 0 && p < end) {
		value = p + strlen(p) + 1;
		(void)MHD_add_response_header(m, p, value);
		p = value + strlen(value) + 1;
	}
}

enum MHD_Result
exchange_answer(struct serve_exchange *x)
{
	struct serve_response *r = &x->response;
	struct MHD_Response *m;
	enum MHD_Result result;

	if (r->drop) {
		if (r->reset)
			arm_reset(x);
		return MHD_NO;
	}
	if (x->last)
		serve_set_header(r, "Connection", "close");
	m = make_response(x);
	if (m == NULL)
		return MHD_NO;
	add_headers(m, &r->headers);
	result = MHD_queue_response(x->connection, r->status, m);
	MHD_destroy_response(m);
	return result;
}
