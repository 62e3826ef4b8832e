/* part_name: the names of parts; see part_name.h. */
#include "sink/part_name.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/num.h"

#define COMPACT "compact-"

/* Whether a hash is there. */
static bool
is_hash(const char *s)
{
	return strspn(s, "0123456789abcdef") >= PART_NAME_DIGITS;
}

/* Take the version from the end of the name's stem; *end moves before it. */
static void
take_version(const char *stem, const char **end, struct part_name *name)
{
	const char *p = *end;
	int64_t version;

	name->version = -1;
	while (p > stem && p[-1] >= '0' && p[-1] <= '9')
		p--;
	if (p - stem < 2 || p[-1] != 'v' || p[-2] != '-' ||
	    !num_i64(p, (size_t)(*end - p), 0, INT64_MAX, &version))
		return;
	name->version = version;
	*end = p - 2;
}

bool
part_name_parse(const char *file, struct part_name *name)
{
	const char *slash = strrchr(file, '/'), *end, *p;

	p = slash != NULL ? slash + 1 : file;
	if (strncmp(p, PART_NAME_PREFIX, strlen(PART_NAME_PREFIX)) != 0)
		return false;
	p += strlen(PART_NAME_PREFIX);
	end = p + strcspn(p, ".");
	take_version(p, &end, name);
	name->key = p;
	name->key_len = (size_t)(end - p);
	name->selection = 0;
	if (is_hash(p) && p[PART_NAME_DIGITS] == '-' &&
	    name->key_len > PART_NAME_DIGITS)
		name->selection = PART_NAME_DIGITS + 1;
	p += name->selection;
	name->compact = strncmp(p, COMPACT, strlen(COMPACT)) == 0;
	if (name->compact)
		p += strlen(COMPACT);
	return is_hash(p) && p + PART_NAME_DIGITS == end;
}

void
part_name_compact(
    const struct part_name *one, const struct map *names, char key[64])
{
	uint64_t hash = 0;
	size_t i;

	for (i = 0; i < names->n; i++)
		hash = hash_64(
		    names->entries[i].key, names->entries[i].len + 1, hash);
	(void)snprintf(key, 64, "%.*s" COMPACT "%016llx", (int)one->selection,
	    one->key, (unsigned long long)hash);
}
