/* openapi_key: what names a record; see openapi_key.h. */
#include "aai-describe/openapi_key.h"

#include <string.h>

#include "aai-describe/identifier.h"
#include "base/cc.h"

#define SCALARS (SCHEMA_STRING | SCHEMA_INTEGER | SCHEMA_NUMBER)

static const char *const ids[] = { "id", "gid", "uuid", "sid", "uid", "guid",
	"_id", NULL };
static const char *const names[] = { "key", "slug", "name", "code", "number",
	"uri", "url", "href", "handle", "email", "identifier", "login",
	"username", "path", "phone_number", "ip", "domain", "hash", "sha",
	"ref", "digest", "tag", "date", "day", "title", NULL };

unsigned
openapi_member_kinds(struct openapi *o, const struct openapi_member *m)
{
	struct openapi_schema s;
	unsigned kinds;

	openapi_schema_read(o->d, &m->is, &o->budget, &s);
	kinds = s.kinds;
	openapi_schema_free(&s);
	return kinds;
}

/* Whether it can name a record: a text or a number, as far as is known. */
static bool
can_be(struct openapi *o, const struct openapi_member *m, unsigned *kinds)
{
	*kinds = openapi_member_kinds(o, m) & ~SCHEMA_NULL;
	return (*kinds & ~SCALARS) == 0;
}

static bool
take(struct openapi *o, const struct openapi_member *m, bool sure,
    const char *why, struct openapi_key *key)
{
	unsigned kinds;

	if (m == NULL || !can_be(o, m, &kinds))
		return false;
	*key = (struct openapi_key){ m->name, kinds, sure, false, why };
	return true;
}

/* The first member that is called as one of the list, in the list's order. */
static const struct openapi_member *
find_listed(const struct openapi_schema *record, const char *const *list)
{
	const struct openapi_member *found = NULL;
	int best = -1, at;
	size_t i;

	for (i = 0; i < record->n; i++) {
		at = identifier_find(record->members[i].name, list);
		if (at >= 0 && (found == NULL || at < best)) {
			found = &record->members[i];
			best = at;
		}
	}
	return found;
}

static const struct openapi_member *
find_same(const struct openapi_schema *record, const char *name)
{
	const char *const list[] = { name, NULL };

	return find_listed(record, list);
}

/* WORD_id, and the like. */
static const struct openapi_member *
find_compound(const struct openapi_schema *record, const char *word)
{
	static const char *const ends[] = { "id", "uuid", "sid", "gid", "guid",
		"key", "code", "number", "name", "slug" };
	const struct openapi_member *m = NULL;
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t i;

	for (i = 0; i < LEN(ends) && m == NULL; i++) {
		buf_reset(&b);
		buf_printf(&b, "%s_%s", word, ends[i]);
		buf_byte(&b, '\0');
		m = find_same(record, (const char *)b.data);
	}
	buf_free(&b);
	return m;
}

/* The last words of a compound: credit for store_credit. */
static const char *
shorter(const char *word)
{
	const char *p = strchr(word, '_');

	return p != NULL ? p + 1 : NULL;
}

const struct openapi_member *
openapi_key_named(
    const struct openapi_schema *record, const char *word, const char *param)
{
	const struct openapi_member *m = find_same(record, param);
	struct buf b = buf_make(SIZE_MAX / 2);
	const char *p;
	size_t n;

	identifier_put_snake(&b, param, strlen(param));
	buf_byte(&b, '\0');
	for (p = word; m == NULL && p != NULL; p = shorter(p)) {
		n = strlen(p);
		if (strncmp((const char *)b.data, p, n) == 0 &&
		    b.data[n] == '_')
			m = find_same(record, (const char *)b.data + n + 1);
	}
	/* issue_number of a pull: whatever stands in front. */
	p = shorter((const char *)b.data);
	if (m == NULL && p != NULL)
		m = find_same(record, p);
	buf_free(&b);
	return m;
}

/* The one member that ends in id: a guess. */
static const struct openapi_member *
find_ending(struct openapi *o, const struct openapi_schema *record)
{
	const struct openapi_member *found = NULL;
	unsigned kinds;
	size_t i, n;

	for (i = 0; i < record->n; i++) {
		const char *name = record->members[i].name;

		n = strlen(name);
		if (n < 3 ||
		    (strcmp(name + n - 3, "_id") != 0 &&
			strcmp(name + n - 2, "Id") != 0 &&
			strcmp(name + n - 2, "ID") != 0) ||
		    !can_be(o, &record->members[i], &kinds))
			continue;
		if (found == NULL)
			found = &record->members[i];
	}
	return found;
}

void
openapi_key_find(struct openapi *o, const struct openapi_schema *record,
    const char *word, const char *below, struct openapi_key *key)
{
	const char *p;

	*key = (struct openapi_key){ 0 };
	if (take(o, find_listed(record, ids), true, "it is called so", key)) {
		key->global = true;
		return;
	}
	if (take(o, find_same(record, word), true, "it is the resource's name",
		key))
		return;
	for (p = word; p != NULL; p = shorter(p))
		if (take(o, find_compound(record, p), true,
			"it has the resource's name", key))
			return;
	if (below != NULL && take(o, openapi_key_named(record, word, below),
				 true, "the path of one record takes it", key))
		return;
	if (take(o, find_listed(record, names), false,
		"nothing else names a record", key))
		return;
	(void)take(o, find_ending(o, record), false,
	    "it is the first that ends so", key);
}
