/* spool_entry: a response as a file of a spool; see spool_entry.h. */
#include "api/spool_entry.h"

#include <string.h>

#include "base/mem.h"
#include "codec/gzip.h"
#include "http/field.h"
#include "json/lex.h"
#include "json/text.h"
#include "json/tree.h"

#define LEVEL 1 /* the disk is quicker than a better one */
#define SLACK ((size_t)1 << 20) /* for the line before a body */
#define HEAD_NODES 64 /* of that line; ours have a few */

/* Decompress all of it; false when damaged or too long. */
static bool
unpack(const struct buf *from, struct buf *to, size_t max)
{
	const uint8_t *p = from->data;
	size_t n = from->len, got = 0, chunk = (size_t)256 << 10;
	struct error ignored;
	struct gunzip g;
	uint8_t *room;
	bool ok = true;

	gunzip_open(&g);
	do {
		room = buf_reserve(to, chunk);
		ok = room != NULL &&
		    gunzip_take(&g, &p, &n, room, chunk, &got, &ignored) == 0;
		if (ok)
			to->len += got;
	} while (ok && (got == chunk || n > 0) && to->len <= max + 4096);
	ok = ok && n == 0 && gunzip_complete(&g);
	gunzip_close(&g);
	return ok;
}

/* Whether the line is of our version; the first had no member for it. */
static bool
is_known(const struct json_tree *t)
{
	size_t at = json_get(t, 0, "version");
	int64_t version;

	return at == JSON_NO_NODE ||
	    json_i64(t, at, SPOOL_ENTRY_VERSION, SPOOL_ENTRY_VERSION, &version);
}

/* Whether the text is header lines, each with its end. */
static bool
are_lines(const char *text)
{
	const char *stop;
	char *line;
	bool are = true;

	for (; are && *text != '\0'; text = stop + 1) {
		stop = strchr(text, '\n');
		if (stop == NULL)
			return false;
		line = mem_dup(text, (size_t)(stop - text));
		are = field_is_line(line);
		mem_free(line);
	}
	return are;
}

/*
 * The line before the body: whose response it is.  False when it is none, or
 * of another version (*foreign).
 */
static bool
read_head(struct buf *all, const char *url, struct spool_entry *entry,
    bool *foreign)
{
	const uint8_t *stop = memchr(all->data, '\n', all->len);
	struct json_tree t = { .max = HEAD_NODES };
	struct error ignored;
	int64_t status = 0;
	bool ok;

	if (stop == NULL)
		return false;
	ok = json_parse(&t, (const char *)all->data,
		 (size_t)(stop - all->data), 8, &ignored) == 0;
	*foreign = ok && !is_known(&t);
	ok = ok && !*foreign &&
	    json_equals(&t, json_get(&t, 0, "url"), url) &&
	    json_i64(&t, json_get(&t, 0, "status"), 200, 599, &status);
	if (ok && json_get(&t, 0, "link") != JSON_NO_NODE) {
		entry->link = json_take_string(&t, json_get(&t, 0, "link"));
		ok = entry->link != NULL && field_is_value(entry->link);
	}
	if (ok && json_get(&t, 0, "headers") != JSON_NO_NODE) {
		entry->headers =
		    json_take_string(&t, json_get(&t, 0, "headers"));
		ok = entry->headers != NULL && are_lines(entry->headers);
	}
	json_tree_free(&t);
	entry->status = (int)status;
	if (ok) {
		buf_shift(all, (size_t)(stop + 1 - all->data));
	} else {
		mem_free(entry->link);
		mem_free(entry->headers);
		entry->link = entry->headers = NULL;
	}
	return ok;
}

bool
spool_entry_unpack(struct spool_entry *entry, const struct buf *raw,
    const char *url, size_t max, bool *foreign)
{
	size_t most = (max < SIZE_MAX / 4 ? max : SIZE_MAX / 4) + SLACK;
	struct buf all = buf_make(most);

	*foreign = false;
	if (!unpack(raw, &all, max) ||
	    !read_head(&all, url, entry, foreign)) {
		buf_free(&all);
		return false;
	}
	entry->body = all;
	return true;
}

int
spool_entry_pack(const char *url, int status, const char *link,
    const char *headers, const void *body, size_t len, struct buf *to,
    struct error *e)
{
	struct buf head = buf_make(SIZE_MAX / 2);
	struct gzip g;
	int rc;

	buf_printf(&head, "{\"version\":%d,\"url\":", SPOOL_ENTRY_VERSION);
	json_quote(url, strlen(url), &head);
	buf_printf(&head, ",\"status\":%d", status);
	if (link != NULL) {
		buf_str(&head, ",\"link\":");
		json_quote(link, strlen(link), &head);
	}
	if (headers != NULL) {
		buf_str(&head, ",\"headers\":");
		json_quote(headers, strlen(headers), &head);
	}
	buf_str(&head, "}\n");
	gzip_open(&g, LEVEL);
	rc = gzip_put(&g, head.data, head.len, to, e);
	if (rc == 0)
		rc = gzip_put(&g, body, len, to, e);
	if (rc == 0)
		rc = gzip_finish(&g, to, e);
	gzip_close(&g);
	buf_free(&head);
	return rc;
}
