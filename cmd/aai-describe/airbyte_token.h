/*
 * airbyte_token: authenticators that ask for a token first.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_AIRBYTE_TOKEN_H
#define AAI_DESCRIBE_AIRBYTE_TOKEN_H

#include "aai-describe/airbyte.h"

/* OAuth 2.0, a session, and a session of the oldest kind. */
int airbyte_oauth(struct airbyte_stream *st, size_t node);
int airbyte_session(struct airbyte_stream *st, size_t node);
int airbyte_legacy(struct airbyte_stream *st, size_t node, size_t requester);

/* A member of an authenticator as a template, put into to as another one. */
int airbyte_auth_part(struct airbyte_stream *st, size_t node, const char *name,
    struct source_members *to, const char *as);

/* Another credential. */
void airbyte_auth_put(
    struct airbyte_stream *st, const struct source_members *c);

#endif
