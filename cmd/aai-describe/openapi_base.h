/*
 * openapi_base: where an API is, and what it is called.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_BASE_H
#define AAI_DESCRIBE_OPENAPI_BASE_H

#include "aai-describe/openapi.h"

/*
 * Put "name", "about", "base_url" and the "params" of its variables into o->m;
 * o->name is set, and the caller's to free.
 */
void openapi_put_base(struct openapi *o);

/* Put "about": the first sentence of a text, cut where it is long. */
void openapi_put_about(struct source_members *m, const char *text);

#endif
