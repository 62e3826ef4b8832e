/* routes: the service's own paths; see routes.h. */
#include "aai-mock/routes.h"

#include <string.h>

#include "aai-mock/artifacts.h"
#include "aai-mock/captions.h"
#include "aai-mock/reply.h"
#include "aai-mock/subresources.h"
#include "aai-mock/transcript.h"
#include "base/num.h"

#define BASE   "/v2/transcript"
#define ID_MAX 128
#define LOOKUP "Transcript lookup error, transcript id not found"
#define UNFINISHED                                                             \
	"This transcript is not completed, there is nothing to export"
#define NO_CAPTIONS                                                            \
	"Unable to create captions. Transcript text is empty, please double "  \
	"check your audio/video file."

/* Bodies that are kept, by what they tell. */
enum kind {
	KIND_TRANSCRIPT,
	KIND_SENTENCES,
	KIND_PARAGRAPHS,
	KIND_SRT,
	KIND_VTT,
	KIND_LIST,
};

/* A request about one transcript. */
struct about {
	struct mock *m;
	const struct serve_request *req;
	struct serve_response *resp;
	uint64_t n;
	enum account_state state;
};

/* Make the body of a kind, in out. */
static void
make_body(struct about *ab, enum kind kind, uint64_t chars, struct buf *out)
{
	struct scene *sc = &ab->m->scene;

	scene_load(sc, ab->n);
	switch (kind) {
	case KIND_TRANSCRIPT:
		transcript_put(sc, ab->state, out);
		break;
	case KIND_SENTENCES:
		subresources_put_sentences(sc, out);
		break;
	case KIND_PARAGRAPHS:
		subresources_put_paragraphs(sc, out);
		break;
	case KIND_SRT:
		captions_put_srt(sc, chars, out);
		break;
	case KIND_VTT:
		captions_put_vtt(sc, chars, out);
		break;
	case KIND_LIST:
		break;
	}
}

/* Answer with a body of a kind, kept or made; chars is for subtitles. */
static void
answer_kind(struct about *ab, enum kind kind, uint64_t chars)
{
	struct body_cache_key key = { (uint64_t)kind, ab->n,
		chars << 8 | (uint64_t)ab->state };
	const char *type =
	    kind == KIND_SRT || kind == KIND_VTT ? REPLY_HTML : REPLY_JSON;
	struct bytes *bytes = body_cache_find(&ab->m->hot, &key);
	struct buf out = buf_make(MOCK_BODY_MAX);

	if (bytes == NULL) {
		make_body(ab, kind, chars, &out);
		bytes = bytes_take(&out);
		body_cache_keep(&ab->m->hot, &key, bytes);
	}
	reply_bytes(ab->resp, 200, type, bytes);
	buf_free(&out);
}

static void
answer_captions(struct about *ab, enum kind kind)
{
	const char *text = target_param(&ab->req->target, "chars_per_caption");
	uint64_t chars = CAPTIONS_CHARS;

	scene_load(&ab->m->scene, ab->n);
	if (text != NULL && !num_u64(text, strlen(text), 1, UINT32_MAX, &chars))
		reply_error(ab->resp, 400,
		    "chars_per_caption must be a positive integer");
	else if (ab->m->scene.speech.nwords == 0)
		reply_error(ab->resp, 400, NO_CAPTIONS);
	else
		answer_kind(ab, kind, chars);
}

static void
answer_search(struct about *ab)
{
	const char *words = target_param(&ab->req->target, "words");
	struct buf out = buf_make(MOCK_BODY_MAX);

	if (words == NULL || words[0] == '\0') {
		reply_error(ab->resp, 400, "words is a required parameter");
		return;
	}
	scene_load(&ab->m->scene, ab->n);
	subresources_put_search(&ab->m->scene, words, &out);
	reply_buf(ab->resp, 200, REPLY_JSON, &out);
}

