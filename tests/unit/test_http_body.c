/* Bodies: whatever is cut or damaged is seen, however it comes in pieces. */
#include "http/body.h"

#include <strings.h>

#include "tap.h"

static const char text[] = "1\n00:00:00,000 --> 00:00:01,000\nOne, two.\n\n";
#define TEXT (sizeof(text) - 1)

/* Append a member that holds the n bytes at p. */
static void
pack(const void *p, size_t n, struct buf *out)
{
	struct gzip g = { 0 };
	struct error e;

	gzip_open(&g, 9);
	if (gzip_put(&g, p, n, out, &e) != 0 || gzip_finish(&g, out, &e) != 0)
		tap_note("cannot pack");
	gzip_close(&g);
}

static void
begin(struct body *b, const char *coding)
{
	body_reset(b);
	if (coding != NULL)
		body_coding(b, coding, strlen(coding));
}

/* Take all of in, this many bytes at a time; whether it is whole. */
static bool
take(struct body *b, const struct buf *in, size_t step)
{
	size_t at, n;

	begin(b, "gzip");
	for (at = 0; at < in->len; at += n) {
		n = in->len - at < step ? in->len - at : step;
		if (!body_put(b, in->data + at, n))
			return false;
	}
	return body_finish(b, true);
}

static bool
holds_text(const struct body *b, size_t times)
{
	size_t i;

	if (b->data.len != times * TEXT)
		return false;
	for (i = 0; i < times; i++)
		if (memcmp(b->data.data + i * TEXT, text, TEXT) != 0)
			return false;
	return true;
}

/* The same without a word of its coding. */
static bool
take_file(struct body *b, const void *p, size_t len, size_t step)
{
	const uint8_t *from = p;
	size_t at, n;

	begin(b, NULL);
	for (at = 0; at < len; at += n) {
		n = len - at < step ? len - at : step;
		if (!body_put(b, from + at, n))
			return false;
	}
	return body_finish(b, true);
}

static void
files(void)
{
	static const char *const others[] = { "", "\x1f", "\x1f\x8b",
		"\x1f\x8b\x07xyz", "\x1f\x8cxyz", "{}", "[1,2]" };
	struct body b = body_make(1 << 20);
	struct buf in = buf_make(1 << 20);
	size_t cut, step, i, wrong = 0;

	pack(text, TEXT, &in);
	pack(text, TEXT, &in);
	for (step = 1; step <= in.len; step++)
		wrong += !take_file(&b, in.data, in.len, step) ||
		    !holds_text(&b, 2) || b.wire_bytes != in.len;
	CHECK_UINT(wrong, 0, "a packed file is unpacked at every split");
	for (cut = 3; cut < in.len; cut++)
		wrong += cut != in.len / 2 &&
		    (take_file(&b, in.data, cut, 7) || b.fault != BODY_CUT);
	CHECK_UINT(wrong, 0, "one that is cut is never whole");
	for (i = 0; i < sizeof(others) / sizeof(*others); i++)
		for (step = 1; step < 8; step++)
			wrong += !take_file(&b, others[i], strlen(others[i]),
				     step) ||
			    b.data.len != strlen(others[i]) ||
			    (b.data.len > 0 &&
				memcmp(b.data.data, others[i], b.data.len) !=
				    0);
	CHECK_UINT(wrong, 0, "anything else is as it came");
	buf_free(&in);
	body_close(&b);
}

static void
cuts(void)
{
	struct body b = body_make(1 << 20);
	struct buf in = buf_make(1 << 20), part;
	size_t cut, step, wrong = 0;

	pack(text, TEXT, &in);
	for (step = 1; step <= in.len; step++)
		wrong += !take(&b, &in, step) || !holds_text(&b, 1) ||
		    b.wire_bytes != in.len;
	CHECK_UINT(wrong, 0, "a member is unpacked at every split");
	for (cut = 0; cut < in.len; cut++)
		for (step = 1; step <= in.len; step += 5) {
			part = in;
			part.len = cut;
			wrong += take(&b, &part, step) || b.fault != BODY_CUT;
		}
	CHECK_UINT(wrong, 0, "one that is cut is never whole");
	for (cut = 0; cut < in.len; cut++) {
		/* The time, the flags and the system say nothing. */
		if (cut >= 3 && cut < 10)
			continue;
		in.data[cut] ^= 1;
		wrong += take(&b, &in, 7);
		in.data[cut] ^= 1;
	}
	CHECK_UINT(wrong, 0, "nor one with a changed bit");
	CHECK(take(&b, &in, 100) && holds_text(&b, 1),
	    "a whole one is, after all of them");
	buf_free(&in);
	body_close(&b);
}

