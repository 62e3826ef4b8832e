/* serve_message: requests and responses; see serve_message.h. */
#include "serve/serve_message.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "serve/exchange.h"

#define HEADERS_MAX ((size_t)64 << 10)

const char *
serve_header(const struct serve_request *req, const char *name)
{
	return MHD_lookup_connection_value(
	    req->exchange->connection, MHD_HEADER_KIND, name);
}

struct visit {
	void (*each)(void *ctx, const char *name, const char *value);
	void *ctx;
};

static enum MHD_Result
visit_header(
    void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	const struct visit *v = cls;

	(void)kind;
	v->each(v->ctx, name, value != NULL ? value : "");
	return MHD_YES;
}

void
serve_headers(const struct serve_request *req,
    void (*each)(void *ctx, const char *name, const char *value), void *ctx)
{
	struct visit v = { each, ctx };

	(void)MHD_get_connection_values(
	    req->exchange->connection, MHD_HEADER_KIND, visit_header, &v);
}

void
serve_add_header(
    struct serve_response *resp, const char *name, const char *fmt, ...)
{
	char value[4096];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	buf_put(&resp->headers, name, strlen(name) + 1);
	buf_put(&resp->headers, value, strlen(value) + 1);
}

void
serve_set_header(
    struct serve_response *resp, const char *name, const char *value)
{
	struct buf old = resp->headers;
	const char *p = (const char *)old.data, *end, *v;

	resp->headers = buf_make(HEADERS_MAX);
	for (end = p + old.len; old.len > 0 && p < end; p = v + strlen(v) + 1) {
		v = p + strlen(p) + 1;
		if (strcasecmp(p, name) != 0)
			serve_add_header(resp, p, "%s", v);
	}
	serve_add_header(resp, name, "%s", value);
	buf_free(&old);
}

struct serve_response
serve_response_make(void)
{
	struct serve_response r = { .status = 200, .cut_at = SERVE_WHOLE };

	r.headers = buf_make(HEADERS_MAX);
	return r;
}

void
serve_response_free(struct serve_response *resp)
{
	bytes_drop(resp->body);
	resp->body = NULL;
	buf_free(&resp->headers);
}
