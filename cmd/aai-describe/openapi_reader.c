/* openapi_reader: OpenAPI files as models; see spec_reader.h. */
#include <string.h>

#include "aai-describe/openapi.h"
#include "aai-describe/openapi_auth.h"
#include "aai-describe/openapi_base.h"
#include "aai-describe/openapi_operation.h"
#include "aai-describe/openapi_resource.h"
#include "aai-describe/spec_reader.h"
#include "base/mem.h"

/* Parts of schemas: some seconds, and ten times what large files take. */
#define SCHEMAS_MAX 100000000u

/* Resources that a description of 16 MiB may have, at the most. */
#define RESOURCES_MAX 20000

static bool
fits(struct document *d)
{
	return document_get(d, 0, "openapi") != JSON_NO_NODE ||
	       document_get(d, 0, "swagger") != JSON_NO_NODE;
}

/* 2 or 3; 0 with *e. */
static int
read_version(struct document *d, struct error *e)
{
	const char *three = document_scalar(d, document_get(d, 0, "openapi"));
	const char *two = document_scalar(d, document_get(d, 0, "swagger"));

	if (three != NULL && three[0] == '3')
		return 3;
	if (two != NULL && two[0] == '2')
		return 2;
	error_set(e, ERROR_INPUT,
	    "OpenAPI of version %.20s is not known: 2, "
	    "3.0 and 3.1 are",
	    three != NULL ? three
	    : two != NULL ? two
			  : "(none)");
	return 0;
}

static void
leave_out(struct openapi *o, const struct openapi_operation *op)
{
	struct buf what = buf_make(SIZE_MAX / 2);

	buf_printf(&what, "GET %s", op->path);
	buf_byte(&what, '\0');
	if (op->kind == ANSWER_NONE)
		source_pass_over(o->m, (const char *)what.data, op->why);
	else
		source_leave_out(
		    o->m, (const char *)what.data, "", "%s", op->why);
	buf_free(&what);
}

/* What was not looked at is not described: that is not to be passed over. */
static int
check_budget(const struct openapi *o, struct error *e)
{
	if (o->budget.left > 0)
		return 0;
	error_set(e, ERROR_LIMIT,
	    "its schemas have too many parts; --only chooses some of its "
	    "operations");
	return -1;
}

static int
check_found(
    struct openapi *o, const struct openapi_operations *all, struct error *e)
{
	size_t i, wanted = 0;

	if (check_budget(o, e) != 0)
		return -1;
	for (i = 0; i < all->n; i++)
		wanted += all->items[i].wanted;
	if (all->n == 0)
		error_set(e, ERROR_INPUT,
		    "it has no operation that reads anything (a GET)");
	else if (wanted == 0)
		error_set(e, ERROR_USAGE,
		    "--only: '%s' is neither a resource of it nor a path",
		    o->w->only[0]);
	else if (wanted > RESOURCES_MAX)
		error_set(e, ERROR_LIMIT,
		    "it has %zu operations, and a description takes %d; "
		    "--only chooses some",
		    wanted, RESOURCES_MAX);
	else
		return 0;
	return -1;
}

static int
read_operations(struct openapi *o, struct error *e)
{
	struct openapi_operations all;
	struct openapi_operation *op;
	size_t i;
	int rc;

	openapi_operations_read(o, &all);
	rc = check_found(o, &all, e);
	for (i = 0; rc == 0 && i < all.n; i++) {
		op = &all.items[i];
		if (!op->wanted)
			continue;
		if (op->kind == ANSWER_LIST || op->kind == ANSWER_SINGLE)
			openapi_resource(o, &all, i);
		else
			leave_out(o, op);
	}
	openapi_operations_free(&all);
	if (rc == 0)
		rc = check_budget(o, e);
	if (rc == 0 && o->m->n == 0) {
		error_set(e, ERROR_INPUT, "nothing in it can be described: %s",
		    o->m->nleft_out > 0 ? o->m->left_out[0].why
					: "no answer has a schema");
		return -1;
	}
	return rc;
}

static int
read_openapi(struct document *d, const struct spec_wants *w,
    struct source_model *m, struct error *e)
{
	struct openapi o = {
		.d = d, .m = m, .w = w, .budget = { SCHEMAS_MAX }
	};
	int version = read_version(d, e), rc;

	if (version == 0)
		return -1;
	o.two = version == 2;
	openapi_put_base(&o);
	openapi_put_auth(&o);
	rc = read_operations(&o, e);
	mem_free(o.name);
	return rc;
}

const struct spec_reader openapi_reader = { "openapi", fits, read_openapi };
