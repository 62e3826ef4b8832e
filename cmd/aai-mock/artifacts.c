/* artifacts: files that links lead to; see artifacts.h. */
#include "aai-mock/artifacts.h"

#include <stdio.h>
#include <string.h>

#include "aai-mock/ident.h"
#include "aai-mock/lexicon.h"
#include "aai-mock/reply.h"
#include "base/hash.h"
#include "base/num.h"
#include "base/rng.h"
#include "io/clock.h"
#include "json/writer.h"

#define BASE	  "/artifacts/"
#define LIFE_S	  300
#define OWNER_MAX 64
#define XML	  "application/xml"
#define TURNS	  3

static uint64_t
sign(const struct mock *m, const char *path, int64_t expires)
{
	return ident_mix(m->account.cfg.seed,
	    hash_64(path, strlen(path), 60), (uint64_t)expires);
}

void
artifacts_put_link(const struct mock *m, const char *owner, const char *name,
    bool expired, struct buf *out)
{
	int64_t expires = clock_wall_s() + (expired ? -1 : LIFE_S);
	char path[256];

	(void)snprintf(path, sizeof(path), BASE "%s/%s", owner, name);
	buf_printf(out, "%s%s?Expires=%lld&Signature=%016llx", m->origin, path,
	    (long long)expires, (unsigned long long)sign(m, path, expires));
}

/* What the service of the files says of a request that it refuses. */
static void
refuse(struct serve_response *resp, unsigned status, const char *code)
{
	struct buf b = buf_make(1024);

	buf_printf(&b,
	    "<?xml version=\"1.0\"?><Error><Code>%s</Code></Error>", code);
	reply_buf(resp, status, XML, &b);
}

bool
artifacts_has_link(const struct mock *m, const struct serve_request *req)
{
	const char *expires = target_param(&req->target, "Expires");
	const char *signature = target_param(&req->target, "Signature");
	char want[17];
	uint64_t until;

	if (expires == NULL || signature == NULL ||
	    !num_u64(expires, strlen(expires), 0, INT64_MAX, &until))
		return false;
	(void)snprintf(want, sizeof(want), "%016llx",
	    (unsigned long long)sign(m, req->target.path, (int64_t)until));
	return strcmp(want, signature) == 0;
}

/* Whether the link is good; it is refused otherwise. */
static bool
admit(const struct mock *m, const struct serve_request *req,
    struct serve_response *resp)
{
	const char *expires = target_param(&req->target, "Expires");
	const char *signature = target_param(&req->target, "Signature");
	uint64_t until;

	if (serve_header(req, "Authorization") != NULL) {
		refuse(resp, 400, "InvalidArgument");
		return false;
	}
	if (expires == NULL || signature == NULL ||
	    !num_u64(expires, strlen(expires), 0, INT64_MAX, &until)) {
		refuse(resp, 403, "AccessDenied");
		return false;
	}
	if (!artifacts_has_link(m, req))
		refuse(resp, 403, "SignatureDoesNotMatch");
	else if ((int64_t)until <= clock_wall_s())
		refuse(resp, 403, "AccessDenied");
	else
		return true;
	return false;
}

/* Something that is not text, and differs from file to file. */
static void
put_audio(const char *path, struct buf *out)
{
	struct rng rng = rng_make(hash_64(path, strlen(path), 61));
	size_t n = 20000 + rng_below(&rng, 60000);

	buf_str(out, strstr(path, ".ogg") != NULL ? "OggS" : "ID3");
	while (out->len < n)
		buf_byte(out, (uint8_t)rng_below(&rng, 256));
}

