/*
 * shown_file: the files of a table, opened where its folder has them.
 *
 * Layer: show.
 */
#ifndef VIEW_SHOWN_FILE_H
#define VIEW_SHOWN_FILE_H

#include <sys/stat.h>

#include "base/cc.h"
#include "view/catalog.h"

/*
 * Open the table's file at path: as its folder is seen (folder_view.h), when it
 * is in one that was looked at, or, with t NULL too, whatever regular file that
 * path leads to.  -1 with errno, as beneath_open().
 */
int shown_file_open(const struct shown *t, const char *path) MUST_CHECK;

/* What there is to be known of it.  -1 with errno. */
int shown_file_stat(const struct shown *t, const char *path,
    struct stat *st) MUST_CHECK;

#endif
