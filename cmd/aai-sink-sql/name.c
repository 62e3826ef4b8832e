/* name: identifiers and literals in SQL; see name.h. */
#include "aai-sink-sql/name.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"

/* "_" and the hash's digits. */
#define SUFFIX 9

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* Whether a column of the database's own has the name. */
static bool
is_system_column(const struct sql_dialect *d, const char *s)
{
	const char *const *name = d->system_columns;

	for (; name != NULL && *name != NULL; name++)
		if (strcmp(s, *name) == 0)
			return true;
	return false;
}

/* Whether the database keeps the name for itself, in whatever case. */
static bool
is_reserved(const struct sql_dialect *d, const char *s)
{
	return d->reserved != NULL &&
	       strncasecmp(s, d->reserved, strlen(d->reserved)) == 0;
}

/* Whether the database takes the name as it is. */
static bool
is_fit(const struct sql_dialect *d, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (is_control(s[i]))
			return false;
	if (is_reserved(d, s))
		return false;
	return len > 0 && len <= d->name_max && utf8_valid(s, len) == len &&
	       !is_system_column(d, s);
}

/* Add the name as the database compares it; false when that is taken. */
static bool
claim(struct sql_names *n, const char *s)
{
	struct buf folded = buf_make(SIZE_MAX / 2);
	bool added;

	n->dialect->fold(s, strlen(s), &folded);
	(void)map_add(
	    &n->folded, (const char *)folded.data, folded.len, &added);
	buf_free(&folded);
	return added;
}

/* The start of the name and a hash of it; salt makes another one. */
static char *
short_name(const struct sql_dialect *d, const char *s, size_t len,
    uint64_t salt)
{
	struct buf out = buf_make(4096);
	size_t i, keep = d->name_max - SUFFIX;
	size_t head = d->reserved != NULL ? strlen(d->reserved) - 1 : 0;

	/* Of a name that is all but the last "_", that comes after it. */
	if (d->reserved != NULL && len >= head &&
	    strncasecmp(s, d->reserved, len == head ? head : head + 1) == 0)
		buf_byte(&out, '_');
	keep = utf8_floor(s, len, keep - out.len < len ? keep - out.len : len);
	for (i = 0; i < keep; i++)
		buf_byte(&out, is_control(s[i]) ? '_' : (uint8_t)s[i]);
	buf_printf(&out, "_%08x", (unsigned)hash_64(s, len, salt));
	return buf_take(&out);
}

char *
sql_name_apart(const struct sql_dialect *d, const char *name, size_t len)
{
	return short_name(d, name, len, 0);
}

char *
sql_name_further(
    const struct sql_dialect *d, const char *name, size_t len, const char *path)
{
	return short_name(d, name, len, hash_64(path, strlen(path), 0));
}

const char *
sql_names_add(struct sql_names *n, const char *name, size_t len)
{
	size_t at = n->folded.n;
	uint64_t salt = 0;
	char *s = mem_dup(name, len);

	if (!is_fit(n->dialect, s, len) || !claim(n, s)) {
		do {
			mem_free(s);
			s = short_name(n->dialect, name, len, salt++);
		} while (!claim(n, s));
	}
	n->names = mem_grow(n->names, &n->cap, at + 1, sizeof(char *));
	n->names[at] = s;
	return s;
}

void
sql_names_free(struct sql_names *n)
{
	size_t i;

	for (i = 0; i < n->folded.n; i++)
		mem_free(n->names[i]);
	mem_free(n->names);
	map_free(&n->folded);
	memset(n, 0, sizeof(*n));
}

/* Append the bytes between two quotes, those within doubled. */
static void
put_quoted(struct buf *out, const char *s, size_t len, char quote)
{
	const char *end = s + len, *at;

	buf_byte(out, (uint8_t)quote);
	while (s < end && (at = memchr(s, quote, (size_t)(end - s))) != NULL) {
		buf_put(out, s, (size_t)(at - s) + 1);
		buf_byte(out, (uint8_t)quote);
		s = at + 1;
	}
	buf_put(out, s, (size_t)(end - s));
	buf_byte(out, (uint8_t)quote);
}

void
sql_put_name(struct buf *out, const char *name)
{
	put_quoted(out, name, strlen(name), '"');
}

void
sql_put_literal(struct buf *out, const char *text, size_t len)
{
	put_quoted(out, text, len, '\'');
}

void
sql_put_string(struct buf *out, const char *s)
{
	sql_put_literal(out, s, strlen(s));
}

void
sql_put_text(struct buf *out, const struct buf *text)
{
	sql_put_literal(out, (const char *)text->data, text->len);
}
