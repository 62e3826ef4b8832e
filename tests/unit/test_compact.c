/* aai-compact: which parts become one, and what their names are. */
#include "tap.h"

#include <stdio.h>
#include <string.h>

#include "aai-compact/group.h"
#include "aai-compact/part_list.h"
#include "base/mem.h"
#include "sink/part_name.h"

/* The groups of parts of those sizes, as "0-2 5-6"; the limit is 1600, so that
 * less than 100 is small. */
static const char *
groups(const int64_t *sizes, size_t n)
{
	static char text[200];
	struct group to[50];
	size_t i, ngroups = group_parts(sizes, n, 1600, to);
	int at = 0;

	text[0] = '\0';
	for (i = 0; i < ngroups; i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at, "%s%zu-%zu",
		    i > 0 ? " " : "", to[i].first, to[i].first + to[i].n - 1);
	return text;
}

static void
check_groups(void)
{
	const int64_t small[] = { 1, 2, 3, 4, 5 };
	const int64_t large[] = { 5, 6, 1600, 7, 8 };
	const int64_t grown[] = { 900, 400, 150 };
	const int64_t even[] = { 810, 400, 200, 210 };
	const int64_t full[] = { 900, 900, 900, 900 };

	CHECK(strcmp(groups(small, 0), "") == 0, "no parts are not a group");
	CHECK(strcmp(groups(small, 1), "") == 0, "one part is none either");
	CHECK(strcmp(groups(small, 5), "0-4") == 0, "small parts become one");
	CHECK(strcmp(groups(large, 5), "0-1 3-4") == 0,
	    "a large one is left alone, and those beside it stay apart");
	CHECK(strcmp(groups(grown, 3), "") == 0,
	    "one that is much larger than all after it waits");
	CHECK(strcmp(groups(even, 4), "0-3") == 0,
	    "until those have grown as large");
	CHECK(strcmp(groups(full, 4), "0-1 2-3") == 0,
	    "and what is large enough takes no more");
}

/* What runs of the program after each of this many equal loads come to: *most
 * files at a time, and how often a row was written again. */
static double
run_often(size_t loads, size_t *most)
{
	int64_t sizes[1000];
	struct group to[500];
	size_t n = 0, i, g, ngroups, k;
	double written = 0;

	*most = 0;
	for (i = 0; i < loads; i++) {
		sizes[n++] = 100;
		ngroups = group_parts(sizes, n, 1600, to);
		for (g = ngroups; g-- > 0;) {
			for (k = 1; k < to[g].n; k++)
				sizes[to[g].first] += sizes[to[g].first + k];
			written += (double)sizes[to[g].first];
			memmove(&sizes[to[g].first + 1],
			    &sizes[to[g].first + to[g].n],
			    (n - to[g].first - to[g].n) * sizeof(*sizes));
			n -= to[g].n - 1;
		}
		*most = n > *most ? n : *most;
	}
	return written / (double)loads / 100;
}

static void
check_cost(void)
{
	size_t most;
	double times;

	times = run_often(1000, &most);
	CHECK(most <= 1000 / 16 + 5,
	    "1000 loads leave large files and a few more: %zu", most);
	CHECK(times <= 5, "a row is written again a few times: %.1f", times);
}

static void
check_names(void)
{
	static const char state[] =
	    "t/part-0123456789abcdef-fedcba9876543210.csv";
	static const char rows[] = "t/data/part-0123456789abcdef-v12.parquet";
	static const char compact[] =
	    "t/part-0123456789abcdef-compact-fedcba9876543210-v3.parquet";
	struct part_name p;
	struct map keys = { 0 };
	char key[64], other[64];

	CHECK(part_name_parse(state, &p) && p.key_len == 33 &&
		  p.selection == 17 && !p.compact && p.version == -1,
	    "a part of a selection is known by its name");
	CHECK(part_name_parse(rows, &p) && p.key_len == 16 &&
		  p.selection == 0 && !p.compact && p.version == 12,
	    "so is one of rows, with its version");
	CHECK(part_name_parse(compact, &p) && p.selection == 17 && p.compact &&
		  p.version == 3,
	    "and what parts were put into");
	CHECK(!part_name_parse("t/part-0123.csv", &p) &&
		  !part_name_parse("t/0123456789abcdef.csv", &p) &&
		  !part_name_parse("t/part-0123456789abcdef0.csv", &p) &&
		  !part_name_parse("t/part-v3.parquet", &p) &&
		  !part_name_parse("part-", &p),
	    "other names are not taken for parts'");

	(void)map_add(&keys, "a", 1, NULL);
	(void)map_add(&keys, "b", 1, NULL);
	CHECK(part_name_parse(state, &p), "(a part)");
	part_name_compact(&p, &keys, key);
	CHECK(strncmp(key, "0123456789abcdef-compact-", 25) == 0 &&
		  strlen(key) == 41,
	    "what parts are put into is of their selection");
	(void)map_add(&keys, "c", 1, NULL);
	part_name_compact(&p, &keys, other);
	CHECK(strcmp(key, other) != 0, "other parts make another name");
	map_free(&keys);
}

int
main(void)
{
	check_groups();
	check_cost();
	check_names();
	return tap_done();
}
