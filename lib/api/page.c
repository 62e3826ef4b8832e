/* page: an answer as a page of a list; see page.h. */
#include "api/page.h"

#include <string.h>

#include "api/client.h"
#include "api/reply_partial.h"
#include "base/mem.h"

#define BOM     "\xef\xbb\xbf"
#define BOM_LEN 3

struct span
page_body(const struct engine_response *r)
{
	struct span body = { (const char *)r->body.data, r->body.len };

	if (body.len >= BOM_LEN && memcmp(body.p, BOM, BOM_LEN) == 0) {
		body.p += BOM_LEN;
		body.len -= BOM_LEN;
	}
	return body;
}

/* What a pager reads: no body says as much as null, and so does no JSON. */
static struct span
text_of(const struct desc_resource *of, const struct engine_response *r)
{
	struct span body = page_body(r);

	return body.len > 0 && of->kind == DESC_JSON ?
	    body :
	    (struct span){ "null", 4 };
}

static int
check_place(struct reply *p, const struct pager *pager,
    const struct engine_response *r, struct error *e)
{
	struct span body = page_body(r), text = text_of(p->r, r);
	struct reply_facts facts = { 0 };
	char *link;
	int rc;

	if (p->r->pages.kind == DESC_PAGING_NONE)
		return 0;
	if (reply_look(p, body.p, body.len, &facts, e) != 0)
		return -1;
	link = engine_response_header(r, "Link");
	rc = pager_check(pager, r->url, text.p, text.len, link, r,
	    &facts, e);
	mem_free(link);
	return rc;
}

enum page_known
page_known(struct reply *p, const struct engine_response *r)
{
	struct span body = page_body(r);
	struct reply_facts facts = { 0 };
	struct error ignored;

	switch (error_rules_find(p->rules, r)) {
	case DESC_MEANS_STATUS:
		break;
	case DESC_MEANS_ABSENT:
		/* Never of one with records. */
		if (r->status > 299 || reply_check(p, r->status, body.p,
			body.len, &ignored) != 0 ||
		    reply_look(p, body.p, body.len, &facts, &ignored) != 0 ||
		    facts.records == 0)
			return PAGE_ABSENT;
		return PAGE_ORDINARY;
	case DESC_MEANS_LEAVE_OUT:
		return PAGE_OMITTED;
	default:
		return PAGE_ORDINARY;
	}
	if (client_missing(p->r, r))
		return PAGE_MISSING;
	return reply_is_absent(p, r->status, body.p, body.len) ?
	    PAGE_ABSENT :
	    PAGE_ORDINARY;
}

/* A failure that the description knows, and the engine has not seen. */
static int
check_meaning(struct reply *p, const struct engine_response *r,
    struct error *e)
{
	switch (error_rules_find(p->rules, r)) {
	case DESC_MEANS_AUTH:
	case DESC_MEANS_RETRY:
	case DESC_MEANS_LIMIT:
	case DESC_MEANS_FAIL:
		error_set(e, ERROR_FAILED,
		    "it is an error, as the API description has it");
		return -1;
	default:
		return 0;
	}
}

int
page_check(struct reply *p, const struct pager *pager,
    struct reply_completeness *d, const struct engine_response *r,
    struct error *e)
{
	struct span body = page_body(r);

	if (r->body.len == 0 && !r->framed && r->tries > 0 &&
	    p->r->kind == DESC_JSON) {
		error_set(e, ERROR_TEMPORARY,
		    "the body is empty, and may have been cut");
		return -1;
	}
	if (check_meaning(p, r, e) != 0)
		return -1;
	if (page_known(p, r) != PAGE_ORDINARY)
		return 0;
	if (body.len == 0 && r->body.len > 0) {
		error_set(e, ERROR_TEMPORARY, "the body is cut short");
		return -1;
	}
	if (reply_check(p, r->status, body.p, body.len, e) != 0 ||
	    reply_partial_check(p, r, body, e) != 0 ||
	    reply_completeness(d, p->r, r, e) != 0)
		return -1;
	return check_place(p, pager, r, e);
}

int
page_records(struct reply *p, const struct engine_response *r,
    const struct reply_parent *parent, const struct reply_sink *sink,
    struct reply_facts *facts, struct error *e)
{
	struct span body = page_body(r);

	*facts = (struct reply_facts){ 0 };
	if (page_known(p, r) == PAGE_ABSENT) {
		facts->absent = true;
		return 0;
	}
	reply_partial_count(p, body);
	return reply_each(p, body.p, body.len, parent, sink, facts, e);
}

int
page_next(struct pager *pager, const struct engine_response *r,
    const struct reply_facts *facts, struct error *e)
{
	struct span text = text_of(pager->r, r);
	char *link = engine_response_header(r, "Link");
	int rc;

	rc = pager_next(pager, r->url, text.p, text.len, link, r, facts,
	    e);
	mem_free(link);
	return rc;
}
