/* dump: the account's records as a stream; see dump.h. */
#include "aai-mock/dump.h"

#include <stdio.h>

#include "aai-mock/captions.h"
#include "aai-mock/mock.h"
#include "aai-mock/scene.h"
#include "aai-mock/subresources.h"
#include "aai-mock/transcript.h"

const char *const dump_resources[] = { "transcripts", "transcript_details",
	"sentences", "paragraphs", "subtitles", NULL };

/* The current dump. */
struct dumper {
	struct account account; /* only its configuration */
	struct scene scene;
	enum dump_resource what;
	struct buf record;
	struct out *o;
};

/* Begin the record of a part of the transcript, numbered from 0. */
static struct json_writer
begin_part(struct dumper *d, uint64_t number)
{
	struct json_writer w = scene_json_writer(&d->scene, &d->record);
	const char *table = dump_resources[d->what];

	buf_reset(&d->record);
	buf_printf(&d->record,
	    "{\"_table\":\"%s\",\"transcript_id\":\"%s\","
	    "\"%s_idx\":%llu,",
	    table, d->scene.plan.id, table, (unsigned long long)number);
	return w;
}

/* Write the record but for its first skip bytes, and end its line. */
static int
end(struct dumper *d, size_t skip, struct error *e)
{
	buf_byte(&d->record, '\n');
	if (d->record.failed) {
		error_set(e, ERROR_FAILED, "a record is too long");
		return -1;
	}
	if (out_put(d->o, d->record.data + skip, d->record.len - skip, e) != 0)
		return -1;
	return out_line(d->o, e);
}

/* Write an object of the API's, with the tag in place of its first brace. */
static int
write_object(
    struct dumper *d, enum account_state state, uint64_t n, struct error *e)
{
	char tag[64];
	int len = snprintf(
	    tag, sizeof(tag), "{\"_table\":\"%s\",", dump_resources[d->what]);

	buf_reset(&d->record);
	if (d->what == DUMP_TRANSCRIPTS)
		transcript_put_item(&d->account, n, state, &d->record);
	else
		transcript_put(&d->scene, state, &d->record);
	if (out_put(d->o, tag, (size_t)len, e) != 0)
		return -1;
	return end(d, 1, e);
}

static int
write_spans(struct dumper *d, const struct speech_spans *spans, struct error *e)
{
	struct json_writer w;
	size_t i;

	for (i = 0; i < spans->n; i++) {
		w = begin_part(d, i);
		subresources_put_members(
		    &d->scene, &w, &spans->v[i], d->what == DUMP_SENTENCES);
		buf_byte(&d->record, '}');
		if (end(d, 0, e) != 0)
			return -1;
	}
	return 0;
}

static int
write_cues(struct dumper *d, struct error *e)
{
	const struct speech *s = &d->scene.speech;
	struct speech_span cue = { 0 };
	uint64_t number = 0;
	struct json_writer w;
	size_t len;
	const char *text;

	while (captions_next(&d->scene, CAPTIONS_CHARS, &cue)) {
		w = begin_part(d, number++);
		w.ascii = false;
		buf_printf(&d->record,
		    "\"format\":\"srt\",\"cue\":\"%llu\",\"start\":%u,"
		    "\"end\":%u,\"text\":",
		    (unsigned long long)number,
		    (unsigned)s->words[cue.first].start,
		    (unsigned)s->words[cue.end - 1].end);
		text = speech_text(s, &s->text, &cue, &len);
		json_writer_text(&w, text, len);
		buf_byte(&d->record, '}');
		if (end(d, 0, e) != 0)
			return -1;
	}
	return 0;
}

/* Write what there is of transcript n. */
static int
write_one(struct dumper *d, uint64_t n, struct error *e)
{
	enum account_state state = account_first_state(&d->account.cfg, n);

	if (d->what == DUMP_TRANSCRIPTS)
		return write_object(d, state, n, e);
	if (state != ACCOUNT_COMPLETED)
		return 0;
	scene_load(&d->scene, n);
	switch (d->what) {
	case DUMP_SENTENCES:
		return write_spans(d, &d->scene.speech.sentences, e);
	case DUMP_PARAGRAPHS:
		return write_spans(d, &d->scene.speech.paragraphs, e);
	case DUMP_SUBTITLES:
		return write_cues(d, e);
	case DUMP_TRANSCRIPTS:
	case DUMP_DETAILS:
		break;
	}
	return write_object(d, state, n, e);
}

int
dump_write(const struct account_config *cfg, enum dump_resource what,
    uint64_t bytes, struct out *o, struct error *e)
{
	struct dumper d = { .what = what, .o = o };
	uint64_t n;
	int rc = 0;

	d.account.cfg = *cfg;
	d.record = buf_make(MOCK_BODY_MAX);
	scene_open(&d.scene, &d.account);
	for (n = 0; rc == 0 && n < ACCOUNT_MAX; n++) {
		if (bytes > 0 ? o->bytes >= bytes : n >= cfg->transcripts)
			break;
		rc = write_one(&d, n, e);
	}
	if (rc == 0 && o->bytes == 0)
		rc = out_put(o, "\n", 1, e);
	scene_close(&d.scene);
	buf_free(&d.record);
	return rc;
}
