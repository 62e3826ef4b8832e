/* clock: time for pacing and for messages; see clock.h. */
#include "io/clock.h"

#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static int64_t
read_us(clockid_t id)
{
	struct timespec now;

	if (clock_gettime(id, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t
clock_mono_ms(void)
{
	return clock_mono_us() / 1000;
}

int64_t
clock_wall_s(void)
{
	return read_us(CLOCK_REALTIME) / 1000000;
}

int64_t
clock_wall_ms(void)
{
	return read_us(CLOCK_REALTIME) / 1000;
}

int64_t
clock_cpu_us(void)
{
	return read_us(CLOCK_PROCESS_CPUTIME_ID);
}

uint64_t
clock_seed(void)
{
	uint64_t n;

	if (getrandom(&n, sizeof(n), GRND_NONBLOCK) != sizeof(n))
		n = (uint64_t)clock_mono_us() ^ (uint64_t)getpid() << 40 ^
		    (uint64_t)clock_wall_s() << 20;
	return n;
}

void
clock_sleep_ms(int64_t ms)
{
	struct timespec wait = { .tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000 };

	(void)nanosleep(&wait, NULL);
}
