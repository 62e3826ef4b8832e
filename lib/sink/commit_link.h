/*
 * commit_link: names that a commit takes only while nobody else has them.
 * Private to the sink layer.
 *
 * Table formats number their versions, and whoever makes a file of the next
 * number appear first has made that version.  So such a file is linked, never
 * renamed over another; and a version that somebody else has made meanwhile is
 * either passed (if nothing in it matters to what comes after it, which marks
 * tell: texts that no passed file may hold) or given up.
 *
 * Layer: sink.
 */
#ifndef SINK_COMMIT_LINK_H
#define SINK_COMMIT_LINK_H

#include <stdbool.h>

#include "base/error.h"
#include "base/map.h"

enum link_state {
	LINK_FREE,  /* nobody has the name */
	LINK_DONE,  /* the staged file has it, or one of the same bytes */
	LINK_TAKEN, /* another file has it */
};

/* A name to be taken. */
struct link_step {
	int stage;          /* folder of the staged file */
	const char *number; /* its name there */
	int dir;            /* folder that the name is relative to */
	char *name;         /* changed, when it is passed on: its last digits */
	const struct map *marks; /* NULL: it is this name or none */
};

/*
 * See how the step stands, and at which name.  -1 with *e (ERROR_OUTPUT).
 */
int link_look(
    const struct link_step *s, enum link_state *state, struct error *e)
    MUST_CHECK;

/*
 * Take the name, if it can still be had; *state says how it ended.
 */
int link_take(
    const struct link_step *s, enum link_state *state, struct error *e)
    MUST_CHECK;

#endif
