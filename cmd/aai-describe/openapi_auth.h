/*
 * openapi_auth: how the requests of an API are authenticated.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_AUTH_H
#define AAI_DESCRIBE_OPENAPI_AUTH_H

#include "aai-describe/openapi.h"

/*
 * Put "auth" and "secrets" into o->m: of several ways the simplest.  o->name is
 * what the variables of the environment begin with.
 */
void openapi_put_auth(struct openapi *o);

#endif
