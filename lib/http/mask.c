/* mask: keep a secret out of what people read; see mask.h. */
#include "http/mask.h"

#include <stdint.h>
#include <string.h>

#include "base/cc.h"
#include "base/num.h"
#include "base/utf8.h"

#define SHORTEST 4
#define BEGUN 8  /* characters that are the beginning of a secret */
#define LAYERS 2 /* of escapes, one within the other */

static const char cover[] = "***";

/* A character of the secret: its bytes, and its code point or byte. */
struct letter {
	const char *p;
	size_t len;
	uint32_t code;
};

/* How an escape is spelled whose mark (% \ &) may be an escape itself. */
struct escape {
	char mark;
	int layers; /* of escapes that the mark is within; 0: as it is */
};

static size_t spells_escaped(const char *s, const char *end,
    const struct letter *want, int layers);

static struct letter
letter_at(const char *s, size_t len)
{
	struct letter l = { s, 1, (uint8_t)*s };
	size_t n = utf8_next(s, len, &l.code);

	if (n > 0)
		l.len = n;
	return l;
}

/* How many bytes at s spell what begins the escape. */
static size_t
spells_mark(const char *s, const char *end, struct escape x)
{
	struct letter l = { &x.mark, 1, (uint8_t)x.mark };

	if (x.layers > 0)
		return spells_escaped(s, end, &l, x.layers);
	return s < end && *s == x.mark;
}

/* The number that n hexadecimal digits at s make; -1 when they are none. */
static int64_t
hex_at(const char *s, const char *end, size_t n)
{
	int64_t value = 0;
	size_t i;

	if ((size_t)(end - s) < n)
		return -1;
	for (i = 0; i < n; i++) {
		if (num_hex(s[i]) < 0)
			return -1;
		value = value << 4 | num_hex(s[i]);
	}
	return value;
}

/* %XX of each byte (RFC 3986, section 2.1). */
static size_t
spells_percent(const char *s, const char *end, const struct letter *want,
    int layers)
{
	const char *at = s;
	size_t i, n;

	for (i = 0; i < want->len; i++) {
		n = spells_mark(at, end, (struct escape){ '%', layers });
		if (n == 0 ||
		    hex_at(at + n, end, 2) != (int64_t)(uint8_t)want->p[i])
			return 0;
		at += n + 2;
	}
	return (size_t)(at - s);
}

/* \uXXXX, twice for what is beyond 16 bits (RFC 8259, section 7). */
static size_t
spells_unicode(const char *s, const char *end, const struct letter *want,
    int layers)
{
	uint32_t halves[2] = { want->code, 0 };
	size_t i, n, count = 1;
	const char *at = s;

	if (want->code > 0xffff) {
		halves[0] = 0xd800 + ((want->code - 0x10000) >> 10);
		halves[1] = 0xdc00 + ((want->code - 0x10000) & 0x3ff);
		count = 2;
	}
	for (i = 0; i < count; i++) {
		n = spells_mark(at, end, (struct escape){ '\\', layers });
		if (n == 0 || at + n == end || at[n] != 'u' ||
		    hex_at(at + n + 1, end, 4) != (int64_t)halves[i])
			return 0;
		at += n + 5;
	}
	return (size_t)(at - s);
}

/* A backslash before the character itself, which may need another one within
 * an outer escape, or \xXX, as some languages do. */
static size_t
spells_backslash(const char *s, const char *end, const struct letter *want,
    int layers)
{
	size_t n = spells_mark(s, end, (struct escape){ '\\', layers }), more;

	if (n == 0 || s + n == end || want->len != 1)
		return 0;
	/* Not the x itself of a secret. */
	if (s[n] == 'x' && hex_at(s + n + 1, end, 2) == (int64_t)want->code)
		return n + 3;
	if (strchr("bfnrtu", *want->p) != NULL)
		return 0;
	if (s[n] == *want->p)
		return n + 1;
	more = layers > 0 ? spells_escaped(s + n, end, want, layers) : 0;
	return more > 0 ? n + more : 0;
}

/* The name of a character in HTML, with its semicolon; 0 when it is another. */
static size_t
spells_name(const char *s, const char *end, uint32_t code)
{
	static const struct {
		uint32_t code;
		const char *name;
	} names[] = { { '&', "amp;" }, { '<', "lt;" }, { '>', "gt;" },
		{ '"', "quot;" }, { '\'', "apos;" }, { '/', "sol;" },
		{ '+', "plus;" }, { '=', "equals;" }, { ':', "colon;" },
		{ '_', "lowbar;" }, { '.', "period;" }, { ',', "comma;" },
		{ ';', "semi;" }, { '!', "excl;" }, { '#', "num;" },
		{ '$', "dollar;" }, { '%', "percnt;" }, { '(', "lpar;" },
		{ ')', "rpar;" }, { '*', "ast;" }, { '?', "quest;" },
		{ '@', "commat;" }, { '[', "lsqb;" }, { ']', "rsqb;" },
		{ '{', "lcub;" }, { '}', "rcub;" }, { '|', "vert;" },
		{ '\\', "bsol;" }, { '^', "Hat;" }, { '`', "grave;" } };
	size_t i, n;

	for (i = 0; i < LEN(names); i++) {
		n = strlen(names[i].name);
		if (names[i].code == code && (size_t)(end - s) >= n &&
		    memcmp(s, names[i].name, n) == 0)
			return n;
	}
	return 0;
}

