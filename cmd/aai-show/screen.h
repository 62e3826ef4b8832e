/*
 * screen: sends what is longer than the terminal through $PAGER.
 *
 * A process of its own holds back what is written until it is more than a
 * screen.  Only then the pager is started; what is less goes to the terminal as
 * it is.  Without PAGER it is less(1), if there is one; "" and "cat" are none.
 *
 * Layer: aai-show.
 */
#ifndef AAI_SHOW_SCREEN_H
#define AAI_SHOW_SCREEN_H

#include <sys/types.h>

#include "base/cc.h"
#include "base/error.h"

struct screen {
	int fd;	   /* to write to: a pipe, or standard output itself */
	pid_t pid; /* 0: there is no pager */
};

/*
 * Begin, where standard output is a terminal and there is a pager.  What fails
 * here leaves standard output itself.
 */
struct screen screen_open(void);

/*
 * All is written, or nothing more will be: wait until it has been read.  -1
 * with *e (OUTPUT): the terminal did not take it.
 */
int screen_close(struct screen *p, struct error *e) MUST_CHECK;

#endif
