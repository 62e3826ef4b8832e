/* listing: what is in a folder, by names; see listing.h. */
#include "view/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "io/beneath.h"

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

void
listing_free(struct listing *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		mem_free(names->list[i]);
	mem_free(names->list);
	memset(names, 0, sizeof(*names));
}

int
listing_read(const struct folder_view *view, const char *within,
    const char *path, struct listing *names, struct error *e)
{
	struct map found = { 0 };
	size_t i;

	if (folder_view_list(view, within, &found) != 0) {
		beneath_error(e, ERROR_INPUT, "cannot list '%s'", path);
		map_free(&found);
		return -1;
	}
	for (i = 0; i < found.n; i++) {
		if (found.entries[i].key[0] == '.')
			continue;
		names->list = mem_grow(names->list, &names->cap, names->n + 1,
		    sizeof(*names->list));
		names->list[names->n++] = mem_str(found.entries[i].key);
	}
	map_free(&found);
	if (names->n > 0)
		qsort(names->list, names->n, sizeof(*names->list), by_name);
	return 0;
}

size_t
listing_stem(const char *name, enum shown_format *format)
{
	static const struct {
		const char *text;
		enum shown_format format;
	} endings[] = {
		{ ".parquet", SHOWN_PARQUET },
		{ ".csv", SHOWN_CSV },
		{ ".csv.gz", SHOWN_CSV },
		{ ".tsv", SHOWN_CSV },
		{ ".tsv.gz", SHOWN_CSV },
	};
	size_t i, len = strlen(name), n;

	for (i = 0; i < LEN(endings); i++) {
		n = strlen(endings[i].text);
		if (len > n && strcmp(name + len - n, endings[i].text) == 0) {
			*format = endings[i].format;
			return len - n;
		}
	}
	return 0;
}

bool
listing_are_parts(const struct listing *names)
{
	enum shown_format format;
	size_t i, n = 0;

	for (i = 0; i < names->n; i++) {
		if (listing_stem(names->list[i], &format) == 0)
			continue;
		if (strncmp(names->list[i], "part-", 5) != 0)
			return false;
		n++;
	}
	return n > 0;
}

bool
listing_may_be_table(const struct listing *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (strcmp(names->list[i], "_delta_log") == 0 ||
		    strcmp(names->list[i], "metadata") == 0)
			return true;
	return listing_are_parts(names);
}

static bool
has_name(const struct listing *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (strcmp(names->list[i], name) == 0)
			return true;
	return false;
}

/* Whether the folder "metadata" has manifests. */
static bool
has_manifests(const struct folder_view *view, const char *within)
{
	struct buf name = buf_make(SIZE_MAX / 2);
	struct map found = { 0 };
	const char *ending;
	bool has = false;
	size_t i;

	buf_printf(&name, "%s%smetadata", within, *within != '\0' ? "/" : "");
	buf_byte(&name, 0);
	if (folder_view_list(view, (const char *)name.data, &found) == 0)
		for (i = 0; !has && i < found.n; i++) {
			ending = strrchr(found.entries[i].key, '.');
			has = ending != NULL && strcmp(ending, ".avro") == 0;
		}
	map_free(&found);
	buf_free(&name);
	return has;
}

int
listing_check_lost(const struct folder_view *view, const char *within,
    const char *path, const struct listing *names, struct error *e)
{
	enum shown_format format;
	const char *what = NULL;
	size_t i, n = 0;

	for (i = 0; i < names->n; i++)
		n += listing_stem(names->list[i], &format) > 0;
	if (n > 0 && has_name(names, "_delta_log"))
		what = "a Delta table, whose log has no entry";
	else if (has_name(names, "metadata") && has_manifests(view, within))
		what = "an Iceberg table, without any of its versions";
	if (what == NULL)
		return 0;
	error_set(e, ERROR_INPUT,
	    "'%s' is what is left of %s: which files are the table's is not "
	    "known; each can be shown by its own path",
	    path, what);
	return -1;
}
