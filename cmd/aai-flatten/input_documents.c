/* input_documents: the records of JSON texts; see input_documents.h. */
#include "aai-flatten/input_documents.h"

#include <stdio.h>
#include <string.h>

#include "aai-flatten/value_scan.h"
#include "base/mem.h"
#include "json/lex.h"
#include "json/push.h"
#include "json/text.h"

#define BOM	"\xef\xbb\xbf"
#define BOM_LEN 3

/* Bytes of a member's name on the way to records, as it is spelled. */
#define NAME_MAX_BYTES ((size_t)64 << 10)
/* Bytes of names that a message has. */
#define NAMES_MAX_BYTES 200

/* What peek() gives beside bytes. */
#define AT_END	(-1)
#define AT_FAIL (-2)

/* The work in progress. */
struct reading {
	struct input_documents *d;
	struct byte_source *in;
	const struct path_step *steps;
	size_t nsteps;
	struct buf record;
	struct buf name;    /* raw, then decoded */
	struct buf discard; /* what passes by */
	struct error *e;
};

/* Say what is wrong at the next byte. */
static int
fail_here(struct reading *r, const char *what)
{
	struct input_position at = { r->d->lines + 1, byte_source_at(r->in) };

	error_set(r->e, ERROR_INPUT, "%s", what);
	input_prefix(r->d->name, &at, r->e);
	return -1;
}

/* The next byte, which is not taken. */
static int
peek(struct reading *r)
{
	struct byte_source *in = r->in;

	if (in->from == in->to) {
		if (byte_source_fill(in, 1, r->e) != 0)
			return AT_FAIL;
		if (in->from == in->to)
			return AT_END;
	}
	return (uint8_t)in->data[in->from];
}

/* Take all up to p, counting its lines. */
static void
take_to(struct reading *r, const char *p)
{
	const char *from = r->in->data + r->in->from, *lf;

	r->in->from = (size_t)(p - r->in->data);
	while ((lf = memchr(from, '\n', (size_t)(p - from))) != NULL) {
		r->d->lines++;
		from = lf + 1;
	}
}

/* The next byte that is not blank. */
static int
peek_token(struct reading *r)
{
	struct byte_source *in = r->in;
	int c;

	while ((c = peek(r)) >= 0) {
		take_to(r, json_skip_space(in->data + in->from,
		    in->data + in->to));
		if (in->from < in->to)
			return (uint8_t)in->data[in->from];
	}
	return c;
}

/* It is not there, or is another one: -1. */
static int
unexpected(struct reading *r, int c, const char *wanted)
{
	char what[120];

	if (c == AT_FAIL)
		return -1;
	if (c == AT_END)
		return fail_here(r, "the input is cut: the JSON does not end");
	(void)snprintf(what, sizeof(what), "invalid JSON: here should be %s",
	    wanted);
	return fail_here(r, what);
}

/* Take this byte, the next that is not blank. */
static int
take_token(struct reading *r, char wanted, const char *what)
{
	int c = peek_token(r);

	if (c != (uint8_t)wanted)
		return unexpected(r, c, what);
	r->in->from++;
	return 0;
}

static int
too_long(struct reading *r, const struct input_position *at)
{
	error_set(r->e, ERROR_INPUT,
	    "a record is longer than %zu bytes; see --max-line, or %s",
	    r->d->max, r->nsteps == 0 ?
	    "--records if its records are in a list in it" :
	    "have --records lead further in");
	input_prefix(r->d->name, at, r->e);
	return -1;
}

/* The object that is next is a record. */
static int
take_record(struct reading *r)
{
	struct byte_source *in = r->in;
	struct input_position at = { r->d->lines + 1, byte_source_at(in) };
	struct value_scan v = { 0 };
	const char *from, *end = NULL;
	size_t n, len;
	int c;

	buf_reset(&r->record);
	while (end == NULL) {
		c = peek(r);
		if (c < 0)
			return unexpected(r, c, "");
		from = in->data + in->from;
		end = value_scan(&v, from, in->data + in->to);
		n = (size_t)((end != NULL ? end : in->data + in->to) - from);
		buf_put(&r->record, from, n);
		if (r->record.failed || r->record.len > r->d->max)
			return too_long(r, &at);
		take_to(r, from + n);
		if (v.broken)
			return fail_here(r,
			    "invalid JSON: the line ends within a string");
	}
	len = r->record.len;
	if (input_pad(&r->record, r->e) != 0)
		return too_long(r, &at);
	return r->d->to.take(r->d->to.arg, &at, (char *)r->record.data, len,
	    r->e);
}

