/*
 * observe: what walking does not see every day: the first value of a field, new
 * facts, names that were not guessed, strings with escapes.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_OBSERVE_H
#define AAI_FLATTEN_OBSERVE_H

#include "aai-flatten/flatten_internal.h"

/* The closing quote of a string that has a special byte at q. */
const char *observe_string(struct flatten *f, const char *q);

/*
 * The value p..end may say something new about its column.  False when it is
 * not to be taken: an error when f->stop says so, else a contract's verdict.
 */
bool observe_text(struct flatten *f, struct model_column *c, const char *p,
    const char *end);
bool observe_number(struct flatten *f, struct model_column *c, const char *p,
    const char *end);
bool observe_bool(struct flatten *f, struct model_column *c, const char *p,
    const char *end);

/*
 * A scalar at p, in a field without a column: p itself when it has one now,
 * the position after the value when that is left out, or NULL.
 */
const char *observe_scalar(struct flatten *f, struct model_field *fd,
    const char *p);

/*
 * An object or a list at p in a field for which that is news, or which treats
 * it in its own way: the position after it, or NULL.
 */
const char *observe_nested(struct flatten *f, struct model_field *fd,
    const char *p);

/* A name at p, decoded: *name and *len; the position after its quote. */
const char *observe_name(struct flatten *f, const char *p, const char **name,
    size_t *len);

/* The colon after a name at p, with the blanks around it. */
const char *observe_colon(struct flatten *f, const char *p);

/*
 * The field whose name is at *p, which is moved to its value: not the one that
 * was guessed first.  NULL when there is no name.
 */
struct model_field *observe_field(struct flatten *f, struct model_shape *s,
    struct model_next *next, const char **p);

/*
 * Find the record's keys, and note what they say of their columns' types,
 * unless that is done.  -1 with f->stop set.
 */
int observe_keys(struct flatten *f) MUST_CHECK;

#endif
