/* spec_wants: what is wanted of a document; see spec_wants.h. */
#include "aai-describe/spec_wants.h"

#include <string.h>

bool
spec_wants_named(const struct spec_wants *w, const char *name)
{
	size_t i;

	for (i = 0; i < w->nonly; i++)
		if (strcmp(w->only[i], name) == 0)
			return true;
	return w->nonly == 0;
}