/*
 * Pass over the value that is next, whose syntax is checked by the push
 * scanner as that of an object's only member.
 */
static int
pass_value(struct reading *r)
{
	static const char before[] = "{\"\":";
	enum json_push_event event;
	struct byte_source *in = r->in;
	struct json_push p;
	const char *at = before, *end = before + sizeof(before) - 1;

	json_push_begin(&p, JSON_PUSH_DEPTH_MAX);
	do
		event = json_push(&p, &at, end, &r->discard);
	while (event == JSON_PUSH_NAME);
	while (event == JSON_PUSH_MORE) {
		if (peek(r) < 0)
			return unexpected(r, peek(r), "");
		at = in->data + in->from;
		event = json_push(&p, &at, in->data + in->to, &r->discard);
		buf_reset(&r->discard);
		take_to(r, event == JSON_PUSH_WRONG ? at - 1 : at);
	}
	if (event == JSON_PUSH_VALUE)
		return 0;
	return fail_here(r, strstr(p.why, "object") != NULL ?
	    "invalid JSON" : p.why);
}

/* Bytes of the window up to the string's closing quote, or all of them. */
static size_t
string_run(const struct byte_source *in, bool *escaped, bool *closed)
{
	size_t i;

	*closed = false;
	for (i = in->from; i < in->to && !*closed; i++) {
		*closed = in->data[i] == '"' && !*escaped;
		*escaped = in->data[i] == '\\' && !*escaped;
	}
	return i - in->from;
}

/* Take a member's name and its colon; the name is decoded. */
static int
take_name(struct reading *r)
{
	struct buf raw = buf_make(NAME_MAX_BYTES + 2);
	bool escaped = false, closed = false, has_escape;
	const char *text;
	size_t n;
	int c, rc = take_token(r, '"', "a member's name");

	while (rc == 0 && !closed) {
		c = peek(r);
		if (c < 0) {
			rc = unexpected(r, c, "");
			break;
		}
		n = string_run(r->in, &escaped, &closed);
		buf_put(&raw, r->in->data + r->in->from, n);
		if (raw.failed || raw.len > NAME_MAX_BYTES)
			rc = fail_here(r, "a name is longer than 64 KiB");
		else
			take_to(r, r->in->data + r->in->from + n);
	}
	text = (const char *)raw.data;
	if (rc == 0 &&
	    json_string_end(text, text + raw.len, &has_escape) !=
		text + raw.len - 1)
		rc = fail_here(r, "invalid JSON: a name is no string");
	if (rc == 0) {
		buf_reset(&r->name);
		(void)json_unescape(text, raw.len - 1, &r->name);
		rc = take_token(r, ':', "a colon");
	}
	buf_free(&raw);
	return rc;
}

/*
 * What stands after a value within brackets: 1 when another follows, 0 after
 * the closing bracket, which is taken.
 */
static int
take_comma(struct reading *r, char closing)
{
	int c = peek_token(r);

	if (c == ',') {
		r->in->from++;
		return 1;
	}
	if (c != (uint8_t)closing)
		return unexpected(r, c,
		    closing == '}' ? "a comma or \"}\"" : "a comma or \"]\"");
	r->in->from++;
	return 0;
}

/* Take an opening bracket: 1 when something follows, 0 after what closes it. */
static int
take_opening(struct reading *r, char closing)
{
	int c;

	r->in->from++;
	c = peek_token(r);
	if (c < 0)
		return unexpected(r, c, "");
	if (c != (uint8_t)closing)
		return 1;
	r->in->from++;
	return 0;
}

/* Remember a name for the message that another one is not there. */
static void
note_name(const struct reading *r, struct buf *names)
{
	if (names->failed)
		return;
	buf_str(names, names->len > 0 ? ", " : "");
	json_escape((const char *)r->name.data, r->name.len, names);
}

/* The object that was passed has not the step's member. */
static int
no_such_name(struct reading *r, size_t step, struct buf *names)
{
	char what[600];

	(void)snprintf(what, sizeof(what),
	    "--records %.200s: there is no \"%.200s\" in this object; it has "
	    "%.*s%s",
	    r->d->path->text, r->steps[step].name,
	    names->len > 0 ? (int)names->len : 7,
	    names->len > 0 ? (const char *)names->data : "nothing",
	    names->failed ? " ..." : "");
	return fail_here(r, what);
}

static int take_step(struct reading *r, size_t step);

