/* state_lineage: which state a load goes on from; see load.h. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "io/beneath.h"
#include "sink/load.h"
#include "sink/manifest.h"
#include "sink/state.h"

/* Notes in the manifest: FOLDER_NOTE_LOAD has two hashes, of the state that a
 * selection's last load started from and of the one it ended at. */

/* The note of a selection whose refresh is there in some tables alone. */
#define NOTE_BROKEN "broken "

/* The note of a selection whose last load's state was stored: its hash. */
#define NOTE_STORED "stored "

static int
refuse(struct error *e, enum error_kind kind, const char *text)
{
	error_set(e, kind, "%s", text);
	return -1;
}

static bool
begins(const char *key, const char *with)
{
	return strncmp(key, with, strlen(with)) == 0;
}

bool
state_lineage_has_loads(const struct load *l)
{
	const struct folder *f = &l->folder;
	size_t i;

	for (i = 0; i < f->notes.n; i++)
		if (f->texts[i].text != NULL &&
		    begins(f->notes.entries[i].key, FOLDER_NOTE_LOAD))
			return true;
	return false;
}

/* Forget all notes of a kind; partly: those for a load in part, too. */
static void
drop_notes(struct folder *f, const char *kind, bool partly)
{
	const char *key;
	size_t i;

	for (i = 0; i < f->notes.n; i++) {
		key = f->notes.entries[i].key;
		if (!begins(key, kind))
			continue;
		folder_set_note(f, key, NULL);
		if (partly)
			folder_set_partly(f, key, NULL);
	}
}

void
state_lineage_forget(struct load *l)
{
	drop_notes(&l->folder, FOLDER_NOTE_LOAD, false);
	drop_notes(&l->folder, NOTE_STORED, false);
	drop_notes(&l->folder, NOTE_BROKEN, false);
}

void
state_lineage_lose(struct load *l)
{
	drop_notes(&l->folder, FOLDER_NOTE_LOAD, true);
}

/* What the manifest calls a note of the selection. */
static void
note_key(const struct load *l, const char *kind, char key[64])
{
	char hex[33];

	end_hash(l->source->end.selection, l->source->end.selection_len, hex);
	(void)snprintf(key, 64, "%s%s", kind, hex);
}

/*
 * Whether the folder has lost our notes, and there is a table of the load whose
 * own metadata tell which loads are in it.
 */
static bool
is_kept(const struct load *l)
{
	struct stat st;
	size_t i;

	if (l->format->table_format == NULL || table_commit_has_notes(l))
		return false;
	for (i = 0; i < l->ntargets; i++)
		if (beneath_stat(l->folder.dir, l->targets[i]->t.table->name,
			&st) == 0)
			return true;
	return false;
}

/*
 * A load from nothing that has been here is run again when its state could not
 * be stored.  Where it was, this is another account's, or the state was lost.
 */
static int
check_new(const struct load *l, const char *to, struct error *e)
{
	char key[64];
	const char *stored;

	note_key(l, NOTE_STORED, key);
	stored = folder_note(&l->folder, key);
	if (l->source->end.from[0] != '\0' || stored == NULL ||
	    strcmp(stored, to) != 0)
		return 0;
	error_set(e, ERROR_INPUT,
	    "'%s' has loads of the same selection whose state was stored, and "
	    "this load starts from none, as if there were no '%s': bring the "
	    "state back; or load all again with aai-fetch --full-refresh; or, "
	    "if this is another account, give each a name with aai-fetch "
	    "--account, or a folder",
	    l->folder.path, l->o->state);
	return -1;
}

/*
 * The folder remembers between which states the selection's last load went:
 * this one goes on from its end, or is the same once more.  In a folder that
 * had none, only what starts from nothing leaves no hole.
 */
