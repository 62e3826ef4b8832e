/* airbyte_table: keys, and what is left of a record; see airbyte.h. */
#include <string.h>

#include "aai-describe/airbyte.h"
#include "aai-describe/airbyte_value.h"
#include "aai-describe/identifier.h"
#include "json/text.h"

static bool
same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Where AddFields takes a value from: a path of the record, or a partition. */
static const char *
added_path(struct airbyte_stream *st, const char *text)
{
	struct jinja j = { 0 };
	struct airbyte_chain c;
	size_t at = 0, from, len, root, i;
	bool expression, statement;
	struct error e = { 0 };
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *path = NULL;

	if (text != NULL &&
	    jinja_part(text, &at, &from, &len, &expression, &statement) &&
	    expression && text[at] == '\0' &&
	    jinja_parse(&j, text + from, len, &root, &e) == 0) {
		airbyte_read_chain(&j, root, &c);
		if (c.root != NULL && same(c.root, "record") && c.n > 0) {
			for (i = 0; i < c.n; i++) {
				if (i > 0)
					buf_byte(&b, '.');
				airbyte_put_name(&b, c.names[i]);
			}
			path = airbyte_text(st, "%.*s", (int)b.len, b.data);
		} else if (c.root != NULL && c.n > 0 &&
			   (same(c.root, "stream_partition") ||
			       same(c.root, "stream_slice"))) {
			path = airbyte_text(st, "%s", c.names[c.n - 1]);
		}
	}
	jinja_free(&j);
	buf_free(&b);
	return path;
}

const char *
airbyte_record_path(
    struct airbyte_stream *st, size_t stream, const char *field)
{
	size_t list = document_get(st->d, stream, "transformations");
	size_t at = JSON_NO_NODE, f, fields, path;
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *s, *name;

	while (document_kind(st->d, list) == JSON_ARRAY &&
	       (at = document_next(st->d, list, at)) != JSON_NO_NODE) {
		fields = document_get(st->d, at, "fields");
		f = JSON_NO_NODE;
		while (document_kind(st->d, fields) == JSON_ARRAY &&
		       (f = document_next(st->d, fields, f)) != JSON_NO_NODE) {
			path = document_get(st->d, f, "path");
			name = document_string(st->d,
			    document_next(st->d, path, JSON_NO_NODE));
			if (document_count(st->d, path) == 1 && name != NULL &&
			    same(name, field))
				return added_path(
				    st, document_text(st->d, f, "value"));
		}
	}
	for (s = field; *s != '\0'; s += *s == '/') {
		size_t len = strcspn(s, "/");

		if (b.len > 0)
			buf_byte(&b, '.');
		airbyte_put_name(&b, airbyte_text(st, "%.*s", (int)len, s));
		s += len;
	}
	s = airbyte_text(st, "%.*s", (int)b.len, b.data);
	buf_free(&b);
	return s;
}

static void
add_key(struct airbyte_stream *st, size_t node)
{
	const char *name = document_string(st->d, node), *path;
	size_t i;

	if (document_kind(st->d, node) == JSON_ARRAY) {
		if (document_count(st->d, node) == 1)
			add_key(st, document_next(st->d, node, JSON_NO_NODE));
		return;
	}
	path = name != NULL && *name != '\0'
		   ? airbyte_record_path(st, st->node, name)
		   : NULL;
	if (path == NULL || st->nkey == AIRBYTE_FIELDS)
		return;
	for (i = 0; i < st->nkey; i++)
		if (same(st->key[i], path))
			return;
	st->key[st->nkey++] = path;
}

/* The members of the key that the record itself has. */
static bool
is_in_front(struct airbyte_stream *st, const char *path)
{
	size_t i;

	for (i = 0; i < st->nfields; i++)
		if (same(st->fields[i], path))
			return true;
	return false;
}

static void
put_drop(struct airbyte_stream *st, struct source_members *table)
{
	size_t list = document_get(st->d, st->node, "transformations");
	size_t at = JSON_NO_NODE, f, step, pointers;
	struct buf all = buf_make(SIZE_MAX / 2), b = buf_make(SIZE_MAX / 2);
	size_t i;

	while (document_kind(st->d, list) == JSON_ARRAY &&
	       (at = document_next(st->d, list, at)) != JSON_NO_NODE) {
		pointers = document_get(st->d, at, "field_pointers");
		f = JSON_NO_NODE;
		if (!same(airbyte_type(st, at), "RemoveFields") ||
		    document_get(st->d, at, "condition") != JSON_NO_NODE) {
			source_note(&st->passed, "%s", airbyte_type(st, at));
			continue;
		}
		while (document_kind(st->d, pointers) == JSON_ARRAY &&
		       (f = document_next(st->d, pointers, f)) !=
			   JSON_NO_NODE) {
			bool plain = true;

			step = JSON_NO_NODE;
			buf_reset(&b);
			while ((step = document_next(st->d, f, step)) !=
			       JSON_NO_NODE) {
				const char *s = document_string(st->d, step);

				plain = plain && s != NULL &&
					strpbrk(s, "*{") == NULL;
				if (b.len > 0)
					buf_byte(&b, '.');
				airbyte_put_name(&b, s != NULL ? s : "");
			}
			buf_byte(&b, '\0');
			for (i = 0; i < st->nkey; i++)
				plain = plain &&
					!same(st->key[i], (char *)b.data);
			if (!plain)
				continue;
			airbyte_comma(&all, 0);
			json_quote((char *)b.data, b.len - 1, &all);
		}
	}
	if (all.len > 0)
		source_put(table, "drop",
		    airbyte_text(st, "[%.*s]", (int)all.len, all.data));
	buf_free(&all);
	buf_free(&b);
}

int
airbyte_table(struct airbyte_stream *st)
{
	struct source_members table = { 0 }, key = { 0 };
	struct buf prefix = buf_make(SIZE_MAX / 2);
	size_t at = JSON_NO_NODE, i;
	size_t node = document_get(st->d, st->node, "primary_key");
	bool plain = true;

	if (document_kind(st->d, node) == JSON_ARRAY) {
		while ((at = document_next(st->d, node, at)) != JSON_NO_NODE)
			add_key(st, at);
		if (document_count(st->d, node) != st->nkey)
			st->nkey = 0;
	} else {
		add_key(st, node);
	}
	identifier_put_snake(&prefix, st->name, strlen(st->name));
	identifier_make_singular(&prefix, 0);
	for (i = 0; i < st->nkey; i++) {
		plain = plain && strpbrk(st->key[i], ".[{\"") == NULL;
		if (!is_in_front(st, st->key[i]))
			source_put_text(&key, st->key[i],
			    airbyte_text(st, "%.*s_%s", (int)prefix.len,
				prefix.data, st->key[i]));
	}
	if (!plain || key.n == 0)
		st->nkey = 0;
	if (st->nkey > 0)
		source_put_members(&table, "key", &key);
	put_drop(st, &table);
	if (table.n > 0)
		source_put_members(&st->members, "table", &table);
	source_members_free(&table);
	source_members_free(&key);
	buf_free(&prefix);
	return 0;
}