/* Each value of the object, or that of the step's name. */
static int
take_members(struct reading *r, size_t step)
{
	const struct path_step *s = &r->steps[step];
	struct buf names = buf_make(NAMES_MAX_BYTES);
	bool found = s->kind == PATH_ENTRY, wanted;
	int rc = take_opening(r, '}');

	while (rc == 1) {
		rc = take_name(r);
		if (rc != 0)
			break;
		wanted = s->kind == PATH_ENTRY ||
		    (r->name.len == s->len &&
			(s->len == 0 ||
			    memcmp(r->name.data, s->name, s->len) == 0));
		if (wanted && found && s->kind == PATH_NAME) {
			rc = fail_here(r, "the member that --records names "
					  "is there twice");
			break;
		}
		if (!wanted)
			note_name(r, &names);
		found = found || wanted;
		rc = wanted ? take_step(r, step + 1) : pass_value(r);
		if (rc == 0)
			rc = take_comma(r, '}');
	}
	if (rc == 0 && !found)
		rc = no_such_name(r, step, &names);
	buf_free(&names);
	return rc;
}

/* What the path leads to is no record. */
static int
no_record(struct reading *r, int c)
{
	if (json_kind_of((char)c) == JSON_NONE)
		return unexpected(r, c, "a value");
	if (c == '[')
		return fail_here(r, "a record must be an object, but here is "
		    "a list in a list; see --records");
	return fail_here(r, r->nsteps == 0 ?
	    "a record must be an object, or a list of them; see --records" :
	    "a record must be an object: --records leads to something else");
}

/* Each item of the list is a record, or leads to some. */
static int
take_items(struct reading *r, size_t step, bool records)
{
	int c, rc = take_opening(r, ']');

	while (rc == 1) {
		c = peek_token(r);
		if (c < 0)
			return unexpected(r, c, "");
		if (!records)
			rc = take_step(r, step);
		else
			rc = c == '{' ? take_record(r) : no_record(r, c);
		if (rc == 0)
			rc = take_comma(r, ']');
	}
	return rc;
}

/* The value that is next is not what the step leads through. */
static int
wrong_kind(struct reading *r, size_t step, int c)
{
	char what[400];

	if (json_kind_of((char)c) == JSON_NONE)
		return unexpected(r, c, "a value");
	(void)snprintf(what, sizeof(what),
	    "--records %.200s: here is %s, where the path has %s",
	    r->d->path->text,
	    c == '[' ? "a list (\"[]\" leads into its items)" :
	    c == '{' ? "an object" : "neither object nor list",
	    r->steps[step].kind == PATH_ITEM  ? "a list" :
	    r->steps[step].kind == PATH_ENTRY ? "an object's values" :
						"an object's member");
	return fail_here(r, what);
}

/*
 * The value that is next, where that many steps of the path have led to.  A
 * null on the way is a list without records.
 */
static int
take_step(struct reading *r, size_t step)
{
	int c = peek_token(r);

	if (c < 0)
		return unexpected(r, c, "");
	if (c == 'n' && step > 0)
		return pass_value(r);
	if (step == r->nsteps) {
		if (c == '{')
			return take_record(r);
		if (c == '[' &&
		    (step == 0 || r->steps[step - 1].kind == PATH_NAME))
			return take_items(r, step, true);
		return no_record(r, c);
	}
	if (c == '{' && r->steps[step].kind != PATH_ITEM)
		return take_members(r, step);
	if (c == '[' && r->steps[step].kind == PATH_ITEM)
		return take_items(r, step + 1, false);
	return wrong_kind(r, step, c);
}

static int
pass_bom(struct reading *r)
{
	struct byte_source *in = r->in;

	if (byte_source_fill(in, BOM_LEN, r->e) != 0)
		return -1;
	if (in->to - in->from >= BOM_LEN &&
	    memcmp(in->data + in->from, BOM, BOM_LEN) == 0)
		in->from += BOM_LEN;
	return 0;
}

int
input_documents_read(struct input_documents *d, struct error *e)
{
	struct reading r = { .d = d, .in = d->in, .e = e,
		.record = buf_make(mem_limit((uint64_t)d->max +
		    BYTE_SOURCE_WINDOW + 128)),
		.name = buf_make(NAME_MAX_BYTES * 3), /* U+FFFD is longer */
		.discard = buf_make(SIZE_MAX / 2) };
	int c, rc;

	if (d->path != NULL) {
		r.steps = d->path->steps;
		r.nsteps = d->path->n;
	}
	rc = pass_bom(&r);
	while (rc == 0 && (c = peek_token(&r)) != AT_END)
		rc = c == AT_FAIL ? -1 : take_step(&r, 0);
	buf_free(&r.record);
	buf_free(&r.name);
	buf_free(&r.discard);
	return rc;
}
