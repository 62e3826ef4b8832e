/*
 * signature: whether a delivery is signed with a secret of ours, by
 * HMAC-SHA-256, in the form that a description gives (aai-api(5)).
 *
 * The signature covers the bytes of the body as they come, before anybody reads
 * JSON in them.  Several secrets may hold at a time, so that one can be
 * replaced without a gap; comparing takes the same time whatever differs.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_SIGNATURE_H
#define AAI_LISTEN_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-listen/secret.h"
#include "api/desc_webhooks.h"
#include "base/error.h"
#include "base/sha256.h"

#define SIGNATURE_SECRETS_MAX 8
#define SIGNATURE_GIVEN_MAX   8

/* What all deliveries are held to.  A zeroed struct asks for nothing. */
struct signature_rule {
	const struct desc_signature *form; /* borrowed; NULL: nothing */
	struct sha256_hmac keyed[SIGNATURE_SECRETS_MAX];
	size_t nkeyed;
};

/*
 * Make the rule of the form and the secrets.  -1 with *e (AUTH: a secret is
 * not of the form, or there are too many).
 */
int signature_rule_open(struct signature_rule *r,
    const struct desc_signature *form, const struct secret *secrets,
    struct error *e) MUST_CHECK;

/* Wipe it. */
void signature_rule_close(struct signature_rule *r);

/* One delivery that is looked at. */
struct signature {
	bool on;
	size_t nruns, ngiven;
	struct sha256_hmac runs[SIGNATURE_SECRETS_MAX];
	uint8_t given[SIGNATURE_GIVEN_MAX][SHA256_SIZE];
	const char *after; /* of the message, after the body; borrowed */
	char time[24];
};

/* A header of the request, or NULL: none, or there are several. */
typedef const char *signature_header(void *arg, const char *name);

/*
 * Start with a request's headers; now is in s since 1970.  NULL, or why it
 * cannot be right; static.
 */
const char *signature_begin(struct signature *s, const struct signature_rule *r,
    signature_header *header, void *arg, int64_t now) MUST_CHECK;

void signature_add(struct signature *s, const void *p, size_t len);

/* Whether one of the signatures is right; wipes s. */
bool signature_end(
    struct signature *s, signature_header *header, void *arg) MUST_CHECK;

#endif
