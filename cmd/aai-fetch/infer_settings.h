/*
 * infer_settings: the options that go with a URL instead of a resource, and
 * what becomes of the others.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_INFER_SETTINGS_H
#define AAI_FETCH_INFER_SETTINGS_H

#include <stdbool.h>

#include "aai-fetch/fetch.h"
#include "api/infer_source.h"
#include "api/session.h"
#include "base/error.h"
#include "base/opt.h"

#define INFER_SETTINGS_OPT_MAX 5

/* A zeroed struct is none. */
struct infer_settings {
	struct infer_options options;
	bool on; /* a URL was given */
	struct infer_source source;
	char *text; /* of the description without anything found; owned */
};

/* Store the options at to; how many. */
size_t infer_settings_opt_put(struct infer_settings *s, struct opt *to);

/*
 * See whether the operand is a URL, and that the options go with it, or not.
 * Of a URL, the parameters are taken into it, and session gets its description.
 * -1 with *e (USAGE).
 */
int infer_settings_take(struct infer_settings *s, const char *operand,
    struct session_options *session, struct fetch_options *fetch,
    struct error *e) MUST_CHECK;

/*
 * Find out what the URL gives, as infer_load(), and say so; with --describe
 * the description goes to standard output.  -1 with *e.
 */
int infer_settings_load(const struct infer_settings *s, struct client *client,
    struct error *e) MUST_CHECK;

void infer_settings_close(struct infer_settings *s);

#endif
