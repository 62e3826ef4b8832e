/* filter_jq: one program of libjq; see filter_jq.h. */
#include "json/filter_jq.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/cc.h"
#include "base/mem.h"
#include "io/sig.h"

#define MESSAGE_MAX 512

/*
 * What every program begins with.  jq takes "import" and "include" at the very
 * start alone, so that after these they are syntax errors, whatever comments
 * and line ends a version of jq reads before them.  modulemeta opens files;
 * libjq 1.6 prints what goes to stderr itself, as it stands.  The time is that
 * of the record, however often the program runs over it; the one place that a
 * value can be put from outside is the list of folders with modules.
 */
static const char prelude[] =
    "def modulemeta: error(\"a filter reads no modules\"); "
    "def now: get_search_list[0]; def get_search_list: []; "
    "def stderr: .; ";

/*
 * And what it begins with besides where numbers from 2^53 are in the text:
 * arithmetic with them ends the run, in a way that no program can catch.  The
 * operators are functions to jq, which the first definitions still have as they
 * were.
 */
#define ROUNDED "a number from 9007199254740992 on was computed with"
static const char careful[] =
    "def __aai_big: type == \"number\" and fabs >= 9007199254740992; "
    "def __aai_check($x; $y; r): "
    "if ($x | type) == \"number\" and ($y | type) == \"number\" and "
    "(($x | __aai_big) or ($y | __aai_big) or (r | __aai_big)) "
    "then \"" ROUNDED "\" | halt_error else r end; "
    "def __aai_plus(a; b): a + b; def __aai_minus(a; b): a - b; "
    "def __aai_times(a; b): a * b; def __aai_over(a; b): a / b; "
    "def __aai_mod(a; b): a % b; "
    "def _plus(a; b): b as $y | a as $x | "
    "__aai_check($x; $y; __aai_plus($x; $y)); "
    "def _minus(a; b): b as $y | a as $x | "
    "__aai_check($x; $y; __aai_minus($x; $y)); "
    "def _multiply(a; b): b as $y | a as $x | "
    "__aai_check($x; $y; __aai_times($x; $y)); "
    "def _divide(a; b): b as $y | a as $x | "
    "__aai_check($x; $y; __aai_over($x; $y)); "
    "def _mod(a; b): b as $y | a as $x | "
    "__aai_check($x; $y; __aai_mod($x; $y)); "
    "def add: reduce .[] as $x (null; . + $x); ";

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
	struct filter_jq *f = arg;
	const char *s;
	size_t len;

	if (f->said.len > 0) {
		jv_free(message);
		return;
	}
	put_message(&f->said, message);
	cut_text(&f->said, 0, "jq: ");
	cut_text(&f->said, 0, "error: ");
	for (len = 0; len < f->said.len; len++) {
		cut_text(&f->said, len, prelude);
		cut_text(&f->said, len, careful);
	}
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

/* Compile the prelude and the program; libjq takes them as one text. */
static int
compile(struct filter_jq *f, bool is_careful, const char *program)
{
	struct buf whole = buf_make(SIZE_MAX / 2);
	char *text;
	int compiled;

	buf_str(&whole, prelude);
	if (is_careful)
		buf_str(&whole, careful);
	buf_str(&whole, program);
	text = buf_take(&whole);
	compiled = jq_compile(f->state, text);
	mem_free(text);
	return compiled;
}

