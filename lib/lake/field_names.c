/* field_names: what a table's columns are called in files; see
 * field_names.h. */
#include "lake/field_names.h"

#include <string.h>

#include "base/mem.h"

struct field_names *
field_names_new(enum field_names_kind kind, bool by_id)
{
	struct field_names *f = mem_new(1, sizeof(*f));

	f->kind = kind;
	f->by_id = by_id;
	return f;
}

size_t
field_names_add(struct field_names *f, char *name, struct field_names *part)
{
	f->names =
	    mem_grow(f->names, &f->names_cap, f->n + 1, sizeof(*f->names));
	f->parts = mem_grow(f->parts, &f->parts_cap, f->n + 1,
	    sizeof(struct field_names *));
	f->names[f->n] = name;
	f->parts[f->n] = part;
	return f->n++;
}

bool
field_names_store(
    struct field_names *f, size_t number, const char *stored, int32_t id)
{
	bool added;
	size_t at;

	if (stored != NULL)
		at = map_add(&f->stored, stored, strlen(stored), &added);
	else
		at = map_add(
		    &f->stored, (const char *)&id, sizeof(id), &added);
	if (added)
		f->stored.entries[at].value = number;
	return f->stored.entries[at].value == number;
}

size_t
field_names_find(const struct field_names *f, const char *name, size_t len,
    int32_t id)
{
	size_t at;

	if (f->by_id)
		at = map_find(&f->stored, (const char *)&id, sizeof(id));
	else
		at = map_find(&f->stored, name, len);
	return at == MAP_NONE ? MAP_NONE : (size_t)f->stored.entries[at].value;
}

void
field_names_free(struct field_names *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->n; i++) {
		mem_free(f->names[i]);
		field_names_free(f->parts[i]);
	}
	field_names_free(f->without_ids);
	map_free(&f->needed);
	map_free(&f->stored);
	mem_free(f->names);
	mem_free(f->parts);
	mem_free(f);
}
