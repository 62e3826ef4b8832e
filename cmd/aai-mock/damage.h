/*
 * damage: how mishaps show in answers.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_DAMAGE_H
#define AAI_MOCK_DAMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-mock/account.h"
#include "aai-mock/listing.h"
#include "aai-mock/mishap.h"
#include "serve/serve.h"

#define DAMAGE_MAX 16

/* The mishaps that strike one request. */
struct damage {
	const struct mishap *hits[DAMAGE_MAX];
	size_t n;
	struct listing_twist twist; /* for the list */
	bool as_is;                 /* the body is not to be compressed */
};

/* Find those that strike, and change the account as they say. */
void damage_find(struct damage *d, struct mishaps *all,
    const struct serve_request *req, struct account *a);

/*
 * Answer in place of the service, if a mishap says so; origin is the server's.
 * False when the service is to answer.
 */
bool damage_answer(const struct damage *d, const struct serve_request *req,
    const char *origin, struct serve_response *resp);

/* Spoil the answer's body, before it may be compressed. */
void damage_spoil_body(struct damage *d, struct serve_response *resp);

/* Spoil how the answer is sent. */
void damage_spoil_sending(const struct damage *d, struct serve_response *resp);

#endif
