/*
 * regular: regular files of somebody else's folder, opened for reading.
 *
 * A FIFO in the place of a file holds up whoever opens it, and to open a
 * device may do something to it: neither is opened.
 *
 * Layer: io.
 */
#ifndef IO_REGULAR_H
#define IO_REGULAR_H

#include "base/cc.h"

/*
 * Open the file at path without blocking.  Symbolic links are followed wherever
 * they lead: for files below a folder that may be a stranger's see beneath.h.
 * -1 with errno: EISDIR, ENXIO: it is not a regular file.
 */
int regular_open(const char *path) MUST_CHECK;

#endif