static void
put_timeline(const struct mock *m, const char *owner, struct buf *out)
{
	const struct lexicon_list *nouns = lexicon_slot('N');
	uint64_t mix = hash_64(owner, strlen(owner), 62);
	struct json_writer w = { .out = out };
	size_t i;
	char text[128];

	json_writer_open(&w, NULL, '{');
	json_writer_str(&w, "session_id", owner);
	json_writer_int(&w, "started_at_unix_ms",
	    m->account.cfg.start_us / 1000 + (int64_t)(mix % 86400000));
	json_writer_open(&w, "turns", '[');
	for (i = 0; i < TURNS; i++) {
		json_writer_open(&w, NULL, '{');
		(void)snprintf(text, sizeof(text), "Where is the %s?",
		    nouns->words[(mix >> i) % nouns->n]);
		json_writer_str(&w, "user_transcript", i > 0 ? text : NULL);
		(void)snprintf(text, sizeof(text), "By the %s.",
		    nouns->words[(mix >> (i + 8)) % nouns->n]);
		json_writer_str(&w, "agent_text", text);
		json_writer_int(
		    &w, "agent_reply_started_at_ms", 900 + 4000 * (int64_t)i);
		json_writer_close(&w, '}');
	}
	json_writer_close(&w, ']');
	json_writer_close(&w, '}');
}

/* Make the file; its type, or NULL: there is none of the name. */
static const char *
make(const struct mock *m, const char *path, struct buf *out)
{
	const char *rest = path + strlen(BASE);
	size_t len = strcspn(rest, "/");
	char owner[OWNER_MAX];

	if (len >= sizeof(owner) || rest[len] != '/')
		return NULL;
	memcpy(owner, rest, len);
	owner[len] = '\0';
	rest += len + 1;
	if (strcmp(rest, "timeline.json") == 0) {
		put_timeline(m, owner, out);
		return REPLY_JSON;
	}
	if (strcmp(rest, "metadata.json") == 0) {
		buf_printf(out,
		    "{\"session_id\": \"%s\", \"recording\": {\"sample_rate\": "
		    "24000, \"channels\": 2}, \"client\": \"web\"}",
		    owner);
		return REPLY_JSON;
	}
	if (strcmp(rest, "audio.ogg") != 0 && strcmp(rest, "redacted.mp3") != 0)
		return NULL;
	put_audio(path, out);
	return rest[0] == 'a' ? "audio/ogg" : "audio/mpeg";
}

/* Answer with what is there from a byte on, where that is asked for. */
static void
send(const struct serve_request *req, const char *type, struct buf *file,
    struct serve_response *resp)
{
	const char *range = serve_header(req, "Range"), *dash;
	uint64_t from = 0;

	serve_add_header(resp, "ETag", "\"%016llx\"",
	    (unsigned long long)hash_64(file->data, file->len, 0));
	serve_add_header(resp, "Accept-Ranges", "bytes");
	if (range == NULL || strncmp(range, "bytes=", 6) != 0) {
		reply_buf(resp, 200, type, file);
		return;
	}
	dash = strchr(range, '-');
	if (dash == NULL || dash[1] != '\0' ||
	    !num_u64(range + 6, (size_t)(dash - range - 6), 0, UINT64_MAX,
		&from) ||
	    from >= file->len) {
		serve_add_header(resp, "Content-Range", "bytes */%zu",
		    file->len);
		refuse(resp, 416, "InvalidRange");
		return;
	}
	serve_add_header(resp, "Content-Range", "bytes %llu-%zu/%zu",
	    (unsigned long long)from, file->len - 1, file->len);
	reply_bytes(resp, 206, type,
	    bytes_copy((const char *)file->data + from,
		file->len - (size_t)from));
}

bool
artifacts_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp)
{
	struct buf file = buf_make(MOCK_BODY_MAX);
	const char *type;

	if (strncmp(req->target.path, BASE, strlen(BASE)) != 0)
		return false;
	if (admit(m, req, resp)) {
		type = make(m, req->target.path, &file);
		if (type != NULL)
			send(req, type, &file, resp);
		else
			refuse(resp, 404, "NoSuchKey");
	}
	buf_free(&file);
	return true;
}
