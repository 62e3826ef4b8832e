/*
 * client_opt: the options that all programs have that ask an API.
 *
 * Layer: api.
 */
#ifndef API_CLIENT_OPT_H
#define API_CLIENT_OPT_H

#include <stddef.h>

#include "api/client.h"
#include "base/opt.h"

/* The most that client_opt_put() stores. */
#define CLIENT_OPT_MAX 40

/* Store the options at to, with c's members as their targets; how many. */
size_t client_opt_put(struct client_options *c, struct opt *to);

#endif
