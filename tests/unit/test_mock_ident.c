/* Ids tell their numbers, and only those made here do. */
#include "aai-mock/ident.h"

#include "base/map.h"
#include "tap.h"

/* Whether id has the shape of a UUID of version 4. */
static bool
is_uuid(const char *id)
{
	static const char shape[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
	size_t i;

	if (strlen(id) != sizeof(shape) - 1)
		return false;
	for (i = 0; shape[i] != '\0'; i++) {
		if (shape[i] == 'x' &&
		    strchr("0123456789abcdef", id[i]) == NULL)
			return false;
		if (shape[i] == 'y' && strchr("89ab", id[i]) == NULL)
			return false;
		if (shape[i] != 'x' && shape[i] != 'y' && shape[i] != id[i])
			return false;
	}
	return true;
}

static void
round_trips(void)
{
	static const uint64_t far[] = { IDENT_LIMIT - 1, IDENT_LIMIT / 2,
		4294967296u, 16777216, 16777215 };
	struct map seen = { 0 };
	char id[IDENT_MAX];
	uint64_t n, got, seed;
	size_t wrong = 0, shapeless = 0, twice = 0, i;
	bool added;

	for (seed = 0; seed < 3; seed++) {
		map_reset(&seen);
		for (n = 0; n < 4000; n++) {
			ident_make(seed, n, n % 5 == 0, id);
			wrong += !ident_number(seed, id, &got) || got != n;
			shapeless += is_uuid(id) == (n % 5 == 0);
			(void)map_add(&seen, id, strlen(id), &added);
			twice += added ? 0 : 1;
		}
		for (i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
			ident_make(seed, far[i], i % 2 == 0, id);
			wrong += !ident_number(seed, id, &got) || got != far[i];
		}
	}
	CHECK_UINT(wrong, 0, "an id tells its number");
	CHECK_UINT(shapeless, 0, "ids are UUIDs but for the old ones");
	CHECK_UINT(twice, 0, "no id is met twice");
	map_free(&seen);
}

static void
refusals(void)
{
	static const char *const bad[] = { "", "-", "x", "12345678",
		"1234567g-0000", "12345678-000", "12345678x0000",
		"zzzzzzzzzz-1", "0123456789", "123456789a1-1", "--------" };
	uint64_t n;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!ident_number(1, bad[i], &n) || n < IDENT_LIMIT,
		    "'%s' tells no number beyond the limit", bad[i]);
	CHECK(!ident_number(1, "x", &n), "an id without digits has none");
	CHECK(
	    !ident_number(1, "zzzzzzzzzz-1", &n), "nor one that is too large");
}

int
main(void)
{
	char a[IDENT_MAX], b[IDENT_MAX];

	round_trips();
	refusals();
	ident_make(1, 5, false, a);
	ident_make(2, 5, false, b);
	CHECK(strcmp(a, b) != 0, "another seed gives another id");
	return tap_done();
}
