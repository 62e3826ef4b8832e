/* meta: what the files beside the tables say of them; see meta.h. */
#include "view/meta.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"
#include "csv/package.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "stream/columns.h"

#define SCHEMA_FILE "_aai_schema.ndjson"
#define TEXT_MAX    ((size_t)1 << 30)

/* Taken apart, the bytes of a file are this many times as many. */
#define SHARE 8

/* Where the files are read from. */
struct meta_source {
	const struct folder_view *view;
	const char *folder; /* for messages */
	size_t memory;
};

/* Append the file of the folder to out: 1, 0 when there is none, or -1. */
static int
slurp(const struct meta_source *from, const char *name, struct buf *out,
    struct error *e)
{
	int fd = folder_view_file(from->view, name), rc;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0) {
		beneath_error(e, ERROR_INPUT, "cannot open '%s/%s'",
		    from->folder, name);
		return -1;
	}
	if (out->max > from->memory / SHARE)
		out->max = from->memory / SHARE;
	rc = fd_slurp(fd, name, out, e) == 0 ? 1 : -1;
	(void)close(fd);
	return rc;
}

static int
read_parts(struct meta *m, const struct meta_source *from, struct error *e)
{
	struct buf text = buf_make(TEXT_MAX);
	const char *p, *end, *lf;
	struct table *t;
	bool changed;
	int rc = slurp(from, SCHEMA_FILE, &text, e);

	p = (const char *)text.data;
	end = p + text.len;
	while (rc == 1 && p < end) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			lf = end;
		if (columns_parse(p, (size_t)(lf - p), &m->parts, &t, &changed,
			e) != 0) {
			error_prefix(e, "'%s/%s'", from->folder, SCHEMA_FILE);
			rc = -1;
		}
		p = lf + 1;
	}
	buf_free(&text);
	return rc < 0 ? -1 : 0;
}

static int
read_package(struct meta *m, const struct meta_source *from, struct error *e)
{
	int rc = slurp(from, CSV_PACKAGE_FILE, &m->text, e);

	if (rc <= 0)
		return rc;
	if (json_parse(&m->package, (const char *)m->text.data, m->text.len,
		JSON_DEPTH_DEFAULT, e) != 0) {
		error_prefix(e, "'%s/%s'", from->folder, CSV_PACKAGE_FILE);
		return -1;
	}
	m->packaged = true;
	return 0;
}

int
meta_open(struct meta *m, const struct folder_view *view, const char *folder,
    const struct catalog_options *options, struct error *e)
{
	struct meta_source from = { view, folder, options->memory };

	memset(m, 0, sizeof(*m));
	m->text = buf_make(TEXT_MAX);
	if (read_parts(m, &from, e) != 0)
		return -1;
	return read_package(m, &from, e);
}

/* Take the type from "decimal(38,2)"; any other text says nothing. */
static void
parse_decimal(const char *s, struct coltype *type)
{
	static const char start[] = "decimal(";
	const char *comma = strchr(s, ','), *end = s + strlen(s);
	uint64_t precision, scale;

	if (strncmp(s, start, sizeof(start) - 1) != 0 || comma == NULL ||
	    end[-1] != ')')
		return;
	s += sizeof(start) - 1;
	if (comma < s ||
	    !num_u64(s, (size_t)(comma - s), 1, TYPE_DECIMAL_DIGITS,
		&precision) ||
	    !num_u64(comma + 1, (size_t)(end - comma) - 2, 0, precision,
		&scale))
		return;
	type->type = TYPE_DECIMAL;
	type->precision = (uint8_t)precision;
	type->scale = (uint8_t)scale;
}

/* The type of a field of a Table Schema. */
static struct coltype
field_type(const struct json_tree *t, size_t field)
{
	static const struct {
		const char *name;
		enum type type;
	} types[] = {
		{ "boolean", TYPE_BOOL },
		{ "integer", TYPE_BIGINT },
		{ "number", TYPE_DOUBLE },
		{ "date", TYPE_DATE },
		{ "datetime", TYPE_TIMESTAMP },
	};
	size_t at = json_get(t, field, "type"), i;
	struct coltype type = { TYPE_TEXT, 0, 0 };
	char *text;

	for (i = 0; at != JSON_NO_NODE && i < LEN(types); i++) {
		if (json_equals(t, at, types[i].name))
			type.type = types[i].type;
	}
	/* What our own writer adds to types that are coarser than ours. */
	at = json_get(t, field, "description");
	text = at == JSON_NO_NODE ? NULL : json_take_string(t, at);
	if (text != NULL && type.type == TYPE_TEXT &&
	    strcmp(text, "JSON") == 0)
		type.type = TYPE_JSON;
	else if (text != NULL && type.type == TYPE_DOUBLE)
		parse_decimal(text, &type);
	mem_free(text);
	return type;
}

