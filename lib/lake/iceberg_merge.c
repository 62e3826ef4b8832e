/* iceberg_merge: manifests that become one; see iceberg_plan.h. */
#include "lake/iceberg_plan.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "lake/path.h"

/* This many manifests of about as many files become one. */
#define MERGE_MIN 10

/* What a merged manifest may have at most, as Iceberg's default: bytes. */
#define MERGE_BYTES ((int64_t)8 << 20)

static int64_t
live_files(const struct iceberg_row *row)
{
	return row->files[ICEBERG_ADDED] + row->files[ICEBERG_EXISTING];
}

/* How many manifests become one; 0: none do. */
static int64_t
merge_count(const struct iceberg_plan *p)
{
	char *on = iceberg_meta_property(p->m, "commit.manifest-merge.enabled");
	char *min =
	    iceberg_meta_property(p->m, "commit.manifest.min-count-to-merge");
	int64_t n = MERGE_MIN;

	if (min != NULL && !num_i64(min, strlen(min), 2, INT32_MAX, &n))
		n = MERGE_MIN;
	if (on != NULL && strcmp(on, "false") == 0)
		n = 0;
	mem_free(on);
	mem_free(min);
	return n;
}

/* The tier of a manifest: how often its files can be divided so. */
static unsigned
tier_of(const struct iceberg_row *row, int64_t count)
{
	int64_t files = live_files(row);
	unsigned tier = 0;

	for (; files >= count; files /= count)
		tier++;
	return tier;
}

/*
 * Where what is merged begins among those that stay, the oldest of which are
 * the last.  All of a tier that has enough of them go up, and with them all of
 * the lower ones, so that what is merged is always the newest manifests.
 * Returns the number of them, 0: none.
 */
static size_t
choose(const struct iceberg_plan *p, int64_t count)
{
	unsigned tier, least = 0;
	size_t i, n = 0;
	int64_t bytes = 0, here = 0;

	for (i = 0; i < p->nkept; i++) {
		tier = tier_of(&p->kept[i], count);
		bytes += p->kept[i].length;
		if (bytes > MERGE_BYTES || p->kept[i].spec_id != 0)
			break;
		if (tier > least) {
			least = tier;
			/* Those that were merged make one of this tier. */
			here = n > 0 ? 1 : 0;
		}
		if (++here >= count)
			n = i + 1;
	}
	return n;
}

/* Take over the live entries of a manifest; false: it has to stay. */
static bool
take_manifest(struct iceberg_plan *p, struct iceberg_moving *to,
    const struct iceberg_row *row)
{
	struct buf text = buf_make(p->t->lake->max_line);
	struct iceberg_moving before = *to;
	int64_t due = live_files(row);
	struct iceberg_entry entry;
	struct avro a = { 0 };
	struct error ignored;
	int rc = lake_path_slurp(p->t, p->m->location,
	    (const char *)row->path.p, row->path.len, &text, &ignored);

	if (rc == 0)
		rc = avro_open(&a, text.data, text.len, &ignored);
	while (rc == 0 &&
	       (rc = iceberg_next_entry(&a, &entry, &ignored)) == 1) {
		rc = 0;
		if (entry.status == ICEBERG_DELETED)
			continue;
		due--;
		rc = iceberg_take_over(p, to, &entry, row, false, &ignored);
	}
	avro_close(&a);
	buf_free(&text);
	if (rc == 0 && due == 0)
		return true;
	to->entries.len = before.entries.len;
	to->entries.failed = before.entries.failed;
	to->row = before.row;
	to->stay = before.stay;
	return false;
}

int
iceberg_merge(struct iceberg_plan *p, struct error *e)
{
	struct iceberg_moving to = { .row.min_sequence = p->sequence };
	int64_t count = merge_count(p);
	size_t n = count > 0 ? choose(p, count) : 0, i = 0;
	int rc = 0;

	if (n == 0)
		return 0;
	to.entries = buf_make(SIZE_MAX);
	for (; n > 0; n--) {
		if (take_manifest(p, &to, &p->kept[i]))
			iceberg_unkeep(p, i);
		else
			i++;
	}
	if (to.row.files[ICEBERG_EXISTING] > 0)
		rc = iceberg_add_manifest(p, &to.entries, &to.row, e);
	buf_free(&to.entries);
	return rc;
}
