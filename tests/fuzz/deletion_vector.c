/*
 * Any bytes as a deletion vector, or its descriptor: rows that ascend, as many
 * as was said, within the file; or an error.
 */
#include <string.h>

#include "base/le.h"
#include "lake/deletion_vector.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* The most rows that are looked at. */
#define ROWS (UINT64_C(1) << 18)

static void
open_one(const struct deletion_vector_place *p)
{
	struct deletion_vector d;
	struct error e;
	uint64_t row, found = 0;

	if (deletion_vector_open(
		&d, p, -1, NULL, ROWS, (size_t)1 << 20, &e) == 0) {
		for (row = 0; row < ROWS; row++)
			found += deletion_vector_has(&d, row) ? 1 : 0;
		if (found != p->rows || d.left > 1)
			__builtin_trap();
	}
	deletion_vector_close(&d);
}

static void
describe(const uint8_t *p, size_t n)
{
	struct deletion_vector_place place = { 0 };
	struct json_tree t = { 0 };
	struct buf id = buf_make(1 << 20);
	struct error e;

	if (json_parse(&t, (const char *)p, n, 8, &e) == 0) {
		deletion_vector_id(&t, 0, &id);
		if (deletion_vector_describe(&place, &t, 0, &e) == 0 &&
		    place.path == NULL)
			open_one(&place);
	}
	deletion_vector_place_free(&place);
	json_tree_free(&t);
	buf_free(&id);
}

/* The first four bytes are how many rows it says that it deletes. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct deletion_vector_place place = { .given = true };

	if (n > 0 && p[0] == '{') {
		describe(p, n);
	} else if (n >= 4) {
		place.rows = le_get32(p);
		place.inlined = (char *)p + 4;
		place.size = n - 4;
		open_one(&place);
	}
	return 0;
}
