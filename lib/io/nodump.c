/* nodump: a process that holds a secret leaves none of it; see nodump.h. */
#include "io/nodump.h"

#include <sys/resource.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

void
nodump_begin(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	/* Dumps that go to a program (core_pattern) heed no limit. */
	nodump_self();
}

void
nodump_self(void)
{
#ifdef __linux__
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
