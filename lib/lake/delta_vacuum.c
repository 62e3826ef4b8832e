/* delta_vacuum: files of a Delta table that nobody needs; see delta.h. */
#include "lake/delta.h"

#include <stdio.h>
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "lake/path.h"

#define RETENTION "delta.deletedFileRetentionDuration"

/* "interval 7 days", as Spark writes it, in milliseconds; or -1. */
static int64_t
parse_interval(const char *text)
{
	static const struct {
		const char *word;
		int64_t ms;
	} units[] = { { "millisecond", 1 }, { "second", 1000 },
		{ "minute", 60000 }, { "hour", 3600000 }, { "day", 86400000 },
		{ "week", 604800000 } };
	const char *p = text;
	size_t digits, len, i;
	int64_t n;

	if (strncmp(p, "interval ", 9) == 0)
		p += 9;
	digits = strspn(p, "0123456789");
	if (!num_i64(p, digits, 0, INT32_MAX, &n) || p[digits] != ' ')
		return -1;
	p += digits + 1;
	len = strlen(p);
	if (len > 1 && p[len - 1] == 's')
		len--;
	for (i = 0; i < LEN(units); i++)
		if (strlen(units[i].word) == len &&
		    memcmp(units[i].word, p, len) == 0)
			return n * units[i].ms;
	return -1;
}

int64_t
delta_retention(struct lake_table *t, struct error *e)
{
	const struct delta_metadata *b = t->state;
	char *text = delta_property(&b->log, RETENTION);
	int64_t ms = text == NULL ? INT64_MAX : parse_interval(text);

	if (ms < 0)
		lake_refuse(t, e,
		    "its property " RETENTION " is '%.100s', which this "
		    "program does not know; --vacuum=TIME says how long",
		    text);
	mem_free(text);
	return ms;
}

int
delta_expire(struct lake_table *t, int64_t oldest_ms, struct error *e)
{
	(void)t;
	(void)oldest_ms;
	(void)e;
	return 0;
}

/* Add a file by its path in the log; one that is elsewhere is not ours. */
static void
add_file(const struct lake_table *t, const char *s, struct map *names)
{
	struct error ignored;
	char *path = delta_file_path(t, s, false, &ignored);

	if (path != NULL)
		lake_path_add(t, path, names);
	mem_free(path);
}

int
delta_needed(struct lake_table *t, int64_t oldest_ms, struct map *names,
    struct error *e)
{
	const struct delta_metadata *b = t->state;
	struct delta_log again = { .version = -1, .checkpoint = -1,
		.keep = true, .stop = b->log.version };
	size_t i;
	int rc = delta_read_metadata(t, &again, e);

	for (i = 0; rc == 0 && i < again.kept.n; i++) {
		const char *id = again.kept.entries[i].key;

		if (id[0] == DELTA_LOG_FILE &&
		    delta_removal_ms(again.texts[i]) >= oldest_ms)
			add_file(t, id + 1, names);
	}
	delta_log_close(&again);
	return rc;
}
