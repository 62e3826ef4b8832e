/*
 * iceberg_plan: a snapshot being made.  Private to the modules iceberg_plan
 * (which files go and stay), iceberg_merge (manifests that become one) and
 * iceberg_stage (what is written of it).
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_PLAN_H
#define LAKE_ICEBERG_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "lake/iceberg.h"
#include "lake/iceberg_manifest.h"
#include "lake/iceberg_state.h"
#include "lake/iceberg_version.h"
#include "lake/merge.h"

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

/* Entries of other manifests that are taken over into a new one. */
struct iceberg_moving {
	struct buf entries;
	struct iceberg_row row;
	struct iceberg_sum stay; /* files of it that stay live */
};

/* A snapshot being made. */
struct iceberg_plan {
	struct lake_table *t;
	const struct lake_change *c;
	const struct lake_compaction *compactions; /* of no load */
	size_t ncompactions;
	struct map going; /* with them: URIs of files */
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
	struct iceberg_row *kept; /* of manifests that stay; they own their
				     paths */
	size_t nkept;
	size_t kept_cap;
	struct iceberg_moving marked; /* files that go, and those beside */
	struct iceberg_sum added, removed, before;
	/* Of a merge: files that go as rows of theirs do, and what takes their
	 * place. */
	struct map touched;
	struct lake_merged *merged; /* owned */
	size_t nmerged;
	size_t merged_cap;
	bool again; /* the load may not come again */
	uint64_t foreign; /* live files that others wrote, of those looked at */
};

/*
 * Take a live entry of the manifest that row tells of over; goes: its file is
 * live no more.  -1 with *e (ERROR_INPUT; ERROR_USAGE: there are too many).
 */
int iceberg_take_over(struct iceberg_plan *p, struct iceberg_moving *to,
    struct iceberg_entry *entry, const struct iceberg_row *row, bool goes,
    struct error *e) MUST_CHECK;

/* Stage a manifest of the entries, and add a row for it to the list. */
int iceberg_add_manifest(struct iceberg_plan *p, const struct buf *entries,
    struct iceberg_row *row, struct error *e) MUST_CHECK;

/*
 * Add the manifest of the load's data file, and of those that a merge wrote
 * anew or others were put into; none, where there are no such files.
 */
int iceberg_add_files(struct iceberg_plan *p, struct error *e) MUST_CHECK;

/* Keep a manifest of the list that there is, or forget it again. */
void iceberg_keep(struct iceberg_plan *p, const struct iceberg_row *row);
void iceberg_unkeep(struct iceberg_plan *p, size_t i);

/*
 * Merge manifests that stay, where they have become many: of those of about
 * the same number of files as many as iceberg_merge.c says become one.  So a
 * list has few manifests, and an entry is written a few times, whatever the
 * number of loads.  A manifest that cannot be taken over stays as it is.
 */
int iceberg_merge(struct iceberg_plan *p, struct error *e) MUST_CHECK;

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

/* Stage the version that the step says, and the hint at it. */
int iceberg_stage_version(struct iceberg_plan *p, struct iceberg_step *s,
    struct error *e) MUST_CHECK;

#endif
