/* iceberg_catalog: versions that another catalog made; see
 * iceberg_catalog.h. */
#include "lake/iceberg_catalog.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "io/beneath.h"
#include "lake/iceberg_location.h"
#include "lake/path.h"

/* Another catalog's metadata file. */
struct candidate {
	const char *name; /* borrowed; NULL: there is none */
	int64_t number;
	struct timespec changed;
};

/* Those that may be the newest; often they are one. */
struct candidates {
	struct candidate greatest;
	struct candidate latest;
};

static bool
has_ending(const char *name, const char *ending)
{
	size_t len = strlen(name), end = strlen(ending);

	return len > end && strcmp(name + len - end, ending) == 0;
}

/* Whether it is another catalog's file: not one of vN's names. */
static bool
is_others(const char *name)
{
	if (!has_ending(name, ".metadata.json") &&
	    !has_ending(name, ".metadata.json.gz"))
		return false;
	return name[0] != 'v' || name[1] < '0' || name[1] > '9';
}

/* The number that the name begins with, 0 when with none. */
static int64_t
number_of(const char *name)
{
	int64_t n = 0;

	if (!num_i64(name, strspn(name, "0123456789"), 0, INT64_MAX - 1, &n))
		n = 0;
	return n;
}

static bool
is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec :
					a->tv_nsec > b->tv_nsec;
}

/* Look at a file of the folder of metadata. */
static void
consider(struct candidates *c, const struct lake_table *t, const char *name)
{
	struct candidate x = { .name = name, .number = number_of(name) };
	struct buf path = buf_make(SIZE_MAX);
	struct stat st;

	buf_printf(&path, "metadata/%s", name);
	buf_byte(&path, 0);
	if (lake_path_stat(t, (const char *)path.data, &st) == 0)
		x.changed = st.st_mtim;
	buf_free(&path);
	if (c->greatest.name == NULL || x.number > c->greatest.number ||
	    (x.number == c->greatest.number &&
		is_later(&x.changed, &c->greatest.changed)))
		c->greatest = x;
	if (c->latest.name == NULL ||
	    is_later(&x.changed, &c->latest.changed))
		c->latest = x;
}

/* List the folder of metadata to names, and pick the candidates from it. */
static int
look(const struct lake_table *t, struct map *names, struct candidates *c,
    struct error *e)
{
	size_t i;

	memset(c, 0, sizeof(*c));
	if (lake_path_list(t, "metadata", names) != 0) {
		beneath_error(e, ERROR_OUTPUT, "cannot list its metadata");
		return iceberg_fail(t, e);
	}
	for (i = 0; i < names->n; i++)
		if (is_others(names->entries[i].key))
			consider(c, t, names->entries[i].key);
	if (c->latest.name == c->greatest.name)
		c->latest.name = NULL;
	return 0;
}

static int
load(const struct lake_table *t, const char *name, struct iceberg_meta *m,
    struct error *e)
{
	if (!has_ending(name, ".gz") && !has_ending(name, ".gz.metadata.json"))
		return iceberg_load_file(t, name, m, e);
	memset(m, 0, sizeof(*m));
	error_set(e, ERROR_USAGE,
	    "'metadata/%s' is another catalog's, and compressed", name);
	return iceberg_fail(t, e);
}

static void
say_forked(const struct lake_table *t, const char *a, const char *b,
    struct error *e)
{
	lake_refuse(t, e,
	    "it has forked: 'metadata/%s' and 'metadata/%s' both go on from an "
	    "earlier version, each without what is in the other; the catalog "
	    "that keeps it knows which one counts",
	    a, b);
}

/* A version, and the name of its file. */
struct version {
	char *name; /* owned */
	int64_t number;
	bool others;
	struct iceberg_meta meta;
};

/* Let what the candidate holds take the place of v's, if it is newer. */
static int
compare(const struct lake_table *t, struct version *v,
    const struct candidate *c, struct error *e)
{
	struct iceberg_meta m = { 0 };
	int rc = 0;

	if (c->name == NULL)
		return 0;
	if (load(t, c->name, &m, e) != 0) {
		iceberg_meta_free(&m);
		return -1;
	}
	if (iceberg_meta_follows(&v->meta, &m, c->name)) {
		iceberg_meta_free(&m);
	} else if (iceberg_meta_follows(&m, &v->meta, v->name)) {
		iceberg_meta_free(&v->meta);
		v->meta = m;
		mem_free(v->name);
		v->name = mem_str(c->name);
		v->number = c->number;
		v->others = true;
	} else {
		say_forked(t, v->name, c->name, e);
		iceberg_meta_free(&m);
		rc = -1;
	}
	return rc;
}

static char *
own_name(int64_t version)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "v%lld.metadata.json",
	    (long long)version);
	return mem_str(name);
}

static int
refuse_write(
    const struct lake_table *t, const char *name, struct error *e)
{
	lake_refuse(t, e,
	    "another catalog has gone on with it ('metadata/%s'), and would "
	    "not see what is written here; nothing is written; load into "
	    "another folder",
	    name);
	return -1;
}

/* Whether what another catalog's file holds is in the version m as well. */
static int
check_candidate(const struct lake_table *t, const struct iceberg_meta *m,
    const struct candidate *c, struct error *e)
{
	struct iceberg_meta other = { 0 };
	int rc = 0;

	if (c->name == NULL)
		return 0;
	if (load(t, c->name, &other, e) != 0)
		rc = -1;
	else if (!iceberg_meta_follows(m, &other, c->name))
		rc = refuse_write(t, c->name, e);
	iceberg_meta_free(&other);
	return rc;
}

int
iceberg_catalog_check(const struct lake_table *t,
    const struct iceberg_meta *m, struct error *e)
{
	struct map names = { 0 };
	struct candidates c;
	int rc = look(t, &names, &c, e);

	if (rc == 0)
		rc = check_candidate(t, m, &c.greatest, e);
	if (rc == 0)
		rc = check_candidate(t, m, &c.latest, e);
	map_free(&names);
	return rc;
}

int
iceberg_catalog_newest(const struct lake_table *t, int64_t *version,
    struct iceberg_meta *m, bool *catalog, struct error *e)
{
	struct version v = { .number = iceberg_version(t, e) };
	struct map names = { 0 };
	struct candidates c;
	int rc = -1;

	*version = v.number;
	*catalog = false;
	if (v.number <= 0)
		return v.number < 0 ? -1 : 0;
	v.name = own_name(v.number);
	if (iceberg_load_file(t, v.name, &v.meta, e) == 0 &&
	    look(t, &names, &c, e) == 0 &&
	    compare(t, &v, &c.greatest, e) == 0)
		rc = compare(t, &v, &c.latest, e);
	*m = v.meta;
	*version = v.number;
	*catalog = v.others;
	mem_free(v.name);
	map_free(&names);
	return rc;
}
