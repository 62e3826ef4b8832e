/*
 * url: URLs taken apart, compared and joined.
 *
 * No link leads elsewhere unnoticed.
 *
 * Format facts: RFC 3986, section 5.2 (relative references).
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * Check that url is one that may be spoken to: absolute, https (or http, when
 * allow_http or the host is loopback: localhost, 127.0.0.0/8, ::1), with a
 * host, without user name or password, control bytes and blanks.
 * -1 with *e (USAGE).
 */
int url_check(const char *url, bool allow_http, struct error *e) MUST_CHECK;

/* Whether url's host is loopback, as above. */
bool url_is_loopback(const char *url);

/*
 * Append url's origin: scheme, host in lower case and, unless it is the
 * scheme's own, port: "https://api.example.com:8443".  -1 with *e (USAGE)
 * when url is not an http or https URL or has a user name.
 */
int url_origin(const char *url, struct buf *out, struct error *e) MUST_CHECK;

/* Whether both are URLs with the same scheme, host and port. */
bool url_same_origin(const char *a, const char *b);

/*
 * Append the URL that ref, absolute or relative, means when found in the
 * document at base (or given by its server).  A fragment is dropped; blanks
 * and other characters that no URL has are percent-encoded.
 * -1 with *e (FAILED) when ref is not a URL, leads to another origin than
 * base's, or carries a user name.
 */
int url_resolve(const char *base, const char *ref, struct buf *out,
    struct error *e) MUST_CHECK;

/*
 * Append path to base, which may have a path of its own (and a slash at its
 * end or not) and a query, which goes after the path and before the path's own
 * one: "https://h/v2/?key=1" and "/transcript" give
 * "https://h/v2/transcript?key=1".  A fragment is dropped.
 */
void url_join(const char *base, const char *path, struct buf *out);

#endif
