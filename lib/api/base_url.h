/*
 * base_url: where an API is, as the command line, the environment and its
 * description say.
 *
 * Layer: api.
 */
#ifndef API_BASE_URL_H
#define API_BASE_URL_H

#include "api/desc.h"
#include "api/request.h"
#include "base/error.h"
#include "base/opt.h"

/* What the command line says; NULL: nothing. */
struct base_url_choice {
	const char *url;    /* --base-url; alone, without an origin's name */
	const char *region; /* --region */
};

/*
 * The base URL, owned by the caller: the one given, the region's, that of the
 * description's environment variable (where it is the description's own), or
 * the description's, whose names are the API's parameters.  NULL with *e
 * (USAGE; INPUT: a parameter's value cannot stand there).
 */
char *base_url_find(const struct desc *d, const struct base_url_choice *choice,
    const struct request_params *params, struct error *e) MUST_CHECK;

/*
 * The URL of those, each spelled "[origin=]url", that is for the origin in use,
 * borrowed, in *url; NULL: none is.  -1 with *e (USAGE): an origin is not known
 * or named twice, or one is named and not the one in use, which would be spoken
 * to where nobody has said it is.
 */
int base_url_choose(const struct desc *d, const struct opt_list *urls,
    const char **url, struct error *e) MUST_CHECK;

#endif
