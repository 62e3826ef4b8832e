/* openapi: OpenAPI files as models; see reader.h. */
#include "aai-describe/reader.h"

static bool
fits(struct document *d)
{
	return document_get(d, 0, "openapi") != JSON_NO_NODE ||
	    document_get(d, 0, "swagger") != JSON_NO_NODE;
}

static int
read_openapi(struct document *d, const struct reader_wants *w,
    struct source_model *m, struct error *e)
{
	(void)d;
	(void)w;
	(void)m;
	error_set(e, ERROR_INPUT, "nothing in it can be described");
	return -1;
}

const struct reader openapi_reader = { "openapi", fits, read_openapi };
