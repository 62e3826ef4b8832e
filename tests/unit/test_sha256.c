/* Tests of base/sha256: values of FIPS 180-4, RFC 4231 and another program. */
#include "base/sha256.h"

#include "tap.h"

static void
is_digest(const uint8_t got[SHA256_SIZE], const char *want, const char *what)
{
	char hex[2 * SHA256_SIZE + 1];
	size_t i;

	for (i = 0; i < SHA256_SIZE; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", got[i]);
	CHECK_STR(hex, want, "%s", what);
}

/* Lengths around the edges of blocks, of bytes that count up. */
static void
digests(void)
{
	static const struct {
		size_t len;
		const char *want;
	} cases[] = {
		{ 0,
		    "e3b0c44298fc1c149afbf4c8996fb924"
		    "27ae41e4649b934ca495991b7852b855" },
		{ 3,
		    "ae4b3280e56e2faf83f414a6e3dabe9d"
		    "5fbe18976544c05fed121accb85b53fc" },
		{ 55,
		    "463eb28e72f82e0a96c0a4cc53690c57"
		    "1281131f672aa229e0d45ae59b598b59" },
		{ 56,
		    "da2ae4d6b36748f2a318f23e7ab1dfdf"
		    "45acdc9d049bd80e59de82a60895f562" },
		{ 63,
		    "29af2686fd53374a36b0846694cc3421"
		    "77e428d1647515f078784d69cdb9e488" },
		{ 64,
		    "fdeab9acf3710362bd2658cdc9a29e8f"
		    "9c757fcf9811603a8c447cd1d9151108" },
		{ 65,
		    "4bfd2c8b6f1eec7a2afeb48b934ee4b2"
		    "694182027e6d0fc075074f2fabb31781" },
		{ 119,
		    "da18797ed7c3a777f0847f429724a2d8"
		    "cd5138e6ed2895c3fa1a6d39d18f7ec6" },
		{ 1000,
		    "a8af099bf2e878609558dbf69d8f88f4"
		    "a31040a8cf84b549a0cfa912f12ffc3f" },
	};
	uint8_t data[1000], digest[SHA256_SIZE];
	char what[32];
	size_t i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)i;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(what, sizeof(what), "%zu bytes", cases[i].len);
		sha256(data, cases[i].len, digest);
		is_digest(digest, cases[i].want, what);
	}
	sha256("abc", 3, digest);
	is_digest(digest,
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad",
	    "abc, of FIPS 180-4");
}

static void
keyed(void)
{
	uint8_t key[131], digest[SHA256_SIZE];
	static const char text[] = "Test Using Larger Than Block-Size Key - "
				   "Hash Key First";

	sha256_hmac("Jefe", 4, "what do ya want for nothing?", 28, digest);
	is_digest(digest,
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843",
	    "RFC 4231, test case 2");
	memset(key, 0xaa, sizeof(key));
	sha256_hmac(key, sizeof(key), text, strlen(text), digest);
	is_digest(digest,
	    "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54",
	    "RFC 4231, test case 6");
	sha256_hmac(key, 64, "", 0, digest);
	is_digest(digest,
	    "db2cf93f633fcdfd9bb7f3b99763a637"
	    "25cb8e38b4fa60a87d0e94b71d8b5970",
	    "a key of a block, and nothing");
}

/* Cut anywhere, the digest and the HMAC are those of the whole. */
static void
parts(void)
{
	uint8_t data[200], whole[SHA256_SIZE], got[SHA256_SIZE];
	struct sha256_hmac m;
	struct sha256 s;
	size_t i, wrong = 0;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	for (i = 0; i <= sizeof(data); i++) {
		sha256(data, sizeof(data), whole);
		sha256_begin(&s);
		sha256_add(&s, data, i);
		sha256_add(&s, data + i, sizeof(data) - i);
		sha256_end(&s, got);
		wrong += memcmp(got, whole, sizeof(got)) != 0;
		sha256_hmac("key", 3, data, sizeof(data), whole);
		sha256_hmac_begin(&m, "key", 3);
		sha256_hmac_add(&m, data, i);
		sha256_hmac_add(&m, data + i, sizeof(data) - i);
		sha256_hmac_end(&m, got);
		wrong += memcmp(got, whole, sizeof(got)) != 0;
	}
	CHECK_UINT(wrong, 0, "in two parts they are the same");
}

int
main(void)
{
	digests();
	keyed();
	parts();
	return tap_done();
}
