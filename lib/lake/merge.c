/* merge: data files that lose rows of theirs to a load; see merge.h. */
#include "lake/merge.h"

#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "lake/held_facts.h"
#include "lake/path.h"
#include "sink/part_name.h"

/* Whether it is what a load that took the place of all has written. */
static bool
is_whole(const char *name)
{
	const char *prefix = PART_NAME_PREFIX "v";

	return strncmp(name, prefix, strlen(prefix)) == 0;
}

/*
 * The path of the file that takes the place of the one at path.  Files of other
 * programs get a name of ours; so does one with the name of the load's own
 * file, if there is one, but of the same selection.
 */
static char *
name_again(struct lake_table *t, const struct lake_change *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	struct buf key = buf_make(SIZE_MAX);
	struct part_name part;
	bool ours = part_name_parse(name, &part);
	size_t len = ours ? part.key_len : 0;
	bool own = ours && c->file != NULL && len == strlen(c->key) &&
	    memcmp(part.key, c->key, len) == 0;
	char *to;

	if (own)
		len = part.selection;
	if (ours)
		buf_put(&key, part.key, len);
	if (own || (!ours && !is_whole(name)))
		buf_printf(&key, "%016llx",
		    (unsigned long long)rng_next(&t->lake->rng));
	to = lake_data_path(t, (const char *)key.data, key.len);
	buf_free(&key);
	return to;
}

/* Write the file after fd anew. */
static int
write_again(struct lake_table *t, const struct lake_change *c, int fd,
    const char *path, struct lake_merged *to, struct error *e)
{
	const struct format_merge *how =
	    format_merges(c->merge) ? c->merge : c->again;
	struct stage s;
	int rc;

	if (stage_open(&s, t->folder, e) != 0)
		return -1;
	to->path = name_again(t, c, path);
	rc = how->rewrite(how->ctx, fd, path, &s, e);
	if (rc == 0)
		rc = lake_read_stage(t, &to->file, &s, e);
	lake_place_data(t, &s, to->path);
	stage_close(&s);
	return rc;
}

/* The file that the text names: its path, owned, and it open.  -1 with *e. */
static int
open_file(struct lake_table *t, const char *location, const char *s,
    size_t len, char **path, struct error *e)
{
	int fd;

	*path = lake_path_find(t, location, s, len, e);
	if (*path == NULL)
		return -1;
	fd = lake_path_open_found(t, *path);
	if (fd < 0)
		beneath_error(e, ERROR_OUTPUT, "cannot open '%s'", *path);
	return fd;
}

int
lake_merge(struct lake_table *t, const struct lake_change *c,
    const char *location, const char *s, size_t len, struct lake_merged *to,
    struct error *e)
{
	bool looks = c->merge != NULL && c->merge->skip != NULL, changes;
	struct row_counts counts = { .rows = 1 };
	char *path;
	int fd, rc;

	memset(to, 0, sizeof(*to));
	fd = open_file(t, location, s, len, &path, e);
	rc = fd >= 0 ? 0 : -1;
	if (rc == 0 && c->merge != NULL)
		rc = c->merge->count(c->merge->ctx, fd, path, &counts, e);
	if (rc != 0 && looks && (fd >= 0 || !t->rewrites)) {
		c->merge->skip(c->merge->ctx, e);
		rc = 0;
	}
	if (rc == 0 && t->rewrites)
		rc = held_facts_check(t, fd, path, e);
	changes = counts.going > 0 || counts.marked > 0;
	if (rc == 0 && ((changes && !looks) || t->rewrites)) {
		to->touched = true;
		if (looks || counts.going < counts.rows)
			rc = write_again(t, c, fd, path, to, e);
	}
	/* It is the table that cannot be merged into, not the load. */
	if (rc != 0 && fd >= 0 && e->kind == ERROR_INPUT)
		e->kind = ERROR_OUTPUT;
	if (fd >= 0)
		(void)close(fd);
	mem_free(path);
	return rc;
}

void
lake_merged_free(struct lake_merged *m)
{
	mem_free(m->path);
	lake_file_free(&m->file);
	memset(m, 0, sizeof(*m));
}
