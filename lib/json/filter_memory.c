/* filter_memory: a bound for the memory that libjq takes; see
 * filter_memory.h. */
#include "json/filter_memory.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"

/* The address space of the process in bytes; 0: nobody tells. */
static uint64_t
size_now(void)
{
	static int fd = -1;
	static bool opened;
	uint64_t pages;
	char text[128];
	ssize_t n;

	/* Once for all runs: what it says is new each time. */
	if (!opened)
		fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	opened = true;
	n = fd >= 0 ? pread(fd, text, sizeof(text) - 1, 0) : -1;
	if (n <= 0)
		return 0;
	text[n] = '\0';
	if (!num_u64(text, strcspn(text, " "), 0, UINT64_MAX >> 20, &pages))
		return 0;
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* The limit that holds now, which nobody else changes. */
static struct rlimit now;

static bool
is_known(void)
{
	static bool known;

	if (!known)
		known = getrlimit(RLIMIT_AS, &now) == 0;
	return known;
}

/* Have another limit; whether it holds. */
static bool
change(rlim_t to)
{
	struct rlimit other = now;

	other.rlim_cur = to;
	if (setrlimit(RLIMIT_AS, &other) != 0)
		return false;
	now = other;
	return true;
}

void
filter_memory_begin(struct filter_memory *m, size_t len)
{
	uint64_t most = size_now();

	m->bound = false;
	if (most == 0 || !is_known())
		return;
	most += FILTER_MEMORY_MAX + (uint64_t)len * FILTER_MEMORY_SHARE;
	m->before = now.rlim_cur;
	if ((uint64_t)m->before > most)
		m->bound = change((rlim_t)most);
}

void
filter_memory_end(struct filter_memory *m)
{
	if (m->bound)
		(void)change(m->before);
	m->bound = false;
}
