/* package: datapackage.json; see package.h. */
#include "csv/package.h"

#include <string.h>

#include "base/buf.h"
#include "json/text.h"
#include "sink/stage.h"

/* The current file. */
struct package {
	struct buf out;
	const struct schema *schema;
	const struct csv_style *style;
	struct map files; /* of the folder; the value is the next file of the
			     same table, by number + 1 */
	struct map owners; /* names of tables that have files; the value is
			      the first, by number + 1 */
	struct map names; /* resources' names, by table number */
};

static void
put_string(struct buf *out, const char *s)
{
	json_quote(s, strlen(s), out);
}

/*
 * A resource's name has lower-case letters, digits, '.', '-' and '_' alone;
 * tables whose names come out the same are numbered.
 */
static void
name_resource(struct package *p, const struct table *t)
{
	struct buf name = buf_make(1024);
	size_t i, len, n = 2;
	bool added;

	for (i = 0; i < t->name_len; i++) {
		char c = t->name[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '.' || c == '-' || c == '_'))
			c = '_';
		buf_byte(&name, (uint8_t)c);
	}
	len = name.len;
	for (;;) {
		(void)map_add(
		    &p->names, (const char *)name.data, name.len, &added);
		if (added)
			break;
		name.len = len;
		buf_printf(&name, "_%zu", n++);
	}
	buf_free(&name);
}

/* How much of a file's name is its table's: T.csv, T.csv.gz, T/part-... */
static size_t
owner_len(const struct map_entry *file)
{
	static const char *const ends[] = { ".csv", ".csv.gz" };
	const char *slash = memchr(file->key, '/', file->len);
	size_t i, n;

	if (slash != NULL)
		return (size_t)(slash - file->key);
	for (i = 0; i < LEN(ends); i++) {
		n = strlen(ends[i]);
		if (file->len > n &&
		    memcmp(file->key + file->len - n, ends[i], n) == 0)
			return file->len - n;
	}
	return 0;
}

/* Chain each table's files, in the order that the folder has. */
static void
find_owners(struct package *p)
{
	struct map_entry *file, *owner;
	size_t i, len, at;

	for (i = p->files.n; i-- > 0;) {
		file = &p->files.entries[i];
		len = owner_len(file);
		if (len == 0)
			continue;
		at = map_add(&p->owners, file->key, len, NULL);
		owner = &p->owners.entries[at];
		file->value = owner->value;
		owner->value = i + 1;
	}
}

/* The first file of the table, by number + 1; 0 when there is none. */
static uint64_t
first_file(const struct package *p, const struct table *t)
{
	size_t at = map_find(&p->owners, t->name, t->name_len);

	return at == MAP_NONE ? 0 : p->owners.entries[at].value;
}

/* The table's files: a string, or a list of parts.  Returns how many. */
static size_t
put_paths(struct package *p, const struct table *t)
{
	uint64_t i, next;
	size_t n = 0;

	for (i = first_file(p, t); i != 0; i = next) {
		const struct map_entry *file = &p->files.entries[i - 1];

		next = file->value;
		if (strchr(file->key, '/') == NULL) {
			buf_str(&p->out, ", \"path\": ");
			put_string(&p->out, file->key);
			return 1;
		}
		buf_str(&p->out, n++ == 0 ? ", \"path\": [" : ", ");
		put_string(&p->out, file->key);
	}
	if (n > 0)
		buf_str(&p->out, "]");
	return n;
}

static void
put_field(struct buf *out, const struct column *c)
{
	static const char *const types[TYPE_COUNT] = {
		"\"string\"",
		"\"boolean\"",
		"\"integer\"",
		"\"number\"",
		"\"number\"",
		"\"date\"",
		"\"datetime\", \"format\": \"any\"",
		"\"string\"",
		"\"string\", \"description\": \"JSON\"",
	};

	buf_str(out, "{\"name\": ");
	json_quote(c->name, c->name_len, out);
	buf_printf(out, ", \"type\": %s", types[c->type.type]);
	if (c->type.type == TYPE_DECIMAL)
		buf_printf(out, ", \"description\": \"decimal(%u,%u)\"",
		    c->type.precision, c->type.scale);
	if (c->key)
		buf_str(out, ", \"constraints\": {\"required\": true}");
	buf_byte(out, '}');
}

/* The names of the first n key columns as a list. */
static void
put_keys(struct buf *out, const struct table *t, size_t n)
{
	const char *comma = "";
	size_t i;

	buf_byte(out, '[');
	for (i = 0; i < t->ncolumns && n > 0; i++) {
		if (!t->columns[i].key)
			continue;
		buf_str(out, comma);
		json_quote(t->columns[i].name, t->columns[i].name_len, out);
		comma = ", ";
		n--;
	}
	buf_byte(out, ']');
}

/* One link, unless the table that it leads to has no file.  What stands before
 * the next one. */
