/*
 * meta: metadata in files beside the tables of a folder: schemas and packages.
 *
 * Format facts: aai-stream(5) for _aai_schema.ndjson; Frictionless Data
 * Package and Table Schema, version 1, for datapackage.json.
 *
 * Layer: view.
 */
#ifndef VIEW_META_H
#define VIEW_META_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "json/tree.h"
#include "table/schema.h"
#include "view/catalog.h"

/* A zeroed struct may be closed. */
struct meta {
	struct schema parts; /* of _aai_schema.ndjson */
	struct buf text;     /* of datapackage.json */
	struct json_tree package;
	bool packaged; /* there is one */
};

/*
 * Read what there is in the folder that is seen so, as the options have it.  -1
 * with *e (ERROR_INPUT).
 */
int meta_open(struct meta *m, const struct folder_view *view,
    const char *folder, const struct catalog_options *options,
    struct error *e) MUST_CHECK;

/*
 * Add to the table, which has a name and no column yet, the columns that the
 * folder's files give it, and its dialect.  file is the name of its first file
 * in the folder ("words.csv", "words/part-1.csv").
 */
void meta_apply(const struct meta *m, struct shown *t, const char *file);

void meta_close(struct meta *m);

#endif
