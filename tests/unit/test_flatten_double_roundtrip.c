/* test_flatten_double_roundtrip: where it says that a double keeps a number,
 * one does. */
#include "aai-flatten/double_roundtrip.h"

#include "base/rng.h"
#include "table/type.h"
#include "tap.h"

/* Without wide integers nothing is known, and others find out. */
#ifdef __SIZEOF_INT128__
static const bool able = true;
#else
static const bool able = false;
#endif

static bool
keeps(const char *s)
{
	return facts_number(s, strlen(s)).seen == FACT_DOUBLE;
}

/* Digits at random, a point among them. */
static void
test_random(void)
{
	struct rng r = rng_make(17);
	size_t i, k, n, wrong = 0, sure = 0, kept = 0;
	char s[64];

	for (i = 0; i < 400000; i++) {
		char *p = s;

		if (rng_below(&r, 8) == 0)
			*p++ = '-';
		if (rng_below(&r, 2) == 0) {
			*p++ = '0';
		} else {
			n = 1 + (size_t)rng_below(&r, 12);
			*p++ = (char)('1' + rng_below(&r, 9));
			for (k = 1; k < n; k++)
				*p++ = (char)('0' + rng_below(&r, 10));
		}
		*p++ = '.';
		n = 1 + (size_t)rng_below(&r, 20);
		for (k = 0; k < n; k++)
			*p++ = (char)('0' + (rng_below(&r, 4) == 0 ?
						    0 :
						    rng_below(&r, 10)));
		*p = '\0';
		if (double_roundtrip(s, (size_t)(p - s))) {
			sure++;
			if (!keeps(s) && wrong++ < 5)
				tap_note("not kept: %s", s);
		}
		kept += keeps(s);
	}
	CHECK_UINT(wrong, 0, "it is never wrong");
	CHECK(!able || sure * 10 > kept * 9, "it is sure of %zu of %zu", sure, kept);
}

/* Doubles as programs print them, which are what it is for. */
static void
test_printed(void)
{
	struct rng r = rng_make(18);
	size_t i, sure = 0, total = 0, wrong = 0;
	char s[64];

	for (i = 0; i < 100000; i++) {
		double v = (double)(rng_next(&r) >> 11) / 9007199254740992.0;

		(void)snprintf(s, sizeof(s), "%.17g", v * (double)(i % 7 + 1));
		if (strchr(s, 'e') != NULL || strchr(s, '.') == NULL)
			continue;
		total++;
		if (double_roundtrip(s, strlen(s)))
			sure++;
		wrong += double_roundtrip(s, strlen(s)) && !keeps(s);
	}
	CHECK(!able || sure * 100 > total * 95, "it knows %zu of %zu printed doubles",
	    sure, total);
	CHECK_UINT(wrong, 0, "and all of them are");
}

static void
test_others(void)
{
	static const char *const unsure[] = { "0.0", "1", "10", "1.5e3", "-0.0",
		"0.12345678901234567890", "0.1234567890123456789012345",
		"99999999999999999.5", "0.00000000000000000005",
		"0.00000000000000000011" };
	static const char *const sure[] = { "0.5", "0.50", "-0.1", "123.456",
		"0.6120485067367554", "0.9642857142857143", "0.05",
		"0.0000000000000000005", "0.0000000000000000011" };
	size_t i;

	for (i = 0; i < sizeof(unsure) / sizeof(unsure[0]); i++)
		CHECK(!double_roundtrip(unsure[i], strlen(unsure[i])),
		    "%s is left to others", unsure[i]);
	for (i = 0; i < sizeof(sure) / sizeof(sure[0]); i++)
		CHECK(double_roundtrip(sure[i], strlen(sure[i])) == able &&
			keeps(sure[i]),
		    "a double keeps %s", sure[i]);
}

int
main(void)
{
	test_random();
	test_printed();
	test_others();
	return tap_done();
}
