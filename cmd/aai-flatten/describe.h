/*
 * describe: says what is known of a table's records: what options name, and
 * what an API description has.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_DESCRIBE_H
#define AAI_FLATTEN_DESCRIBE_H

#include <stddef.h>

#include "aai-flatten/flatten.h"
#include "api/desc.h"
#include "base/error.h"
#include "base/opt.h"

/* Values of options are "[table:]name", "[table:]path". */
struct describe_options {
	struct opt_list keys;
	struct opt_list maps;
	struct opt_list jsons;
	struct opt_list drops;
	struct desc *desc; /* NULL: nothing is known of any API */
};

/* For flatten_options.describe; arg is a struct describe_options. */
int describe_root(void *arg, struct flatten *f, struct model_root *r,
    const char *table, size_t len, struct error *e) MUST_CHECK;

#endif
