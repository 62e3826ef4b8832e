/* style: how CSV is spelled; see style.h. */
#include "aai-sink-csv/style.h"

#include <stdio.h>
#include <string.h>

#include "table/time.h"
#include "json/lex.h"

#define NULL_MAX 60

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
	    "'%s' is no delimiter: one ASCII character other than letters, "
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
	bool bad = len > NULL_MAX || is_value(text, len);

	for (i = 0; i < len; i++)
		bad |= text[i] == s->delimiter || text[i] == '"' ||
		       (unsigned char)text[i] < ' ';
	if (bad) {
		error_set(e, ERROR_USAGE,
		    "'%s' cannot stand for null: at most %d bytes, no "
		    "delimiter, quote or control byte, and no number, bool or "
		    "time",
		    text, NULL_MAX);
		return -1;
	}
	s->null = text;
	s->null_len = len;
	return 0;
}

void
csv_style_word(const struct csv_style *s, char word[256])
{
	char null[2 * NULL_MAX + 1];
	size_t i;

	for (i = 0; i < s->null_len; i++)
		(void)snprintf(null + 2 * i, 3, "%02x",
		    (unsigned)(unsigned char)s->null[i]);
	null[2 * i] = '\0';
	(void)snprintf(word, 256,
	    "delimiter=%02x,crlf=%d,bom=%d,safe=%d,null=%s",
	    (unsigned)s->delimiter, s->crlf, s->bom, s->safe, null);
}
