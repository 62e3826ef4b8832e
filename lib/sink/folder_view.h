/*
 * folder_view: an output folder as a reader sees it, without a change to it.
 *
 * A writer that died may have left a commit list (commit.h): its load is
 * decided, and some of its files may have their names already.  The next writer
 * carries the list out; a reader looks through it instead: at the staged file
 * in the place of the one that it is going to replace, at nothing where a file
 * is going to be removed.  So both see the same, and a folder that is not the
 * reader's, or cannot be written, is read like any other.
 *
 * No lock is taken.  A writer that comes meanwhile may carry the list out, and
 * stage files under the same numbers: a staged file is known by what it was
 * when the list was read, and if it is another by now, the file has its name.
 *
 * Layer: sink.
 */
#ifndef SINK_FOLDER_VIEW_H
#define SINK_FOLDER_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/map.h"

/* A zeroed struct may be closed. */
struct folder_view {
	bool open;   /* dir is, and is to be closed */
	bool outside; /* symbolic links are followed, where the list changes
			 nothing */
	int dir;     /* the folder */
	int stage;   /* its stage, when there is a list; or -1 */
	struct map names; /* what the list changes; value 0: it goes, N: it is
			     staged N - 1 */
	struct folder_view_file *staged;
	size_t nstaged;
	size_t staged_cap;
	size_t manifest; /* the list's is staged manifest - 1; 0: none is */
	const char **added; /* the staged files' names, sorted; the map's */
	size_t nadded;
};

/*
 * Look at the folder at path: one that has no hidden folder, or no list, is as
 * it is.  outside: symbolic links in it are followed.  -1 with *e
 * (ERROR_INPUT): it cannot be opened, or its list cannot be read.
 */
int folder_view_open(struct folder_view *v, const char *path, bool outside,
    struct error *e) MUST_CHECK;

/* The same without a look at the list. */
int folder_view_open_plain(struct folder_view *v, const char *path,
    bool outside, struct error *e) MUST_CHECK;

/* A view of the open folder, as it is; dir is borrowed, nothing is released. */
struct folder_view folder_view_of(int dir);

/*
 * Open the file of that name for reading.  -1 with errno, as beneath_open();
 * ENOENT also when it is going to be removed.
 */
int folder_view_file(const struct folder_view *v, const char *name) MUST_CHECK;

/* As beneath_stat(), of what folder_view_file() opens, or of a folder. */
int folder_view_stat(const struct folder_view *v, const char *name,
    struct stat *st) MUST_CHECK;

/*
 * Add to names those in the folder of that name ("": itself).  -1 with errno
 * when it cannot be listed; ENOENT: there is none, now or then.
 */
int folder_view_list(const struct folder_view *v, const char *folder,
    struct map *names) MUST_CHECK;

/* The same of the folder's manifest, which symbolic links never lead to. */
int folder_view_manifest(const struct folder_view *v) MUST_CHECK;

void folder_view_close(struct folder_view *v);

#endif
