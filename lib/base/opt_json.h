/*
 * opt_json: a program's option table as JSON, for programs and editors that
 * make command lines; aai(7) has the form.
 *
 * Layer: base.
 */
#ifndef BASE_OPT_JSON_H
#define BASE_OPT_JSON_H

#include "base/buf.h"
#include "base/opt.h"

/*
 * Append the object of the program, with the options that every program has,
 * on one line without LF.  All text is of the table, in ASCII.
 */
void opt_json_put(const struct opt_program *p, struct buf *out);

#endif
