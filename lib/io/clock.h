/*
 * clock: time for pacing and for messages, in milliseconds and microseconds.
 *
 * Layer: io.
 */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include <stdint.h>

/* Time that only goes forward, from an arbitrary start. */
int64_t clock_mono_us(void);
int64_t clock_mono_ms(void);

/* Time since 1970-01-01 UTC by the system's clock. */
int64_t clock_wall_s(void);
int64_t clock_wall_ms(void);

/*
 * A time since 1970-01-01 UTC as text: "2026-12-01T02:30:00.123Z", and a NUL.
 */
#define CLOCK_STAMP 32
void clock_stamp(int64_t wall_ms, char to[CLOCK_STAMP]);

/* CPU time that this process has used, in microseconds. */
int64_t clock_cpu_us(void);

/*
 * A seed that is another in each run of each process: the system's random
 * numbers or, without, something that is hard to foresee.  Never waits.  Not
 * for secrets.
 */
uint64_t clock_seed(void);

/* Wait for that long, unless a signal comes first. */
void clock_sleep_ms(int64_t ms);

#endif