static const char *
put_link(struct package *p, const struct table *t, const struct table_link *l,
    const char *before)
{
	const struct table *above = l->table == NULL ? NULL :
	    schema_find(p->schema, l->table, strlen(l->table));
	size_t i, at;

	if (above == NULL || first_file(p, above) == 0 || l->n == 0 ||
	    table_count_keys(t) < l->n)
		return before;
	at = map_find(&p->schema->by_name, above->name, above->name_len);
	buf_printf(&p->out, "%s{\"fields\": ", before);
	put_keys(&p->out, t, l->n);
	buf_str(&p->out, ", \"reference\": {\"resource\": ");
	put_string(&p->out, p->names.entries[at].key);
	buf_str(&p->out, ", \"fields\": ");
	for (i = 0; i < l->n; i++) {
		buf_str(&p->out, i == 0 ? "[" : ", ");
		put_string(&p->out, l->names[i]);
	}
	buf_str(&p->out, "]}}");
	return ", ";
}

/* How its rows join those of its parent, first, and those of its root. */
static void
put_foreign_keys(struct package *p, const struct table *t)
{
	const char *first = ",\n        \"foreignKeys\": [", *before = first;

	if (t->parent == NULL)
		return;
	before = put_link(p, t, &t->to_parent, before);
	if (t->to_root.table != NULL &&
	    strcmp(t->to_root.table, t->parent) != 0)
		before = put_link(p, t, &t->to_root, before);
	if (before != first)
		buf_byte(&p->out, ']');
}

static void
put_schema(struct package *p, const struct table *t)
{
	size_t i;

	buf_str(&p->out, ",\n      \"schema\": {\n        \"fields\": [");
	for (i = 0; i < t->ncolumns; i++) {
		buf_str(&p->out, i == 0 ? "\n          " : ",\n          ");
		put_field(&p->out, &t->columns[i]);
	}
	buf_str(&p->out, "\n        ],\n        \"missingValues\": [");
	json_quote(p->style->null, p->style->null_len, &p->out);
	buf_byte(&p->out, ']');
	if (table_count_keys(t) > 0) {
		buf_str(&p->out, ",\n        \"primaryKey\": ");
		put_keys(&p->out, t, SIZE_MAX);
	}
	put_foreign_keys(p, t);
	buf_str(&p->out, "\n      }");
}

static void
put_dialect(struct package *p)
{
	const char delimiter[2] = { p->style->delimiter, '\0' };

	buf_str(&p->out, ",\n      \"dialect\": {\"delimiter\": ");
	put_string(&p->out, delimiter);
	buf_printf(&p->out,
	    ", \"lineTerminator\": \"%s\", \"quoteChar\": \"\\\"\", "
	    "\"doubleQuote\": true, \"header\": true}",
	    p->style->crlf ? "\\r\\n" : "\\n");
}

/* Append a resource, unless the table has no file. */
static bool
put_resource(struct package *p, size_t number, bool first)
{
	const struct table *t = p->schema->tables[number];
	size_t before = p->out.len;

	buf_str(&p->out, first ? "\n    {" : ",\n    {");
	buf_str(&p->out, "\"name\": ");
	put_string(&p->out, p->names.entries[number].key);
	if (put_paths(p, t) == 0) {
		p->out.len = before;
		return false;
	}
	if (strcmp(p->names.entries[number].key, t->name) != 0) {
		buf_str(&p->out, ", \"title\": ");
		put_string(&p->out, t->name);
	}
	buf_str(&p->out, ",\n      \"profile\": \"tabular-data-resource\", "
			 "\"format\": \"csv\", \"mediatype\": \"text/csv\", "
			 "\"encoding\": \"utf-8\"");
	if (p->style->gzip)
		buf_str(&p->out, ", \"compression\": \"gz\"");
	put_dialect(p);
	put_schema(p, t);
	buf_str(&p->out, "\n    }");
	return true;
}

/* Stage the text under the file's name. */
static int
stage_text(struct folder *folder, const struct buf *text, struct error *e)
{
	struct stage s;
	int rc;

	if (stage_open(&s, folder, e) != 0)
		return -1;
	rc = stage_append(&s, text->data, text->len, e);
	folder_name(folder, s.number, CSV_PACKAGE_FILE);
	stage_close(&s);
	return rc;
}

int
csv_package(struct folder *folder, const struct schema *schema,
    const struct csv_style *style, struct error *e)
{
	struct package p = {
		.out = buf_make(SIZE_MAX / 2), .schema = schema, .style = style
	};
	bool first = true;
	size_t i;
	int rc;

	folder_list(folder, &p.files);
	find_owners(&p);
	for (i = 0; i < schema->ntables; i++)
		name_resource(&p, schema->tables[i]);
	buf_str(&p.out, "{\n  \"profile\": \"tabular-data-package\",\n"
			"  \"resources\": [");
	for (i = 0; i < schema->ntables; i++)
		if (put_resource(&p, i, first))
			first = false;
	buf_str(&p.out, "\n  ]\n}\n");
	rc = stage_text(folder, &p.out, e);
	map_free(&p.files);
	map_free(&p.owners);
	map_free(&p.names);
	buf_free(&p.out);
	return rc;
}
