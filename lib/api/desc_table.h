/*
 * desc_table: readers for the parts of a description that say what records
 * look like; for the other desc modules alone.  Readers as in json_decode.h.
 *
 * Layer: api.
 */
#ifndef API_DESC_TABLE_H
#define API_DESC_TABLE_H

#include "api/desc.h"
#include "json/decode.h"

/* The elements are char *, char * (JSON texts) and struct desc_condition. */
extern const struct json_decode_array desc_string_list;
extern const struct json_decode_array desc_value_list;
extern const struct json_decode_array desc_condition_list;

/* to is struct desc_table *. */
int desc_read_table(struct json_decoder *l, size_t node, void *to);

void desc_free_strings(struct desc_strings *s);
void desc_free_conditions(struct desc_conditions *c);
void desc_free_table(struct desc_table *t);

#endif