static int
check_chain(struct load *l, struct error *e)
{
	char key[64], from[33], to[33];
	const char *note;

	note_key(l, FOLDER_NOTE_LOAD, key);
	note = folder_note(&l->folder, key);
	if (note == NULL && (l->source->end.from[0] == '\0' || is_kept(l)))
		return 0;
	if (note == NULL) {
		error_set(e, ERROR_INPUT,
		    "'%s' lacks what the state in '%s' says is loaded; use the "
		    "folder that the state belongs to, or aai-fetch "
		    "--full-refresh to load everything into this one",
		    l->folder.path, l->o->state);
		return -1;
	}
	if (sscanf(note, "%32s %32s", from, to) != 2)
		return refuse(e, ERROR_OUTPUT, "the manifest is damaged");
	if (check_new(l, to, e) != 0)
		return -1;
	note = l->source->end.from[0] != '\0' ? l->source->end.from : "-";
	if (strcmp(note, from) == 0 || strcmp(note, to) == 0)
		return 0;
	return refuse(e, ERROR_INPUT,
	    "the load starts from another state than the one that the "
	    "folder's last load ended at; with aai-fetch --full-refresh all "
	    "is loaded anew");
}

/*
 * A refresh takes the place of all loads of its selection, table by table.
 * Where some have it and another program was in the way in others, a load that
 * goes on from before it would double rows here and leave them out there.
 */
static int
check_broken(const struct load *l, struct error *e)
{
	char key[64];

	note_key(l, NOTE_BROKEN, key);
	if (folder_note(&l->folder, key) == NULL)
		return 0;
	error_set(e, ERROR_INPUT,
	    "some tables in '%s' have a --full-refresh of these records and "
	    "others do not, because another program wrote to them meanwhile; "
	    "run aai-fetch --full-refresh again, until one succeeds",
	    l->folder.path);
	return -1;
}

int
state_lineage_check(struct load *l, struct error *e)
{
	char found[33];

	if (l->o->state == NULL) {
		if (l->source->ended && l->source->end.state != NULL)
			load_warn(l, "the stream brings a state, which is not "
				     "stored without --state");
		return 0;
	}
	if (l->source->end.state == NULL)
		return refuse(e, ERROR_INPUT,
		    "the end record brings no state "
		    "to store; the source of the stream needs --state too");
	if (l->source->end.refresh) {
		missing_forget(l);
		return 0;
	}
	if (check_broken(l, e) != 0 || missing_check(l, e) != 0)
		return -1;
	if (state_hash(l->o->state, found, e) != 0)
		return -1;
	if (strcmp(found, l->source->end.from) != 0 && l->recovered) {
		error_set(e, ERROR_TEMPORARY,
		    "a --full-refresh died before its state was in '%s', "
		    "where it is now: run again",
		    l->o->state);
		return -1;
	}
	if (strcmp(found, l->source->end.from) != 0) {
		error_set(e, ERROR_INPUT,
		    "the load does not start from the state in '%s'",
		    l->o->state);
		return -1;
	}
	return check_chain(l, e);
}

bool
state_lineage_may_be_there(const struct load *l)
{
	const char *from = l->source->end.from, *note;
	char key[64];

	if (l->o->state == NULL)
		return false;
	note_key(l, FOLDER_NOTE_LOAD, key);
	note = folder_note(&l->folder, key);
	if (from[0] == '\0')
		from = "-";
	return l->source->end.refresh || note == NULL ||
	       strncmp(note, from, strlen(from)) == 0;
}

int
state_lineage_stored(struct load *l, struct error *e)
{
	char key[64], to[33];

	note_key(l, NOTE_STORED, key);
	end_hash(l->source->end.state, l->source->end.state_len, to);
	folder_set_note(&l->folder, key, to);
	return manifest_replace(&l->folder, e);
}

void
state_lineage_note(struct load *l)
{
	char key[64], to[33], note[80];

	if (l->o->state == NULL)
		return;
	note_key(l, FOLDER_NOTE_LOAD, key);
	end_hash(l->source->end.state, l->source->end.state_len, to);
	(void)snprintf(note, sizeof(note), "%s %s",
	    l->source->end.from[0] != '\0' ? l->source->end.from : "-", to);
	folder_set_note(&l->folder, key, note);
	folder_set_partly(&l->folder, key, note);
	if (!l->source->end.refresh)
		return;
	note_key(l, NOTE_BROKEN, key);
	folder_set_note(&l->folder, key, NULL);
	folder_set_partly(&l->folder, key, "refresh");
}
