/* iceberg_taken: what a snapshot takes over of the one before: manifests as
 * they are, and entries of others; see iceberg_plan.h. */
#include <string.h>

#include "base/mem.h"
#include "lake/iceberg_plan.h"

/* Nobody looks for rows in a file that goes, whose bounds may be what is not to
 * be there any more. */
static void
leave_out_bounds(struct iceberg_entry *entry)
{
	entry->maps[ICEBERG_LOWER_BOUNDS] = entry->maps[ICEBERG_UPPER_BOUNDS] =
	    (struct iceberg_span){ NULL, 0 };
}

int
iceberg_take_over(struct iceberg_plan *p, struct iceberg_moving *to,
    struct iceberg_entry *entry, const struct iceberg_row *row, bool goes,
    struct error *e)
{
	if (entry->partitioned) {
		error_set(e, ERROR_USAGE, "a file of it has partitions, which "
					  "this program does not write");
		return -1;
	}
	/* What an entry leaves out is its manifest's. */
	if (entry->sequence == ICEBERG_INHERIT)
		entry->sequence = row->sequence;
	if (entry->file_sequence == ICEBERG_INHERIT)
		entry->file_sequence = row->sequence;
	if (entry->snapshot_id == ICEBERG_INHERIT)
		entry->snapshot_id = row->snapshot_id;
	entry->status = goes ? ICEBERG_DELETED : ICEBERG_EXISTING;
	if (iceberg_sum_add(goes ? &p->removed : &to->stay, 1, entry->rows,
		entry->size, e) != 0)
		return -1;
	if (goes)
		leave_out_bounds(entry);
	if (goes)
		entry->snapshot_id = p->id;
	else if (entry->sequence < to->row.min_sequence)
		to->row.min_sequence = entry->sequence;
	iceberg_put_entry(&to->entries, entry);
	to->row.files[entry->status]++;
	to->row.file_rows[entry->status] += entry->rows;
	if (!to->entries.failed)
		return 0;
	error_set(e, ERROR_USAGE,
	    "the manifest of the files that go would have more than %zu MiB",
	    to->entries.max >> 20);
	return -1;
}

void
iceberg_keep(struct iceberg_plan *p, const struct iceberg_row *row)
{
	struct iceberg_row *kept;

	p->kept =
	    mem_grow(p->kept, &p->kept_cap, p->nkept + 1, sizeof(*p->kept));
	kept = &p->kept[p->nkept++];
	*kept = *row;
	kept->path.p = (const uint8_t *)mem_dup(
	    (const char *)row->path.p, row->path.len);
}

void
iceberg_unkeep(struct iceberg_plan *p, size_t i)
{
	mem_free((char *)(uintptr_t)p->kept[i].path.p);
	p->nkept--;
	memmove(&p->kept[i], &p->kept[i + 1],
	    (p->nkept - i) * sizeof(*p->kept));
}
