/* record_filter: which records a program takes; see record_filter.h. */
#include "api/record_filter.h"

#include <string.h>

#include "base/hash.h"
#include "base/num.h"
#include "json/filter.h"

#define SHARDS_MAX 1000000

static int
parse_shard(struct record_filter *c, const char *text, struct error *e)
{
	const char *slash = strchr(text, '/');

	if (slash != NULL &&
	    num_u64(slash + 1, strlen(slash + 1), 1, SHARDS_MAX, &c->shards) &&
	    num_u64(text, (size_t)(slash - text), 1, c->shards, &c->shard)) {
		c->shard--;
		return 0;
	}
	error_set(e, ERROR_USAGE,
	    "--shard: '%s' is not i/n with i from 1 to n", text);
	return -1;
}

int
record_filter_open(struct record_filter *c, const char *where,
    const char *shard, struct error *e)
{
	*c = (struct record_filter){ 0 };
	if (shard != NULL && parse_shard(c, shard, e) != 0)
		return -1;
	if (where == NULL)
		return 0;
	c->where = filter_open(where, e);
	if (c->where != NULL)
		return 0;
	error_prefix(e, "--where");
	return -1;
}

bool
record_filter_shard(const struct record_filter *c, const char *id, size_t len)
{
	return c->shards == 0 || hash_64(id, len, 0) % c->shards == c->shard;
}

int
record_filter_where(struct record_filter *c, struct span record, bool *wanted,
    struct error *e)
{
	*wanted = true;
	if (c->where == NULL)
		return 0;
	if (filter_test(c->where, record.p, record.len, wanted, e) == 0)
		return 0;
	if (e->kind == ERROR_USAGE)
		error_prefix(e, "--where");
	return -1;
}

void
record_filter_close(struct record_filter *c)
{
	filter_close(c->where);
	*c = (struct record_filter){ 0 };
}
