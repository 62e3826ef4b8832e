/* openapi_prefix: what stands before a key; see openapi_prefix.h. */
#include "aai-describe/openapi_prefix.h"

#include <string.h>
#include <strings.h>

#include "base/cc.h"

#define OPERATIONS_LOOKED 100

/* The word that a text has before a key, with its blank; or NULL. */
static const char *
prefix_in(const char *text)
{
	static const char *const prefixes[] = { "Bearer ", "Token ", "OAuth ",
		"ApiKey " };
	size_t i;

	for (i = 0; i < LEN(prefixes) && text != NULL; i++)
		if (strstr(text, prefixes[i]) != NULL)
			return prefixes[i];
	return NULL;
}

/* The same of a parameter that is called Authorization. */
static const char *
prefix_of_param(struct openapi *o, size_t param)
{
	size_t p = openapi_resolve(o->d, param);
	size_t schema = o->two ? p : document_get(o->d, p, "schema");
	const char *name = document_text(o->d, p, "name"), *prefix;

	if (name == NULL || strcasecmp(name, "Authorization") != 0)
		return NULL;
	prefix = prefix_in(document_text(o->d, schema, "default"));
	return prefix != NULL
		   ? prefix
		   : prefix_in(document_text(o->d, p, "description"));
}

/* By the parameters of some operations. */
static const char *
prefix_of_params(struct openapi *o)
{
	size_t paths = document_get(o->d, 0, "paths"), at = JSON_NO_NODE;
	size_t list, param, looked = 0;
	const char *prefix = NULL;

	if (document_kind(o->d, paths) != JSON_OBJECT)
		return NULL;
	while (prefix == NULL && looked++ < OPERATIONS_LOOKED &&
	       (at = document_next(o->d, paths, at)) != JSON_NO_NODE) {
		list = document_at(o->d, at + 1, "get", "parameters");
		param = JSON_NO_NODE;
		if (document_kind(o->d, list) != JSON_ARRAY)
			continue;
		while (prefix == NULL && (param = document_next(o->d, list,
					      param)) != JSON_NO_NODE)
			prefix = prefix_of_param(o, param);
	}
	return prefix;
}

const char *
openapi_prefix(struct openapi *o, size_t scheme)
{
	const char *prefix =
	    prefix_in(document_text(o->d, scheme, "description"));

	return prefix != NULL ? prefix : prefix_of_params(o);
}
