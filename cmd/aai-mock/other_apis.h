/*
 * other_apis: small APIs of other kinds, for programs that are to work with
 * any.
 *
 * /gh/orgs/acme/repos and /gh/repos/acme/NAME/issues page by number, with Link
 * headers and a bearer token.  /shop/orders?offset=&limit= has the total,
 * with the key in the header X-Api-Key.  /misc/cursor, /misc/pages, /misc/next
 * and /misc/plain want no key, and do under /auth/basic/, /auth/query/,
 * /auth/bearer/ and /auth/header/.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_OTHER_APIS_H
#define AAI_MOCK_OTHER_APIS_H

#include <stdbool.h>

#include "aai-mock/mock.h"

/* Answer, if the path is one of these; false when it is not. */
bool other_apis_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp);

#endif
