/* consumed: parts that are in others; see consumed.h. */
#include "sink/consumed.h"

#include <string.h>

#include "sink/part_name.h"

void
consumed_add(struct folder *f, const char *name)
{
	size_t at = map_add(&f->consumed, name, strlen(name), NULL);

	f->consumed.entries[at].value = 0;
}

bool
consumed_has(const struct folder *f, const char *key)
{
	struct part_name part;
	size_t i;

	for (i = 0; i < f->consumed.n; i++)
		if (part_name_parse(f->consumed.entries[i].key, &part) &&
		    part.key_len == strlen(key) &&
		    memcmp(part.key, key, part.key_len) == 0)
			return true;
	return false;
}

void
consumed_forget(
    struct folder *f, const char *table, const char *load_prefix)
{
	struct map_entry *entry;
	struct part_name part;
	size_t i, len;

	for (i = 0; i < f->consumed.n; i++) {
		entry = &f->consumed.entries[i];
		len = strcspn(entry->key, "/");
		if (table != NULL && (len != strlen(table) ||
					 memcmp(entry->key, table, len) != 0))
			continue;
		if (part_name_parse(entry->key, &part) &&
		    strncmp(part.key, load_prefix, strlen(load_prefix)) == 0)
			entry->value = 1;
	}
}
