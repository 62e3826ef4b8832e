/*
 * spec_reader: what reads a kind of document into a model.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_SPEC_READER_H
#define AAI_DESCRIBE_SPEC_READER_H

#include <stdbool.h>

#include "aai-describe/document.h"
#include "aai-describe/source_model.h"
#include "aai-describe/spec_wants.h"
#include "base/error.h"

struct spec_reader {
	const char *name;                 /* as --from takes it */
	bool (*fits)(struct document *d); /* whether it is such a document */
	/*
	 * Fill m in.  What cannot be described is left out with a reason
	 * (source_leave_out()); -1 with *e (INPUT) only where the document as a
	 * whole is not what it is read as.
	 */
	int (*read)(struct document *d, const struct spec_wants *w,
	    struct source_model *m, struct error *e);
};

extern const struct spec_reader openapi_reader;
extern const struct spec_reader airbyte_reader;

#endif
