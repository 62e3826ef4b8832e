/* pager_page: what a page says of its list; see pager_page.h. */
#include "api/pager_page.h"

#include "base/num.h"

bool
pager_page_is_counted(const struct pager *p)
{
	return p->r->pages.kind == DESC_PAGING_OFFSET ||
	    p->r->pages.kind == DESC_PAGING_PAGE;
}

bool
pager_page_total(const struct pager *p, const struct pager_page *page,
    uint64_t *n)
{
	const struct path *total = &p->r->pages.total;
	struct span said;

	if (total->n == 0)
		return false;
	said = span_at(page->whole, total);
	/* Some write numbers as texts. */
	if (span_kind(said) == JSON_STRING && said.len > 2)
		said = (struct span){ said.p + 1, said.len - 2 };
	return said.p != NULL && num_u64(said.p, said.len, 0, UINT64_MAX, n);
}

enum json_kind
pager_page_more(const struct pager *p, const struct pager_page *page)
{
	const struct path *more = &p->r->pages.more;
	struct span said = { NULL, 0 };
	enum json_kind kind;

	if (more->n > 0)
		said = span_at(page->whole, more);
	kind = span_kind(said);
	if (kind == JSON_STRING && said.len > 2)
		said = (struct span){ said.p + 1, said.len - 2 };
	if (kind != JSON_STRING && kind != JSON_NUMBER)
		return kind;
	if (span_spells(said, "true", 4) || span_spells(said, "1", 1))
		return JSON_TRUE;
	if (span_spells(said, "false", 5) || span_spells(said, "0", 1))
		return JSON_FALSE;
	return JSON_NONE;
}
