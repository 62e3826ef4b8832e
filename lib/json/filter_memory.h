/*
 * filter_memory: a bound for the memory that libjq takes.
 *
 * While a program runs, the process may grow by FILTER_MEMORY_MAX bytes and
 * FILTER_MEMORY_SHARE times the text that it was given, and not beyond: then
 * libjq has no memory, and ends the program (io/sig.h says why).  It is the
 * address space that counts, of the whole process: what libjq takes is not told
 * apart otherwise.  Where the system does not tell how large it is, there is
 * no bound.
 *
 * Layer: json.  For one thread: other threads have the bound as well.
 */
#ifndef JSON_FILTER_MEMORY_H
#define JSON_FILTER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#define FILTER_MEMORY_MAX   (UINT64_C(1) << 30)
#define FILTER_MEMORY_SHARE 64

/* A zeroed struct bounds nothing, and may be ended. */
struct filter_memory {
	rlim_t before; /* what held before the run */
	bool bound;    /* it is to hold again */
};

/*
 * A run over a text of len bytes begins, and ends; between these all that the
 * process takes counts.  Another program may run meanwhile, and end before.
 * Three system calls.
 */
void filter_memory_begin(struct filter_memory *m, size_t len);
void filter_memory_end(struct filter_memory *m);

#endif
