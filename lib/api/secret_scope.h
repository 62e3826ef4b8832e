/*
 * secret_scope: the names that templates of what authenticates may have:
 * {secret.NAME}, and the API's parameters.
 *
 * Layer: api.
 */
#ifndef API_SECRET_SCOPE_H
#define API_SECRET_SCOPE_H

#include "api/desc.h"
#include "api/key.h"
#include "api/request.h"
#include "api/template.h"

struct secret_scope {
	struct template_scope scope; /* of vars */
	struct template_var *vars;   /* the secrets first; owned */
	char **names;		     /* "secret.NAME"; owned */
	size_t n;		     /* of them */
};

/* keys are the description's, in its order; all are borrowed. */
void secret_scope_open(struct secret_scope *s, const struct desc *d,
    const struct key *keys, const struct request_params *params);

void secret_scope_close(struct secret_scope *s);

#endif
