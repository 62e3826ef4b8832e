/* reply_refuse: why a body is not taken; see reply_refuse.h. */
#include "api/reply_refuse.h"

#include "api/error_object.h"
#include "base/mem.h"

#define NAMES_SHOWN 6

int
reply_refuse(struct error *e, enum error_kind kind, const char *what)
{
	error_set(e, kind, "%s", what);
	return -1;
}

int
reply_refuse_error(const struct reply *p, int status, struct span object,
    struct error *e)
{
	struct buf words = buf_make(1 << 12);
	char *text;

	error_object_words(object, &p->desc->error_text, &words);
	text = buf_take(&words);
	error_set(e, error_object_kind(object, &p->desc->error_text),
	    "an error with status %d: %s", status, text);
	mem_free(text);
	return -1;
}

/* The names of the members that there are instead, some of them. */
static void
put_names(struct span object, struct buf *out)
{
	struct span_walk s = span_object(object);
	struct span name, value;
	size_t n = 0;

	while (span_member(&s, &name, &value)) {
		if (n == NAMES_SHOWN) {
			buf_str(out, ", ...");
			return;
		}
		buf_printf(out, "%s'%.*s'", n++ > 0 ? ", " : "",
		    name.len < 40 ? (int)name.len : 40, name.p);
	}
}

int
reply_refuse_missing(const struct reply *p, struct span whole, struct error *e)
{
	struct buf names = buf_make(1 << 12);
	char *text;

	put_names(whole, &names);
	text = buf_take(&names);
	error_set(e, p->matched ? ERROR_FAILED : ERROR_USAGE,
	    "the body has no list '%.60s' (\"records\" in the API "
	    "description), but %s; where that means that there is nothing, "
	    "say so by \"absent\"",
	    p->r->records.text, *text != '\0' ? text : "nothing");
	mem_free(text);
	return -1;
}

int
reply_check_text(const struct reply *p, const char *body, size_t len,
    struct error *e)
{
	const char *end = body + len, *at = NULL, *from, *to;

	from = json_skip_space(body, end);
	if (from < end && *from == '<')
		return reply_refuse(e, ERROR_FAILED, "the body is HTML or XML, not "
					      "JSON: is the URL right?");
	to = from == end ? NULL : json_value_end(from, end, p->max_depth, &at);
	if (from == end || (to == NULL && at == end))
		return reply_refuse(e, ERROR_TEMPORARY, "the body is cut short");
	if (to != NULL)
		at = json_skip_space(to, end);
	if (at == end && to != NULL)
		return 0;
	/* What does not even begin as JSON is something else. */
	error_set(e, at == from ? ERROR_FAILED : ERROR_TEMPORARY,
	    "the body is not JSON, or nested deeper than %u levels "
	    "(at byte %zu)",
	    p->max_depth, (size_t)(at - body));
	return -1;
}
