/* group: which parts of a table become one; see group.h. */
#include "aai-compact/group.h"

#include <stdbool.h>

/* What has less than this share of the size is small. */
#define SMALL_SHARE 16

/* Whether the part before a group that has this many bytes is to join it. */
static bool
joins(int64_t part, int64_t group, int64_t size)
{
	return group < size && part < size &&
	       (part / 2 <= group || part < size / SMALL_SHARE);
}

/* Turn the order round. */
static void
reverse(struct group *g, size_t n)
{
	struct group swap;
	size_t i;

	for (i = 0; i < n / 2; i++) {
		swap = g[i];
		g[i] = g[n - 1 - i];
		g[n - 1 - i] = swap;
	}
}

size_t
group_parts(const int64_t *sizes, size_t n, int64_t size, struct group *to)
{
	size_t from, end, ngroups = 0;
	int64_t sum;

	/* From the newest to the oldest, as those before it are larger. */
	for (end = n; end > 0; end = from) {
		from = end - 1;
		sum = sizes[from];
		while (from > 0 && joins(sizes[from - 1], sum, size))
			sum += sizes[--from];
		if (end - from > 1)
			to[ngroups++] = (struct group){ from, end - from };
	}
	reverse(to, ngroups);
	return ngroups;
}
