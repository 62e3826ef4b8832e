/*
 * fetch_end: the end of the stream, with the new state; for fetch.c.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_END_H
#define AAI_FETCH_FETCH_END_H

#include "aai-fetch/fetch.h"

/*
 * After the walk: write the end record, where there is one, end f->out, hand
 * the state's lock over, and let the spool go when the walk was whole.  -1
 * with *e.
 */
int fetch_end(struct fetch *f, struct error *e) MUST_CHECK;

#endif
