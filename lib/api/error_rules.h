/*
 * error_rules: what a description says that an answer means, by its status and
 * by what is in it.
 *
 * Layer: api.
 */
#ifndef API_ERROR_RULES_H
#define API_ERROR_RULES_H

#include "api/desc.h"
#include "base/error.h"
#include "http/engine_response.h"

struct error_rules;

/*
 * The rules of the resource, and after them those of its API; both are
 * borrowed.  NULL with *e (USAGE) when a program among them is none.  Release
 * them with error_rules_close().
 */
struct error_rules *error_rules_open(const struct desc *d,
    const struct desc_resource *r, struct error *e) MUST_CHECK;

/*
 * The meaning of the first rule that holds for the whole answer;
 * DESC_MEANS_STATUS when none does.  rules may be NULL: there are none.
 * O(body) for each rule with its status that looks into it.
 */
enum desc_means error_rules_find(struct error_rules *rules,
    const struct engine_response *r);

/* NULL is accepted. */
void error_rules_close(struct error_rules *rules);

#endif
