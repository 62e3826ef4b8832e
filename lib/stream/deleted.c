/* deleted: a record that is there no more; see deleted.h. */
#include "stream/deleted.h"

#include <string.h>

#include "json/lex.h"
#include "json/tree.h"
#include "stream/record.h"

bool
deleted_is(const char *line, size_t len)
{
	struct record_tag tag;

	return len >= sizeof(DELETED_TABLE) && record_tag(line, len, &tag) &&
	    tag.table != NULL && tag.table_len == sizeof(DELETED_TABLE) - 1 &&
	    memcmp(tag.table, DELETED_TABLE, tag.table_len) == 0;
}

/* After the member's name and its colon, or NULL. */
static const char *
skip_name(const char *p, const char *end, const char *member)
{
	size_t len = strlen(member);

	p = json_skip_space(p, end);
	if ((size_t)(end - p) < len + 2 || *p != '"' || p[len + 1] != '"' ||
	    memcmp(p + 1, member, len) != 0)
		return NULL;
	p = json_skip_space(p + len + 2, end);
	return p < end && *p == ':' ? json_skip_space(p + 1, end) : NULL;
}

int
deleted_parse(const char *line, size_t len, const char *member,
    struct span *in, struct error *e)
{
	const char *end = line + len, *from = NULL, *to = NULL, *last, *at;
	struct record_tag tag;

	if (record_tag(line, len, &tag) && tag.table != NULL)
		from = skip_name(tag.rest, end, member);
	if (from != NULL && from < end)
		to = json_value_end(from, end, JSON_DEPTH_DEFAULT, &at);
	if (to != NULL) {
		last = json_skip_space(to, end);
		if (last < end && *last == '}' &&
		    json_skip_space(last + 1, end) == end) {
			*in = (struct span){ from, (size_t)(to - from) };
			return 0;
		}
	}
	error_set(e, ERROR_INPUT,
	    "a line of \"" DELETED_TABLE "\" has a \"%s\" and nothing else",
	    member);
	return -1;
}

void
deleted_put(struct buf *out, const char *record, size_t len)
{
	buf_str(out, "{\"_table\":\"" DELETED_TABLE "\",\"" DELETED_RECORD
		     "\":");
	buf_put(out, record, len);
	buf_byte(out, '}');
}
