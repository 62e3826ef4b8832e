/* reader: what readers have in common; see reader.h. */
#include "aai-describe/reader.h"

#include <string.h>

bool
reader_wants(const struct reader_wants *w, const char *name)
{
	size_t i;

	for (i = 0; i < w->nonly; i++)
		if (strcmp(w->only[i], name) == 0)
			return true;
	return w->nonly == 0;
}