struct filter_jq *
filter_jq_open(const char *program, bool is_careful, struct error *e)
{
	struct filter_jq *f;
	char **saved;
	int compiled = 0;

	f = mem_new(1, sizeof(*f));
	f->said = buf_make(MESSAGE_MAX * 2);
	f->tells_time = strstr(program, "now") != NULL;
	filter_memory_begin(&f->memory, strlen(program));
	sig_deaf(true);
	saved = hide_environment(compiling);
	f->state = jq_init();
	if (f->state != NULL) {
		jq_set_error_cb(f->state, compile_said, f);
		/* libjq 1.6 leaves these two as malloc() gave them. */
		jq_set_input_cb(f->state, no_input, NULL);
		jq_set_debug_cb(f->state, run_said, NULL);
		/* Without these, libjq 1.6 aborts on "include". */
		jq_set_attr(f->state, jv_string("JQ_LIBRARY_PATH"), jv_array());
		jq_set_attr(f->state, jv_string("JQ_ORIGIN"),
		    jv_string("/dev/null"));
		jq_set_attr(f->state, jv_string("PROGRAM_ORIGIN"),
		    jv_string("/dev/null"));
		compiled = compile(f, is_careful, program);
	}
	hide_environment(saved);
	sig_deaf(false);
	filter_memory_end(&f->memory);
	if (compiled == 0) {
		error_set(e, ERROR_USAGE, "cannot compile filter '%s': %.*s",
		    program, (int)f->said.len,
		    f->said.len > 0 ? (const char *)f->said.data : "");
		filter_jq_close(f);
		return NULL;
	}
	jq_set_error_cb(f->state, run_said, NULL);
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
say_halted(struct filter_jq *f, struct error *e)
{
	jv why = f->rounded || f->halted ? jv_invalid() :
					   jq_get_error_message(f->state);

	if (jv_get_kind(why) == JV_KIND_STRING)
		f->rounded = strcmp(jv_string_value(why), ROUNDED) == 0;
	jv_free(why);
	f->halted = true;
	error_set(e, ERROR_USAGE, "%s",
	    f->rounded ? ROUNDED ", and libjq rounds such numbers" :
			 "the filter called halt");
	return -1;
}

int
filter_jq_start(struct filter_jq *f, const char *text, size_t len,
    int64_t now_ms, struct error *e)
{
	jv value;

	if (f->halted)
		return say_halted(f, e);
	if (len > INT_MAX) {
		error_set(e, ERROR_INPUT, "a text of %zu bytes is too long "
		    "for a filter", len);
		return -1;
	}
	filter_memory_begin(&f->memory, len);
	sig_deaf(true);
	value = jv_parse_sized(text, (int)len);
	sig_deaf(false);
	if (!jv_is_valid(value)) {
		filter_memory_end(&f->memory);
		if (jv_invalid_has_msg(jv_copy(value)))
			return fail(ERROR_INPUT, "a filter cannot read this",
			    value, e);
		jv_free(value);
		error_set(e, ERROR_INPUT, "a filter was given no JSON value");
		return -1;
	}
	/* The one place that a value can be put into from outside. */
	if (f->tells_time)
		jq_set_attr(f->state, jv_string("JQ_LIBRARY_PATH"),
		    jv_array_append(jv_array(),
			jv_number((double)now_ms / 1000)));
	jq_start(f->state, value, 0);
	return 0;
}

int
filter_jq_next(struct filter_jq *f, jv *value, struct error *e)
{
	char **saved;

	sig_deaf(true);
	saved = hide_environment(bare);
	*value = jq_next(f->state);
	hide_environment(saved);
	sig_deaf(false);
	if (jv_is_valid(*value))
		return 1;
	if (jq_halted(f->state)) {
		jv_free(*value);
		return say_halted(f, e);
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
void
filter_jq_finish(struct filter_jq *f)
{
	sig_deaf(true);
	if (!f->halted)
		jq_start(f->state, jv_null(), 0);
	sig_deaf(false);
	filter_memory_end(&f->memory);
}

jv
filter_jq_print(jv value)
{
	jv printed;

	sig_deaf(true);
	printed = jv_dump_string(value, 0);
	sig_deaf(false);
	return printed;
}

void
filter_jq_release(jv value)
{
	sig_deaf(true);
	jv_free(value);
	sig_deaf(false);
}

void
filter_jq_close(struct filter_jq *f)
{
	static struct filter_jq *given_up;

	if (f == NULL)
		return;
	if (f->halted) {
		/* Neither may it be torn down. */
		f->next = given_up;
		given_up = f;
		return;
	}
	if (f->state != NULL)
		jq_teardown(&f->state);
	buf_free(&f->said);
	mem_free(f);
}
