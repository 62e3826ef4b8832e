/*
 * openapi: any bytes as an OpenAPI file, in JSON or YAML; what is made of it
 * is a description.
 */
#include <stdint.h>
#include <stdlib.h>

#include "aai-describe/document.h"
#include "aai-describe/source_model.h"
#include "aai-describe/source_writer.h"
#include "aai-describe/spec_reader.h"

#define MEMORY ((size_t)8 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct spec_wants wants = { NULL, 0, NULL };
	struct document d = { 0 };
	struct source_model m = { 0 };
	struct buf b = buf_make((size_t)16 << 20);
	struct error e = { 0 };

	if (document_read(&d, (const char *)data, size, MEMORY, &e) == 0 &&
	    openapi_reader.fits(&d) &&
	    openapi_reader.read(&d, &wants, &m, &e) == 0) {
		source_write(&m, &b);
		if (source_check(&b, &e) != 0)
			abort();
		buf_reset(&b);
		source_write_table(&m, &b);
	} else if (e.kind == ERROR_NONE && openapi_reader.fits(&d)) {
		abort();
	}
	buf_free(&b);
	source_free(&m);
	document_free(&d);
	return 0;
}
