/* fan_parents: which records are parents; see fan_parents.h. */
#include "aai-fanout/fan_parents.h"

#include <string.h>

#include "api/desc_parents.h"
#include "base/mem.h"

static int
open_when(const struct desc_parent *parent, struct cond **when,
    struct error *e)
{
	if (parent == NULL)
		return 0;
	*when = cond_open(&parent->when, e);
	return *when != NULL ? 0 : -1;
}

static int
open_fields(const struct desc_parent *parent, struct source ***fields,
    struct error *e)
{
	size_t i, n = parent != NULL ? parent->nfields : 0;

	*fields = mem_new(n + 1, sizeof(**fields));
	for (i = 0; i < n; i++) {
		(*fields)[i] = source_open(&parent->fields[i].from, e);
		if ((*fields)[i] == NULL) {
			error_prefix(e, "field %s", parent->fields[i].name);
			return -1;
		}
	}
	return 0;
}

static int
open_parent(struct fanout *f, struct fan_resource *fr, struct error *e)
{
	const char *want = f->options.parent;
	const struct desc_parent *p;
	size_t i;

	for (i = 0; i < fr->r->nparents; i++) {
		p = &fr->r->parents[i];
		if (p->table[0] == '\0')
			fr->untagged = p;
		else if (fr->parent == NULL &&
		    (want == NULL || strcmp(want, p->table) == 0))
			fr->parent = p;
	}
	if (want != NULL && fr->parent == NULL) {
		error_set(e, ERROR_USAGE,
		    "--parent: %s has no parents in table '%s'", fr->r->name,
		    want);
		return -1;
	}
	if (open_when(fr->parent, &fr->when, e) != 0 ||
	    open_when(fr->untagged, &fr->when_untagged, e) != 0) {
		error_prefix(e, "when of %s", fr->r->name);
		return -1;
	}
	if (open_fields(fr->parent, &fr->fields, e) == 0 &&
	    open_fields(fr->untagged, &fr->untagged_fields, e) == 0)
		return 0;
	error_prefix(e, "parents of %s", fr->r->name);
	return -1;
}

int
fan_field(const struct fan_resource *fr, const struct desc_parent *p,
    size_t k, struct span record, struct buf *out, struct error *e)
{
	struct source *s = p == fr->parent ? fr->fields[k] :
					     fr->untagged_fields[k];
	int rc = source_get(s, record, NULL, out, e);

	if (rc >= 0)
		return rc;
	error_prefix(e, "field %s of %s", p->fields[k].name, fr->r->name);
	e->kind = ERROR_INPUT;
	return -1;
}

static void
close_fields(const struct desc_parent *parent, struct source **fields)
{
	size_t i;

	for (i = 0; parent != NULL && fields != NULL && i < parent->nfields;
	    i++)
		source_close(fields[i]);
	mem_free(fields);
}

void
fan_close_parents(struct fan_resource *fr)
{
	close_fields(fr->parent, fr->fields);
	close_fields(fr->untagged, fr->untagged_fields);
}

int
fan_open_parents(struct fanout *f, struct error *e)
{
	size_t i;

	for (i = 0; i < f->nresources; i++)
		if (open_parent(f, &f->resources[i], e) != 0)
			return -1;
	return 0;
}
