/*
 * desc_token: the reader for tokens: the request that gives one, and the login
 * of people; for desc_auth.c alone.
 *
 * Layer: api.
 */
#ifndef API_DESC_TOKEN_H
#define API_DESC_TOKEN_H

#include "api/desc.h"
#include "json/decode.h"

/* Readers of json/decode.h; to is struct desc_auth *, struct desc_token *. */
int desc_read_send(struct json_decoder *l, size_t node, void *to);
int desc_read_token_request(struct json_decoder *l, size_t node, void *to);
int desc_read_login(struct json_decoder *l, size_t node, void *to);

/* Whether what kind: token needs is there. */
int desc_check_token(struct json_decoder *l,
    const struct desc_auth *a) MUST_CHECK;

/* All templates of it, as template_check(). */
int desc_token_check_names(const struct desc_token *t,
    bool (*known)(const void *arg, const char *name), const void *arg,
    struct error *e) MUST_CHECK;

/* Whether one of the templates of its request has the name. */
bool desc_token_has(const struct desc_token *t, const char *name);

void desc_free_token(struct desc_token *t);

#endif
