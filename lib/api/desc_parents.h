/*
 * desc_parents: the reader for whose children a resource has, and for lists of
 * values that it is asked for; and what is known of their names.
 *
 * Layer: api.
 */
#ifndef API_DESC_PARENTS_H
#define API_DESC_PARENTS_H

#include <stdbool.h>

#include "api/desc.h"
#include "json/decode.h"

/* The elements are struct desc_parent and struct desc_each. */
extern const struct json_decode_array desc_parent_members;
extern const struct json_decode_array desc_each_members;

/* Whether each parent has the field; there must be a parent. */
bool desc_parents_have(const struct desc_resource *r, const char *name);

/* Whether the resource is asked for values of this name. */
bool desc_has_each(const struct desc_resource *r, const char *name);

/*
 * Whether what a parent or a list of values gives has this name: the
 * parent_key's, a field's, a list's.
 */
bool desc_names_given(const struct desc_resource *r, const char *name);

/* Whether a value of this name is put in front of records: carry, for_each. */
bool desc_carries(const struct desc_resource *r, const char *name);

/*
 * That names are not those of others, and that what is named is there.  -1 with
 * *e (USAGE).
 */
int desc_check_parents(const struct desc_resource *r,
    struct error *e) MUST_CHECK;

void desc_free_parents(struct desc_resource *r);

#endif
