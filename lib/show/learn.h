/*
 * learn: the columns of a table, from what its files say.
 *
 * Layer: show.
 */
#ifndef SHOW_LEARN_H
#define SHOW_LEARN_H

#include "base/cc.h"
#include "base/error.h"
#include "show/catalog.h"

/*
 * Add the columns of the table's files to those it has, or widen these.  -1
 * with *e (ERROR_INPUT) when a file cannot be read; the table then has some.
 */
int learn_files(struct shown *t, struct error *e) MUST_CHECK;

#endif
