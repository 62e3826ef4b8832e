/* filter: jq programs over records, by libjq; see filter.h. */
#include "json/filter.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/clock.h"
#include "json/filter_choice.h"
#include "json/filter_jq.h"
#include "json/filter_number.h"
#include "json/filter_program.h"

struct filter {
	char *program;
	struct filter_jq *plain;
	struct filter_jq *careful; /* NULL until a text has large numbers */
	struct filter_jq *runs;	   /* the one for this text */
	int64_t now_ms;		   /* the time, for all runs over a text */
	bool computes;		   /* the program may add, divide and so on */
	struct filter_numbers numbers;
	struct buf text;    /* as libjq sees it */
	struct buf results; /* of one choice of doubles, a line each */
	struct buf others;  /* of another */
};

struct filter *
filter_open(const char *program, struct error *e)
{
	struct filter *f;

	if (filter_program_check(program, e) != 0)
		return NULL;
	f = mem_new(1, sizeof(*f));
	f->program = mem_str(program);
	f->text = buf_make(SIZE_MAX / 2);
	f->results = buf_make(SIZE_MAX / 2);
	f->others = buf_make(SIZE_MAX / 2);
	f->computes = filter_program_computes(program);
	f->plain = filter_jq_open(program, false, e);
	if (f->plain != NULL &&
	    filter_program_numbers(&f->numbers, program, e) == 0)
		return f;
	filter_close(f);
	return NULL;
}

/* Start the program on the text, with one of the choices of doubles. */
static int
start_with(struct filter *f, enum filter_choice choice,
    const char *text, size_t len, struct error *e)
{
	if (f->numbers.nothers == 0)
		return filter_jq_start(f->runs, text, len, f->now_ms, e);
	buf_reset(&f->text);
	filter_choice_put(&f->numbers, choice, text, len, &f->text);
	return filter_jq_start(f->runs, (const char *)f->text.data,
	    f->text.len, f->now_ms, e);
}

/*
 * Look at the text's numbers before the program runs, and choose the program:
 * the careful one is made when it is first needed.
 */
static int
prepare(struct filter *f, const char *text, size_t len, struct error *e)
{
	f->now_ms = clock_wall_ms();
	f->runs = f->plain;
	if (filter_number_read(&f->numbers, text, len, e) != 0)
		return -1;
	if (f->numbers.nbig > 0 && filter_program_takes_apart(f->program)) {
		filter_number_refuse(&f->numbers, e);
		return -1;
	}
	if (f->numbers.nbig == 0 || !f->computes || f->plain->halted)
		return 0;
	if (f->careful == NULL)
		f->careful = filter_jq_open(f->program, true, e);
	f->runs = f->careful;
	return f->careful != NULL ? 0 : -1;
}

/* How many choices of doubles there are to try. */
static int
choices(const struct filter *f)
{
	return f->numbers.nothers == 0 ? 1 : FILTER_CHOICES;
}

/* Append a result, with the text's numbers in it, as a line. */
static int
put_result(struct filter *f, jv value, struct buf *out, struct error *e)
{
	jv printed = filter_jq_print(value);
	int rc = filter_number_restore(&f->numbers, jv_string_value(printed),
	    (size_t)jv_string_length_bytes(jv_copy(printed)), out, e);

	jv_free(printed);
	buf_byte(out, '\n');
	return rc;
}

/* Run the program once; its results are lines of out. */
static int
run_with(struct filter *f, enum filter_choice choice, const char *text,
    size_t len, struct buf *out, struct error *e)
{
	jv value;
	int rc;

	buf_reset(out);
	if (start_with(f, choice, text, len, e) != 0)
		return -1;
	while ((rc = filter_jq_next(f->runs, &value, e)) > 0) {
		rc = put_result(f, value, out, e);
		if (rc != 0)
			break;
	}
	filter_jq_finish(f->runs);
	return rc;
}

/* Whether the results are the same with all other choices. */
static int
check_choices(struct filter *f, const char *text, size_t len, struct error *e)
{
	struct error ignored;
	int i, rc;

	for (i = 1; i < choices(f); i++) {
		rc = run_with(f, (enum filter_choice)i, text, len,
		    &f->others, &ignored);
		if (rc == 0 && filter_number_same(&f->others, &f->results))
			continue;
		filter_number_refuse(&f->numbers, e);
		return -1;
	}
	return 0;
}

static int
put_lines(const struct buf *lines, const struct filter_sink *sink,
    struct error *e)
{
	const char *at = (const char *)lines->data, *end = at + lines->len;
	const char *stop;
	int rc = 0;

	for (; rc == 0 && at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		rc = sink->put(sink->arg, at, (size_t)(stop - at), e);
	}
	return rc;
}

int
filter_run(struct filter *f, const char *text, size_t len,
    const struct filter_sink *sink, struct error *e)
{
	jv value;
	int rc;

	if (prepare(f, text, len, e) != 0)
		return -1;
	if (f->numbers.nothers > 0) {
		if (run_with(f, FILTER_CHOICE_BELOW, text, len, &f->results,
			e) != 0 ||
		    check_choices(f, text, len, e) != 0)
			return -1;
		return put_lines(&f->results, sink, e);
	}
	if (filter_jq_start(f->runs, text, len, f->now_ms, e) != 0)
		return -1;
	while ((rc = filter_jq_next(f->runs, &value, e)) > 0) {
		buf_reset(&f->results);
		rc = put_result(f, value, &f->results, e);
		if (rc == 0)
			rc = put_lines(&f->results, sink, e);
		if (rc != 0)
			break;
	}
	filter_jq_finish(f->runs);
	return rc;
}

/* Run the program to its first result, with one of the choices. */
static int
test_with(struct filter *f, enum filter_choice choice,
    const char *text, size_t len, bool *holds, struct error *e)
{
	jv value;
	int rc;

	*holds = false;
	if (start_with(f, choice, text, len, e) != 0)
		return -1;
	rc = filter_jq_next(f->runs, &value, e);
	if (rc > 0) {
		*holds = jv_get_kind(value) != JV_KIND_NULL &&
		    jv_get_kind(value) != JV_KIND_FALSE;
		filter_jq_release(value);
	}
	filter_jq_finish(f->runs);
	return rc < 0 ? -1 : 0;
}

int
filter_test(struct filter *f, const char *text, size_t len, bool *holds,
    struct error *e)
{
	struct error ignored;
	bool other;
	int i;

	*holds = false;
	if (prepare(f, text, len, e) != 0 ||
	    test_with(f, FILTER_CHOICE_BELOW, text, len, holds, e) != 0)
		return -1;
	for (i = 1; i < choices(f); i++) {
		if (test_with(f, (enum filter_choice)i, text, len,
			&other, &ignored) == 0 &&
		    other == *holds)
			continue;
		filter_number_refuse(&f->numbers, e);
		return -1;
	}
	return 0;
}

void
filter_close(struct filter *f)
{
	if (f == NULL)
		return;
	filter_jq_close(f->plain);
	filter_jq_close(f->careful);
	buf_free(&f->text);
	buf_free(&f->results);
	buf_free(&f->others);
	filter_number_free(&f->numbers);
	mem_free(f->program);
	mem_free(f);
}
