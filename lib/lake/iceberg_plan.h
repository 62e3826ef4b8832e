/*
 * iceberg_plan: a snapshot being made.  Private to the modules iceberg_plan
 * (which files go and stay) and iceberg_stage (what is written of it).
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_PLAN_H
#define LAKE_ICEBERG_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "lake/iceberg.h"
#include "lake/iceberg_manifest.h"

/* Sums over data files. */
struct iceberg_sum {
	int64_t files;
	int64_t rows;
	int64_t bytes;
};

/*
 * Add to it what is within the bounds of iceberg_manifest.h, and see that the
 * sum is.  -1 with *e (ERROR_INPUT); sum is as it was.
 */
int iceberg_sum_add(struct iceberg_sum *sum, int64_t files, int64_t rows,
    int64_t bytes, struct error *e) MUST_CHECK;

/* A snapshot being made. */
struct iceberg_plan {
	struct lake_table *t;
	const struct lake_change *c;
	const struct iceberg_meta *m;
	const char *location;
	int64_t id;
	int64_t sequence;
	int64_t now_ms;
	char uuid[37];
	unsigned nmanifests; /* staged */
	char *schema;        /* owned; JSON, for manifests */
	int32_t schema_id;
	struct buf list;     /* the manifest list, if there is one before */
	struct buf rows;     /* of the new list */
	size_t nrows;
	struct buf kept_rows; /* those of manifests that stay */
	size_t nkept;
	struct buf marked; /* entries of files that go, and of those beside */
	struct iceberg_row mark;
	struct iceberg_sum added, removed, before;
	struct iceberg_sum moved; /* files of marked that stay */
	uint64_t foreign; /* live files that others wrote, of those looked at */
};

/* Stage a file of the metadata. */
int iceberg_stage(struct iceberg_plan *p, const char *file,
    const struct buf *text, enum folder_how how, struct error *e) MUST_CHECK;

/* Append the URI of a file in the table's folder. */
void iceberg_uri(
    const struct iceberg_plan *p, struct buf *out, const char *file);

/*
 * Stage manifest list, version and hint, with that schema, which may be new
 * to the table; the manifests are staged.
 */
int iceberg_stage_metadata(struct iceberg_plan *p,
    const struct iceberg_schema *schema, bool new_schema, int32_t last_column,
    struct error *e) MUST_CHECK;

#endif
