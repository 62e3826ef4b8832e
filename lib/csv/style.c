/* style: how CSV is spelled; see style.h. */
#include "csv/style.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "json/lex.h"
#include "table/time.h"

struct csv_style
csv_style_make(void)
{
	struct csv_style s = { .delimiter = ',', .null = "" };

	return s;
}

int
csv_style_delimiter(struct csv_style *s, const char *text, struct error *e)
{
	char c = text[0];

	if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0 ||
	    strcmp(text, "\t") == 0) {
		s->delimiter = '\t';
		return 0;
	}
	if (strlen(text) == 1 && c >= ' ' && c <= '~' &&
	    strchr("\"'.+-:", c) == NULL && !(c >= '0' && c <= '9') &&
	    !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
		s->delimiter = c;
		return 0;
	}
	error_set(e, ERROR_USAGE,
	    "'%s' is not a delimiter: one ASCII character other than letters, "
	    "digits, quotes and . + - :, or 'tab'",
	    text);
	return -1;
}

/* Whether a field of a typed column may be spelled so. */
static bool
is_value(const char *s, size_t len)
{
	const char *end = s + len;
	int64_t us;
	int32_t days;

	return (len > 0 && json_number_end(s, end) == end) ||
	       strcmp(s, "true") == 0 || strcmp(s, "false") == 0 ||
	       time_parse_date(s, len, &days) ||
	       time_parse_stamp(s, len, 0, &us);
}

int
csv_style_null(struct csv_style *s, const char *text, struct error *e)
{
	size_t i, len = strlen(text);
	bool bad = len > CSV_STYLE_NULL_MAX || is_value(text, len);

	for (i = 0; i < len; i++)
		bad |= text[i] == s->delimiter || text[i] == '"' ||
		       (unsigned char)text[i] < ' ';
	if (bad) {
		error_set(e, ERROR_USAGE,
		    "'%s' cannot stand for null: at most %d bytes, no "
		    "delimiter, quote or control byte, and no number, bool or "
		    "time",
		    text, CSV_STYLE_NULL_MAX);
		return -1;
	}
	s->null = text;
	s->null_len = len;
	return 0;
}

static bool
begins_formula(char c)
{
	return memchr("=+-@\t\r", c, 6) != NULL;
}

bool
csv_style_is_guarded(const char *s, size_t len)
{
	return len > 1 && s[0] == '\'' &&
	       (s[1] == '\'' || begins_formula(s[1]));
}

bool
csv_style_guards(const char *s, size_t len)
{
	return len > 0 &&
	       (begins_formula(s[0]) || csv_style_is_guarded(s, len));
}

void
csv_style_word(const struct csv_style *s, char word[256])
{
	char null[2 * CSV_STYLE_NULL_MAX + 1];
	size_t i;

	for (i = 0; i < s->null_len; i++)
		(void)snprintf(null + 2 * i, 3, "%02x",
		    (unsigned)(unsigned char)s->null[i]);
	null[2 * i] = '\0';
	(void)snprintf(word, 256,
	    "delimiter=%02x,crlf=%d,bom=%d,safe=%d,null=%s",
	    (unsigned)s->delimiter, s->crlf, s->bom, s->safe, null);
}

/* The byte that two digits stand for, or -1. */
static int
hex_byte(const char *s)
{
	int high = num_hex(s[0]), low = high < 0 ? -1 : num_hex(s[1]);

	return low < 0 ? -1 : high << 4 | low;
}

int
csv_style_read(struct csv_style *s, const char *word,
    char null[CSV_STYLE_NULL_MAX + 1], struct error *e)
{
	char delimiter[3], again[256];
	int crlf = 0, bom = 0, safe = 0, at = 0, byte = 0;
	const char *p;
	size_t n = 0;

	*s = csv_style_make();
	if (sscanf(word, "delimiter=%2[0-9a-f],crlf=%1d,bom=%1d,safe=%1d,null=%n",
		delimiter, &crlf, &bom, &safe, &at) == 4 &&
	    at > 0) {
		for (p = word + at; *p != '\0' && n < CSV_STYLE_NULL_MAX &&
		     (byte = hex_byte(p)) > 0; p += 2)
			null[n++] = (char)byte;
		null[n] = '\0';
		s->delimiter = (char)hex_byte(delimiter);
		s->crlf = crlf != 0;
		s->bom = bom != 0;
		s->safe = safe != 0;
		s->null = null;
		s->null_len = n;
		csv_style_word(s, again);
		if (strcmp(again, word) == 0)
			return 0;
	}
	error_set(e, ERROR_OUTPUT,
	    "'%.100s' does not tell how the folder's parts are spelled", word);
	return -1;
}
