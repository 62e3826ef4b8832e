/* test_json_suite: all readers of JSON give the verdicts of tests/json-suite. */
#include "aai-flatten/flatten.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/out.h"
#include "json/lex.h"
#include "json/scan.h"
#include "json/tree.h"
#include "tap.h"

#include <fcntl.h>
#include <unistd.h>

static int
hex(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Undo the escapes of a case. */
static void
unescape(const char *s, size_t len, struct buf *out)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (s[i] != '\\' || i + 1 == len) {
			buf_byte(out, (uint8_t)s[i]);
			continue;
		}
		switch (s[++i]) {
		case 'x':
			buf_byte(out,
			    (uint8_t)(hex(s[i + 1]) << 4 | hex(s[i + 2])));
			i += 2;
			break;
		case 'n':
			buf_byte(out, '\n');
			break;
		case 't':
			buf_byte(out, '\t');
			break;
		case 'r':
			buf_byte(out, '\r');
			break;
		default:
			buf_byte(out, (uint8_t)s[i]);
		}
	}
}

/* A NUL and the pad after the text, which are not part of it. */
static void
pad(struct buf *text)
{
	size_t i, len = text->len;

	for (i = 0; i <= SCAN_PAD; i++)
		buf_byte(text, 0);
	text->len = len;
}

static bool
scans(const struct buf *text)
{
	const char *p = (const char *)text->data, *end = p + text->len, *at;
	bool lone, deep;

	p = scan_value(scan_space(p), 512, &at, &lone, &deep);
	return p != NULL && scan_space(p) == end;
}

static bool
lexes(const struct buf *text)
{
	const char *p = (const char *)text->data, *end = p + text->len;

	p = json_skip_space(p, end);
	if (p == end)
		return false;
	p = json_value_end(p, end, 512, NULL);
	return p != NULL && json_skip_space(p, end) == end;
}

static bool
parses(const struct buf *text)
{
	struct json_tree t = { 0 };
	struct error e;
	bool ok = json_parse(&t, (const char *)text->data, text->len, 512,
		      &e) == 0;

	json_tree_free(&t);
	return ok;
}

/* As a member of a record, through the flattener. */
static bool
flattens(const struct buf *text)
{
	struct flatten_options o = flatten_defaults();
	struct buf line = buf_make(1 << 20);
	struct flatten *f;
	struct out out;
	struct error e;
	int fd = open("/dev/null", O_WRONLY);
	bool ok;

	o.table = "t";
	out_open(&out, fd, "/dev/null", true, false);
	f = flatten_open(&o, &out);
	buf_str(&line, "{\"v\":");
	buf_put(&line, text->data, text->len);
	buf_byte(&line, '}');
	pad(&line);
	ok = flatten_record(f, (char *)line.data, line.len, &e) == 0 &&
	    flatten_finish(f, &e) == 0;
	flatten_close(f);
	out_close(&out);
	(void)close(fd);
	buf_free(&line);
	return ok;
}

/* Texts that only close what the record has opened are not cases for it. */
static bool
is_for_flatten(const struct buf *text)
{
	return text->len == 0 || memchr(text->data, '}', text->len) == NULL ||
	    lexes(text);
}

static void
judge(char verdict, const struct buf *text, int number)
{
	bool want = verdict == 'y' || verdict == '+';
	int level;

	for (level = SCAN_LEVEL_PLAIN; level <= SCAN_LEVEL_AVX2; level++) {
		(void)scan_choose((enum scan_level)level);
		if (scans(text) != want || (is_for_flatten(text) &&
					       flattens(text) != want))
			break;
	}
	CHECK(level > SCAN_LEVEL_AVX2 && lexes(text) == want &&
		parses(text) == want,
	    "line %d is %s by all readers", number,
	    want ? "taken" : "refused");
	if (tap.failed > 0 && level <= SCAN_LEVEL_AVX2)
		tap_bytes("text", text->data, text->len);
}

int
main(void)
{
	const char *root = getenv("ROOT");
	struct buf file = buf_make(1 << 20), text = buf_make(1 << 16);
	struct error e = { ERROR_NONE, "" };
	const char *p, *end, *lf;
	char path[4096];
	int number = 0, seen[4] = { 0, 0, 0, 0 };

	(void)snprintf(path, sizeof(path), "%s/tests/json-suite/cases",
	    root != NULL ? root : ".");
	CHECK_INT(fd_slurp_file(path, &file, &e), 0, "the cases are read");
	p = (const char *)file.data;
	end = p + file.len;
	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		number++;
		buf_reset(&text);
		unescape(p + 2, (size_t)(lf - p - 2), &text);
		pad(&text);
		judge(*p, &text, number);
		seen[strcspn("yn+-", (char[]){ *p, 0 })]++;
	}
	CHECK(seen[0] >= 95 && seen[1] >= 188 && seen[2] + seen[3] >= 32,
	    "there are cases of all kinds: %d %d %d %d", seen[0], seen[1],
	    seen[2], seen[3]);
	buf_free(&file);
	buf_free(&text);
	return tap_done();
}
