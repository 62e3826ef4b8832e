/*
 * desc_webhooks: what a description says of webhooks: how deliveries are
 * signed, and which kinds of them there are.
 *
 * Layer: api.
 */
#ifndef API_DESC_WEBHOOKS_H
#define API_DESC_WEBHOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/desc.h"
#include "json/decode.h"

#define DESC_WEBHOOK_KINDS_MAX 32
#define DESC_WEBHOOK_HAS_MAX   32

enum desc_signature_encoding {
	DESC_SIGNATURE_HEX,
	DESC_SIGNATURE_BASE64,
};

/*
 * How deliveries are signed, by HMAC-SHA-256.  The header holds items with the
 * separator between them; those that begin with prefix are signatures, any of
 * which will do.
 */
struct desc_signature {
	char *header;
	char *prefix;    /* "" by default */
	char *separator; /* "," by default */
	int encoding;
	char *time;        /* the prefix of the item with the time, or NULL */
	char *time_header; /* or another header that has it, or NULL */
	int64_t tolerance_ms; /* how far it may be from ours */
	char *message; /* what is signed: {time}, {body}, {NAME}: a header */
	char *secret_env;
	char *credential;    /* its name in systemd's credentials folder */
	char *secret_prefix; /* taken off the secret; NULL: nothing is */
	bool secret_base64;  /* what is left is base64 */
};

/* Deliveries whose bodies have all of these members. */
struct desc_webhook_kind {
	struct desc_table table; /* its name is the kind's */
	struct desc_strings has;
};

struct desc_webhooks {
	struct desc_signature signature; /* header NULL: there is none */
	struct desc_webhook_kind *kinds;
	size_t nkinds;
};

/* A reader as in json/decode.h; to is struct desc *. */
int desc_read_webhooks(struct json_decoder *l, size_t node, void *to);

/* The table of a kind of that name, or NULL; w may be NULL. */
const struct desc_table *desc_webhook_table(
    const struct desc_webhooks *w, const char *name, size_t len);

/* NULL is accepted. */
void desc_free_webhooks(struct desc_webhooks *w);

#endif
