/* spec_reader: what readers have in common; see spec_reader.h. */
#include "aai-describe/spec_reader.h"

#include <string.h>

bool
spec_reader_wants(const struct spec_wants *w, const char *name)
{
	size_t i;

	for (i = 0; i < w->nonly; i++)
		if (strcmp(w->only[i], name) == 0)
			return true;
	return w->nonly == 0;
}
