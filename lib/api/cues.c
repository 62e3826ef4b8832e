/* cues: subtitles taken apart; see cues.h. */
#include "api/cues.h"

#include <string.h>

#include "base/num.h"

#define HOURS_MAX 999999

/* The line at p without its end; *next is after the end. */
static struct span
line_at(const char *p, const char *end, const char **next)
{
	const char *stop = p;

	while (stop < end && *stop != '\n' && *stop != '\r')
		stop++;
	*next = stop;
	if (stop < end && *stop == '\r')
		++*next;
	if (*next < end && **next == '\n' && (*next == stop || *stop == '\r'))
		++*next;
	return (struct span){ p, (size_t)(stop - p) };
}

static struct span
trim(struct span s)
{
	while (s.len > 0 && (*s.p == ' ' || *s.p == '\t')) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 &&
	    (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t'))
		s.len--;
	return s;
}

static size_t
digits(struct span s)
{
	size_t n = 0;

	while (n < s.len && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

static bool
is_number(struct span line)
{
	line = trim(line);
	return line.len > 0 && digits(line) == line.len;
}

static void
skip(struct span *s, size_t n)
{
	s->p += n;
	s->len -= n;
}

/* One number and, when there is one, the mark after it. */
static bool
take_number(struct span *s, uint64_t max, uint64_t *v, char *mark)
{
	size_t n = digits(*s);

	if (n == 0 || !num_u64(s->p, n, 0, max, v))
		return false;
	skip(s, n);
	*mark = '\0';
	if (s->len > 0 && strchr(":.,", *s->p) != NULL) {
		*mark = *s->p;
		skip(s, 1);
	}
	return true;
}

/* "[H:]MM:SS[.fff]", in milliseconds; *s is after it then. */
static bool
take_time(struct span *s, int64_t *ms)
{
	uint64_t part[3] = { 0 }, v, fraction = 0;
	size_t n = 0, k;
	char mark = ':';

	while (mark == ':') {
		if (n == 3 || !take_number(s, HOURS_MAX, &part[n++], &mark))
			return false;
	}
	if (n < 2)
		return false;
	if (mark != '\0') {
		k = digits(*s);
		if (k == 0 || k > 3 || !num_u64(s->p, k, 0, 999, &fraction))
			return false;
		skip(s, k);
		for (; k < 3; k++)
			fraction *= 10;
	}
	v = n == 3 ? part[0] * 3600 + part[1] * 60 + part[2] :
		     part[0] * 60 + part[1];
	*ms = (int64_t)(v * 1000 + fraction);
	return true;
}

static bool
parse_timing(struct span line, struct cue *cue)
{
	line = trim(line);
	if (!take_time(&line, &cue->start_ms))
		return false;
	line = trim(line);
	if (line.len < 3 || memcmp(line.p, "-->", 3) != 0)
		return false;
	skip(&line, 3);
	line = trim(line);
	if (!take_time(&line, &cue->end_ms))
		return false;
	if (line.len > 0 && *line.p != ' ' && *line.p != '\t')
		return false;
	line = trim(line);
	cue->settings = line.len > 0 ? line : (struct span){ 0 };
	return true;
}

static bool
is_timing(struct span line)
{
	struct cue cue;

	return parse_timing(line, &cue);
}

/* Whether a cue starts at p: its times, or its number or name and they. */
static bool
cue_starts(const char *p, const char *end, bool named)
{
	const char *next;
	struct span line = line_at(p, end, &next);

	if (is_timing(line))
		return true;
	return (named || is_number(line)) && next < end &&
	    is_timing(line_at(next, end, &next));
}

static void
skip_blank(struct cues *c)
{
	const char *next;

	while (c->p < c->end && trim(line_at(c->p, c->end, &next)).len == 0)
		c->p = next;
}

bool
cues_open(struct cues *c, const char *text, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf", magic[] = "WEBVTT";
	size_t n = sizeof(magic) - 1;
	const char *next;
	struct span line;

	if (len >= 3 && memcmp(text, mark, 3) == 0) {
		text += 3;
		len -= 3;
	}
	*c = (struct cues){ text, text + len, false };
	skip_blank(c);
	if (c->p == c->end)
		return true;
	line = trim(line_at(c->p, c->end, &next));
	if (line.len < n || memcmp(line.p, magic, n) != 0)
		return cue_starts(c->p, c->end, false);
	c->vtt = true;
	if (line.len > n && line.p[n] != ' ' && line.p[n] != '\t')
		return false;
	/* A header that says more is handed out, as a block. */
	if (line.len == n &&
	    (next == c->end ||
		trim(line_at(next, c->end, &(const char *){ NULL })).len == 0 ||
		cue_starts(next, c->end, true)))
		c->p = next;
	return true;
}

/* Lines up to a blank one or the next cue, from c->p. */
static struct span
take_text(struct cues *c)
{
	struct span text = { c->p, 0 }, line;
	const char *next;

	while (c->p < c->end) {
		line = line_at(c->p, c->end, &next);
		if (trim(line).len == 0 || cue_starts(c->p, c->end, false))
			break;
		text.len = (size_t)(line.p + line.len - text.p);
		c->p = next;
	}
	return text;
}

bool
cues_next(struct cues *c, struct cue *cue)
{
	const char *next;
	struct span line;

	memset(cue, 0, sizeof(*cue));
	skip_blank(c);
	if (c->p == c->end)
		return false;
	if (!cue_starts(c->p, c->end, true)) {
		cue->text = take_text(c);
		return true;
	}
	line = line_at(c->p, c->end, &next);
	if (!parse_timing(line, cue)) {
		cue->id = trim(line);
		c->p = next;
		line = line_at(c->p, c->end, &next);
		(void)parse_timing(line, cue);
	}
	cue->timed = true;
	c->p = next;
	cue->text = take_text(c);
	return true;
}

void
cues_text(struct span text, struct buf *out)
{
	const char *p = text.p, *end = text.p + text.len, *next;
	struct span line;

	while (p < end) {
		line = line_at(p, end, &next);
		buf_put(out, line.p, line.len);
		if (next < end)
			buf_byte(out, '\n');
		p = next;
	}
}
