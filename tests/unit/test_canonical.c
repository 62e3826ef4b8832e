/* canonical: one name for all texts of one content, of any length. */
#include "base/hash.h"
#include "base/rng.h"
#include "json/canonical.h"
#include "json/scan.h"
#include "tap.h"


/* Append a value of up to so many levels, about size bytes long. */
static void
put_value(struct buf *out, struct rng *r, unsigned levels, size_t size)
{
	static const char *const plain[] = { "1", "-2.50e3", "true", "null",
		"\"a\"", "\"\\u00e9\\n\"", "\"\xc3\xa9\"", "\"\\ud800\"", "{}",
		"[ ]", "\"{[\"", "\"\\\"}\"" };
	static const char *const names[] = { "a", "b", "ab", "\\u0061", "z", "",
		"a\\\"", "{", "longer than eight" };
	size_t end = out->len + size, n = 0;
	bool list = rng_below(r, 3) == 0;

	if (levels == 0 || size < 40) {
		buf_str(out, plain[rng_below(r, LEN(plain))]);
		return;
	}
	buf_str(out, list ? "[" : "{ ");
	while (out->len < end) {
		buf_str(out, n++ == 0 ? "" : rng_below(r, 2) ? "," : " , ");
		if (!list) {
			buf_str(out, "\"");
			buf_str(out, names[rng_below(r, LEN(names))]);
			buf_str(out, rng_below(r, 3) ? "\":" : "\"\n :\t");
		}
		put_value(out, r, levels - 1,
		    rng_below(r, 4) == 0 ? size / 2 : rng_below(r, 2000));
	}
	buf_str(out, list ? " ]" : "}");
}

/* Whether both ways say the same of the object. */
static bool
agree(const struct buf *b, unsigned depth)
{
	struct canonical c = { 0 };
	char whole[33] = "", parts[33] = "";
	const char *p = (const char *)b->data + 1;
	bool is = canonical_object(&c, p, b->len, depth), same;

	if (is)
		hash_hex128(c.text, c.len, whole);
	same = canonical_hash(p, depth, parts) == is &&
	    (!is || strcmp(whole, parts) == 0);
	canonical_free(&c);
	return same;
}

static void
test_agree(void)
{
	static const char zeros[SCAN_PAD + 1];
	struct rng r = rng_make(23);
	struct buf b = buf_make((size_t)1 << 26);
	unsigned i, wrong = 0, cut = 0;

	for (i = 0; i < 60; i++) {
		buf_reset(&b);
		buf_str(&b, "{\"m\":");
		put_value(&b, &r, 2 + i % 20,
		    i % 3 == 0 ? rng_below(&r, 3000) :
				 500000 + rng_below(&r, 400000));
		buf_str(&b, ",\"a\" : 1}");
		buf_put(&b, zeros, sizeof(zeros));
		wrong += !agree(&b, 200);
		wrong += !agree(&b, 4);
		/* Cut anywhere, it is no object any more. */
		b.len -= sizeof(zeros);
		b.len = 1 + rng_below(&r, b.len - 1);
		buf_put(&b, zeros, sizeof(zeros));
		cut += !agree(&b, 200);
	}
	CHECK_UINT(wrong, 0, "long texts have the names of their content");
	CHECK_UINT(cut, 0, "those that are cut have none");
	buf_free(&b);
}

int
main(void)
{
	test_agree();
	return tap_done();
}
