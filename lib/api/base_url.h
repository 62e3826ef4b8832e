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

/* What the command line says; NULL: nothing. */
struct base_url_choice {
	const char *url;    /* --base-url */
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

#endif
