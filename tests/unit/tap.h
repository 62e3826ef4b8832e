/*
 * tap: what a unit test says, as TAP on standard output.
 *
 * A test is one main() that makes checks and ends with `return tap_done();`,
 * which prints the plan: a test that dies on the way has none and counts as
 * failed.  A title is a sentence that is true when the check passes, as a
 * printf format with its arguments.
 *
 *	CHECK(buf.failed, "append past the ceiling fails whole");
 *	CHECK_INT(num_get("12"), 12, "a plain number is read");
 *	CHECK_STR(e.text, "", "case %zu leaves no message", i);
 *
 * CHECK_INT and CHECK_UINT take integers of any type; the latter is for what
 * may lie above INT64_MAX.  Every check gives back whether it passed.  One
 * thread at a time.
 */
#ifndef TAP_H
#define TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(cond, ...) tap_check((cond), __FILE__, __LINE__, #cond, __VA_ARGS__)
#define CHECK_INT(got, want, ...)                                              \
	tap_int((intmax_t)(got), (intmax_t)(want), __FILE__, __LINE__, #got,   \
	    __VA_ARGS__)
#define CHECK_UINT(got, want, ...)                                             \
	tap_uint((uintmax_t)(got), (uintmax_t)(want), __FILE__, __LINE__,      \
	    #got, __VA_ARGS__)
#define CHECK_DOUBLE(got, want, ...)                                           \
	tap_double((got), (want), __FILE__, __LINE__, #got, __VA_ARGS__)
#define CHECK_STR(got, want, ...)                                              \
	tap_str((got), (want), __FILE__, __LINE__, #got, __VA_ARGS__)
#define CHECK_MEM(got, gotlen, want, wantlen, ...)                             \
	tap_mem((got), (gotlen), (want), (wantlen), __FILE__, __LINE__, #got,  \
	    __VA_ARGS__)

#define TAP_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

struct tap {
	int run;    /* checks made */
	int failed; /* of them */
};
static struct tap tap;

/* Print one result line; a '#' in the title would start a directive. */
TAP_PRINTF(2, 0)
static inline void
tap_line(bool ok, const char *fmt, va_list ap)
{
	char title[1024];
	const char *s;

	(void)vsnprintf(title, sizeof(title), fmt, ap);
	tap.run++;
	tap.failed += ok ? 0 : 1;
	(void)printf("%sok %d - ", ok ? "" : "not ", tap.run);
	for (s = title; *s != '\0'; s++) {
		if (*s == '#')
			(void)putchar('\\');
		(void)putchar(*s == '\n' ? ' ' : *s);
	}
	(void)putchar('\n');
	(void)fflush(stdout);
}

/* A diagnostic line, shown when the test fails. */
TAP_PRINTF(1, 2)
static inline void
tap_note(const char *fmt, ...)
{
	va_list ap;

	(void)printf("# ");
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)putchar('\n');
	(void)fflush(stdout);
}

/* Bytes as a C string would spell them, for the eye. */
static inline void
tap_bytes(const char *name, const void *data, size_t len)
{
	const uint8_t *p = data;
	size_t i;

	if (p == NULL) {
		tap_note("%s: NULL", name);
		return;
	}
	(void)printf("# %s: %zu bytes \"", name, len);
	for (i = 0; i < len && i < 400; i++) {
		if (p[i] >= 0x20 && p[i] < 0x7f)
			(void)putchar(p[i]);
		else
			(void)printf("\\x%02x", (unsigned)p[i]);
	}
	(void)printf("\"%s\n", i < len ? " ..." : "");
	(void)fflush(stdout);
}

TAP_PRINTF(5, 6)
static inline bool
tap_check(bool ok, const char *file, int line, const char *expr,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_line(ok, fmt, ap);
	va_end(ap);
	if (!ok)
		tap_note("%s:%d: not so: %s", file, line, expr);
	return ok;
}

TAP_PRINTF(6, 7)
static inline bool
tap_int(intmax_t got, intmax_t want, const char *file, int line,
    const char *expr, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_line(got == want, fmt, ap);
	va_end(ap);
	if (got != want)
		tap_note("%s:%d: %s is %" PRIdMAX ", not %" PRIdMAX, file, line,
		    expr, got, want);
	return got == want;
}

TAP_PRINTF(6, 7)
static inline bool
tap_uint(uintmax_t got, uintmax_t want, const char *file, int line,
    const char *expr, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_line(got == want, fmt, ap);
	va_end(ap);
	if (got != want)
		tap_note("%s:%d: %s is %" PRIuMAX ", not %" PRIuMAX, file, line,
		    expr, got, want);
	return got == want;
}

/* Equal to the bit, so that -0 is not 0 and a NaN is itself. */
TAP_PRINTF(6, 7)
static inline bool
tap_double(double got, double want, const char *file, int line,
    const char *expr, const char *fmt, ...)
{
	bool ok = memcmp(&got, &want, sizeof(got)) == 0;
	va_list ap;

	va_start(ap, fmt);
	tap_line(ok, fmt, ap);
	va_end(ap);
	if (!ok)
		tap_note("%s:%d: %s is %.17g, not %.17g", file, line, expr, got,
		    want);
	return ok;
}

TAP_PRINTF(8, 9)
static inline bool
tap_mem(const void *got, size_t gotlen, const void *want, size_t wantlen,
    const char *file, int line, const char *expr, const char *fmt, ...)
{
	bool ok = gotlen == wantlen &&
	    (gotlen == 0 || memcmp(got, want, gotlen) == 0);
	va_list ap;

	va_start(ap, fmt);
	tap_line(ok, fmt, ap);
	va_end(ap);
	if (!ok) {
		tap_note("%s:%d: %s differs", file, line, expr);
		tap_bytes(" got", got, gotlen);
		tap_bytes("want", want, wantlen);
	}
	return ok;
}

/* Strings, either of which may be NULL. */
TAP_PRINTF(6, 7)
static inline bool
tap_str(const char *got, const char *want, const char *file, int line,
    const char *expr, const char *fmt, ...)
{
	bool ok = got == want ||
	    (got != NULL && want != NULL && strcmp(got, want) == 0);
	va_list ap;

	va_start(ap, fmt);
	tap_line(ok, fmt, ap);
	va_end(ap);
	if (!ok) {
		tap_note("%s:%d: %s differs", file, line, expr);
		tap_bytes(" got", got, got == NULL ? 0 : strlen(got));
		tap_bytes("want", want, want == NULL ? 0 : strlen(want));
	}
	return ok;
}

/* Count one check as skipped, for the reason given. */
static inline void
tap_skip(const char *why)
{
	tap.run++;
	(void)printf("ok %d # SKIP %s\n", tap.run, why);
	(void)fflush(stdout);
}

/* Print the plan.  Returns the status that main() ends with. */
static inline int
tap_done(void)
{
	(void)printf("1..%d\n", tap.run);
	if (fflush(stdout) != 0)
		return 1;
	return tap.failed > 0 || tap.run == 0 ? 1 : 0;
}

#endif
