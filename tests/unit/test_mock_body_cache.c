/* Bodies are kept while there is room. */
#include "aai-mock/body_cache.h"

#include "tap.h"

int
main(void)
{
	struct body_cache h = { 0 };
	struct body_cache_key key = { 1, 2, 3 };
	struct bytes *b, *got;
	char text[100];
	uint64_t n;
	size_t found = 0, wrong = 0;

	CHECK(body_cache_find(&h, &key) == NULL, "a zeroed one has nothing");
	body_cache_close(&h);
	body_cache_open(&h, 10000);
	memset(text, 'x', sizeof(text));
	for (n = 0; n < 1000; n++) {
		memcpy(text, &n, sizeof(n));
		b = bytes_copy(text, sizeof(text));
		key.number = n;
		body_cache_keep(&h, &key, b);
		bytes_drop(b);
		wrong += h.bytes > 10000 ? 1 : 0;
	}
	CHECK_UINT(wrong, 0, "the room is never exceeded");
	for (n = 0; n < 1000; n++) {
		key.number = n;
		got = body_cache_find(&h, &key);
		if (got == NULL)
			continue;
		found++;
		wrong += memcmp(got->data, &n, sizeof(n)) != 0 ? 1 : 0;
		bytes_drop(got);
	}
	CHECK(found > 50 && found <= 100, "it is used (%zu)", found);
	CHECK_UINT(wrong, 0, "what is found is what was kept");
	key.variant = 4;
	CHECK(body_cache_find(&h, &key) == NULL, "a variant is another body");
	key.variant = 3;
	got = body_cache_find(&h, &key);
	body_cache_close(&h);
	CHECK(got == NULL || got->len == 100, "a share outlives the set");
	bytes_drop(got);
	return tap_done();
}