/* 202 for a while, then 200, perhaps 400 after this many of these. */
static void
answer_redacted(struct about *ab)
{
	struct account *a = &ab->m->account;
	struct plan p = plan_make(&a->cfg, ab->n);
	uint64_t given = a->audio[ab->n], waits = a->cfg.redacted_waits;
	struct buf out = buf_make(4096);

	if (!plan_has(&p, PLAN_REDACT)) {
		reply_error(ab->resp, 400,
		    "redacted audio was not requested for this transcript");
		return;
	}
	if (given < UINT8_MAX)
		a->audio[ab->n]++;
	if (given < waits) {
		reply_text(ab->resp, 202, REPLY_JSON, "{}");
	} else if (a->cfg.redacted_reads > 0 &&
		   given >= waits + a->cfg.redacted_reads) {
		reply_error(ab->resp, 400, "redacted audio has expired");
	} else {
		buf_str(&out, "{\"redacted_audio_url\": \"");
		artifacts_put_link(ab->m, p.id, "redacted.mp3", false, &out);
		buf_str(&out, "\", \"status\": \"redacted_audio_ready\"}");
		reply_buf(ab->resp, 200, REPLY_JSON, &out);
	}
}

/* Answer about a part of a transcript. */
static void
answer_part(struct about *ab, const char *part)
{
	if (ab->state != ACCOUNT_COMPLETED)
		reply_error(ab->resp, 400, UNFINISHED);
	else if (strcmp(part, "sentences") == 0)
		answer_kind(ab, KIND_SENTENCES, 0);
	else if (strcmp(part, "paragraphs") == 0)
		answer_kind(ab, KIND_PARAGRAPHS, 0);
	else if (strcmp(part, "srt") == 0)
		answer_captions(ab, KIND_SRT);
	else if (strcmp(part, "vtt") == 0)
		answer_captions(ab, KIND_VTT);
	else if (strcmp(part, "word-search") == 0)
		answer_search(ab);
	else if (strcmp(part, "redacted-audio") == 0)
		answer_redacted(ab);
	else
		reply_error(ab->resp, 404, "Not found");
}

static void
answer_list(struct mock *m, const struct serve_request *req,
    const struct listing_twist *twist, struct serve_response *resp)
{
	struct buf out = buf_make(MOCK_BODY_MAX);
	const char *wrong =
	    listing_put(&m->account, &req->target, m->origin, twist, &out);

	if (wrong != NULL)
		reply_error(resp, 400, wrong);
	else
		reply_buf(resp, 200, REPLY_JSON, &out);
	buf_free(&out);
}

/* Split what follows the list's path: "ID" or "ID/part".  part may be "". */
static bool
split(const char *rest, char id[ID_MAX], const char **part)
{
	size_t len = strcspn(rest, "/");

	if (len >= ID_MAX)
		return false;
	memcpy(id, rest, len);
	id[len] = '\0';
	*part = rest[len] == '/' ? rest + len + 1 : "";
	return rest[len] == '\0' || rest[len + 1] != '\0';
}

static bool
reads(const struct serve_request *req)
{
	return strcmp(req->method, "GET") == 0 ||
	       strcmp(req->method, "HEAD") == 0;
}

static void
answer_transcript(struct about *ab, const char *rest)
{
	const char *method = ab->req->method, *part;
	char id[ID_MAX];
	bool whole = split(rest, id, &part);

	ab->n = whole ? account_find(&ab->m->account, id) : ACCOUNT_NONE;
	if (ab->n == ACCOUNT_NONE) {
		reply_error(ab->resp, 400, LOOKUP);
		return;
	}
	ab->state = account_state(&ab->m->account, ab->n);
	if (strcmp(method, "DELETE") == 0 && part[0] == '\0') {
		if (ab->state != ACCOUNT_DELETED)
			account_set(&ab->m->account, ab->n, ACCOUNT_DELETED);
		ab->state = ACCOUNT_DELETED;
		answer_kind(ab, KIND_TRANSCRIPT, 0);
	} else if (!reads(ab->req)) {
		reply_error(ab->resp, 404, "Not found");
	} else if (part[0] == '\0') {
		answer_kind(ab, KIND_TRANSCRIPT, 0);
	} else {
		answer_part(ab, part);
	}
}

void
routes_answer(struct mock *m, const struct serve_request *req,
    const struct listing_twist *twist, struct serve_response *resp)
{
	struct about ab = { .m = m, .req = req, .resp = resp };
	const char *path = req->target.path;
	size_t base = strlen(BASE);

	if (strcmp(path, BASE) == 0 && reads(req))
		answer_list(m, req, twist, resp);
	else if (strncmp(path, BASE "/", base + 1) == 0)
		answer_transcript(&ab, path + base + 1);
	else
		reply_error(resp, 404, "Not found");
}
