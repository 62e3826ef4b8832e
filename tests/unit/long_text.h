/*
 * long_text: what has to hold of the ways to treat a text without a copy of
 * it, for tests: against the ways with one.  They abort() when it does not.
 */
#ifndef LONG_TEXT_H
#define LONG_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "json/canonical.h"
#include "json/unique.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "json/repair_utf8.h"
#include "json/scan.h"
#include "json/text.h"

static inline void
long_holds(bool ok)
{
	if (!ok)
		abort();
}

/* A copy with the pad that scanning wants, and more bytes for it to grow. */
static inline char *
long_copy(const char *s, size_t len, size_t more)
{
	char *to = mem_new(len + more + SCAN_PAD + 1, 1);

	if (len > 0)
		memcpy(to, s, len);
	return to;
}

/* UTF-8 mended in place is what json_repair() makes of it. */
static inline void
long_check_utf8(const char *s, size_t len)
{
	struct buf want = buf_make(SIZE_MAX / 2);
	char *plain = long_copy(s, len, 0), *text;
	size_t i, n, wider;

	for (i = 0; i < len; i++)
		if (plain[i] == '\\')
			plain[i] = '/';
	n = repair_utf8_count(plain, len, &wider);
	long_holds(n == json_repair(plain, len, &want));
	text = long_copy(plain, len, wider);
	repair_utf8(text, len, wider);
	long_holds(want.len == len + wider);
	long_holds(want.len == 0 || memcmp(text, want.data, want.len) == 0);
	mem_free(text);
	mem_free(plain);
	buf_free(&want);
}

/* Halves mended in place are what json_repair() makes of them; valid JSON. */
static inline void
long_check_halves(const char *s, size_t len)
{
	struct buf want = buf_make(SIZE_MAX / 2);
	char *text = long_copy(s, len, 0);
	size_t rest = len, n = repair_utf8_surrogates(text, &rest);

	long_holds(n == json_repair(s, len, &want));
	long_holds(rest == want.len && text[rest] == '\0');
	long_holds(rest == 0 || memcmp(text, want.data, rest) == 0);
	mem_free(text);
	buf_free(&want);
}

/* The name of the canonical text of the object at s, or "" when it has none. */
static inline void
long_name(const char *s, size_t len, unsigned depth, char hex[33])
{
	struct canonical c = { 0 };
	char other[33];
	bool ok = canonical_object(&c, s + 1, len - 1, depth);

	hex[0] = '\0';
	long_holds(ok == canonical_hash(s + 1, depth, other));
	if (ok) {
		hash_hex128(c.text, c.len, hex);
		long_holds(strcmp(hex, other) == 0);
	}
	canonical_free(&c);
}

/* All that is done to the members of a text of UTF-8. */
static inline uint64_t
long_check_members(const char *s, size_t len, unsigned depth)
{
	char *text = long_copy(s, len, 0), before[33], after[33];
	bool ok, whole, lone, deep;
	uint64_t again, left;
	size_t rest = len - 1;
	const char *end;

	long_name(text, len, depth, before);
	ok = before[0] != '\0';
	if (!ok) {
		long_holds(!unique_members(text + 1, &rest, depth, &again));
		long_holds(memcmp(text, s, len) == 0);
		mem_free(text);
		return 0;
	}
	end = scan_value(text, SCAN_DEPTH_MAX, &end, &lone, &deep);
	long_check_halves(text, (size_t)(end - text));
	whole = scan_space(end) == text + len;
	long_holds(unique_members(text + 1, &rest, depth, &again) == whole);
	if (!whole) {
		long_holds(memcmp(text, s, len) == 0);
		mem_free(text);
		return 0;
	}
	long_holds((again > 0) == (rest < len - 1));
	long_holds(text[1 + rest] == '\0');
	long_name(text, 1 + rest, depth, after);
	long_holds(strcmp(before, after) == 0);
	long_holds(unique_members(text + 1, &rest, depth, &left) && left == 0);
	mem_free(text);
	return again;
}

/*
 * All that, of a text that begins with a brace; returns how many members of it
 * come again.
 */
static inline uint64_t
long_check(const char *s, size_t len, unsigned depth)
{
	uint64_t again;
	size_t wider;
	char *text;

	long_check_utf8(s, len);
	(void)repair_utf8_count(s, len, &wider);
	text = long_copy(s, len, wider);
	repair_utf8(text, len, wider);
	again = long_check_members(text, len + wider, depth);
	mem_free(text);
	return again;
}

#endif
