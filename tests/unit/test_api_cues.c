/* Tests of api/cues. */
#include "api/cues.h"

#include "tap.h"

/* Every cue of the text, as "id|start|end|settings|text;" or "!text;". */
static void
expect(const char *title, const char *text, const char *want)
{
	struct buf out = buf_make(4096);
	struct cues c;
	struct cue cue;
	char *got;

	if (!cues_open(&c, text, strlen(text)))
		buf_str(&out, "none");
	else
		while (cues_next(&c, &cue)) {
			if (!cue.timed) {
				buf_byte(&out, '!');
			} else {
				buf_put(&out, cue.id.p, cue.id.len);
				buf_printf(&out, "|%lld|%lld|",
				    (long long)cue.start_ms,
				    (long long)cue.end_ms);
				buf_put(&out, cue.settings.p,
				    cue.settings.len);
				buf_byte(&out, '|');
			}
			cues_text(cue.text, &out);
			buf_byte(&out, ';');
		}
	got = buf_take(&out);
	CHECK_STR(got, want, "%s", title);
	free(got);
}

static void
srt(void)
{
	expect("plain SRT",
	    "1\n00:00:00,240 --> 00:00:02,080\nThe ferries.\n\n"
	    "2\n00:00:02,600 --> 00:00:02,960\nGood.\n",
	    "1|240|2080||The ferries.;2|2600|2960||Good.;");
	expect("CR LF, a byte order mark, two lines, no last line end",
	    "\xef\xbb\xbf\r\n1\r\n00:00:00,240 --> 00:00:02,080\r\nA\r\nB\r\n"
	    "\r\n2\r\n01:00:02,600 --> 100:00:02,960\r\nGood.",
	    "1|240|2080||A\nB;2|3602600|360002960||Good.;");
	expect("no blank lines and no numbers",
	    "00:00:00,240 --> 00:00:02,080\nA\n"
	    "00:00:02,600 --> 00:00:02,960\n7\n"
	    "3\n00:00:03,000 --> 00:00:04,000\nC\n",
	    "|240|2080||A;|2600|2960||7;3|3000|4000||C;");
	expect("a cue without a text",
	    "1\n00:00:00,240 --> 00:00:02,080\n\n"
	    "2\n00:00:02,600 --> 00:00:02,960\nB\n",
	    "1|240|2080||;2|2600|2960||B;");
	expect("text after a blank line is kept, as a block",
	    "1\n00:00:00,240 --> 00:00:02,080\nA\n\nand more\n",
	    "1|240|2080||A;!and more;");
	expect("text that looks like times but is not",
	    "1\n00:00:00,240 --> 00:00:02,080\n1:2 --> x\n",
	    "1|240|2080||1:2 --> x;");
}

static void
vtt(void)
{
	expect("WebVTT without blank lines",
	    "WEBVTT\n00:00.240 --> 00:02.080\nThe ferries.\n"
	    "00:02.600 --> 00:02.960\nGood.\n",
	    "|240|2080||The ferries.;|2600|2960||Good.;");
	expect("with them, identifiers, settings, hours and CR",
	    "WEBVTT\r\rfirst\r00:00.240 --> 00:02.080 align:start line:0\rA\r"
	    "\r01:00:00.000 --> 01:00:01.5\rB\r",
	    "first|240|2080|align:start line:0|A;|3600000|3601500||B;");
	expect("notes, styles and a header that says more",
	    "WEBVTT - about boats\nKind: captions\n\nNOTE\nseen\n\nSTYLE\n"
	    "::cue{}\n\n00:00.240 --> 00:02.080\nA\n",
	    "!WEBVTT - about boats\nKind: captions;!NOTE\nseen;"
	    "!STYLE\n::cue{};|240|2080||A;");
	expect("no cues at all", "WEBVTT\n", "");
	expect("an identifier right after the header",
	    "WEBVTT\nx\n00:00.240 --> 00:02.080\nA\n", "x|240|2080||A;");
}

static void
others(void)
{
	expect("nothing", "", "");
	expect("only blanks", " \n\r\n", "");
	expect("HTML", "<html><body>Bad Gateway</body></html>", "none");
	expect("JSON", "{\"error\":\"x\"}", "none");
	expect("text", "hello\nworld\n", "none");
	expect("something like WebVTT", "WEBVTTX\n", "none");
	expect("a number alone", "1\n", "none");
	expect("times without seconds", "1\n00 --> 01\nA\n", "none");
	expect("times with four digits after the point",
	    "1\n00:00:00,2400 --> 00:00:02,080\nA\n", "none");
	expect("no end", "1\n00:00:00,240 -->\nA\n", "none");
}

/* Whatever it is cut to, reading ends, and inside the text. */
static void
cuts(void)
{
	static const char text[] =
	    "WEBVTT\r\n\r\na\r\n00:00.240 --> 00:02.080 x\r\nA\r\nB\r\n\r\n1";
	bool inside = true;
	struct cues c;
	struct cue cue;
	size_t n, i;

	for (n = 0; n < sizeof(text); n++) {
		char *copy = malloc(n + 1);

		memcpy(copy, text, n);
		if (cues_open(&c, copy, n))
			for (i = 0; cues_next(&c, &cue); i++)
				inside = inside && i < 20 &&
				    (cue.text.p == NULL ||
					cue.text.p + cue.text.len <= copy + n);
		free(copy);
	}
	CHECK(inside, "cut anywhere, it stays within its bounds");
}

int
main(void)
{
	srt();
	vtt();
	others();
	cuts();
	return tap_done();
}
