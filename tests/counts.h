/*
 * counts.h: what a coverage build includes before each source (the Makefile's
 * target coverage).  A program that ends by a signal it raises itself, as all
 * do that were told to stop, writes its counts first; else they would be lost.
 * SIGKILL still takes them along.
 */
#ifndef COUNTS_H
#define COUNTS_H

#include <signal.h>

void __gcov_dump(void);

#define raise(signo) (__gcov_dump(), (raise)(signo))

#endif
