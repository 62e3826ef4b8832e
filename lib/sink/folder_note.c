/* folder_note: what is noted of the loads; see folder_note.h. */
#include "sink/folder_note.h"

#include <string.h>

#include "base/mem.h"
#include "sink/folder.h"

const char *
folder_note(const struct folder *f, const char *key)
{
	size_t i = map_find(&f->notes, key, strlen(key));

	return i == MAP_NONE ? NULL : f->texts[i].text;
}

/* The note of that key, which is made if need be. */
static struct folder_note *
find_note(struct folder *f, const char *key)
{
	bool added;
	size_t i = map_add(&f->notes, key, strlen(key), &added);

	f->texts =
	    mem_grow(f->texts, &f->texts_cap, i + 1, sizeof(*f->texts));
	if (added)
		f->texts[i] = (struct folder_note){ NULL, NULL };
	return &f->texts[i];
}

static void
set_text(char **to, const char *text)
{
	char *copy = text != NULL ? mem_str(text) : NULL;

	mem_free(*to);
	*to = copy;
}

void
folder_set_note(struct folder *f, const char *key, const char *text)
{
	set_text(&find_note(f, key)->text, text);
}

void
folder_set_partly(struct folder *f, const char *key, const char *text)
{
	set_text(&find_note(f, key)->partly, text);
}
