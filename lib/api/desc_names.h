/*
 * desc_names: which names the templates of a description may have; for desc.c
 * alone.
 *
 * Layer: api.
 */
#ifndef API_DESC_NAMES_H
#define API_DESC_NAMES_H

#include "api/desc.h"
#include "json/decode.h"

/*
 * Once all is read: give each resource the API's parameters, settle where
 * parameters go whose place was not said, and check all templates' names.
 * -1 with l->e.
 */
int desc_settle_names(struct json_decoder *l, struct desc *d) MUST_CHECK;

#endif
