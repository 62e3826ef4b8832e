/*
 * folder_note: what is noted of the loads into a folder, for the loads after
 * them; part of folder.h, which has it for others.
 *
 * Layer: sink.
 */
#ifndef SINK_FOLDER_NOTE_H
#define SINK_FOLDER_NOTE_H

struct folder;

/* A note of the manifest; owned, NULL: there is none. */
struct folder_note {
	char *text;
	char *partly; /* instead, when not all links could be made */
};

/*
 * Notes that are kept in the manifest and change with the commit: a text for a
 * key, neither with LF or TAB in it.  NULL when there is none; NULL as the text
 * removes it.  The text is valid until the next folder_set_note().
 */
const char *folder_note(const struct folder *f, const char *key);
void folder_set_note(struct folder *f, const char *key, const char *text);

/*
 * What the note is to be when some of the commit's links are made and others
 * cannot be (see folder_commit()), whoever finds that out.  Until it is said,
 * that is what the manifest has had.
 */
void folder_set_partly(struct folder *f, const char *key, const char *text);

#endif
