/* serve_request: requests on their way to the handler; see serve_internal.h */
#include <string.h>

#include "base/num.h"
#include "serve/head.h"
#include "serve/serve_internal.h"

struct connection *
serve_connection(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info != NULL ? info->socket_context : NULL;
}

/* The length of the body as it is announced. */
static uint64_t
announced(struct MHD_Connection *connection)
{
	const char *text = MHD_lookup_connection_value(
	    connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
	uint64_t n;

	if (text == NULL || !num_u64(text, strlen(text), 0, UINT64_MAX - 1, &n))
		return UINT64_MAX;
	return n;
}

/* The request as the caller is given it. */
static struct serve_request
request_of(struct serve_exchange *x, const char *method)
{
	struct serve_request req = { 0 };

	req.method = method;
	req.target = x->target;
	req.body = x->upload.data;
	req.body_len = x->upload.len;
	req.body_too_long = x->upload.failed || x->excessive;
	req.announced = announced(x->connection);
	req.exchange = x;
	req.user = x->user;
	return req;
}

static void
set_busy(struct serve_exchange *x)
{
	struct connection *g = serve_connection(x->connection);

	if (g != NULL)
		g->busy = true;
}

/* Let the caller's handler make the response. */
static void
handle(struct serve *s, struct serve_exchange *x, const char *method)
{
	struct serve_request req = request_of(x, method);

	set_busy(x);
	s->cfg.handle(s->cfg.ctx, &req, &x->response);
	x->handled = true;
}

/* Ask the caller about the header; whether the body is to come. */
static bool
takes_head(struct serve *s, struct serve_exchange *x, const char *method)
{
	struct serve_request req = request_of(x, method);

	if (s->cfg.head(s->cfg.ctx, &req, &x->response, &x->user))
		return true;
	set_busy(x);
	x->handled = x->early = true;
	return false;
}

/* What is wrong with a request's fields, as strict has it. */
struct fields {
	struct head head;
	const char *why;
};

static enum MHD_Result
check_field(void *cls, enum MHD_ValueKind kind, const char *name,
    size_t name_len, const char *value, size_t value_len)
{
	struct fields *f = cls;

	(void)kind;
	f->why = head_field(&f->head, name, name_len,
	    value != NULL ? value : "", value != NULL ? value_len : 0);
	return f->why == NULL ? MHD_YES : MHD_NO;
}

/*
 * Look at the request as the library has read it: with TLS nobody has before.
 * When it is to be refused, the response is made.
 */
static bool
is_malformed(struct serve *s, struct serve_exchange *x, const char *version)
{
	struct fields f = { .head = { .own = s->cfg.once } };
	struct buf text = buf_make(1024);

	f.why = x->wrong_target;
	if (f.why == NULL)
		(void)MHD_get_connection_values_n(
		    x->connection, MHD_HEADER_KIND, check_field, &f);
	if (f.why == NULL)
		f.why = head_end(&f.head, strcmp(version, "HTTP/1.0") == 0);
	if (f.why == NULL)
		return false;
	s->stats.malformed++;
	s->stats.why = f.why;
	buf_printf(&text, "{\"error\":\"%s\"}\n", f.why);
	x->response.status = 400;
	x->response.body = bytes_take(&text);
	serve_add_header(&x->response, "Content-Type", "application/json");
	buf_free(&text);
	x->handled = x->early = true;
	set_busy(x);
	return true;
}

/* Whether the request announces a body that is far too long. */
static bool
announces_excess(const struct serve *s, struct MHD_Connection *connection)
{
	if (s->cfg.excess == 0 ||
	    MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
		MHD_HTTP_HEADER_CONTENT_LENGTH) == NULL)
		return false;
	return announced(connection) > s->cfg.max_body + s->cfg.excess;
}

/* Take a piece of the body; what is too long is counted and let go. */
static enum MHD_Result
take_body(const struct serve *s, struct serve_exchange *x, const char *piece,
    size_t len)
{
	x->taken += len;
	if (s->cfg.excess > 0 && x->taken > s->cfg.max_body + s->cfg.excess)
		return MHD_NO;
	if (s->cfg.head != NULL)
		s->cfg.piece(s->cfg.ctx, x->user, piece, len);
	else
		buf_put(&x->upload, piece, len);
	return MHD_YES;
}

/* Have the handler make the response; whether it is to be sent now. */
static bool
made_now(struct serve *s, struct serve_exchange *x, const char *method)
{
	handle(s, x, method);
	if (x->response.hold)
		exchange_hold(x);
	else if (x->response.delay_ms > 0)
		exchange_suspend(x, x->response.delay_ms * 1000);
	return !x->suspended;
}

enum MHD_Result
serve_request(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *upload,
    size_t *upload_len, void **con_cls)
{
	struct serve *s = cls;
	struct serve_exchange *x = *con_cls;

	(void)url;
	if (s->closing)
		return MHD_NO;
	if (!x->begun) {
		x->begun = true;
		if (s->cfg.strict && is_malformed(s, x, version))
			return exchange_answer(x);
		if (s->cfg.head != NULL)
			return takes_head(s, x, method) ? MHD_YES
							: exchange_answer(x);
		x->excessive = announces_excess(s, connection);
		if (!x->excessive)
			return MHD_YES;
	}
	if (*upload_len > 0) {
		size_t len = *upload_len;

		*upload_len = 0;
		return take_body(s, x, upload, len);
	}
	if (!x->handled && !made_now(s, x, method))
		return MHD_YES;
	x->rested = false;
	return exchange_answer(x);
}
