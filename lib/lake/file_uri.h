/*
 * file_uri: URIs of files of this machine, as table formats spell them: no
 * percent sign in them is decoded.
 *
 * Layer: lake.
 */
#ifndef LAKE_FILE_URI_H
#define LAKE_FILE_URI_H

#include <stddef.h>

#include "base/cc.h"

#define FILE_URI_SCHEME "file://"

/*
 * The path that a URI of a file of this machine names, as an owned string;
 * NULL when it is not such a URI.
 */
char *file_uri_path(const char *uri, size_t len) MUST_CHECK;

#endif
