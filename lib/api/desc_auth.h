/*
 * desc_auth: the readers for what a description says of secrets and of how
 * requests are authenticated; for the other desc modules alone.
 *
 * Layer: api.
 */
#ifndef API_DESC_AUTH_H
#define API_DESC_AUTH_H

#include "api/desc.h"
#include "json/decode.h"

/* A reader; the elements are struct desc_secret. */
extern const struct json_decode_array desc_secret_members;

/* to is struct desc *, or struct desc_origin *. */
int desc_read_auths(struct json_decoder *l, size_t node, void *to);
int desc_read_origin_auths(struct json_decoder *l, size_t node, void *to);

/*
 * Once all is read: which secret each credential has, and whether all that is
 * named is there.  -1 with *e (USAGE).
 */
int desc_settle_auths(struct desc *d, struct error *e) MUST_CHECK;

/* Whether a template of what authenticates has the name. */
bool desc_auths_have(const struct desc_auth *auths, size_t n,
    const char *name);

void desc_free_auths(struct desc_auth *auths, size_t n);
void desc_free_secrets(struct desc *d);

#endif
