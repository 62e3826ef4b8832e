/*
 * state_text: what the states of incremental loads have in common as text.
 *
 * A state is JSON that its user may have edited or a disk damaged: what is not
 * as it was written is an error that names the member, and advice.
 *
 * Layer: stream.
 */
#ifndef STREAM_STATE_TEXT_H
#define STREAM_STATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "json/span.h"
#include "stream/end.h"

/*
 * Take a state's text: its hash into from, as end_hash(); *whole is its object
 * as text without blanks, in plain, which the caller frees, or none where the
 * text is empty.  -1 with *e (INPUT).
 */
int state_text_open(const char *text, size_t len, char from[33],
    struct buf *plain, struct span *whole, struct error *e) MUST_CHECK;

/* Say in *e (USAGE) that it is of that selection.  Always returns -1. */
int state_text_other(struct error *e, struct span selection);

/* Say in *e (INPUT) that the member is damaged.  Always returns -1. */
int state_text_damaged(struct error *e, const char *member);

/* A time, RFC 3339 in a string; microseconds since 1970. */
bool state_text_time(struct span value, int64_t *us) MUST_CHECK;

/* The same as a member, which may be null and then leaves *us.  -1 with *e. */
int state_text_mark(struct span object, const char *member, int64_t *us,
    struct error *e) MUST_CHECK;

/*
 * The account that a state is of, where it has one: salt and key, strings of
 * fewer hex digits than the sizes.  -1 with *e.
 */
int state_text_account(struct span state, char *salt, size_t salt_size,
    char *key, size_t key_size, struct error *e) MUST_CHECK;

/*
 * Take each member of an object whose names are ids: take() gets the name,
 * decoded, and its value, and returns false where that is damaged.  -1 with *e,
 * which calls the object so.
 */
int state_text_each(struct span object, const char *name,
    bool (*take)(void *arg, const char *id, size_t len, struct span value),
    void *arg, struct error *e) MUST_CHECK;

#endif
