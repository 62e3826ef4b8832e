/*
 * client_pacing: how a client's requests are paced, timed and repeated; for
 * client.c alone.
 *
 * Layer: api.
 */
#ifndef API_CLIENT_PACING_H
#define API_CLIENT_PACING_H

#include "api/client.h"
#include "api/desc.h"
#include "base/error.h"
#include "http/engine.h"

/*
 * Set what the options and the description say of it; the rest of *o is as it
 * was.  -1 with *e (USAGE).
 */
int client_pacing(const struct client_options *from, const struct desc *desc,
    const char *base_url, struct engine_options *o,
    struct error *e) MUST_CHECK;

#endif
