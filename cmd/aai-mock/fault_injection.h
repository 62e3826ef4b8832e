/*
 * fault_injection: injects faults into answers.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_FAULT_INJECTION_H
#define AAI_MOCK_FAULT_INJECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-mock/account.h"
#include "aai-mock/fault.h"
#include "aai-mock/listing.h"
#include "serve/serve.h"

#define FAULT_INJECTION_MAX 16

/* The faults that strike one request. */
struct fault_injection {
	const struct fault *hits[FAULT_INJECTION_MAX];
	size_t n;
	struct listing_twist twist; /* for the list */
	bool as_is;                 /* the body is not to be compressed */
};

/* Find those that strike, and change the account as they say. */
void fault_injection_find(struct fault_injection *d, struct faults *all,
    const struct serve_request *req, struct account *a);

/*
 * Answer in place of the service, if a fault says so; origin is the server's.
 * False when the service is to answer.
 */
bool fault_injection_answer(const struct fault_injection *d,
    const struct serve_request *req, const char *origin,
    struct serve_response *resp);

/* Spoil the answer's body, before it may be compressed. */
void fault_injection_spoil_body(
    struct fault_injection *d, struct serve_response *resp);

/* Spoil how the answer is sent. */
void fault_injection_spoil_sending(
    const struct fault_injection *d, struct serve_response *resp);

#endif
