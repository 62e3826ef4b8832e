/*
 * spec_wants: what the user wants of a document.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_SPEC_WANTS_H
#define AAI_DESCRIBE_SPEC_WANTS_H

#include <stdbool.h>
#include <stddef.h>

struct spec_wants {
	const char *const *only; /* names of resources; none: all */
	size_t nonly;
	const char *from; /* where the document is, for names: a URL; or NULL */
};

/* Whether a resource of that name, or operation of that path, is wanted. */
bool spec_wants_named(const struct spec_wants *w, const char *name);

#endif
