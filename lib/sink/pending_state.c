/* pending_state: the state of a refresh that died; see pending_state.h. */
#include "sink/pending_state.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "sink/state.h"
#include "stream/end.h"

/* Notes in the manifest: hash of the old state; selection and new state. */
#define NOTE_OWED  "owed "
#define HASH	   ((size_t)32)
#define TEXT_FROM  (HASH + 1)

static void
pending_state_key(const char old[33], char key[64])
{
	(void)snprintf(key, 64, "%s%s", NOTE_OWED, old);
}

int
pending_state_store(struct load *l, struct error *e)
{
	char old[33], key[64];
	const char *note;

	if (state_hash(l->o->state, old, e) != 0)
		return -1;
	pending_state_key(old, key);
	note = old[0] != '\0' ? folder_note(&l->folder, key) : NULL;
	if (note == NULL || strlen(note) <= TEXT_FROM)
		return 0;
	l->recovered = true;
	note += TEXT_FROM;
	return state_store(l->o->state, note, strlen(note), e);
}

/* Drop the notes of earlier loads of the selection. */
static void
forget(struct load *l, const char selection[33])
{
	struct folder *f = &l->folder;
	const char *key, *text;
	size_t i;

	for (i = 0; i < f->notes.n; i++) {
		key = f->notes.entries[i].key;
		text = f->texts[i].text;
		if (strncmp(key, NOTE_OWED, strlen(NOTE_OWED)) == 0 &&
		    text != NULL && strncmp(text, selection, HASH) == 0)
			folder_set_note(f, key, NULL);
	}
}

int
pending_state_note(struct load *l, struct error *e)
{
	const struct end *end = &l->source->end;
	struct buf text = buf_make(SIZE_MAX);
	char selection[33], old[33], key[64];

	end_hash(end->selection, end->selection_len, selection);
	forget(l, selection);
	if (!end->refresh)
		return 0;
	if (state_hash(l->o->state, old, e) != 0)
		return -1;
	/*
	 * Without a state there is nothing to start from but nothing, as the
	 * refresh did; and a note's text is one line without a TAB, which
	 * fetch never writes.
	 */
	if (old[0] == '\0' ||
	    memchr(end->state, '\t', end->state_len) != NULL)
		return 0;
	pending_state_key(old, key);
	buf_printf(&text, "%s ", selection);
	buf_put(&text, end->state, end->state_len);
	buf_byte(&text, 0);
	folder_set_note(&l->folder, key, (const char *)text.data);
	buf_free(&text);
	return 0;
}
