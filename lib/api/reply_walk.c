/* reply_walk: one record of a body after the other; see reply_walk.h. */
#include "api/reply_walk.h"

#include "api/cues.h"
#include "api/record_path.h"
#include "api/reply_format.h"
#include "api/reply_shape.h"
#include "json/filter.h"
#include "json/text.h"

static int
walk_json(struct reply *p, const char *body, size_t len, struct span_each *w,
    struct error *e)
{
	struct span whole = reply_whole(body, len);
	struct span list, item;
	struct span_walk s;
	int rc = 0;

	if (whole.len == 0)
		return 0;
	if (p->records != NULL)
		return record_path_run(p->records, whole, w, e);
	list = reply_records(p, body, len);
	if (list.p != NULL && p->r->deeper > 0)
		return record_path_each(p->r, list, w, e);
	if (span_kind(list) == JSON_OBJECT)
		return w->take(w->arg, list, e);
	s = span_list(list);
	while (rc == 0 && span_item(&s, &item))
		rc = w->take(w->arg, item, e);
	return rc;
}

static void
put_text(struct buf *out, const char *name, struct span text)
{
	struct buf b = buf_make(text.len + 1);

	if (text.p != NULL) {
		buf_printf(out, ",\"%s\":", name);
		cues_text(text, &b);
		json_quote((const char *)b.data, b.len, out);
	}
	buf_free(&b);
}

static int
walk_cues(struct reply *p, const char *body, size_t len, struct span_each *w,
    struct error *e)
{
	struct buf *b = &p->body;
	struct cues cues;
	struct cue cue;
	int rc = 0;

	(void)cues_open(&cues, body, len);
	while (rc == 0 && cues_next(&cues, &cue)) {
		buf_reset(b);
		buf_printf(b, "{\"format\":\"%s\"", cues.vtt ? "vtt" : "srt");
		put_text(b, "cue", cue.id);
		if (cue.timed)
			buf_printf(b, ",\"start\":%lld,\"end\":%lld",
			    (long long)cue.start_ms, (long long)cue.end_ms);
		put_text(b, "settings", cue.settings);
		put_text(b, cue.timed ? "text" : "block", cue.text);
		buf_byte(b, '}');
		rc = w->take(w->arg,
		    (struct span){ (const char *)b->data, b->len }, e);
	}
	return rc;
}

int
reply_walk(struct reply *p, const char *body, size_t len,
    int (*take)(void *arg, struct span record, struct error *e), void *arg,
    struct error *e)
{
	struct span_each w = { take, arg, 0, 0 };

	if (p->r->kind == DESC_JSON)
		return walk_json(p, body, len, &w, e);
	if (p->r->kind == DESC_SUBTITLES)
		return walk_cues(p, body, len, &w, e);
	return reply_format_walk(p, body, len, take, arg, e);
}
