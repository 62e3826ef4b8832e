/* filter: jq programs over records, by libjq; see filter.h. */
#include "json/filter.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <jq.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/sig.h"

#define MESSAGE_MAX 512

struct filter {
	jq_state *jq;
	struct buf said; /* what compiling said, without prefixes */
	bool halted;
	struct filter *next; /* of those given up */
};

/*
 * What every program begins with.  jq takes "import" and "include" at the very
 * start alone, so that behind these they are syntax errors, whatever comments
 * and line ends a version of jq reads before them.  modulemeta opens files;
 * libjq 1.6 prints what goes to stderr itself, as it stands.
 */
static const char prelude[] =
    "def modulemeta: error(\"a filter reads no modules\"); "
    "def get_search_list: []; def stderr: .; ";

/*
 * libjq reads the environment behind our back ($ENV, env, ~/.jq by HOME), so
 * it is given this one meanwhile.  Without a HOME it would ask the password
 * file for one; nothing can be below /dev/null.
 */
static char home[] = "HOME=/dev/null";
static char *bare[] = { NULL };
static char *compiling[] = { home, NULL };

static char **
hide_environment(char **shown)
{
	char **saved = environ;

	environ = shown;
	return saved;
}

/* Append the text of a libjq message, consumed; control bytes as blanks. */
static void
put_message(struct buf *out, jv message)
{
	const char *s;
	size_t i, len;

	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	s = jv_string_value(message);
	len = (size_t)jv_string_length_bytes(jv_copy(message));
	for (i = 0; i < len && out->len < MESSAGE_MAX; i++)
		buf_byte(out, (uint8_t)s[i] < ' ' ? ' ' : (uint8_t)s[i]);
	jv_free(message);
}

/* Take text, where it stands at that place, out. */
static void
cut_text(struct buf *b, size_t at, const char *text)
{
	size_t n = strlen(text);

	if (b->len - at < n || memcmp(b->data + at, text, n) != 0)
		return;
	b->len -= n;
	memmove(b->data + at, b->data + at + n, b->len - at);
}

/* The first message of a failed compilation says it; the next only count. */
static void
compile_said(void *arg, jv message)
{
	struct filter *f = arg;
	const char *s;
	size_t len;

	if (f->said.len > 0) {
		jv_free(message);
		return;
	}
	put_message(&f->said, message);
	cut_text(&f->said, 0, "jq: ");
	cut_text(&f->said, 0, "error: ");
	for (len = 0; len < f->said.len; len++)
		cut_text(&f->said, len, prelude);
	s = (const char *)f->said.data;
	for (len = 0; len < f->said.len; len++)
		if (s[len] == ':' && len + 1 < f->said.len &&
		    memcmp(s + len, ":     ", 5) == 0)
			break;
	while (len > 0 && s[len - 1] == ' ')
		len--;
	f->said.len = len;
}

static void
run_said(void *arg, jv message)
{
	(void)arg;
	jv_free(message);
}

/* "input" finds nothing more. */
static jv
no_input(jq_state *jq, void *arg)
{
	(void)jq;
	(void)arg;
	return jv_invalid();
}

/* The program behind blanks and comments. */
static const char *
first_word(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\r\n");
		if (*s != '#')
			return s;
		s += strcspn(s, "\n");
	}
}

