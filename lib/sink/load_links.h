/*
 * load_links: how the tables of a load join, with those that the folder has.
 *
 * Layer: sink.
 */
#ifndef SINK_LOAD_LINKS_H
#define SINK_LOAD_LINKS_H

#include "sink/load.h"

/*
 * Find for each table of the load its parent and root, those of the folder
 * among them, once all columns are known.  O(tables).
 */
void load_links_find(struct load *l);

#endif
