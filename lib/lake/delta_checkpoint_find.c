/* delta_checkpoint_find: the files of a checkpoint; see delta_checkpoint.h. */
#include "lake/delta_checkpoint.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

#define DIGITS	    20
#define PART_DIGITS 10
#define MIDDLE	    ".checkpoint."

/* The number of that many digits in a name; false: it has none there. */
static bool
take_number(const char **s, size_t digits, int64_t *n)
{
	if (strspn(*s, "0123456789") < digits ||
	    !num_i64(*s, digits, 0, INT64_MAX - 2, n))
		return false;
	*s += digits;
	return true;
}

/* Add the names of all parts of a checkpoint; false: some are not there. */
static bool
add_parts(const struct map *names, int64_t version, int64_t of,
    struct map *files)
{
	char name[96];
	int64_t i;

	/* There cannot be more parts than files. */
	if (of < 1 || (uint64_t)of > names->n)
		return false;
	for (i = 1; i <= of; i++) {
		(void)snprintf(name, sizeof(name),
		    "%0*lld" MIDDLE "%0*lld.%0*lld.parquet", DIGITS,
		    (long long)version, PART_DIGITS, (long long)i, PART_DIGITS,
		    (long long)of);
		if (map_find(names, name, strlen(name)) == MAP_NONE)
			return false;
		(void)map_add(files, name, strlen(name), NULL);
	}
	return true;
}

/* Whether a UUID and the ending of a file follow. */
static bool
is_uuid_file(const char *s)
{
	size_t len = strspn(s, "0123456789abcdefABCDEF-");

	return len == 36 && (strcmp(s + len, ".parquet") == 0 ||
				strcmp(s + len, ".json") == 0);
}

/* The version of the checkpoint that a name begins, with its files; or -1. */
static int64_t
checkpoint_of(const struct map *names, const char *name, struct map *files)
{
	int64_t version, part, of;
	const char *s = name;

	if (!take_number(&s, DIGITS, &version) ||
	    strncmp(s, MIDDLE, strlen(MIDDLE)) != 0)
		return -1;
	s += strlen(MIDDLE);
	if (strcmp(s, "parquet") == 0 || is_uuid_file(s)) {
		(void)map_add(files, name, strlen(name), NULL);
		return version;
	}
	if (!take_number(&s, PART_DIGITS, &part) || part != 1 || *s++ != '.' ||
	    !take_number(&s, PART_DIGITS, &of) || strcmp(s, ".parquet") != 0 ||
	    !add_parts(names, version, of, files))
		return -1;
	return version;
}

int64_t
delta_checkpoint_find(const struct map *names, int64_t below,
    struct map *files)
{
	struct map some = { 0 }, none = { 0 };
	int64_t version, best = -1;
	size_t i;

	for (i = 0; i < names->n; i++) {
		version = checkpoint_of(names, names->entries[i].key, &some);
		if (version > best && version < below) {
			best = version;
			map_free(files);
			*files = some;
			some = none;
		}
		map_free(&some);
		some = none;
	}
	map_free(&some);
	return best;
}
