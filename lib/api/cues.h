/*
 * cues: a reader of subtitles, SRT or WebVTT, cue by cue.
 *
 * Read as they come, not as they should: lines may end in LF, CR LF or CR;
 * cues may lack their number and the blank line between them; a fraction may
 * follow a point or a comma; hours may be left out or have more than two
 * digits.  What is not a cue (WebVTT's notes, styles, regions, a header that
 * says more than WEBVTT) is handed out as a block, so that nothing gets lost.
 *
 * Format facts: WebVTT (W3C), section 4, "Syntax"; SubRip has no standard.
 *
 * Layer: api.
 */
#ifndef API_CUES_H
#define API_CUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json/span.h"

/* Spans point into the text; p is NULL for what is not there. */
struct cue {
	bool timed; /* else it is a block: text is all of it */
	int64_t start_ms;
	int64_t end_ms;
	struct span id;	      /* SRT's number, WebVTT's identifier */
	struct span settings; /* after the times */
	struct span text; /* its lines, as they were, without the last end */
};

struct cues {
	const char *p;
	const char *end;
	bool vtt;
};

/*
 * Start reading the text of len bytes.  False when it is neither SRT, nor
 * WebVTT, nor empty.
 */
bool cues_open(struct cues *c, const char *text, size_t len);

/* The next one; false at the end. */
bool cues_next(struct cues *c, struct cue *cue);

/*
 * A cue's text without what line ends are: appended with LF between lines,
 * whatever they ended in.
 */
void cues_text(struct span text, struct buf *out);

#endif
