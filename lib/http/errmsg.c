/* errmsg: how a failed request is told; see errmsg.h. */
#include "http/errmsg.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define CODED       "the answer comes in an encoding that was not asked for"
#define SHOWN_URL   300
#define SHOWN_WORDS 200
/* Enough that what is shown of it cannot end within a secret. */
#define READ_WORDS ((size_t)256 << 10)

/* Append s up to max bytes, and dots for the rest. */
static void
put_cut(struct buf *out, const char *s, size_t max)
{
	size_t len = strlen(s);

	if (len <= max) {
		buf_put(out, s, len);
		return;
	}
	buf_put(out, s, utf8_floor(s, len, max));
	buf_str(out, "...");
}

/*
 * Append text from a server: the secret covered, runs of blanks and control
 * bytes as one blank.
 */
static void
put_words(const struct engine *g, struct buf *out, const void *data, size_t len)
{
	struct buf words = buf_make(READ_WORDS + 1);
	const uint8_t *p = data;
	char *text;
	size_t i;

	len = len < READ_WORDS ? len : READ_WORDS;
	for (i = 0; i < len; i++) {
		if (p[i] > ' ' && p[i] != 0x7f)
			buf_byte(&words, p[i]);
		else if (words.len > 0 && words.data[words.len - 1] != ' ')
			buf_byte(&words, ' ');
	}
	while (words.len > 0 && words.data[words.len - 1] == ' ')
		words.len--;
	text = buf_take(&words);
	auth_mask(g->auth, text);
	put_cut(out, text, SHOWN_WORDS);
	mem_free(text);
}

static void
put_request(const struct engine *g, const struct job *job, struct buf *out)
{
	char *url = mem_str(job->response.url);

	auth_mask(g->auth, url);
	buf_str(out,
	    job->request.method != NULL ? job->request.method : "GET");
	buf_byte(out, ' ');
	put_cut(out, url, SHOWN_URL);
	buf_str(out, ": ");
	mem_free(url);
}

void
errmsg_answer(struct engine *g, const struct job *job, struct buf *what)
{
	const struct engine_response *r = &job->response;
	struct buf words = buf_make(SIZE_MAX / 2);

	buf_printf(what, "%d", r->status);
	/* Where a link leads to may show all of it in its words. */
	if (job->bare_url != NULL)
		return;
	if (g->o.explain != NULL)
		g->o.explain(g->o.hook_arg, r, &words);
	if (words.len == 0 && r->body.len > 0)
		buf_put(&words, r->body.data,
		    r->body.len < READ_WORDS ? r->body.len : READ_WORDS);
	if (words.len > 0) {
		buf_str(what, ": ");
		put_words(g, what, words.data, words.len);
	}
	buf_free(&words);
}

void
errmsg_transfer(const struct engine *g, const struct transfer *t, CURLcode code,
    struct buf *what)
{
	const char *why = t->why[0] != '\0' ? t->why : curl_easy_strerror(code);

	if (t->flooded) {
		buf_str(what, "the answer's headers do not end");
		return;
	}
	if (t->turned_away) {
		buf_str(what, "the link leads to this machine or into a "
			      "private network, and the server that gave it "
			      "is elsewhere");
		return;
	}
	if (transfer_line_too_long(t, code)) {
		buf_str(what, "a line of the answer's headers is too long");
		return;
	}
	switch (t->body.fault) {
	case BODY_SOUND:
		/* We ask libcurl for none, so it refuses what it meets. */
		if (code == CURLE_BAD_CONTENT_ENCODING)
			buf_str(what, CODED);
		else
			put_words(g, what, why, strlen(why));
		break;
	case BODY_LONG:
		buf_printf(what, "the answer is longer than %zu bytes",
		    g->o.max_response);
		break;
	case BODY_BOMB:
		buf_str(what, "the answer unpacks to more than a thousand "
			      "times its size");
		break;
	case BODY_CODED:
		buf_str(what, CODED);
		break;
	case BODY_DAMAGED:
		buf_str(what, "the answer is not gzip, or damaged");
		break;
	case BODY_CUT:
		buf_str(what, "the answer's gzip is cut");
		break;
	}
}

void
errmsg_set(struct engine *g, struct job *job, enum error_kind kind,
    const char *what, const char *advice)
{
	struct buf text = buf_make(SIZE_MAX);
	char *s;

	put_request(g, job, &text);
	buf_str(&text, what);
	if (advice != NULL) {
		buf_str(&text, "; ");
		buf_str(&text, advice);
	}
	s = buf_take(&text);
	auth_mask(g->auth, s);
	error_set(&job->response.error, kind, "%s", s);
	mem_free(s);
}

void
errmsg_notice(struct engine *g, const struct job *job, const char *text,
    bool outage)
{
	struct buf line = buf_make(SIZE_MAX);
	char *s;

	if (g->o.notice == NULL)
		return;
	put_request(g, job, &line);
	buf_str(&line, text);
	s = buf_take(&line);
	auth_mask(g->auth, s);
	g->o.notice(g->o.hook_arg, s, outage);
	mem_free(s);
}