/* &#N; &#xN; &name; (HTML, section 13.5). */
static size_t
spells_entity(const char *s, const char *end, const struct letter *want,
    int layers)
{
	size_t n = spells_mark(s, end, (struct escape){ '&', layers }), digits;
	const char *at = s + n;
	uint64_t code = 0;
	bool hex;

	if (n == 0 || at == end)
		return 0;
	if (*at != '#') {
		digits = spells_name(at, end, want->code);
		return digits > 0 ? n + digits : 0;
	}
	at++;
	hex = at < end && (*at == 'x' || *at == 'X');
	if (hex)
		at++;
	for (digits = 0; digits < 8 && at < end && num_hex(*at) >= 0 &&
	     (hex || num_hex(*at) <= 9);
	     digits++)
		code = code * (hex ? 16 : 10) + (uint64_t)num_hex(*at++);
	if (digits == 0 || code != want->code)
		return 0;
	if (at < end && *at == ';')
		at++;
	return (size_t)(at - s);
}

/* How many bytes at s spell the character by escapes, in 1 to layers layers. */
static size_t
spells_escaped(const char *s, const char *end, const struct letter *want,
    int layers)
{
	static size_t (*const ways[])(const char *, const char *,
	    const struct letter *, int) = { spells_percent, spells_unicode,
		spells_backslash, spells_entity };
	size_t i, n;
	int inner;

	if (s == end || (*s != '%' && *s != '\\' && *s != '&'))
		return 0;
	for (inner = 0; inner < layers; inner++)
		for (i = 0; i < LEN(ways); i++) {
			n = ways[i](s, end, want, inner);
			if (n > 0)
				return n;
		}
	return 0;
}

/* A letter in lower case: names of hosts are told so. */
static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* ... as it is or by escapes. */
static size_t
spells_letter(const char *s, const char *end, const struct letter *want)
{
	size_t n = spells_escaped(s, end, want, LAYERS);

	if (n > 0)
		return n;
	if ((size_t)(end - s) >= want->len &&
	    (memcmp(s, want->p, want->len) == 0 ||
		(want->len == 1 && lower(*s) == lower(*want->p))))
		return want->len;
	return s < end && *s == '+' && want->code == ' ';
}

/*
 * How many bytes at s spell the secret, or its beginning: *letters characters
 * of it; *whole: all.
 */
static size_t
spells_some(const char *s, const char *end, const char *secret, size_t len,
    size_t *letters, bool *whole)
{
	const char *at = s;
	struct letter l;
	size_t i, n;

	*letters = 0;
	*whole = (size_t)(end - s) >= len && memcmp(s, secret, len) == 0;
	if (*whole)
		return len;
	for (i = 0; i < len; i += l.len) {
		l = letter_at(secret + i, len - i);
		n = spells_letter(at, end, &l);
		if (n == 0)
			return (size_t)(at - s);
		at += n;
		++*letters;
	}
	*whole = true;
	return (size_t)(at - s);
}

/* How many bytes at s spell the secret; 0 when they do not. */
static size_t
spells(const char *s, const char *end, const char *secret, size_t len)
{
	size_t letters, n;
	bool whole;

	n = spells_some(s, end, secret, len, &letters, &whole);
	return whole ? n : 0;
}

/* Whether a text ends at s, or was cut there, or within an escape there. */
static bool
is_end(const char *s, const char *end)
{
	if (s < end && strchr("%\\&", *s) != NULL)
		do
			s++;
		while (s < end && (num_hex(*s) >= 0 ||
					  strchr("%\\&#uUxX", *s) != NULL));
	return s == end || (end - s >= 3 && memcmp(s, "...", 3) == 0);
}

/*
 * The same of what is to be covered: texts are cut here and there, and may be
 * within the secret.
 */
static size_t
spells_part(const char *s, const char *end, const char *secret, size_t len)
{
	size_t letters, n;
	bool whole;

	n = spells_some(s, end, secret, len, &letters, &whole);
	if (whole || letters >= BEGUN ||
	    (letters >= SHORTEST && is_end(s + n, end)))
		return n;
	return 0;
}

/* Whether the secret is long enough to be looked for. */
static bool
is_secret(const char *secret)
{
	return secret != NULL && strlen(secret) >= SHORTEST;
}

void
mask_text(char *text, const char *secret)
{
	const char *end = text + strlen(text);
	char *to = text;
	size_t n, len;

	if (!is_secret(secret))
		return;
	len = strlen(secret);
	/* The cover is shorter than what it covers, so never overtakes. */
	while (text < end) {
		n = spells_part(text, end, secret, len);
		if (n > 0) {
			memcpy(to, cover, sizeof(cover) - 1);
			to += sizeof(cover) - 1;
			text += n;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

bool
mask_holds(const void *data, size_t len, const char *secret)
{
	const char *s = data, *end = s + len;
	size_t n;

	if (!is_secret(secret) || len == 0)
		return false;
	n = strlen(secret);
	for (; s < end; s++)
		if ((lower(*s) == lower(*secret) || *s == '%' || *s == '\\' ||
			*s == '&' || (*s == '+' && *secret == ' ')) &&
		    spells(s, end, secret, n) > 0)
			return true;
	return false;
}

void
mask_wipe(void *p, size_t len)
{
	volatile uint8_t *at = p;

	while (len-- > 0)
		*at++ = 0;
}
