/*
 * end: what an end record says about selection and state.
 *
 *	{"_table":"_aai_end","records":120,
 *	 "selection":{"origin":"https://api.assemblyai.com",
 *	  "resource":"transcripts","filters":{"status":"completed"},
 *	  "shard":"1/4"},
 *	 "refresh":true,
 *	 "state":{"from":"2c7d…","selection":{…},"mark":"…","delivered":{…}}}
 *
 * selection: what the run asked for; always there.  Two runs select the same
 * when the bytes of its text are the same.
 *
 * state: there when the run keeps one.  It is the whole text of the next state
 * file, to be stored as it stands (and one LF).  A sink reads two of its
 * members, all others are the fetcher's own:
 * - "from", the hash (end_hash) of the text of the state that the run started
 *   from, without a final LF; "" when it started from none.  A sink that finds
 *   a state file with another hash (no file counts as "") refuses the record.
 * - "selection", the same bytes as beside it.
 *
 * refresh: the run was told to start from no state and to load everything
 * again: "from" is "", the state found is of no interest, and the parts of the
 * same selection are replaced.
 *
 * merge: records may be there already, in earlier versions: they take the place
 * of those by their key.  A sink that would add rows to what is there refuses.
 *
 * Layer: stream.
 */
#ifndef STREAM_END_H
#define STREAM_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* Spans of the end record's line; NULL and 0 where it has no such member. */
struct end {
	const char *selection;
	size_t selection_len;
	const char *state;
	size_t state_len;
	char from[33]; /* "" also when there is no state */
	bool refresh;
	bool merge;
};

/* What end_put() writes.  state NULL: none. */
struct end_text {
	const char *selection;
	size_t selection_len;
	const char *state;
	size_t state_len;
	bool refresh;
	bool merge;
};

/*
 * Read the members after the count, rest as record_end_parse() gives it; the
 * spans point into rest.  -1 with *e (INPUT) when they are not as above:
 * among others when a state's selection is not the record's.
 */
int end_parse(struct end *end, const char *rest, size_t len,
    struct error *e) MUST_CHECK;

/* For who would add rows to those that are there: -1 with *e (USAGE) when it
 * must not. */
int end_check_append(const struct end *end, struct error *e) MUST_CHECK;

/* Append the members for record_end_put(): both texts are objects. */
void end_put(const struct end_text *end, struct buf *out);

/*
 * Append the text of a state or a selection as the programs write it: without
 * blanks between tokens, and with the escapes in strings that json_quote()
 * makes, so that it is the same after another program has written it anew.
 * json_value_end() must have accepted it.
 */
void end_canonical(const char *text, size_t len, struct buf *out);

/*
 * The name of a state or a selection: 32 hex digits of its canonical text; ""
 * for an empty one.
 */
void end_hash(const char *text, size_t len, char hex[33]);

/* The sides of a state's lock. */
#define END_READS  0 /* who reads the state and goes on from it */
#define END_STORES 1 /* who replaces it at the end */

/*
 * Lock a side of the state file at path for as long as the process lives, in a
 * file beside it (path and ".lock", which stays).  To read, nobody may be about
 * to store either.  Waits for at most wait_ms (INT64_MAX: for ever).  Returns
 * the lock's fd, or -1 with *e (TEMPORARY: another holds it; OUTPUT: no such
 * file can be made; FAILED: a signal came).
 *
 * Locks are taken in one order, so that of several pipes one always succeeds:
 * a state to read, then, with the first byte that comes from there, the state
 * to store, then a folder.
 */
int end_lock(const char *path, int side, int64_t wait_ms,
    struct error *e) MUST_CHECK;

/*
 * Who reads the state at path (fd is its lock) has written all it will to the
 * descriptor out.  Where that is a pipe, end it (out is the null device then),
 * and wait until whoever stores has its own lock or has stored the state, so
 * that nobody comes between.  At most half a second: there may be no sink.
 */
void end_hand_over(int fd, const char *path, int out);

/*
 * Whether this process may: false when the folder, or the file in it, is
 * another user's or a read-only file system's.
 */
bool end_may_lock(const char *path) MUST_CHECK;

#endif
