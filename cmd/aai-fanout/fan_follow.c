/* fan_follow: links that are followed; see fan_follow.h. */
#include "aai-fanout/fan_follow.h"

#include "api/source.h"
#include "base/mem.h"
#include "json/lex.h"

/* So many links of one answer are tried. */
#define LINKS_MAX 4

static const struct http_request plain;

/* Whether the answer with the link is whole. */
static int
check(void *user, const struct engine_response *r, struct error *e)
{
	const char *p = (const char *)r->body.data, *end = p + r->body.len;
	const char *at = r->body.len > 0 ?
	    json_value_end(p, end, REPLY_DEPTH, NULL) :
	    NULL;

	(void)user;
	while (at != NULL && at < end && (unsigned char)*at <= ' ')
		at++;
	if (at != NULL && at == end)
		return 0;
	error_set(e, ERROR_TEMPORARY,
	    "the answer that should have a link is not whole JSON");
	return -1;
}

void
fan_follow_request(struct fan_slot *slot, const struct fan_resource *fr,
    struct client_request *q)
{
	if (fr->follow == NULL)
		return;
	q->unkept = true;
	if (slot->link == NULL) {
		q->check = check;
		return;
	}
	q->bare = true;
	q->url = slot->link;
	q->http = &plain;
}

/* The link of the answer becomes the slot's. */
static int
take(struct fan_slot *slot, struct fan_resource *fr,
    const struct engine_response *r, struct error *e)
{
	struct span body = { (const char *)r->body.data, r->body.len };
	struct buf value = buf_make(SIZE_MAX / 2);
	struct span at;
	size_t len;
	int rc = source_get(fr->follow, body, r, &value, e);

	at = (struct span){ (const char *)value.data, value.len };
	if (rc == 1 && span_kind(at) == JSON_NULL)
		rc = 0;
	if (rc == 1 && span_kind(at) == JSON_STRING) {
		slot->link = span_take(at, &len);
	} else if (rc == 1) {
		error_set(e, ERROR_FAILED, "what should be a link is no text");
		rc = -1;
	}
	if (rc < 0)
		error_prefix(e, "parent '%.150s'", slot->item->id);
	buf_free(&value);
	return rc;
}

int
fan_follow_take(struct fan_slot *slot, struct fan_resource *fr,
    const struct engine_response *r, struct error *e)
{
	if (slot->link == NULL)
		return take(slot, fr, r, e);
	mem_free(slot->link);
	slot->link = NULL;
	if (++slot->links < LINKS_MAX)
		return 1;
	*e = r->error;
	error_prefix(e, "parent '%.150s': the link is refused",
	    slot->item->id);
	return -1;
}
