/* known: records that are there more than once; see load.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "sink/load.h"

/* Whether the load is one that looks for what is there. */
static bool
asks(const struct load *l)
{
	/* With a state a record comes again when it has changed. */
	return l->in_folder && l->o->append && l->o->state == NULL &&
	       !load_merges(l);
}

int
known_note(struct load *l, size_t n, const struct cell *cells, struct error *e)
{
	struct load_target *g = l->targets[n];
	struct record_types types = { g->t.table, g->places };
	bool noted;

	if (record_keys_add(&l->keys, n, l->source->schema.tables[n], &types,
		cells, &noted, e) != 0)
		return -1;
	g->keyed |= noted;
	g->respelled |= noted && l->keys.key.respelled;
	if (noted && g->as != NULL)
		key_forms_see(g);
	if (noted && asks(l))
		key_bounds_add(&g->bounds, &l->keys.key);
	return 0;
}

int
known_count_repeated(struct load *l, struct error *e)
{
	uint64_t i;

	if (record_keys_end(&l->keys, l->o->common.memory, e) != 0)
		return -1;
	for (i = 0; i < l->keys.parts; i++) {
		if (record_keys_take(&l->keys, i, e) != 0)
			return -1;
		l->result->repeated += record_keys_repeated(&l->keys);
	}
	return 0;
}

/* For row_filter: rows that no record of the load has the key of. */
static int
stays(void *arg, const struct root_key *key, struct error *e)
{
	const struct known_look *k = arg;

	(void)e;
	return record_keys_have(&k->load->keys, k->number, key) ? 0 : 1;
}

static bool
may_have_text(void *arg, const struct row_filter_text *lo,
    const struct row_filter_text *hi)
{
	const struct known_look *k = arg;

	return key_bounds_meet_text(
	    &k->load->targets[k->number]->bounds, lo, hi);
}

static bool
may_have_number(void *arg, int64_t lo, int64_t hi)
{
	const struct known_look *k = arg;

	return key_bounds_meet_number(
	    &k->load->targets[k->number]->bounds, lo, hi);
}

static bool
may_have_hash(void *arg, bool (*has)(const void *filter, uint64_t hash),
    const void *filter)
{
	const struct known_look *k = arg;

	return k->filter.ncolumns != 1 ||
	    record_keys_ask(&k->load->keys, has, filter);
}

/* The columns of "from" that the target's key is in; false: not in all. */
static bool
find_columns(
    struct known_look *k, const struct table *as, const struct table *from)
{
	size_t i, at, n = 0;

	k->columns = mem_new(as->ncolumns + 1, sizeof(*k->columns));
	for (i = 0; i < as->ncolumns; i++) {
		if (!as->columns[i].key)
			continue;
		at = table_place(from, as, i);
		if (at == MAP_NONE)
			return false;
		k->columns[n++] = at;
	}
	k->filter.columns = k->columns;
	k->filter.ncolumns = n;
	k->filter.stays = stays;
	k->filter.arg = k;
	k->filter.may_have_text = may_have_text;
	k->filter.may_have_number = may_have_number;
	k->filter.may_have_hash = may_have_hash;
	return n > 0;
}

/* Count the file's rows that have a key of the load. */
static int
look_into(struct known_look *k, int fd, const char *name, struct error *e)
{
	struct load *l = k->load;
	struct sink_part part = { .fd = fd,
		.name = name,
		.from = k->from,
		.filter = &k->filter,
		.foreign = l->format->table_format != NULL };
	struct row_counts counts;
	uint64_t i, known = 0;

	for (i = 0; i < l->keys.parts; i++) {
		if (record_keys_take(&l->keys, i, e) != 0)
			return -1;
		if (i > 0 && lseek(fd, 0, SEEK_SET) != 0) {
			error_errno(e, ERROR_FAILED, "cannot read '%s'", name);
			return -1;
		}
		if (l->format->count(l->ctx, &part, &counts, e) != 0)
			return -1;
		known += counts.going;
	}
	l->result->known += known;
	return 0;
}

/* A file cannot be read: that is not a reason not to add others. */
static void
skip(void *ctx, const struct error *why)
{
	struct load *l = ((struct known_look *)ctx)->load;

	if (l->unread++ == 0)
		l->unread_why = *why;
}

void
known_tell_unread(struct load *l)
{
	char more[64] = "";

	if (l->unread == 0)
		return;
	if (l->unread > 1)
		(void)snprintf(more, sizeof(more), ", nor of %llu other files",
		    (unsigned long long)l->unread - 1);
	load_warn(l,
	    "%.250s: whether it has records of this load is not known%s",
	    l->unread_why.text, more);
}

static int
count(void *ctx, int fd, const char *name, struct row_counts *counts,
    struct error *e)
{
	*counts = (struct row_counts){ 0 };
	return look_into(ctx, fd, name, e);
}

bool
known_look_make(struct load *l, size_t n, const struct table *from,
    struct known_look *k)
{
	const struct load_target *g = l->targets[n];

	memset(k, 0, sizeof(*k));
	if (!asks(l) || g->left_out || !g->keyed || from == NULL)
		return false;
	k->load = l;
	k->number = n;
	k->from = from;
	k->look.ctx = k;
	k->look.count = count;
	k->look.skip = skip;
	return find_columns(k, g->as, from);
}

void
known_look_free(struct known_look *k)
{
	mem_free(k->columns);
	memset(k, 0, sizeof(*k));
}

/* The number of the target whose rows go to that table, or that of none. */
static size_t
find_target(const struct load *l, const char *name, size_t len)
{
	const struct table *as;
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		as = l->targets[i]->as;
		if (as != NULL && as->name_len == len &&
		    memcmp(as->name, name, len) == 0)
			break;
	}
	return i;
}

/* Look into one part of a table's. */
static void
look_into_part(struct load *l, const char *file, size_t len)
{
	size_t n = find_target(l, file, len);
	struct known_look k = { .load = l };
	struct error why;
	int fd;

	if (n < l->ntargets &&
	    known_look_make(l, n, schema_find(&l->old, file, len), &k)) {
		fd = folder_read(&l->folder, file, &why);
		if (fd < 0 || look_into(&k, fd, file, &why) != 0)
			skip(&k, &why);
		if (fd >= 0)
			(void)close(fd);
	}
	known_look_free(&k);
}

void
known_look_into_parts(struct load *l)
{
	const char *slash;
	size_t i;

	for (i = 0; asks(l) && i < l->folder.files.n; i++) {
		const struct map_entry *file = &l->folder.files.entries[i];

		slash = strchr(file->key, '/');
		/* Those that go are of this very load. */
		if (slash != NULL && file->value == 0)
			look_into_part(
			    l, file->key, (size_t)(slash - file->key));
	}
}
