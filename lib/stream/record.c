/* record: the tag of a record, and the end record; see record.h. */
#include "stream/record.h"

#include <string.h>

#include "json/lex.h"
#include "json/text.h"
#include "json/tree.h"

#define TAG "\"_table\""
#define FIRST_VALUE 4 /* the node after object, tag and a name */

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
	/* An empty object has nothing to be put after a comma. */
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
	struct record_tag tag;
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
	/* All after the tag; without the count, where it comes first. */
	(void)record_tag(line, len, &tag);
	end->rest = tag.rest;
	if (records == FIRST_VALUE) {
		end->rest = line + t.nodes[records].to;
		end->rest = json_skip_space(end->rest, line + len);
		if (*end->rest == ',')
			end->rest++;
	}
	end->rest = json_skip_space(end->rest, line + len);
	/* Up to the brace that closes the record. */
	end->rest_len = (size_t)(line + t.nodes[0].to - 1 - end->rest);
	rc = 0;
out:
	json_tree_free(&t);
	return rc;
}

/* A value or a name as it stands; nodes of strings are without the quotes. */
static void
put_node(struct buf *out, const struct json_tree *t, size_t node)
{
	const struct json_node *n = &t->nodes[node];
	size_t quote = n->kind == JSON_STRING ? 1 : 0;

	buf_put(out, t->text + n->from - quote, n->to - n->from + 2 * quote);
}

/* Append the members of whole, an object, but for an old count. */
static void
put_others(struct buf *out, const char *whole, size_t len)
{
	struct json_tree t = { 0 };
	size_t at = JSON_NO_NODE;
	struct error ignored;

	if (json_parse(&t, whole, len, JSON_DEPTH_DEFAULT, &ignored) == 0)
		while ((at = json_next(&t, 0, at)) != JSON_NO_NODE) {
			if (json_equals(&t, at, "records"))
				continue;
			buf_byte(out, ',');
			put_node(out, &t, at);
			buf_byte(out, ':');
			put_node(out, &t, at + 1);
		}
	json_tree_free(&t);
}

void
record_end_put(struct buf *out, uint64_t records, const char *rest,
    size_t rest_len)
{
	struct buf whole = buf_make(SIZE_MAX);

	buf_str(out, "{\"_table\":\"" RECORD_END_TABLE "\",\"records\":");
	buf_u64(out, records);
	if (rest_len > 0 && memmem(rest, rest_len, "records", 7) != NULL) {
		buf_byte(&whole, '{');
		buf_put(&whole, rest, rest_len);
		buf_byte(&whole, '}');
		put_others(out, (const char *)whole.data, whole.len);
	} else if (rest_len > 0) {
		buf_byte(out, ',');
		buf_put(out, rest, rest_len);
	}
	buf_byte(out, '}');
	buf_free(&whole);
}