/* Whether the list (or the string itself) at node holds that string. */
static bool
holds(const struct json_tree *t, size_t node, const char *s)
{
	size_t at = JSON_NO_NODE;

	if (node == JSON_NO_NODE)
		return false;
	if (t->nodes[node].kind != JSON_ARRAY)
		return json_equals(t, node, s);
	while ((at = json_next(t, node, at)) != JSON_NO_NODE) {
		if (json_equals(t, at, s))
			return true;
	}
	return false;
}

/* Add the columns of a resource. */
static void
add_fields(const struct json_tree *t, size_t resource, struct table *to)
{
	size_t schema = json_get(t, resource, "schema"), at, name;
	size_t fields = json_get(t, schema, "fields");
	size_t keys = json_get(t, schema, "primaryKey");
	struct buf text;

	if (fields == JSON_NO_NODE || t->nodes[fields].kind != JSON_ARRAY)
		return;
	text = buf_make(TEXT_MAX);
	at = JSON_NO_NODE;
	while ((at = json_next(t, fields, at)) != JSON_NO_NODE) {
		name = json_get(t, at, "name");
		buf_reset(&text);
		if (name == JSON_NO_NODE || !json_string(t, name, &text))
			continue;
		buf_byte(&text, '\0');
		if (table_find(to, (const char *)text.data, text.len - 1) !=
		    MAP_NONE)
			continue;
		(void)table_add(to, (const char *)text.data, text.len - 1,
		    field_type(t, at),
		    holds(t, keys, (const char *)text.data));
	}
	buf_free(&text);
}

static void
take_dialect(const struct json_tree *t, size_t resource,
    struct shown_dialect *d)
{
	size_t at = json_get(t, json_get(t, resource, "dialect"), "delimiter");
	size_t list =
	    json_get(t, json_get(t, resource, "schema"), "missingValues");
	char *s;

	s = at == JSON_NO_NODE ? NULL : json_take_string(t, at);
	if (s != NULL && strlen(s) == 1)
		d->delimiter = s[0];
	mem_free(s);
	if (list == JSON_NO_NODE || t->nodes[list].kind != JSON_ARRAY)
		return;
	at = JSON_NO_NODE;
	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
		s = json_take_string(t, at);
		if (s != NULL && s[0] != '\0' && d->null == NULL)
			d->null = s;
		else
			mem_free(s);
	}
}

/* The table that the resource's foreign key refers to, or NULL. */
static char *
find_parent(const struct json_tree *t, size_t resource)
{
	size_t foreign = json_get(t, json_get(t, resource, "schema"),
	    "foreignKeys"), title;
	size_t at = json_get(t,
	    json_get(t, json_next(t, foreign, JSON_NO_NODE), "reference"),
	    "resource");
	size_t list = json_get(t, 0, "resources"), other = JSON_NO_NODE;
	char *name, *parent = NULL;

	name = at == JSON_NO_NODE ? NULL : json_take_string(t, at);
	while (name != NULL && parent == NULL &&
	    (other = json_next(t, list, other)) != JSON_NO_NODE) {
		at = json_get(t, other, "name");
		if (at == JSON_NO_NODE || !json_equals(t, at, name))
			continue;
		title = json_get(t, other, "title");
		parent = json_take_string(t,
		    title != JSON_NO_NODE ? title : at);
	}
	mem_free(name);
	return parent;
}

/* The resource that has the file, or JSON_NO_NODE. */
static size_t
find_resource(const struct json_tree *t, const char *file)
{
	size_t list = json_get(t, 0, "resources"), at = JSON_NO_NODE;

	if (list == JSON_NO_NODE || t->nodes[list].kind != JSON_ARRAY)
		return JSON_NO_NODE;
	while ((at = json_next(t, list, at)) != JSON_NO_NODE) {
		if (holds(t, json_get(t, at, "path"), file))
			return at;
	}
	return JSON_NO_NODE;
}

void
meta_apply(const struct meta *m, struct shown *t, const char *file)
{
	const struct table *known;
	size_t resource = JSON_NO_NODE, i, at;

	known = schema_find(&m->parts, t->table->name, t->table->name_len);
	/* Only folders of parts have that schema. */
	if (known != NULL && strchr(file, '/') != NULL) {
		for (i = 0; i < known->ncolumns; i++) {
			at = table_add(t->table, known->columns[i].name,
			    known->columns[i].name_len, known->columns[i].type,
			    known->columns[i].key);
			table_set_path(t->table, at, known->columns[i].path);
		}
		if (known->path != NULL)
			t->table->path = mem_str(known->path);
		if (known->parent != NULL)
			t->table->parent = mem_str(known->parent);
		table_link_take(t->table, known);
	}
	if (m->packaged && t->format == SHOWN_CSV)
		resource = find_resource(&m->package, file);
	if (resource == JSON_NO_NODE)
		return;
	if (t->table->ncolumns == 0)
		add_fields(&m->package, resource, t->table);
	if (t->table->parent == NULL)
		t->table->parent = find_parent(&m->package, resource);
	take_dialect(&m->package, resource, &t->dialect);
}

void
meta_close(struct meta *m)
{
	schema_free(&m->parts);
	json_tree_free(&m->package);
	buf_free(&m->text);
	memset(m, 0, sizeof(*m));
}
