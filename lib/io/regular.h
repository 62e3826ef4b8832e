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
#include "base/error.h"

/*
 * Open the file at path without blocking.  With a root, path begins with it
 * and a slash; what comes after them is opened beneath it (see beneath.h).
 * NULL: symbolic links are followed wherever they lead.  -1 with errno, as
 * beneath_open().
 */
int regular_open(const char *root, const char *path) MUST_CHECK;

#endif
