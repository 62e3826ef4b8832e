/*
 * record_path: the records that a path with wildcards leads to, or a program.
 *
 * Layer: api.
 */
#ifndef API_RECORD_PATH_H
#define API_RECORD_PATH_H

#include "api/desc.h"
#include "base/error.h"
#include "json/filter.h"
#include "json/span.h"

/*
 * Hand over each record that stands below found, which is what the resource's
 * records lead to up to their first wildcard.  What the path leads to is a
 * record; where it ends in a name, each item of a list there is one.  As
 * span_each(), with w->missing and w->unlike set.
 */
int record_path_each(const struct desc_resource *r, struct span found,
    struct span_each *w, struct error *e) MUST_CHECK;

/* Hand over each record that the program makes of the value. */
int record_path_run(struct filter *records, struct span value,
    struct span_each *w, struct error *e) MUST_CHECK;

#endif
