/*
 * csv_join: CSV parts of a folder as one.
 *
 * All parts of a table have the same columns under the same header, and all
 * are spelled alike: the rows go on as they are.
 *
 * Layer: aai-compact.
 */
#ifndef AAI_COMPACT_CSV_JOIN_H
#define AAI_COMPACT_CSV_JOIN_H

#include <stddef.h>

#include "base/cc.h"
#include "base/error.h"
#include "csv/style.h"
#include "sink/folder.h"
#include "sink/stage.h"

/*
 * Write the rows of the folder's n parts, of ncolumns columns, to the empty
 * file.  -1 with *e (OUTPUT: a part is not as it was written).
 */
int csv_join(const struct folder *f, const char *const *names, size_t n,
    const struct csv_style *style, size_t ncolumns, struct stage *to,
    struct error *e) MUST_CHECK;

#endif
