/*
 * check: whether an API is what its description says, by asking a page or two
 * of each resource.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_CHECK_H
#define AAI_DESCRIBE_CHECK_H

#include <stdbool.h>

#include "api/session.h"
#include "base/error.h"
#include "base/opt.h"

#define CHECK_OPT_MAX 12

struct check_options {
	bool on;
	struct session_options session;
	const struct opt_list *only; /* names of resources; none: all */
};

/* Fill in what holds unless the command line says otherwise. */
void check_defaults(struct check_options *o);

/* Store the options at to; how many. */
size_t check_opt_put(struct check_options *o, struct opt *to);

/*
 * Whether the options go together: those of a check with a check alone.  -1
 * with *e (USAGE).
 */
int check_settle(const struct check_options *o, struct error *e) MUST_CHECK;

/*
 * Check the description, a file or a name (NULL: as desc_choose()), and write
 * on standard output what was found.  Messages are said.  Returns the exit
 * status: PARTIAL when something is not as it is said.
 */
int check_run(struct check_options *o, const char *description);

void check_close(struct check_options *o);

#endif
