/*
 * openapi_key: the member that names a record.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_KEY_H
#define AAI_DESCRIBE_OPENAPI_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "aai-describe/openapi.h"

struct openapi_key {
	const char *member; /* NULL: none was found */
	unsigned kinds;
	bool sure;
	bool global; /* it is an id, of which no other parent has the same */
	const char *why; /* a phrase */
};

/*
 * Find it among the members of record.  word is what one record is called, in
 * small letters: "order"; below is the parameter of the path one deeper, as in
 * /orders/{order_no}, or NULL.
 */
void openapi_key_find(struct openapi *o, const struct openapi_schema *record,
    const char *word, const char *below, struct openapi_key *key);

/*
 * The member of a record that a parameter of this name is about, where it is
 * not the key: number for issue_number.  NULL: none.
 */
const struct openapi_member *openapi_key_named(
    const struct openapi_schema *record, const char *word, const char *param);

/* What the schemas of a member say it may be. */
unsigned openapi_member_kinds(
    struct openapi *o, const struct openapi_member *m);

#endif
