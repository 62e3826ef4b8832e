/* model_path: where tables and columns come from; see model_path.h. */
#include "aai-flatten/model_path.h"

#include <string.h>

#include "aai-flatten/name.h"
#include "json/lex.h"
#include "json/text.h"

/* Whether the name can be told from all else in a path. */
static bool
is_plain(const char *raw, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((raw[i] & 0x80) == 0 && raw[i] != '_' && raw[i] != '-' &&
		    !(raw[i] >= '0' && raw[i] <= '9') &&
		    !(raw[i] >= 'a' && raw[i] <= 'z') &&
		    !(raw[i] >= 'A' && raw[i] <= 'Z'))
			return false;
	return len > 0;
}

void
model_path_name(const char *raw, size_t len, struct buf *out)
{
	if (is_plain(raw, len))
		buf_put(out, raw, len);
	else
		json_quote(raw, len, out);
}

void
model_path_field(const struct model_field *fd, struct buf *out)
{
	if (fd->item) {
		buf_byte(out, '.');
		return;
	}
	buf_str(out, fd->shape->source);
	if (*fd->shape->source != '\0')
		buf_byte(out, '.');
	model_path_name(fd->raw, fd->raw_len, out);
}

void
model_path_list(const struct model_field *fd, bool map, struct buf *out)
{
	buf_str(out, fd->shape->table->source);
	if (!fd->item) {
		buf_byte(out, '.');
		model_path_field(fd, out);
	}
	buf_str(out, map ? "{}" : "[]");
}

void
model_path_key(const struct model_key *k, struct buf *out)
{
	size_t i;

	for (i = 0; i < k->nsteps; i++) {
		buf_byte(out, '.');
		model_path_name(k->steps[i].name, k->steps[i].len, out);
	}
}

/* Append the path of the root's key number i, seen from the record. */
static void
put_root_key(const struct model_root *r, size_t i, struct buf *out)
{
	if (r->nkeys == 0) {
		buf_str(out, "#_id");
		return;
	}
	model_path_key(&r->keys[i], out);
}

/* Append that of a position: the table's, its last brackets with a "#". */
static void
put_position(const struct model_table *t, const struct model_table *root,
    struct buf *out)
{
	const char *path = t->source + strlen(root->source);
	size_t len = strlen(path);

	buf_put(out, path, len - 1);
	buf_byte(out, '#');
	buf_byte(out, (uint8_t)path[len - 1]);
}

/* Append the path of a key of a table that is a list's. */
static void
put_key(const struct model_column *c, struct buf *out)
{
	const struct model_table *t = c->table, *up = t;
	size_t i = 0;

	while (t->columns[i] != c)
		i++;
	while (up->parent != NULL && i < up->parent->nkeys)
		up = up->parent;
	buf_byte(out, '$');
	if (up->parent == NULL)
		put_root_key(up->root, i, out);
	else
		put_position(up, t->root->shape->table, out);
}

bool
model_path_column(const struct model_column *c, struct buf *out)
{
	const struct model_table *t = c->table;

	if (c->field != NULL) {
		model_path_field(c->field, out);
	} else if (t->met && c->key && t->parent != NULL) {
		put_key(c, out);
	} else if (t->met && c->key) {
		buf_str(out, "#_id");
	} else if (t->met && c->system) {
		buf_byte(out, '#');
		buf_str(out, c->name);
	} else if (c->source != NULL) {
		buf_str(out, c->source);
	} else {
		return false;
	}
	return true;
}

/*
 * Append the name at p, decoded; the position after it.  Schemas may be
 * anybody's: what is not a name is taken as one, to the end.
 */
static const char *
read_name(const char *p, struct buf *out)
{
	size_t n = strcspn(p, ".[]{}\"");
	const char *end;
	bool escaped;

	if (*p != '"' && n > 0) {
		buf_put(out, p, n);
		return p + n;
	}
	n = strlen(p);
	end = *p == '"' ? json_string_end(p + 1, p + n, &escaped) : NULL;
	if (end == NULL) {
		buf_put(out, p, n);
		return p + n;
	}
	(void)json_unescape(p + 1, (size_t)(end - p - 1), out);
	return end + 1;
}

/* Whether there are brackets at p. */
static bool
is_list(const char *p)
{
	return (p[0] == '[' && p[1] == ']') || (p[0] == '{' && p[1] == '}');
}

/* Append the name at p as it stands in names of tables and columns. */
static const char *
put_name(const char *p, struct buf *name)
{
	struct buf raw = buf_make(SIZE_MAX / 2);

	p = read_name(p, &raw);
	name_normal((const char *)raw.data, raw.len, name);
	buf_free(&raw);
	return p;
}

void
model_path_table_name(const char *table, struct buf *name)
{
	const char *p = put_name(table, name);
	bool again = false;

	while (*p != '\0') {
		if (is_list(p)) {
			buf_str(name, again ? "__list" : "");
			again = true;
			p += 2;
			continue;
		}
		again = false;
		buf_str(name, "__");
		p = put_name(*p == '.' ? p + 1 : p, name);
	}
	name_limit(name);
}

void
model_path_column_name(const char *column, struct buf *name)
{
	const char *p = column;

	if (strcmp(column, ".") == 0) {
		buf_str(name, "value");
		return;
	}
	while (*p != '\0') {
		p = put_name(p, name);
		if (*p == '.')
			p++;
		buf_str(name, *p != '\0' ? "__" : "");
	}
	name_limit(name);
	name_reserve(name);
}

/* Append what follows in the path, names as they are. */
static void
put_text(const char *p, struct buf *out)
{
	while (*p != '\0') {
		if (is_list(p) || *p == '.') {
			buf_put(out, p, *p == '.' ? 1 : 2);
			p += *p == '.' ? 1 : 2;
			continue;
		}
		p = read_name(p, out);
	}
}

void
model_path_text(const char *table, const char *column, struct buf *out)
{
	struct buf tag = buf_make(SIZE_MAX / 2);
	const char *p = read_name(table, &tag);

	if (*p == '\0' && strcmp(column, ".") == 0)
		buf_put(out, tag.data, tag.len);
	put_text(*p == '.' ? p + 1 : p, out);
	if (strcmp(column, ".") != 0) {
		buf_str(out, *p != '\0' ? "." : "");
		put_text(column, out);
	}
	buf_byte(out, '\0');
	out->len = strlen((const char *)out->data);
	buf_free(&tag);
}

size_t
model_path_parent(const char *table)
{
	struct buf name = buf_make(SIZE_MAX / 2);
	const char *p = read_name(table, &name), *end = p, *up = table;

	while (*p != '\0') {
		if (is_list(p)) {
			p += 2;
			up = end;
			end = p;
			continue;
		}
		p = read_name(*p == '.' ? p + 1 : p, &name);
	}
	buf_free(&name);
	return (size_t)(up - table);
}

char *
model_path(const struct model_field *fd, const char *rest)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	const char *path = fd->shape->path;

	buf_str(&text, path);
	if (!fd->item) {
		buf_str(&text, *path != '\0' ? "." : "");
		buf_put(&text, fd->raw, fd->raw_len);
	}
	buf_str(&text, rest);
	return buf_take(&text);
}
