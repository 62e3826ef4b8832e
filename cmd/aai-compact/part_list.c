/* part_list: the parts that may be put together; see part_list.h. */
#include "aai-compact/part_list.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "sink/part_name.h"

/* How much of a part's name its list goes by; 0: it is not a part. */
static size_t
list_len(const char *name)
{
	struct part_name part;

	if (strchr(name, '/') == NULL || !part_name_parse(name, &part))
		return 0;
	return (size_t)(part.key - name) + part.selection;
}

void
part_lists_add(struct part_lists *l, const char *name, int64_t size)
{
	size_t len = list_len(name), at;
	struct part_list *p;
	bool added;

	if (len == 0)
		return;
	at = map_add(&l->by_name, name, len, &added);
	l->lists =
	    mem_grow(l->lists, &l->lists_cap, at + 1, sizeof(*l->lists));
	p = &l->lists[at];
	if (added)
		memset(p, 0, sizeof(*p));
	p->names = mem_grow(
	    p->names, &p->names_cap, p->n + 1, sizeof(const char *));
	p->sizes =
	    mem_grow(p->sizes, &p->sizes_cap, p->n + 1, sizeof(*p->sizes));
	p->names[p->n] = name;
	p->sizes[p->n++] = size;
}

static void
take_away(struct part_list *p, size_t i)
{
	p->n--;
	memmove(&p->names[i], &p->names[i + 1], (p->n - i) * sizeof(*p->names));
	memmove(&p->sizes[i], &p->sizes[i + 1], (p->n - i) * sizeof(*p->sizes));
}

/* The last part of a list that is a load's own stays. */
static void
keep_newest(struct part_list *p)
{
	struct part_name part;
	size_t i;

	for (i = p->n; i-- > 0;) {
		if (!part_name_parse(p->names[i], &part) || part.compact)
			continue;
		take_away(p, i);
		return;
	}
}

/*
 * What was put together holds rows of older loads than the parts that are still
 * there: it goes in front, in the order in which it was made.
 */
static void
sort_compact(struct part_list *p)
{
	struct part_list other = { 0 };
	struct part_name part;
	size_t i, n = 0;

	other.names = mem_new(p->n, sizeof(const char *));
	other.sizes = mem_new(p->n, sizeof(*other.sizes));
	for (i = 0; i < p->n; i++) {
		if (part_name_parse(p->names[i], &part) && part.compact) {
			p->names[n] = p->names[i];
			p->sizes[n++] = p->sizes[i];
		} else {
			other.names[other.n] = p->names[i];
			other.sizes[other.n++] = p->sizes[i];
		}
	}
	for (i = 0; i < other.n; i++, n++) {
		p->names[n] = other.names[i];
		p->sizes[n] = other.sizes[i];
	}
	mem_free(other.names);
	mem_free(other.sizes);
}

/* The part of a load that was the last one of its selection stays. */
static void
keep_load(struct part_lists *l, const char *key)
{
	struct part_name part;
	size_t i, k;

	for (i = 0; i < l->by_name.n; i++) {
		struct part_list *p = &l->lists[i];

		for (k = p->n; k-- > 0;)
			if (part_name_parse(p->names[k], &part) &&
			    part.key_len == strlen(key) &&
			    memcmp(part.key, key, part.key_len) == 0)
				take_away(p, k);
	}
}

void
part_lists_keep_last(struct part_lists *l, const struct folder *f)
{
	const char *prefix = FOLDER_NOTE_LOAD, *from;
	const struct map_entry *note;
	char key[64];
	size_t i;

	for (i = 0; i < l->by_name.n; i++) {
		keep_newest(&l->lists[i]);
		sort_compact(&l->lists[i]);
	}
	for (i = 0; i < f->notes.n; i++) {
		note = &f->notes.entries[i];
		if (strncmp(note->key, prefix, strlen(prefix)) != 0 ||
		    f->texts[i].text == NULL)
			continue;
		from = f->texts[i].text;
		if (from[0] == '-')
			from = "0000000000000000";
		(void)snprintf(key, sizeof(key), "%.*s-%.*s",
		    (int)PART_NAME_DIGITS, note->key + strlen(prefix),
		    (int)PART_NAME_DIGITS, from);
		keep_load(l, key);
	}
}

size_t
part_list_groups(const struct part_list *p, int64_t size, struct group **to)
{
	*to = mem_new(p->n / 2 + 1, sizeof(**to));
	return group_parts(p->sizes, p->n, size, *to);
}

void
part_list_key(const struct part_list *p, const struct group *g, char key[64])
{
	struct part_name part;
	struct map keys = { 0 };
	size_t i;

	for (i = g->first; i < g->first + g->n; i++)
		if (part_name_parse(p->names[i], &part))
			(void)map_add(&keys, part.key, part.key_len, NULL);
	part_name_compact(&part, &keys, key);
	map_free(&keys);
}

void
part_lists_free(struct part_lists *l)
{
	size_t i;

	for (i = 0; i < l->by_name.n; i++) {
		mem_free(l->lists[i].names);
		mem_free(l->lists[i].sizes);
	}
	mem_free(l->lists);
	map_free(&l->by_name);
	memset(l, 0, sizeof(*l));
}