static void
members(void)
{
	struct body b = body_make(1 << 20);
	struct buf in = buf_make(1 << 20), part;
	size_t one, two, step, cut, wrong = 0;

	pack(text, TEXT, &in);
	one = in.len;
	pack("", 0, &in);
	pack(text, TEXT, &in);
	two = in.len;
	for (step = 1; step <= two; step++)
		wrong += !take(&b, &in, step) || !holds_text(&b, 2);
	CHECK_UINT(wrong, 0, "members one after another are one body");
	for (cut = one + 1; cut < two; cut++) {
		part = in;
		part.len = cut;
		if (cut != one + 20)
			wrong += take(&b, &part, 3) || b.fault != BODY_CUT;
	}
	CHECK_UINT(wrong, 0, "the last may not be cut either");
	buf_put(&in, "\0\0\0 and the rest\x1f\x8b", 19);
	for (step = 1; step <= in.len; step++)
		wrong += !take(&b, &in, step) || !holds_text(&b, 2) ||
		    b.wire_bytes != in.len;
	CHECK_UINT(wrong, 0, "what follows and is not a member is dropped");
	in.data[two] = 0x1f;
	for (step = 1; step <= in.len; step++)
		wrong += take(&b, &in, step) || b.fault != BODY_DAMAGED;
	CHECK_UINT(wrong, 0, "what begins like a member has to be one");
	buf_free(&in);
	body_close(&b);
}

static void
codings(void)
{
	static const struct {
		const char *coding;
		bool known, packed;
	} cases[] = { { "gzip", true, true }, { "GZip", true, true },
		{ "x-gzip", true, true }, { " gzip\t", true, true },
		{ "identity", true, false }, { "none", true, false },
		{ "", true, false }, { ",identity, gzip,", true, true },
		{ "gzip, gzip", false, true }, { "deflate", false, false },
		{ "br", false, false }, { "gzip, br", false, true },
		{ "zstd", false, false }, { "utf-8, br", false, false },
		{ "gzip;q=1", true, true }, { "utf-8", true, false },
		{ "UTF8", true, false }, { "binary", true, false },
		{ "utf-8, gzip", true, true },
		{ "identity, ISO-8859-1", true, false },
		{ "deflate;q=1", false, false } };
	struct body b = body_make(1 << 20);
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin(&b, cases[i].coding);
		CHECK(b.packed == cases[i].packed &&
			(b.fault == BODY_SOUND) == cases[i].known,
		    "'%s' is %sunderstood", cases[i].coding,
		    cases[i].known ? "" : "not ");
	}
	CHECK(!body_put(&b, "x", 1) && b.fault == BODY_CODED,
	    "what is not understood is not taken");
	begin(&b, "gzip");
	body_coding(&b, "gzip", 4);
	CHECK(b.fault == BODY_CODED, "packed twice is once too often");
	begin(&b, NULL);
	CHECK(body_put(&b, text, TEXT) && body_finish(&b, true) &&
		holds_text(&b, 1) && b.wire_bytes == TEXT,
	    "a body that is not packed comes as it is");
	begin(&b, NULL);
	CHECK(body_finish(&b, true), "and may be empty");
	begin(&b, "gzip");
	CHECK(body_finish(&b, false),
	    "nothing is a packed body where none is due");
	body_close(&b);
}

static void
bounds(void)
{
	struct body b = body_make(TEXT);
	struct buf in = buf_make(1 << 22), zeros = buf_make(1 << 22);
	struct buf taken;
	size_t i;

	pack(text, TEXT, &in);
	CHECK(take(&b, &in, 10) && holds_text(&b, 1),
	    "a body may be as long as its ceiling");
	taken = body_take(&b);
	CHECK(taken.len == TEXT && b.data.len == 0, "it is handed over");
	buf_free(&taken);
	buf_reset(&in);
	pack("x", 1, &in);
	pack(text, TEXT, &in);
	CHECK(!take(&b, &in, 10) && b.fault == BODY_LONG, "not longer");
	begin(&b, NULL);
	CHECK(body_put(&b, text, TEXT) && !body_put(&b, "x", 1) &&
		b.fault == BODY_LONG, "packed or not");

	/* Members of nothing are bytes, too. */
	buf_reset(&in);
	for (i = 0; i < 10000; i++)
		pack("", 0, &in);
	CHECK(!take(&b, &in, 4096) && b.fault == BODY_LONG &&
		b.wire_bytes < 100000,
	    "nor are nothings without end taken");
	body_close(&b);

	b = body_make(1 << 24);
	memset(buf_reserve(&zeros, 1 << 22), 0, 1 << 22);
	zeros.len = 1 << 22;
	buf_reset(&in);
	pack(zeros.data, zeros.len, &in);
	CHECK(!take(&b, &in, 64) && b.fault == BODY_BOMB, "a bomb is seen");
	CHECK(b.data.len < 2 << 20, "before it is unpacked");
	CHECK(!body_put(&b, "x", 1) && !body_finish(&b, true) &&
		b.fault == BODY_BOMB,
	    "the first fault stays");
	buf_reset(&in);
	pack(zeros.data, 1 << 20, &in);
	CHECK(take(&b, &in, in.len) && b.data.len == 1 << 20,
	    "a well-packed body that is not huge is none");
	buf_free(&in);
	buf_free(&zeros);
	body_close(&b);
}

int
main(void)
{
	files();
	cuts();
	members();
	codings();
	bounds();
	return tap_done();
}
