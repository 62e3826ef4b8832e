/*
 * loads: prints the history of a folder's loads (sink/history.h).
 *
 * Layer: aai-show.
 */
#ifndef AAI_SHOW_LOADS_H
#define AAI_SHOW_LOADS_H

#include <stdbool.h>

#include "aai-show/present.h"
#include "base/error.h"

/*
 * Print the loads of the folder at path, oldest first: a line each, or, with
 * json, the object of each.  -1 with *e (INPUT: it is not a folder of loads, or
 * what it says of them is damaged).
 */
int loads_show(const char *path, bool json, struct present *p,
    struct error *e) MUST_CHECK;

#endif
