/*
 * double_roundtrip: whether a decimal number survives as a double, without
 * converting it.
 *
 * Numbers of 16 and 17 digits are what programs print doubles as, and to ask
 * facts_number() about each costs more than all else that is done to it.
 *
 * Layer: aai-flatten.  Thread-safe.
 */
#ifndef AAI_FLATTEN_DOUBLE_ROUNDTRIP_H
#define AAI_FLATTEN_DOUBLE_ROUNDTRIP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True when the nearest double to the number that the len bytes at s spell (a
 * JSON number with a fraction and no exponent), printed with as many digits,
 * gives these digits: then FACT_DOUBLE is what facts_number() says.  False
 * when not, or when that takes more than this to find out.
 */
bool double_roundtrip(const char *s, size_t len);

#endif
