/* file_uri: URIs of files of this machine; see file_uri.h. */
#include "lake/file_uri.h"

#include <string.h>

#include "base/mem.h"

char *
file_uri_path(const char *uri, size_t len)
{
	/* Java's writers leave two slashes out, or the scheme. */
	if (len > 7 && memcmp(uri, FILE_URI_SCHEME, 7) == 0)
		return uri[7] == '/' ? mem_dup(uri + 7, len - 7) : NULL;
	if (len > 5 && memcmp(uri, "file:/", 6) == 0)
		return mem_dup(uri + 5, len - 5);
	return len > 0 && uri[0] == '/' ? mem_dup(uri, len) : NULL;
}
