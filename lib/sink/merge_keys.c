/* merge_keys: the root keys that a load brings; see merge_keys.h. */
#include "sink/merge_keys.h"

#include <string.h>

#include "base/mem.h"

#define SLOTS_MIN ((size_t)1024)

const struct table *
merge_keys_top(const struct schema *schema, const struct table *t)
{
	const struct table *top = t;
	size_t steps;

	for (steps = 0; top->parent != NULL; steps++) {
		if (steps > schema->ntables)
			return NULL;
		top = schema_find(schema, top->parent, strlen(top->parent));
		if (top == NULL)
			return NULL;
	}
	return table_count_keys(t) >= table_count_root_keys(top) ? top : NULL;
}

struct merge_family *
merge_keys_find(const struct merge_keys *k, const char *name)
{
	size_t i;

	for (i = 0; i < k->nfamilies; i++)
		if (strcmp(k->families[i].name, name) == 0)
			return &k->families[i];
	return NULL;
}

size_t
merge_keys_family(struct merge_keys *k, const char *top, size_t nroot)
{
	struct merge_family *f = merge_keys_find(k, top);

	if (f == NULL) {
		k->families = mem_grow(k->families, &k->families_cap,
		    k->nfamilies + 1, sizeof(*k->families));
		f = &k->families[k->nfamilies++];
		memset(f, 0, sizeof(*f));
		f->name = top;
		f->nroot = nroot;
	}
	if (f->nforms < nroot) {
		f->forms = mem_resize(f->forms, nroot, sizeof(*f->forms));
		memset(f->forms + f->nforms, 0, nroot - f->nforms);
		f->nforms = nroot;
	}
	return (size_t)(f - k->families);
}

static bool
is_equal(struct root_key_name a, struct root_key_name b)
{
	return a.half[0] == b.half[0] && a.half[1] == b.half[1];
}

/* Where the name is in the slots, or could be. */
static size_t
find_slot(const struct merge_family *f, struct root_key_name name)
{
	const struct root_key_name none = { { 0, 0 } };
	size_t i = (size_t)name.half[0] & (f->nslots - 1);

	while (!is_equal(f->slots[i], none) && !is_equal(f->slots[i], name))
		i = (i + 1) & (f->nslots - 1);
	return i;
}

static bool
has_key(const struct merge_family *f, struct root_key_name name)
{
	return f->n > 0 && is_equal(f->slots[find_slot(f, name)], name);
}

/* What all families hold, bytes. */
static size_t
held(const struct merge_keys *k)
{
	size_t i, bytes = 0;

	for (i = 0; i < k->nfamilies; i++) {
		const struct merge_family *f = &k->families[i];

		bytes += f->nslots * sizeof(*f->slots) + f->versions.bytes +
		    f->starts.bytes + f->list_cap * sizeof(*f->list) +
		    f->marks.bytes;
	}
	return bytes;
}

static int
too_many(const struct merge_keys *k, struct error *e)
{
	error_set(e, ERROR_LIMIT,
	    "the keys of the load's records need more than %zu bytes, a "
	    "quarter of --memory; give more, or load in several runs",
	    k->memory);
	return -1;
}

/* Make room for one key more. */
static int
grow(struct merge_keys *k, struct merge_family *f, struct error *e)
{
	struct merge_family old = *f;
	size_t i;

	if (f->n < f->nslots / 4 * 3)
		return 0;
	f->nslots = f->nslots == 0 ? SLOTS_MIN : 2 * f->nslots;
	/* Both are there for a moment. */
	if (held(k) + old.nslots * sizeof(*f->slots) > k->memory) {
		f->nslots = old.nslots;
		return too_many(k, e);
	}
	f->slots = mem_new(f->nslots, sizeof(*f->slots));
	for (i = 0; i < old.nslots; i++)
		if ((old.slots[i].half[0] | old.slots[i].half[1]) != 0)
			f->slots[find_slot(f, old.slots[i])] = old.slots[i];
	mem_free(old.slots);
	return 0;
}

/* How many records of the key came. */
static uint64_t
version_of(const struct merge_family *f, struct root_key_name name)
{
	size_t at = map_find(&f->versions, (const char *)&name, sizeof(name));

	return at != MAP_NONE ? f->versions.entries[at].value : 1;
}

static void
set_version(
    struct merge_family *f, struct root_key_name name, uint64_t version)
{
	size_t at = map_add(
	    &f->versions, (const char *)&name, sizeof(name), NULL);

	f->versions.entries[at].value = version;
}

/* What names a key's rows in a table. */
struct place {
	struct root_key_name name;
	uint64_t table;
};

