/* clock: time for pacing and for messages; see clock.h. */
#include "io/clock.h"

#include <stdio.h>
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

void
clock_stamp(int64_t wall_ms, char to[CLOCK_STAMP])
{
	time_t s = (time_t)(wall_ms / 1000);
	struct tm tm = { 0 };

	(void)gmtime_r(&s, &tm);
	/* The years that a clock has are of four digits. */
	(void)snprintf(to, CLOCK_STAMP, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
	    (unsigned)(tm.tm_year + 1900) % 10000, (unsigned)tm.tm_mon % 12 + 1,
	    (unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100,
	    (unsigned)tm.tm_min % 100, (unsigned)tm.tm_sec % 100,
	    (unsigned)(wall_ms % 1000));
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
