/*
 * httpget: what the tests of the engine do again and again.
 */
#ifndef HTTPGET_H
#define HTTPGET_H

#include <stdio.h>
#include <stdlib.h>

#include "http/engine.h"

#include "httpd.h"
#include "tap.h"

/* Options for a test's server: as usual, but without long waits. */
static inline struct engine_options
get_options(const struct httpd *h)
{
	struct engine_options o;

	engine_defaults(&o);
	o.base_url = h->base;
	o.retry_base_ms = 2;
	o.retry_cap_ms = 10;
	o.bear = false;
	o.seed = 1;
	return o;
}

/* An engine, or the end of the test program. */
static inline struct engine *
get_open(const struct engine_options *o)
{
	struct error e;
	struct engine *g = engine_open(o, &e);

	if (g == NULL) {
		tap_note("engine_open: %s", e.text);
		exit(1);
	}
	return g;
}

/* Ask for a path of the server. */
static inline void
get_submit(struct engine *g, const struct httpd *h, const char *path)
{
	char url[512];
	struct engine_request q = { .url = url };

	(void)snprintf(url, sizeof(url), "%s%s", h->base, path);
	engine_submit(g, &q);
}

/* The next finished response; a zeroed one when there is none. */
static inline struct engine_response
get_next(struct engine *g)
{
	struct engine_response r = { 0 };

	if (engine_next(g, -1, -1, &r) != ENGINE_RESPONSE)
		tap_note("there is no answer");
	return r;
}

/* Ask for a path and wait for what comes of it. */
static inline struct engine_response
get(struct engine *g, const struct httpd *h, const char *path)
{
	get_submit(g, h, path);
	return get_next(g);
}

/* Whether the text of the error holds the words; shown when it does not. */
static inline bool
get_says(const struct engine_response *r, const char *words)
{
	if (strstr(r->error.text, words) != NULL)
		return true;
	tap_note("error: %s", r->error.text);
	return false;
}

/* Whether words are in a text that a caller can see of r. */
static inline bool
get_shows(const struct engine_response *r, const char *words)
{
	return strstr(r->error.text, words) != NULL ||
	    (r->url != NULL && strstr(r->url, words) != NULL);
}

#endif
