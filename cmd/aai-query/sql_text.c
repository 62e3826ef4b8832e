/* sql_text: numbers of SQL that are not exact; see sql_text.h. */
#include "aai-query/sql_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/decimal.h"
#include "base/num.h"

/* The digits that a double always keeps. */
#define DOUBLE_DIGITS 15

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_name(char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '_' || c == '$' ||
	    (unsigned char)c >= 0x80;
}

/* The end of what is quoted by the character at p; twice it is itself. */
static const char *
skip_quoted(const char *p)
{
	char quote = *p == '[' ? ']' : *p;

	for (p++; *p != '\0'; p++) {
		if (*p != quote)
			continue;
		if (p[1] != quote || quote == ']')
			return p + 1;
		p++;
	}
	return p;
}

/* The end of the comment at p; p, when there is none. */
static const char *
skip_comment(const char *p)
{
	const char *end;

	if (p[0] == '-' && p[1] == '-')
		return p + strcspn(p, "\n");
	if (p[0] != '/' || p[1] != '*')
		return p;
	end = strstr(p + 2, "*/");
	return end == NULL ? p + strlen(p) : end + 2;
}

/* The end of the number at p, and whether it is an integer. */
static const char *
skip_number(const char *p, bool *integer)
{
	const char *exponent;

	*integer = true;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		for (p += 2; is_name(*p);)
			p++;
		return p;
	}
	while (is_digit(*p) || *p == '.') {
		*integer = *integer && *p != '.';
		p++;
	}
	exponent = p;
	if (*p == 'e' || *p == 'E') {
		exponent++;
		exponent += *exponent == '+' || *exponent == '-';
		if (is_digit(*exponent)) {
			*integer = false;
			while (is_digit(*exponent))
				exponent++;
			p = exponent;
		}
	}
	while (is_name(*p))
		p++;
	return p;
}

static int
check_number(const char *s, size_t len, bool integer, struct error *e)
{
	int64_t n;

	if ((integer && num_i64(s, len, INT64_MIN, INT64_MAX, &n)) ||
	    (len > 1 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) ||
	    decimal_digits(s, len) <= DOUBLE_DIGITS)
		return 0;
	error_set(e, ERROR_USAGE,
	    "%.*s has more digits than a number of SQL keeps, and decimals are "
	    "exact: write it as text, '%.*s'",
	    (int)(len < 60 ? len : 60), s, (int)(len < 60 ? len : 60), s);
	return -1;
}

int
sql_text_check(const char *sql, struct error *e)
{
	const char *p = sql, *end;
	bool integer;

	while (*p != '\0') {
		end = skip_comment(p);
		if (end != p) {
			p = end;
		} else if (*p == '\'' || *p == '"' || *p == '`' || *p == '[') {
			p = skip_quoted(p);
		} else if (is_digit(*p) || (*p == '.' && is_digit(p[1]))) {
			end = skip_number(p, &integer);
			if (check_number(p, (size_t)(end - p), integer, e) != 0)
				return -1;
			p = end;
		} else if (is_name(*p)) {
			while (is_name(*p))
				p++;
		} else {
			p++;
		}
	}
	return 0;
}

const char *
sql_text_start(const char *sql)
{
	const char *end;

	for (;;) {
		sql += strspn(sql, " \t\r\n;");
		end = skip_comment(sql);
		if (end == sql)
			return sql;
		sql = end;
	}
}
