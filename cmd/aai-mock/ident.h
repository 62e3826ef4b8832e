/*
 * ident: transcript ids, from which their transcript's number can be found.
 *
 * The numbers are scrambled by a permutation of 48 bits that depends on the
 * seed (a Feistel network), so the ids look random, none is met twice, and a
 * transcript is found by its id without a table of them.  The rest of an id is
 * a check: one that was not made here does not pass.
 *
 * Most ids are UUIDs; some have the older shapes, whose first group is longer.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_IDENT_H
#define AAI_MOCK_IDENT_H

#include <stdbool.h>
#include <stdint.h>

#define IDENT_MAX   40 /* bytes of the longest, with its NUL */
#define IDENT_LIMIT ((uint64_t)1 << 48)

/* Write the id of transcript number n (below IDENT_LIMIT); old: older shape. */
void ident_make(uint64_t seed, uint64_t n, bool old, char id[IDENT_MAX]);

/*
 * The number in an id of either shape.  False when it has none; otherwise the
 * caller compares the id with that of the number, which checks the rest.
 */
bool ident_number(uint64_t seed, const char *id, uint64_t *n);

/* A number that looks random, from the seed, a purpose and a number. */
uint64_t ident_mix(uint64_t seed, uint64_t purpose, uint64_t n);

#endif
