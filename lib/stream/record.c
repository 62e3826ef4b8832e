/* record: the tag of a record, and the end record; see record.h. */
#include "stream/record.h"

#include <string.h>

#include "json/lex.h"
#include "json/text.h"
#include "json/tree.h"

#define TAG "\"_table\""

/* Where the value of a first member "_table" starts, or NULL. */
static const char *
tag_value(const char *line, const char *end)
{
	const char *p = json_skip_space(line, end);

	if (p == end || *p != '{')
		return NULL;
	p = json_skip_space(p + 1, end);
	if ((size_t)(end - p) < sizeof(TAG) - 1 ||
	    memcmp(p, TAG, sizeof(TAG) - 1) != 0)
		return NULL;
	p = json_skip_space(p + sizeof(TAG) - 1, end);
	return p < end && *p == ':' ? json_skip_space(p + 1, end) : NULL;
}

bool
record_tag(const char *line, size_t len, struct record_tag *tag)
{
	const char *end = line + len, *p = json_skip_space(line, end), *value;
	bool escaped;

	memset(tag, 0, sizeof(*tag));
	if (p == end || *p != '{')
		return false;
	tag->rest = p + 1;
	value = tag_value(line, end);
	if (value == NULL)
		return true;
	if (value == end || *value != '"')
		return false;
	p = json_string_end(value + 1, end, &escaped);
	if (p == NULL)
		return false;
	tag->table = value + 1;
	tag->table_len = (size_t)(p - tag->table);
	p = json_skip_space(p + 1, end);
	tag->rest = p < end && *p == ',' ? p + 1 : p;
	return true;
}

void
record_put(struct buf *out, const char *table, const char *members,
    size_t members_len, const char *body, size_t body_len)
{
	const char *end = body + body_len, *value, *rest;

	buf_str(out, "{\"_table\":");
	json_quote(table, strlen(table), out);
	if (members_len > 0) {
		buf_byte(out, ',');
		buf_put(out, members, members_len);
	}
	value = tag_value(body, end);
	rest = json_skip_space(body, end) + 1;
	/* An empty object has nothing to be put behind a comma. */
	if (json_skip_space(rest, end) < end &&
	    *json_skip_space(rest, end) != '}')
		buf_byte(out, ',');
	if (value != NULL) {
		buf_str(out, "\"_table_\":");
		rest = value;
	}
	buf_put(out, rest, (size_t)(end - rest));
}

int
record_end_parse(const char *line, size_t len, struct record_end *end,
    struct error *e)
{
	struct json_tree t = { 0 };
	size_t records;
	int64_t n;
	int rc = -1;

	if (json_parse(&t, line, len, JSON_DEPTH_DEFAULT, e) != 0)
		goto out;
	records = json_get(&t, 0, "records");
	if (!json_i64(&t, records, 0, INT64_MAX, &n)) {
		error_set(e, ERROR_INPUT,
		    "the end record does not say how many records there are");
		goto out;
	}
	end->records = (uint64_t)n;
	end->rest = line + t.nodes[records].to;
	end->rest = json_skip_space(end->rest, line + len);
	if (*end->rest == ',')
		end->rest++;
	end->rest = json_skip_space(end->rest, line + len);
	/* Up to the brace that closes the record. */
	end->rest_len = (size_t)(line + t.nodes[0].to - 1 - end->rest);
	rc = 0;
out:
	json_tree_free(&t);
	return rc;
}

void
record_end_put(struct buf *out, uint64_t records, const char *rest,
    size_t rest_len)
{
	buf_str(out, "{\"_table\":\"" RECORD_END_TABLE "\",\"records\":");
	buf_u64(out, records);
	if (rest_len > 0)
		buf_byte(out, ',');
	buf_put(out, rest, rest_len);
	buf_byte(out, '}');
}
