/*
 * iceberg_meta: a version of a table, vN.metadata.json.
 *
 * A version names the table's columns and its snapshots, each with a list of
 * the data files that count.  The next version is the one before with what has
 * changed; what we do not know is kept as it stands.
 *
 * Format facts: Iceberg Table Spec, "Table Metadata and Snapshots", "Appendix
 * C: JSON serialization".
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_META_H
#define LAKE_ICEBERG_META_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "json/tree.h"
#include "lake/iceberg_schema.h"

/* What to do about a table that is not written to. */
#define ICEBERG_ADVICE                                                         \
	"; publish into another folder (-o), or add to it with the program "   \
	"that made it"

/* A zeroed struct is a table that is not there; it may be freed. */
struct iceberg_meta {
	struct buf text;
	struct json_tree tree; /* into text; n 0: there is no table */
	int64_t updated_ms;
	int64_t sequence;    /* of the newest snapshot */
	int32_t last_column; /* the highest id ever given */
	struct iceberg_schema schema; /* the current one */
	char *location;		      /* owned; a URI */
	int64_t snapshot;	      /* the current one; -1: none */
	size_t at;		      /* its node; JSON_NO_NODE: none */
};

/*
 * Read a version, whose text m takes over; taken apart, it takes no more memory
 * than the text may at most.  -1 with *e (ERROR_INPUT: damaged;
 * ERROR_USAGE: it has what we neither read nor write: another format version,
 * encryption); m is to be freed either way.
 */
int iceberg_meta_read(struct iceberg_meta *m, struct buf *text,
    struct error *e) MUST_CHECK;

/*
 * Whether we may write the next one: -1 with *e for columns that must not be
 * null, where there are partitions, and where metadata are to be compressed
 * (ERROR_USAGE), or where what a version adds to is not what it should be
 * (ERROR_INPUT).
 */
int iceberg_meta_writable(
    const struct iceberg_meta *m, struct error *e) MUST_CHECK;

/* A string of the current snapshot, or of its summary; owned, or NULL. */
char *iceberg_meta_list(const struct iceberg_meta *m);
char *iceberg_meta_summary(const struct iceberg_meta *m, const char *name);

/* A table property's value; owned, or NULL. */
char *iceberg_meta_property(const struct iceberg_meta *m, const char *name);

/*
 * Whether m is a later version than the one before, which is in that file, and
 * goes on from it: it names it as an earlier one, or has its current snapshot.
 */
bool iceberg_meta_follows(const struct iceberg_meta *m,
    const struct iceberg_meta *before, const char *file);

/*
 * The property of a snapshot in which aai-compact has put files together: the
 * keys of the loads that were theirs, a comma between two.  As a property of
 * the table: those, and the keys of loads, that snapshots had which expired.
 */
#define ICEBERG_CONSUMED "aai.consumed"

/* What the snapshots that are left say of a load. */
enum iceberg_found {
	ICEBERG_NEVER,
	ICEBERG_LOADED,
	ICEBERG_COMPACTED, /* loaded, then put together with others here */
	ICEBERG_REWRITTEN, /* loaded, then others took data files out */
	ICEBERG_EXPIRED,   /* not in those that are left; they are not all */
};

/*
 * Look for loads whose property of that name begins with the prefix, which is
 * not empty; one that ends with "-" is of many loads, and finds what became of
 * all of them.  An empty property is of a load that took the place of all; a
 * snapshot without is another program's, and whatever it took out (to compact,
 * delete or update) may have been the load's.
 */
enum iceberg_found iceberg_meta_find(
    const struct iceberg_meta *m, const char *name, const char *prefix);

/*
 * The id that a schema has among the version's, or else the next free one;
 * *known says which.
 */
int32_t iceberg_meta_schema_id(const struct iceberg_meta *m,
    const struct iceberg_schema *s, bool *known);

/* What the next version has that this one has not. */
struct iceberg_step {
	int64_t now_ms;
	const struct iceberg_schema *schema; /* with its id */
	bool new_schema;
	int32_t last_column;
	int64_t snapshot;
	int64_t sequence;
	const char *summary;  /* a JSON object */
	const char *list;     /* URI of the manifest list */
	const char *previous; /* URI of this version; NULL: there is none */
	const struct map *expired; /* ids of snapshots that go, as int64_t; a
				      version that has some has no new
				      one; NULL: none goes */
	const char *uuid;     /* of a new table, */
	const char *location; /* and its URI */
	size_t log_max; /* earlier metadata files that the version names */
	/* Pairs of properties' names and values to set, up to a NULL. */
	const char *const *properties;
};

/* Append the next version's text. */
void iceberg_meta_put(struct buf *out, const struct iceberg_meta *m,
    const struct iceberg_step *s);

void iceberg_meta_free(struct iceberg_meta *m);

#endif
