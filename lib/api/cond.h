/*
 * cond: evaluates a description's conditions: whether a record meets them, and
 * whether an error answer is one that the description knows.
 *
 * Layer: api.
 */
#ifndef API_COND_H
#define API_COND_H

#include <stdbool.h>
#include <stddef.h>

#include "api/desc.h"
#include "base/error.h"
#include "json/span.h"

struct cond;

/*
 * Make the conditions ready: jq programs among them are compiled.  c is
 * borrowed.  NULL with *e (USAGE).  Release it with cond_close().
 */
struct cond *cond_open(const struct desc_conditions *c,
    struct error *e) MUST_CHECK;

/*
 * Whether the record, an object's text, meets them all.  -1 with *e when a jq
 * program fails on it.
 */
int cond_holds(struct cond *c, struct span record, bool *holds,
    struct error *e) MUST_CHECK;

void cond_close(struct cond *c);

/*
 * Whether the value, p NULL being null, is one of the JSON texts or begins
 * with one of the beginnings.
 */
bool cond_value(struct span value, const struct desc_strings *is,
    const struct desc_strings *starts);

/* Whether one of the answers is this one: its status and what body says. */
bool cond_answer(const struct desc_answers *a, int status, const void *body,
    size_t len);

#endif
