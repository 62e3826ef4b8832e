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

/* Add what a file calls it; false when that is there. */
static bool
add_stored(struct field_names *f, const char *stored, int32_t id)
{
	bool added;

	if (stored != NULL)
		(void)map_add(&f->stored, stored, strlen(stored), &added);
	else
		(void)map_add(
		    &f->stored, (const char *)&id, sizeof(id), &added);
	return added;
}

bool
field_names_add(struct field_names *f, const char *stored, int32_t id,
    char *name, struct field_names *part)
{
	bool added = name == NULL || add_stored(f, stored, id);

	if (!added) {
		mem_free(name);
		field_names_free(part);
		return false;
	}
	f->names =
	    mem_grow(f->names, &f->names_cap, f->n + 1, sizeof(*f->names));
	f->parts = mem_grow(f->parts, &f->parts_cap, f->n + 1,
	    sizeof(struct field_names *));
	f->names[f->n] = name;
	f->parts[f->n++] = part;
	return true;
}

size_t
field_names_find(const struct field_names *f, const char *name, size_t len,
    int32_t id)
{
	if (!f->by_id)
		return map_find(&f->stored, name, len);
	return map_find(&f->stored, (const char *)&id, sizeof(id));
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
	map_free(&f->needed);
	map_free(&f->stored);
	mem_free(f->names);
	mem_free(f->parts);
	mem_free(f);
}
