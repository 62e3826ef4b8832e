/* nearest: every double that it finds is strtod's. */
#include "tap.h"

#include <math.h>

#include "base/nearest.h"
#include "base/num.h"
#include "base/rng.h"

#define ROUNDS 200000

static unsigned wrong, found, tried;

/* See that digits times 10^exponent has the bits that strtod gives it. */
static void
see(uint64_t digits, int exponent)
{
	char text[64];
	double want, got = -1;

	(void)snprintf(text, sizeof(text), "%llue%d",
	    (unsigned long long)digits, exponent);
	want = strtod(text, NULL);
	tried++;
	if (!nearest_double(digits, exponent, &got))
		return;
	if (exponent <= 0 && memcmp(&got, &want, sizeof(got)) == 0)
		wrong +=
		    !nearest_places(digits, (unsigned)-exponent, &got);
	found++;
	if (memcmp(&got, &want, sizeof(got)) != 0 && wrong++ < 5)
		printf("# %s: %.17g, not %.17g\n", text, got, want);
}

static void
tell(const char *title)
{
	CHECK(wrong == 0, "%s have strtod's bits", title);
	CHECK(found > tried - tried / 100, "... nearly all are found (%u of %u)",
	    found, tried);
	wrong = found = tried = 0;
}

/* A number of up to as many bits, of any length below. */
static uint64_t
any(struct rng *r, unsigned bits)
{
	return rng_next(r) >> (64 - bits) >> rng_below(r, bits);
}

/* What lies in the very middle of two doubles, and right beside it. */
static void
see_middle(struct rng *r)
{
	uint64_t half = (rng_next(r) >> 10 | (uint64_t)1 << 53) | 1, digits;
	unsigned fives = (unsigned)rng_below(r, 5), twos, i;
	int64_t beside;

	/* half / 2^fives, as half * 5^fives / 10^fives */
	for (i = 0, digits = half; i < fives; i++)
		digits *= 5;
	for (beside = -2; beside <= 2; beside++)
		see(digits + (uint64_t)beside, -(int)fives);
	/* half * 2^twos */
	twos = (unsigned)rng_below(r, 10);
	for (beside = -2; beside <= 2; beside++)
		see((half << twos) + (uint64_t)beside, 0);
	/* ... * 10^exponent, where the digits have room for the fives */
	see(half, (int)rng_below(r, 24));
}

/* As doubles are printed: with as many digits as tell them apart. */
static void
see_printed(struct rng *r, int precision)
{
	uint64_t bits = rng_next(r), digits = 0;
	char text[64], *p;
	double d;

	/* Between 2^-120 and 2^120. */
	bits = (bits & (UINT64_MAX >> 12)) | (903 + rng_below(r, 240)) << 52;
	memcpy(&d, &bits, sizeof(d));
	(void)snprintf(text, sizeof(text), "%.*e", precision - 1, d);
	for (p = text; *p != 'e'; p++)
		if (*p != '.')
			digits = digits * 10 + (uint64_t)(*p - '0');
	see(digits, atoi(p + 1) - precision + 1);
}

/* Where a decimal of 19 digits comes closest to a middle. */
static void
see_close(struct rng *r)
{
	char text[64], *p;
	uint64_t digits = 0;
	double low = (double)(rng_next(r) >> 11), middle;
	int exponent = (int)rng_below(r, 100) - 50, i;

	/* The printed middle, cut off after 19 digits, and its neighbours. */
	low += low < 1 ? 1 : 0;
	for (i = 0; i < exponent; i++)
		low *= 3;
	for (i = 0; i > exponent; i--)
		low /= 3;
	middle = nextafter(low, INFINITY);
	(void)snprintf(text, sizeof(text), "%.18Le",
	    ((long double)low + (long double)middle) / 2);
	for (p = text; *p != 'e'; p++)
		if (*p != '.')
			digits = digits * 10 + (uint64_t)(*p - '0');
	for (i = -3; i <= 3; i++)
		see(digits + (uint64_t)i, atoi(p + 1) - 18);
}

static void
test_texts(void)
{
	static const char *const texts[] = { "0", "-0", "0.0", "-0.25", "1e0",
		"1E+2", "1.5e-3", "0.000001", "123456789012345678",
		"9007199254740993", "1.7976931348623157e308", "5e-324",
		"0.30000000000000004", "12345678901234567890123", "1e22", "1e23",
		"0.00000000000000000001234", "8.5e-65", "1.0000000000000002",
		"1000000000000000000000000000000e-30", "9.9e64", "9.9e65" };
	size_t i;
	double d, want;

	for (i = 0; i < LEN(texts); i++) {
		want = strtod(texts[i], NULL);
		CHECK(num_double(texts[i], strlen(texts[i]), &d) &&
		    memcmp(&d, &want, sizeof(d)) == 0,
		    "%s is read", texts[i]);
	}
	CHECK(!num_double("1e", 2, &d) && !num_double("1e+", 3, &d) &&
	    !num_double("1e+-1", 5, &d) && !num_double("1e1x", 4, &d) &&
	    !num_double("", 0, &d) && !num_double("-", 1, &d),
	    "what is cut or followed by more is refused");
}

int
main(void)
{
	struct rng r = rng_make(17);
	unsigned i;
	int e;

	for (e = -64; e <= 64; e++)
		for (i = 0; i < 64; i++)
			see((uint64_t)1 << i, e);
	tell("powers of two and ten");
	for (i = 0; i < ROUNDS; i++)
		see(any(&r, 64), (int)rng_below(&r, 129) - 64);
	tell("random digits");
	for (i = 0; i < ROUNDS; i++)
		see(any(&r, 54), (int)rng_below(&r, 50) - 25);
	tell("few digits");
	for (i = 0; i < ROUNDS / 4; i++)
		see_middle(&r);
	tell("middles of two doubles");
	for (i = 0; i < ROUNDS; i++)
		see_printed(&r, 15 + (int)(i % 5));
	tell("printed doubles");
	for (i = 0; i < ROUNDS / 4; i++)
		see_close(&r);
	tell("numbers close to middles");
	test_texts();
	return tap_done();
}