/* The row is of the key's last record so far: note where that begins. */
static void
note_start(struct merge_family *f, const struct merge_row *row)
{
	uint64_t version = version_of(f, f->key);
	struct place place = { f->key, row->table };
	struct merge_start *s;
	size_t at;
	bool added;

	if (version == 1)
		return;
	at = map_add(
	    &f->starts, (const char *)&place, sizeof(place), &added);
	if (added) {
		f->list = mem_grow(
		    f->list, &f->list_cap, f->starts.n, sizeof(*f->list));
		f->list[at] = (struct merge_start){ 0, 0 };
	}
	s = &f->list[at];
	if (s->version == version)
		return;
	if (f->pending) {
		f->before = mem_grow(f->before, &f->before_cap,
		    f->nchanged + 1, sizeof(*f->before));
		f->changed = mem_grow(f->changed, &f->changed_cap,
		    f->nchanged + 1, sizeof(*f->changed));
		f->before[f->nchanged] = *s;
		f->changed[f->nchanged++] = at;
	}
	*s = (struct merge_start){ version, row->row };
}

/* It was not an other record, but the lists of the one before. */
static void
take_back(struct merge_family *f)
{
	size_t i;

	for (i = 0; i < f->nchanged; i++) {
		struct merge_start *s = &f->list[f->changed[i]];

		s->version = f->version_before;
		if (f->before[i].version == f->version_before)
			s->row = f->before[i].row;
	}
	set_version(f, f->key, f->version_before);
	f->order = MERGE_TOPS_FIRST;
	f->has_top = true;
	f->pending = false;
}

/* The rows of a record, or an element, have come. */
static void
end_element(struct merge_family *f)
{
	if (!f->begun)
		return;
	if (f->pending && !f->has_top)
		take_back(f);
	f->pending = false;
	f->topless |= !f->has_top;
	f->has_top = false;
}

/* Whether the row begins another record of the current key. */
static bool
begins_again(struct merge_family *f, const struct merge_row *row)
{
	if (row->position != f->position)
		return row->position < f->position;
	if (f->order == MERGE_TOPS_FIRST)
		return row->top;
	return f->has_top;
}

/* The current key has another record; maybe: that is not known yet. */
static void
begin_again(struct merge_family *f, bool maybe)
{
	uint64_t version = version_of(f, f->key);

	set_version(f, f->key, version + 1);
	f->pending = maybe;
	f->version_before = version;
	f->nchanged = 0;
}

/* Whether the rows of the key are marked. */
static bool
is_marked(const struct merge_family *f, struct root_key_name name)
{
	size_t at = map_find(&f->marks, (const char *)&name, sizeof(name));

	return at != MAP_NONE && f->marks.entries[at].value != 0;
}

/* A record of the key is there again. */
static void
unmark(struct merge_family *f, struct root_key_name name)
{
	size_t at = map_find(&f->marks, (const char *)&name, sizeof(name));

	if (at != MAP_NONE)
		f->marks.entries[at].value = 0;
}

/* A row of another key. */
static int
change_key(struct merge_keys *k, struct merge_family *f,
    const struct root_key *key, struct root_key_name name, struct error *e)
{
	end_element(f);
	if (f->marks.n > 0)
		unmark(f, name);
	f->begun = true;
	f->key = name;
	if (has_key(f, name)) {
		begin_again(f, false);
		return 0;
	}
	if (grow(k, f, e) != 0)
		return -1;
	f->slots[find_slot(f, name)] = name;
	key_bounds_add(&f->bounds, key);
	f->n++;
	return 0;
}

/* A row of the key that the one before had. */
static void
keep_key(struct merge_family *f, const struct merge_row *row)
{
	bool again = begins_again(f, row);
	bool maybe = again && row->position == f->position && !row->top &&
	    f->order == MERGE_ORDER_UNKNOWN;

	if (again || row->position != f->position)
		end_element(f);
	if (again)
		begin_again(f, maybe);
}

int
merge_keys_add(struct merge_keys *k, struct merge_family *f,
    const struct root_key *key, const struct merge_row *row, struct error *e)
{
	struct root_key_name name = root_key_name(key);

	if (f->begun && is_equal(name, f->key))
		keep_key(f, row);
	else if (change_key(k, f, key, name, e) != 0)
		return -1;
	f->position = row->position;
	if (row->top) {
		f->has_top = true;
		/* The record's own row is here: it was another. */
		if (f->pending)
			f->order = MERGE_LISTS_FIRST;
		f->pending = false;
	} else if (!f->has_top && !f->pending &&
	    f->order == MERGE_ORDER_UNKNOWN) {
		f->order = MERGE_LISTS_FIRST;
	}
	note_start(f, row);
	return f->versions.n > 0 && held(k) > k->memory ? too_many(k, e) : 0;
}

