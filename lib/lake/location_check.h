/*
 * location_check: checks that the folder in which a table is to be made holds
 * nothing else.
 *
 * A table format takes a whole folder, and readers of plain files take a
 * folder's files together: a table among somebody's files would hide those
 * from the ones and be doubled for the others.
 *
 * Layer: lake.
 */
#ifndef LAKE_LOCATION_CHECK_H
#define LAKE_LOCATION_CHECK_H

#include "base/cc.h"
#include "base/error.h"
#include "sink/folder.h"

/*
 * Whether folder/table, in which a table is to be made, is free: it is not
 * there, or is a folder that has nothing but hidden files (names with a leading
 * dot or underscore, but for _delta_log) and such folders.  Symbolic links are
 * in the way, and are not followed.  0; 1: *found is what is in the way, by its
 * path below the folder, and the caller's to free; -1 with *e (ERROR_OUTPUT)
 * when it cannot be listed.
 */
int location_check(const struct folder *folder, const char *table, char **found,
    struct error *e) MUST_CHECK;

#endif
