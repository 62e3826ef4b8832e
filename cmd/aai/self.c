/* self: where this program lies; see self.h. */
#include "aai/self.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef PATH_MAX
#	define PATH_MAX 4096
#endif

static char folder[PATH_MAX]; /* with the slash at its end; "": not known */

/* Keep the folder of the path, which is in it already. */
static void
keep_folder(void)
{
	char *slash = strrchr(folder, '/');

	if (slash != NULL)
		slash[1] = '\0';
	else
		folder[0] = '\0';
}

void
self_called(const char *argv0)
{
	ssize_t n = readlink("/proc/self/exe", folder, sizeof(folder) - 1);

	if (n > 0)
		folder[n] = '\0';
	else if (strchr(argv0, '/') == NULL || realpath(argv0, folder) == NULL)
		folder[0] = '\0';
	keep_folder();
}

void
self_exec(const char *name, char *const *argv, int beside)
{
	char path[PATH_MAX + NAME_MAX];

	if (beside && folder[0] != '\0' && strchr(name, '/') == NULL) {
		(void)snprintf(path, sizeof(path), "%s%s", folder, name);
		(void)execv(path, argv);
	}
	(void)execvp(name, argv);
}
