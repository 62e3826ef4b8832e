/*
 * http_request: the request that a resource is asked for with: method, URL,
 * headers, body.
 *
 * It is made of the description, the parameters and whatever else has names in
 * it: a parent's id, and what a list needs to go on.
 *
 * Layer: api.
 */
#ifndef API_HTTP_REQUEST_H
#define API_HTTP_REQUEST_H

#include <stddef.h>

#include "api/desc.h"
#include "api/request.h"
#include "api/template.h"
#include "base/buf.h"
#include "base/error.h"

/*
 * The name, which no template can have, of what the parameter for pages is
 * after the first page.
 */
#define HTTP_REQUEST_PAGE "{}"

/* ... of what the parameter for the size of pages is, when it is another. */
#define HTTP_REQUEST_SIZE "{size}"

/* A zeroed struct is none. */
struct http_request {
	const char *method; /* borrowed for ever; NULL: GET */
	char *url;
	char **headers; /* "Name: value"; NULL after the last; NULL: none */
	size_t nheaders;
	char *body; /* NULL: none */
	size_t body_len;
	char *varying; /* of the headers, those with values in them; or NULL */
};

/*
 * Make a request of the resource.  more has the names beside the parameters:
 * the parent_key where there is a parent, and where its list has come to; NULL:
 * none.
 * -1 with *e (USAGE, INPUT).
 */
int http_request_make(const char *base_url, const struct desc_resource *r,
    const struct request_params *p, const struct template_scope *more,
    struct http_request *out, struct error *e) MUST_CHECK;

/*
 * Make one that no resource describes, at this URL: with the headers and the
 * body that q says, of these names.  -1 with *e, likewise.
 */
int http_request_make_at(const char *url, const struct desc_request *q,
    const struct template_scope *scope, struct http_request *out,
    struct error *e) MUST_CHECK;

/*
 * Append what tells the request, at url, from others of the same server: the
 * URL, and beyond a GET without a body what else there is.
 */
void http_request_name(const struct http_request *q, const char *url,
    struct buf *out);

/* Append "METHOD URL", and the body after a blank. */
void http_request_show(const struct http_request *q, struct buf *out);

/* "GET" where method is NULL. */
const char *http_request_method(const struct http_request *q);

/* Release the memory; q is a zeroed struct then. */
void http_request_free(struct http_request *q);

#endif
