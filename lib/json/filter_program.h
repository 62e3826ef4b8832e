/*
 * filter_program: what can be seen of a jq program before it is compiled; for
 * filter alone.
 *
 * Layer: json.
 */
#ifndef JSON_FILTER_PROGRAM_H
#define JSON_FILTER_PROGRAM_H

#include <stdbool.h>

#include "base/error.h"
#include "json/filter_number.h"

/*
 * Refuse a program that begins with a directive, "import" and the like, better
 * than jq would say it.  -1 with *e (USAGE).
 */
int filter_program_check(const char *program, struct error *e) MUST_CHECK;

/* Whether the program may have an arithmetic operator; true in doubt. */
bool filter_program_computes(const char *program);

/*
 * Whether it may have a function whose results do not show that the digits it
 * went by were rounded.
 */
bool filter_program_takes_apart(const char *program);

/*
 * Note the large numbers that the program itself has.  -1 with *e (USAGE) when
 * no double holds one of its numbers.
 */
int filter_program_numbers(struct filter_numbers *t, const char *program,
    struct error *e) MUST_CHECK;

#endif
