/*
 * control: changing the account, and asking what the server has seen, under
 * /_mock/; and changing it by itself as requests come.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_CONTROL_H
#define AAI_MOCK_CONTROL_H

#include <stdbool.h>

#include "aai-mock/mock.h"

/* Answer a request for a path under /_mock/. */
void control_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp);

/*
 * Perhaps change something, now that request number k comes: what, is a
 * function of the seed and k.
 */
void control_churn(struct mock *m, uint64_t k);

#endif
