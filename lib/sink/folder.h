/*
 * folder: a folder of output files that changes as a whole or not at all.
 *
 * Files are made in a hidden folder inside the output folder (so on the same
 * file system), under numbers.  folder_commit() flushes them to disk, writes
 * and flushes a commit list (which staged file takes which name, which files
 * go), and then carries the list out by renames.  A kill before the list is in
 * place publishes nothing; after it, the next folder_open() carries it out to
 * the end: every step may be taken twice.  Readers see the folder as it is then
 * going to be (folder_view.h), and change nothing.
 *
 *	DIR/.aai/lock	      flock(2)ed by the one writer
 *	DIR/.aai/stage/N      files being made; cleared by the next writer
 *	DIR/.aai/commit	      the commit list, while it is carried out
 *	DIR/.aai/manifest     the files that loads wrote and that are there, and
 *			      what is noted of the loads
 *
 * Nothing that is not in the manifest is ever removed, but what a table's own
 * metadata say is not needed any more; a file of the same name as a new one is
 * replaced, whoever wrote it, unless it is to be linked.
 *
 * The folder may be anybody's.  What is below it is opened there and nowhere
 * else (io/beneath.h), so that a symbolic link is the choice of whoever names
 * the folder, and of nobody who fills it.  A writer goes by the hidden folder
 * and what is in it only if that is not a stranger's (trust.h).
 *
 * Layer: sink.
 */
#ifndef SINK_FOLDER_H
#define SINK_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/map.h"
#include "sink/folder_note.h"

/*
 * Keys of notes that several modules know: the ending of a folder's parts; the
 * kind of its tables, where a table format makes them; before the name of each
 * such table; before a selection, of which it has the states that its last load
 * went between; how CSV parts are spelled.
 */
#define FOLDER_NOTE_PARTS  "parts"
#define FOLDER_NOTE_TABLES "tables"
#define FOLDER_NOTE_TABLE  "table "
#define FOLDER_NOTE_LOAD   "load "
#define FOLDER_NOTE_CSV    "csv"

/* How a staged file takes its name, which the commit does in this order. */
enum folder_how {
	FOLDER_FILE, /* in the place of what has it; the manifest lists it */
	FOLDER_DATA, /* the same, but it is never to be removed by a load */
	FOLDER_LINK, /* the name must not be another file's */
	FOLDER_NEXT, /* the same; but if it is another file's that holds none
			of folder_mark()'s texts, then with the next number */
	FOLDER_THEN, /* as FOLDER_DATA, when all links of the same folder
			("TABLE/...") are made */
};

struct folder_staged {
	char *name; /* owned; NULL: not to be published (or dropped) */
	enum folder_how how;
	dev_t dev; /* the file that was made */
	ino_t ino;
};

/* Files of the folder, by name; "TABLE/part-1.csv" names one further down. */
struct folder {
	char *path;     /* owned */
	bool open;      /* the descriptors below are */
	int dir;        /* of the folder */
	int hidden;     /* of the folder in it */
	int stage;      /* of the folder in that; -1 before it is needed */
	int lock;       /* the lock file, locked */
	bool made;      /* the folder was not there before */
	bool listed;    /* a commit list is written and not carried out */
	size_t nstaged; /* numbers given out */
	struct folder_staged *staged; /* what the staged files will be called */
	size_t staged_cap;
	char **marks; /* owned */
	size_t nmarks;
	size_t marks_cap;
	char *gave_up;  /* owned; a name that was not to be had for a commit
			    that a dead writer left, or NULL */
	struct map files; /* the manifest's files; value 1: they go */
	struct map consumed; /* parts that are in others, see consumed.h;
				value 1: not after a whole commit */
	struct map away;  /* other files that go */
	struct map notes; /* the manifest's notes, by key */
	struct folder_note *texts; /* theirs */
	size_t texts_cap;
};

/*
 * Make the folder at path (and those above it) if need be, lock it, carry out
 * a commit list that a dead writer left, and clear what it staged.  -1 with *e
 * (ERROR_TEMPORARY: another writer has the lock; ERROR_OUTPUT).  A zeroed
 * struct may be closed.
 */
int folder_open(struct folder *f, const char *path, struct error *e) MUST_CHECK;

/*
 * Whether a writer that died, or one that is at work, has left something for
 * folder_open() to carry out or to clear.  Takes no lock and changes nothing.
 */
bool folder_is_left(const char *path);

/* As folder_open(), but wait for another writer: wait_ms as in sig_wait(). */
int folder_open_wait(struct folder *f, const char *path, int64_t wait_ms,
    struct error *e) MUST_CHECK;

/*
 * Make an empty staged file.  Returns its descriptor, open for reading and
 * writing, the caller's to close, and its number; -1 with *e.
 */
int folder_stage(struct folder *f, size_t *number, struct error *e) MUST_CHECK;

/* Open a staged file again, for reading and writing (at offset 0). */
int folder_reopen(struct folder *f, size_t number, struct error *e) MUST_CHECK;

/*
 * The same of the file that dev and ino, which f->staged has, are of.  It looks
 * at nothing that staging others changes: any thread may do so meanwhile.
 */
int folder_reopen_same(const struct folder *f, size_t number, dev_t dev,
    ino_t ino, struct error *e) MUST_CHECK;

/* Say what the staged file will be called.  The name is copied. */
void folder_name(struct folder *f, size_t number, const char *name);

/* The same, and how it takes that name; folder_name() is for FOLDER_FILE. */
void folder_place(struct folder *f, size_t number, const char *name,
    enum folder_how how);

/* What a file must not hold that a FOLDER_NEXT passes; text without LF. */
void folder_mark(struct folder *f, const char *text);

/* Delete a staged file.  Its number is not given out again. */
void folder_drop(struct folder *f, size_t number);

/* Have a file of the manifest removed by the commit (unless it is replaced). */
void folder_remove(struct folder *f, const char *name);

/*
 * Have another file removed by the commit: of a table whose metadata keep
 * account of its files, not the manifest.
 */
void folder_take_away(struct folder *f, const char *name);

/* As folder_remove() for all of the manifest. */
void folder_remove_all(struct folder *f);

/*
 * Add to names those of all files that loads will have in the folder after the
 * commit: the manifest's that stay, then the staged ones that are new.
 */
void folder_list(const struct folder *f, struct map *names);

/*
 * Whether a file or folder of that name is in the folder, or nobody can say: a
 * failing disk must not pass for a file that is gone.
 */
bool folder_has(const struct folder *f, const char *name) MUST_CHECK;

/* Open a file of the folder for reading; -1 with *e. */
int folder_read(
    const struct folder *f, const char *name, struct error *e) MUST_CHECK;

/*
 * Publish: the staged files take their names, files to be removed go, all at
 * once.  -1 with *e: nothing of it has been published, unless the text says
 * that the commit list is written, which the next writer then carries out
 * (ERROR_OUTPUT), or that other tables are (ERROR_TEMPORARY: a
 * name that was to be linked is another's).  Only folder_close() may follow.
 */
int folder_commit(struct folder *f, struct error *e) MUST_CHECK;

/*
 * Unlock and release.  What was staged and not committed is deleted, as is
 * the folder itself when folder_open() made it and nothing was published.
 */
void folder_close(struct folder *f);

#endif
