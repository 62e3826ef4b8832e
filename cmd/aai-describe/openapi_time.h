/*
 * openapi_time: how a list is asked for what is new.
 *
 * Only where the file says of a parameter that it selects by the time of
 * creation or of change, in a form that is known, and the records have that
 * time: a wrong one would leave records out.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_TIME_H
#define AAI_DESCRIBE_OPENAPI_TIME_H

#include "aai-describe/openapi.h"
#include "aai-describe/openapi_params.h"

/* Put "incremental" into r, if there is such a parameter; it is taken then. */
void openapi_time(struct openapi *o, struct openapi_params *p,
    const struct openapi_schema *record, struct source_resource *r);

#endif
