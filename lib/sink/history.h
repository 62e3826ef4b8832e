/*
 * history: the loads that a folder has had.
 *
 * Each load leaves a note in the manifest, "history N<TAB>OBJECT", N counting
 * up from 1.  The object says when it was published, by which program and how,
 * and how many rows each table had in it:
 *
 *	{"at":"2026-11-30T22:37:08Z","program":"aai-sink-parquet",
 *	 "mode":"append","selection":{...},"state":"2c7d...",
 *	 "rows":{"transcripts":120,"words":90133}}
 *
 * selection is the stream's, left out where it has none; state the hash of the
 * state that the load stored, left out in a load without one.  The last
 * HISTORY_LOADS loads are kept, and of those the last that have HISTORY_BYTES
 * of text together: a manifest is written anew by each load.
 *
 * Layer: sink.
 */
#ifndef SINK_HISTORY_H
#define SINK_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cc.h"
#include "base/error.h"
#include "sink/folder.h"
#include "sink/folder_view.h"

#define HISTORY_LOADS 100
#define HISTORY_BYTES ((size_t)256 << 10)

/* Note a load, with the commit: its object, of HISTORY_BYTES at most. */
void history_add(struct folder *f, const char *object);

/* Whether the folder's note of that key is of a load. */
bool history_has(const char *key);

/* The objects' texts, oldest first; a zeroed struct may be freed. */
struct history {
	char **loads; /* owned, each */
	size_t n;
	size_t cap;
};

/*
 * Read the history of the folder at path, whose view that is; none where no
 * load is noted.  The texts may be anybody's.  -1 with *e (INPUT, OUTPUT).
 */
int history_read(struct history *h, const struct folder_view *v,
    const char *path, struct error *e) MUST_CHECK;

void history_free(struct history *h);

#endif
