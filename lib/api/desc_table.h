/*
 * desc_table: readers for the parts of a description that say what records
 * look like; for the other desc modules alone.  Readers as in load.h.
 *
 * Layer: api.
 */
#ifndef API_DESC_TABLE_H
#define API_DESC_TABLE_H

#include "api/desc.h"
#include "api/load.h"

/* to is struct desc_strings *, desc_conditions *, desc_table *. */
int desc_read_strings(struct load *l, size_t node, void *to);
int desc_read_conditions(struct load *l, size_t node, void *to);
int desc_read_table(struct load *l, size_t node, void *to);

void desc_free_strings(struct desc_strings *s);
void desc_free_conditions(struct desc_conditions *c);
void desc_free_table(struct desc_table *t);

#endif
