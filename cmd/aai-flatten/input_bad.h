/*
 * input_bad: what is no record, kept in a file and counted.
 *
 * One object a line: "file" (the input's name), "line" and "byte" as in
 * messages, "why", and "text" as it stood there; "hex" in its place, the bytes
 * in hexadecimal digits, where it is not UTF-8; of a row of CSV "fields".
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_INPUT_BAD_H
#define AAI_FLATTEN_INPUT_BAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-flatten/input.h"
#include "base/error.h"
#include "io/out.h"

#define INPUT_BAD_MAX 1000

struct input_bad {
	struct out *to;	   /* the caller's */
	uint64_t max;	   /* more are an error */
	uint64_t count;	   /* kept so far */
};

/* Whether the line of len bytes is one whole object, in JSON. */
bool input_bad_is_record(const char *line, size_t len);

/*
 * Keep the text of len bytes; json: it is JSON, the fields of a row.  -1 with
 * *e (INPUT: one too many; OUTPUT).
 */
int input_bad_put(struct input_bad *b, const char *name,
    const struct input_position *at, const char *why, const char *text,
    size_t len, bool json, struct error *e) MUST_CHECK;

#endif
