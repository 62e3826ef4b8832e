/*
 * query: the parameters in a URL's query.
 *
 * Names and values are encoded as percent_encode() does; "+" is read as a blank
 * too, as forms write it.  A fragment ends the URL and is not kept.
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_QUERY_H
#define HTTP_QUERY_H

#include <stddef.h>

#include "base/buf.h"

/* Append "?name=value" or "&name=value", encoded, to the URL in url. */
void query_add(struct buf *url, const char *name, const char *value,
    size_t value_len);

/*
 * Append url to out with its query parameter name set to value: in its place
 * (further ones of that name go), or at the end; value NULL takes it out.
 */
void query_set(const char *url, const char *name, const char *value,
    struct buf *out);

/*
 * The decoded value of url's first query parameter of this name as a string
 * that the caller frees; NULL when there is none.
 */
char *query_get(const char *url, const char *name) MUST_CHECK;

#endif
