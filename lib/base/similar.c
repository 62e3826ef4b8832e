/* similar: which known word was probably meant; see similar.h. */
#include "base/similar.h"

#include <string.h>

struct similar
similar_begin(const char *word)
{
	return (struct similar){ .word = word };
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many edits make b of a: the optimal string alignment distance. */
static size_t
edits(const char *a, size_t n, const char *b, size_t m)
{
	size_t rows[3][SIMILAR_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2], *free;
	size_t i, j, changed;

	for (j = 0; j <= m; j++)
		above[j] = j;
	for (i = 1; i <= n; i++) {
		row[0] = i;
		for (j = 1; j <= m; j++) {
			changed = a[i - 1] != b[j - 1];
			row[j] = least(above[j - 1] + changed,
			    least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		free = before;
		before = above;
		above = row;
		row = free;
	}
	return above[m];
}

void
similar_add(struct similar *s, const char *known)
{
	size_t n = strlen(s->word), m = strlen(known), distance;

	if (n == 0 || m == 0 || n > SIMILAR_MAX || m > SIMILAR_MAX)
		return;
	distance = edits(s->word, n, known, m);
	if (3 * distance > (n > m ? n : m) ||
	    (s->best != NULL && distance >= s->distance))
		return;
	s->best = known;
	s->distance = distance;
}
