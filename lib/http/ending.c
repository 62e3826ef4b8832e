/* ending: the end of one exchange; see ending.h. */
#include "http/ending.h"

#include "http/engine_queue.h"
#include "http/errmsg.h"

/* The words of x so far, as a string. */
const char *
ending_words(struct ending *x)
{
	buf_byte(&x->what, 0);
	x->what.len--;
	return (const char *)x->what.data;
}

static const char *
advice(const struct engine *g, struct ending *x)
{
	if (x->outcome == OUTCOME_AUTH && g->auth_advice != NULL)
		return g->auth_advice;
	return outcome_advice(x->outcome, (int)x->code,
	    x->tunnel != 0 ? x->tunnel : x->job->response.status,
	    ending_words(x));
}

void
ending_fail(struct engine *g, struct ending *x, enum error_kind kind,
    enum engine_result result)
{
	errmsg_set(g, x->job, kind, ending_words(x), advice(g, x));
	engine_finish(g, x->job, result);
}

/* End everything with what went wrong here. */
void
ending_fail_all(struct engine *g, struct ending *x, enum error_kind kind)
{
	struct error why;

	errmsg_set(g, x->job, kind, ending_words(x), advice(g, x));
	why = x->job->response.error;
	engine_finish(g, x->job, ENGINE_STOPPED);
	engine_stop(g, &why);
}
