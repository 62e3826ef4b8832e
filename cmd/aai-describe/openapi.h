/*
 * openapi: what the modules that read an OpenAPI file share.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_H
#define AAI_DESCRIBE_OPENAPI_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-describe/document.h"
#include "aai-describe/openapi_schema.h"
#include "aai-describe/source_model.h"
#include "aai-describe/spec_wants.h"

struct openapi {
	struct document *d;
	struct source_model *m;
	const struct spec_wants *w;
	bool two; /* OpenAPI 2, which was called Swagger */
	struct openapi_budget budget;
	size_t servers; /* of 3: those of the file */
	char *name;     /* of the API */
};

#endif
