/* webhooks: what the service sends to webhooks; see webhooks.h. */
#include "aai-mock/webhooks.h"

#include <stdio.h>
#include <string.h>

#include "aai-mock/ident.h"
#include "base/sha256.h"
#include "json/writer.h"

#define SESSIONS 30 /* purposes, for ident_mix() */
#define EVENTS   31

const char *const webhooks_names[WEBHOOKS_KINDS + 1] = { "transcript", "audio",
	"session", "event", NULL };

/* A UUID that is of the seed, a purpose and a number. */
static void
put_uuid(struct json_writer *w, const char *name, const struct mock *m,
    uint64_t purpose, uint64_t n)
{
	uint64_t a = ident_mix(m->account.cfg.seed, purpose, 2 * n);
	uint64_t b = ident_mix(m->account.cfg.seed, purpose, 2 * n + 1);
	char text[40];

	(void)snprintf(text, sizeof(text), "%08x-%04x-4%03x-a%03x-%012llx",
	    (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff),
	    (unsigned)(a >> 4 & 0xfff), (unsigned)(b >> 52),
	    (unsigned long long)(b & 0xffffffffffff));
	json_writer_str(w, name, text);
}

static void
put_word(const struct scene *sc, struct json_writer *w,
    const struct speech_word *word)
{
	json_writer_open(w, NULL, '{');
	json_writer_int(w, "start", word->start);
	json_writer_int(w, "end", word->end);
	json_writer_key(w, "text");
	json_writer_text(
	    w, (const char *)sc->speech.text.data + word->at, word->len);
	json_writer_key(w, "confidence");
	json_writer_fixed(w, word->confidence, SPEECH_DIGITS, false);
	json_writer_bool(w, "word_is_final", true);
	json_writer_close(w, '}');
}

static void
put_message(const struct scene *sc, struct json_writer *w, size_t i)
{
	const struct speech_span *span = &sc->speech.turns.v[i];
	uint32_t k;

	json_writer_open(w, NULL, '{');
	json_writer_int(w, "turn_order", (int64_t)i);
	json_writer_bool(w, "turn_is_formatted", true);
	json_writer_bool(w, "end_of_turn", true);
	scene_put_text(sc, w, "transcript", span, false);
	json_writer_key(w, "end_of_turn_confidence");
	json_writer_fixed(
	    w, sc->speech.words[span->first].confidence, SPEECH_DIGITS, false);
	json_writer_open(w, "words", '[');
	for (k = span->first; k < span->end; k++)
		put_word(sc, w, &sc->speech.words[k]);
	json_writer_close(w, ']');
	json_writer_str(w, "utterance", "");
	json_writer_str(w, "type", "Turn");
	json_writer_close(w, '}');
}

static void
put_session(struct mock *m, struct json_writer *w, uint64_t n)
{
	size_t i;

	put_uuid(w, "session_id", m, SESSIONS, n);
	json_writer_open(w, "messages", '[');
	for (i = 0; i < m->scene.speech.turns.n; i++)
		put_message(&m->scene, w, i);
	json_writer_close(w, ']');
}

static void
put_event(struct mock *m, struct json_writer *w, uint64_t n)
{
	static const char *const names[] = { "session.started",
		"session.completed", "call.connected", "call.ended",
		"call.failed" };
	const char *name = names[n % LEN(names)];
	char id[40], url[128];

	(void)snprintf(id, sizeof(id), "evt_%016llx",
	    (unsigned long long)ident_mix(m->account.cfg.seed, EVENTS, n));
	json_writer_str(w, "event", name);
	json_writer_str(w, "event_id", id);
	put_uuid(w, "session_id", m, SESSIONS, n);
	put_uuid(w, "agent_id", m, EVENTS, n % 3);
	if (strncmp(name, "call.", 5) != 0)
		return;
	(void)snprintf(url, sizeof(url), "%s/artifacts/%s", m->origin, id);
	json_writer_open(w, "call", '{');
	put_uuid(w, "call_id", m, EVENTS, n + 100);
	put_uuid(w, "session_id", m, SESSIONS, n);
	json_writer_str(w, "created_at", "2026-05-04T09:15:02Z");
	json_writer_str(
	    w, "recording_url", strcmp(name, "call.ended") == 0 ? url : NULL);
	json_writer_str(
	    w, "transcript_url", strcmp(name, "call.ended") == 0 ? url : NULL);
	json_writer_close(w, '}');
}

static void
put_body(struct mock *m, enum webhooks_kind kind, uint64_t n, struct buf *out)
{
	uint64_t about = n % m->account.n;
	struct json_writer w = { .out = out };
	enum account_state state = account_state(&m->account, about);
	char url[200];

	scene_load(&m->scene, about);
	json_writer_open(&w, NULL, '{');
	switch (kind) {
	case WEBHOOKS_TRANSCRIPT:
		json_writer_str(&w, "transcript_id", m->scene.plan.id);
		json_writer_str(&w, "status",
		    account_status(
			state == ACCOUNT_ERROR ? state : ACCOUNT_COMPLETED));
		break;
	case WEBHOOKS_AUDIO:
		(void)snprintf(url, sizeof(url),
		    "https://s3.us-west-2.amazonaws.com/api.assembly.ai.usw2/"
		    "redacted-audio/%s.mp3?Signature=EXAMPLE",
		    m->scene.plan.id);
		json_writer_str(&w, "redacted_audio_url", url);
		json_writer_str(&w, "status", "redacted_audio_ready");
		break;
	case WEBHOOKS_SESSION:
		put_session(m, &w, n);
		break;
	case WEBHOOKS_EVENT:
		put_event(m, &w, n);
		break;
	}
	json_writer_close(&w, '}');
}

/* The header of a signature: of the time and of the body's bytes. */
static void
put_signature(
    struct buf *out, const char *secret, int64_t now, const struct buf *body)
{
	uint8_t digest[SHA256_SIZE];
	struct sha256_hmac mac;
	char time[32];
	size_t i;
	int n = snprintf(time, sizeof(time), "%lld.", (long long)now);

	sha256_hmac_begin(&mac, secret, strlen(secret));
	sha256_hmac_add(&mac, time, (size_t)n);
	sha256_hmac_add(&mac, body->data, body->len);
	sha256_hmac_end(&mac, digest);
	buf_printf(out, "X-AAI-Signature: t=%lld,v1=", (long long)now);
	for (i = 0; i < SHA256_SIZE; i++)
		buf_printf(out, "%02x", digest[i]);
	buf_str(out, "\r\n");
}

void
webhooks_put(struct mock *m, enum webhooks_kind kind, uint64_t n,
    const char *path, const struct webhooks_proof *proof, int64_t now,
    struct buf *out)
{
	struct buf body = buf_make(MOCK_BODY_MAX);

	put_body(m, kind, n, &body);
	buf_printf(out,
	    "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	    "User-Agent: aai-mock\r\nAccept: */*\r\n"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n",
	    path, body.len);
	if (kind == WEBHOOKS_EVENT && proof->secret != NULL)
		put_signature(out, proof->secret, now, &body);
	else if (kind != WEBHOOKS_EVENT && proof->header != NULL &&
		 proof->value != NULL)
		buf_printf(out, "%s: %s\r\n", proof->header, proof->value);
	buf_str(out, "\r\n");
	buf_put(out, body.data, body.len);
	buf_free(&body);
}
