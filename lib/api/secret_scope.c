/* secret_scope: names within what authenticates; see secret_scope.h. */
#include "api/secret_scope.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static struct template_var
var_of(const char *name, const char *value)
{
	return (struct template_var){ .name = name, .text = value,
		.len = value != NULL ? strlen(value) : 0 };
}

void
secret_scope_open(struct secret_scope *s, const struct desc *d,
    const struct key *keys, const struct request_params *params)
{
	struct buf b = buf_make(1 << 16);
	size_t i, n = 0;

	s->n = d->nsecrets;
	s->names = mem_new(d->nsecrets + 1, sizeof(*s->names));
	s->vars = mem_new(d->nsecrets + d->nparams + 1, sizeof(*s->vars));
	for (i = 0; i < d->nsecrets; i++) {
		buf_printf(&b, "secret.%s", d->secrets[i].name);
		s->names[i] = buf_take(&b);
		s->vars[n++] = var_of(s->names[i], keys[i].value);
	}
	for (i = 0; i < d->nparams; i++) {
		s->vars[n] = var_of(d->params[i].name,
		    request_value(params, &d->params[i]));
		s->vars[n++].dots = d->params[i].host;
	}
	s->scope = (struct template_scope){ s->vars, n, NULL };
}

void
secret_scope_close(struct secret_scope *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		mem_free(s->names[i]);
	mem_free(s->names);
	mem_free(s->vars);
	*s = (struct secret_scope){ 0 };
}