/* Whether the program begins with a directive: said better than jq would. */
static int
refuse_modules(const char *program, struct error *e)
{
	static const char *const words[] = { "import", "include", "module" };
	static const char rest[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:";
	const char *s = first_word(program);
	size_t i, n = strspn(s, rest);

	for (i = 0; i < LEN(words); i++) {
		if (strlen(words[i]) != n || memcmp(s, words[i], n) != 0)
			continue;
		error_set(e, ERROR_USAGE,
		    "filter '%s': '%s' is refused: a filter reads no modules "
		    "and no files",
		    program, words[i]);
		return -1;
	}
	return 0;
}

/* Compile the prelude and the program; libjq takes them as one text. */
static int
compile(struct filter *f, const char *program)
{
	struct buf whole = buf_make(SIZE_MAX / 2);
	char *text;
	int compiled;

	buf_str(&whole, prelude);
	buf_str(&whole, program);
	text = buf_take(&whole);
	compiled = jq_compile(f->jq, text);
	mem_free(text);
	return compiled;
}

struct filter *
filter_open(const char *program, struct error *e)
{
	struct filter *f;
	char **saved;
	int compiled = 0;

	if (refuse_modules(program, e) != 0)
		return NULL;
	f = mem_new(1, sizeof(*f));
	f->said = buf_make(MESSAGE_MAX * 2);
	sig_deaf(true);
	saved = hide_environment(compiling);
	f->jq = jq_init();
	if (f->jq != NULL) {
		jq_set_error_cb(f->jq, compile_said, f);
		/* libjq 1.6 leaves these two as malloc() gave them. */
		jq_set_input_cb(f->jq, no_input, NULL);
		jq_set_debug_cb(f->jq, run_said, NULL);
		/* Without these, libjq 1.6 aborts on "include". */
		jq_set_attr(f->jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
		jq_set_attr(f->jq, jv_string("JQ_ORIGIN"),
		    jv_string("/dev/null"));
		jq_set_attr(f->jq, jv_string("PROGRAM_ORIGIN"),
		    jv_string("/dev/null"));
		compiled = compile(f, program);
	}
	hide_environment(saved);
	sig_deaf(false);
	if (compiled == 0) {
		error_set(e, ERROR_USAGE, "cannot compile filter '%s': %.*s",
		    program, (int)f->said.len,
		    f->said.len > 0 ? (const char *)f->said.data : "");
		filter_close(f);
		return NULL;
	}
	jq_set_error_cb(f->jq, run_said, NULL);
	return f;
}

/* Set *e from what libjq gave instead of a value; consumes it. */
static int
fail(enum error_kind kind, const char *what, jv invalid, struct error *e)
{
	struct buf text = buf_make(MESSAGE_MAX * 2);
	jv message = jv_invalid_get_msg(invalid);

	put_message(&text, message);
	error_set(e, kind, "%s: %.*s", what, (int)text.len,
	    text.len > 0 ? (const char *)text.data : "");
	buf_free(&text);
	return -1;
}

static int
say_halted(struct error *e)
{
	error_set(e, ERROR_USAGE, "the filter called halt");
	return -1;
}

/* Parse the text and start the program on it. */
static int
start(struct filter *f, const char *text, size_t len, struct error *e)
{
	jv value;

	if (f->halted)
		return say_halted(e);
	if (len > INT_MAX) {
		error_set(e, ERROR_INPUT, "a text of %zu bytes is too long "
		    "for a filter", len);
		return -1;
	}
	value = jv_parse_sized(text, (int)len);
	if (!jv_is_valid(value)) {
		if (jv_invalid_has_msg(jv_copy(value)))
			return fail(ERROR_INPUT, "a filter cannot read this",
			    value, e);
		jv_free(value);
		error_set(e, ERROR_INPUT, "a filter was given no JSON value");
		return -1;
	}
	jq_start(f->jq, value, 0);
	return 0;
}

/* The next result: 1 with *value, 0 at the end, or -1 with *e. */
static int
next(struct filter *f, jv *value, struct error *e)
{
	char **saved;

	sig_deaf(true);
	saved = hide_environment(bare);
	*value = jq_next(f->jq);
	hide_environment(saved);
	sig_deaf(false);
	if (jv_is_valid(*value))
		return 1;
	if (jq_halted(f->jq)) {
		jv_free(*value);
		f->halted = true;
		return say_halted(e);
	}
	if (jv_invalid_has_msg(jv_copy(*value)))
		return fail(ERROR_USAGE, "the filter failed", *value, e);
	jv_free(*value);
	return 0;
}

/*
 * Give up what is left of a run, so that the next can start.  After a halt
 * libjq 1.6 would release what halt_error said a second time.
 */
static void
finish(struct filter *f)
{
	if (!f->halted)
		jq_start(f->jq, jv_null(), 0);
}

int
filter_run(struct filter *f, const char *text, size_t len,
    const struct filter_sink *sink, struct error *e)
{
	jv value, printed;
	int rc;

	if (start(f, text, len, e) != 0)
		return -1;
	while ((rc = next(f, &value, e)) > 0) {
		printed = jv_dump_string(value, 0);
		rc = sink->put(sink->arg, jv_string_value(printed),
		    (size_t)jv_string_length_bytes(jv_copy(printed)), e);
		jv_free(printed);
		if (rc != 0)
			break;
	}
	finish(f);
	return rc;
}

int
filter_test(struct filter *f, const char *text, size_t len, bool *holds,
    struct error *e)
{
	jv value;
	int rc;

	*holds = false;
	if (start(f, text, len, e) != 0)
		return -1;
	rc = next(f, &value, e);
	if (rc > 0) {
		*holds = jv_get_kind(value) != JV_KIND_NULL &&
		    jv_get_kind(value) != JV_KIND_FALSE;
		jv_free(value);
	}
	finish(f);
	return rc < 0 ? -1 : 0;
}

void
filter_close(struct filter *f)
{
	static struct filter *given_up;

	if (f == NULL)
		return;
	if (f->halted) {
		/* Neither may it be torn down. */
		f->next = given_up;
		given_up = f;
		return;
	}
	if (f->jq != NULL)
		jq_teardown(&f->jq);
	buf_free(&f->said);
	mem_free(f);
}