int
merge_keys_delete(struct merge_keys *k, struct merge_family *f,
    const struct root_key *key, size_t table, uint64_t rows, struct error *e)
{
	/* As a record that has one row, which does not come. */
	const struct merge_row row = { .table = table, .row = rows,
		.top = true };

	end_element(f);
	f->begun = false;
	if (merge_keys_add(k, f, key, &row, e) != 0)
		return -1;
	end_element(f);
	f->begun = false;
	return 0;
}

int
merge_keys_mark(struct merge_keys *k, struct merge_family *f,
    const struct root_key *key, struct error *e)
{
	struct root_key_name name = root_key_name(key);
	size_t at;
	bool added;

	end_element(f);
	f->begun = false;
	at = map_add(&f->marks, (const char *)&name, sizeof(name), &added);
	f->marks.entries[at].value = 1;
	if (added)
		key_bounds_add(&f->bounds, key);
	return held(k) > k->memory ? too_many(k, e) : 0;
}

bool
merge_keys_again(const struct merge_family *f)
{
	size_t i;

	for (i = 0; i < f->versions.n; i++)
		if (f->versions.entries[i].value > 1)
			return true;
	return false;
}

int
merge_keys_end(struct merge_keys *k, struct error *e)
{
	size_t i;

	for (i = 0; i < k->nfamilies; i++) {
		struct merge_family *f = &k->families[i];

		end_element(f);
		f->begun = false;
		if (!f->topless || !merge_keys_again(f))
			continue;
		error_set(e, ERROR_INPUT,
		    "the rows of a record of table '%s' do not come together, "
		    "as in a stream that is sorted by table, or it comes "
		    "again: which of them are its last version's does not "
		    "show; its own row must come after those of its lists, as "
		    "aai-flatten writes them",
		    f->name);
		return -1;
	}
	return 0;
}

int
merge_keys_stays(void *arg, const struct root_key *key, struct error *e)
{
	const struct merge_family *f = arg;

	(void)e;
	return key->null || !has_key(f, root_key_name(key)) ? ROW_STAYS :
							      ROW_GOES;
}

int
merge_keys_top_stays(void *arg, const struct root_key *key, struct error *e)
{
	const struct merge_family *f = arg;
	int fate = merge_keys_stays(arg, key, e);

	return fate == ROW_STAYS && !key->null &&
		is_marked(f, root_key_name(key)) ?
	    ROW_IS_MARKED : fate;
}

bool
merge_keys_may_have_text(void *arg, const struct row_filter_text *lo,
    const struct row_filter_text *hi)
{
	const struct merge_family *f = arg;

	return key_bounds_meet_text(&f->bounds, lo, hi);
}

bool
merge_keys_may_have_number(void *arg, int64_t lo, int64_t hi)
{
	const struct merge_family *f = arg;

	return key_bounds_meet_number(&f->bounds, lo, hi);
}

bool
merge_keys_may_have_hash(void *arg,
    bool (*has)(const void *filter, uint64_t hash), const void *filter)
{
	const struct merge_family *f = arg;
	struct root_key_name name;
	size_t i;

	if (f->nroot != 1)
		return true;
	for (i = 0; i < f->nslots; i++)
		if ((f->slots[i].half[0] | f->slots[i].half[1]) != 0 &&
		    has(filter, f->slots[i].half[1]))
			return true;
	for (i = 0; i < f->marks.n; i++) {
		memcpy(&name, f->marks.entries[i].key, sizeof(name));
		if (has(filter, name.half[1]))
			return true;
	}
	return false;
}

int
merge_keys_own_stays(void *arg, const struct root_key *key, struct error *e)
{
	struct merge_own *own = arg;
	const struct merge_family *f = own->family;
	struct place place = { root_key_name(key), own->table };
	uint64_t version = version_of(f, place.name), row = own->row++;
	size_t at;

	(void)e;
	if (version > 1) {
		at = map_find(
		    &f->starts, (const char *)&place, sizeof(place));
		if (at == MAP_NONE || f->list[at].version != version ||
		    row < f->list[at].row)
			return ROW_GOES;
	}
	return own->top && is_marked(f, place.name) ? ROW_IS_MARKED : ROW_STAYS;
}

void
merge_keys_close(struct merge_keys *k)
{
	size_t i;

	for (i = 0; i < k->nfamilies; i++) {
		struct merge_family *f = &k->families[i];

		mem_free(f->forms);
		mem_free(f->slots);
		key_bounds_free(&f->bounds);
		map_free(&f->versions);
		map_free(&f->starts);
		map_free(&f->marks);
		mem_free(f->list);
		mem_free(f->before);
		mem_free(f->changed);
	}
	mem_free(k->families);
	memset(k, 0, sizeof(*k));
}
