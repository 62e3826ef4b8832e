/*
 * Avro: what is written has the specification's bytes and is read again,
 * others' files are read, and nothing that is damaged does harm.
 */
#include <stdio.h>

#include "base/cc.h"
#include "base/le.h"
#include "base/mem.h"
#include "base/rng.h"
#include "codec/gzip.h"
#include "lake/avro.h"
#include "lake/avro_read.h"
#include "tap.h"

static void
numbers(void)
{
	static const struct {
		int64_t v;
		const char *bytes;
		size_t len;
	} cases[] = { { 0, "\x00", 1 }, { -1, "\x01", 1 }, { 1, "\x02", 1 },
		{ -64, "\x7f", 1 }, { 64, "\x80\x01", 2 },
		{ INT64_MAX, "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10 },
		{ INT64_MIN, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10 } };
	struct buf b = buf_make(100);
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&b);
		avro_put_long(&b, cases[i].v);
		CHECK_MEM(b.data, b.len, cases[i].bytes, cases[i].len,
		    "%lld is stored as specified", (long long)cases[i].v);
	}
	buf_reset(&b);
	avro_put_string(&b, "foo");
	avro_put_optional(&b, NULL);
	avro_put_optional(&b, &cases[2].v);
	CHECK_MEM(b.data, b.len, "\x06"
				 "foo\x00\x02\x02",
	    7, "so are a string and optional numbers");
	buf_free(&b);
}

static void
golden_file(void)
{
	static const char want[] =
	    "Obj\x01\x06\x16"
	    "avro.schema\x0c\"long\"\x14"
	    "avro.codec\x08null\x02k\x02v";
	const struct avro_pair pair = { "k", "v" };
	struct buf values = buf_make(100), file = buf_make(1000);
	struct error e = { 0 };
	struct avro a;
	size_t len;

	avro_put_long(&values, 3);
	avro_put_long(&values, -2);
	avro_put_file(&file, "\"long\"", &pair, 1, 2, &values);
	CHECK_MEM(file.data, sizeof(want) - 1, want, sizeof(want) - 1,
	    "a file begins with its header");
	CHECK(file.len == sizeof(want) - 1 + 1 + 16 + 4 + 16 &&
		memcmp(file.data + file.len - 20, "\x04\x04\x06\x03", 4) == 0,
	    "then come the sync marker and a block");
	CHECK(avro_open(&a, file.data, file.len, &e) == 0, "it is read: %s",
	    e.text);
	CHECK(avro_pair(&a, "k", &len) != NULL && len == 1,
	    "a pair is found, and another one is not");
	CHECK(avro_pair(&a, "x", &len) == NULL, "%s", "x");
	CHECK(avro_next(&a, &e) == 1 && a.nodes[0].num == 3, "3");
	CHECK(avro_next(&a, &e) == 1 && a.nodes[0].num == -2, "-2");
	CHECK(avro_next(&a, &e) == 0, "the end");
	avro_close(&a);
	buf_free(&values);
	buf_free(&file);
}

/* Two records with an id of a field, compressed, as fastavro writes them. */
static const char deflated[] =
    "4f626a0104146176726f2e636f6465630e6465666c617465166176726f2e736368"
    "656d61c2037b2274797065223a20227265636f7264222c20226e616d65223a2022"
    "6e732e72222c20226669656c6473223a205b7b226e616d65223a202261222c2022"
    "74797065223a20226c6f6e67222c20226669656c642d6964223a20317d2c207b22"
    "6e616d65223a202262222c202274797065223a205b226e756c6c222c2022737472"
    "696e67225d2c20226669656c642d6964223a20327d2c207b226e616d65223a2022"
    "6d222c202274797065223a207b2274797065223a20226d6170222c202276616c75"
    "6573223a2022646f75626c65227d2c20226669656c642d6964223a20337d5d7d00"
    "30313233343536373839616263646566042e636262aa6062ca6600831ff60cf78f"
    "723030000020840330313233343536373839616263646566";

static void
unhex(const char *hex, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";

	for (; hex[0] != '\0'; hex += 2)
		buf_byte(out,
		    (uint8_t)((strchr(digits, hex[0]) - digits) << 4 |
			(strchr(digits, hex[1]) - digits)));
}

static void
foreign_file(void)
{
	struct buf file = buf_make(1000);
	struct error e = { 0 };
	struct avro a;
	size_t at;

	unhex(deflated, &file);
	CHECK(avro_open(&a, file.data, file.len, &e) == 0 &&
		avro_next(&a, &e) == 1,
	    "a compressed file of another writer is read: %s", e.text);
	at = avro_field(&a, 0, 1);
	CHECK(at != AVRO_NONE && a.nodes[at].num == 1, "a number by its id");
	at = avro_field(&a, 0, 2);
	CHECK(at != AVRO_NONE && a.nodes[at].len == 1 &&
		a.nodes[at].p[0] == 'x',
	    "a string in a union");
	at = avro_field(&a, 0, 3);
	CHECK(at != AVRO_NONE && a.nodes[at].kind == AVRO_MAP &&
		a.nodes[at].n == 1,
	    "a map");
	at = avro_item(&a, at, AVRO_NONE);
	CHECK(at != AVRO_NONE && a.nodes[at].p[0] == 'k', "its key");
	at = avro_item(&a, avro_field(&a, 0, 3), at);
	CHECK(at != AVRO_NONE && a.nodes[at].num == 0x3ff8000000000000,
	    "and its value");
	CHECK(avro_field(&a, 0, 4) == AVRO_NONE, "no field of another id");
	CHECK(avro_next(&a, &e) == 1 &&
		avro_field(&a, 0, 2) == AVRO_NONE,
	    "null is not a field");
	CHECK_INT(a.nodes[avro_field(&a, 0, 1)].num, -70000, "nor is 0 more");
	CHECK_INT(avro_next(&a, &e), 0, "the end");
	avro_close(&a);
	buf_free(&file);
}

/* A file with that schema and codec, and one block of the bytes. */
static int
open_block(struct avro *a, struct buf *file, const char *schema,
    const char *codec, int64_t count, const void *p, size_t n, struct error *e)
{
	static const uint8_t sync[AVRO_SYNC] = "0123456789abcde";

	buf_reset(file);
	buf_put(file, "Obj\x01", 4);
	/* A count below 0 is followed by a length. */
	avro_put_long(file, -2);
	avro_put_long(file, 1000);
	avro_put_string(file, "avro.codec");
	avro_put_string(file, codec);
	avro_put_string(file, "avro.schema");
	avro_put_string(file, schema);
	avro_put_long(file, 0);
	buf_put(file, sync, sizeof(sync));
	avro_put_long(file, count);
	avro_put_bytes(file, p, n);
	buf_put(file, sync, sizeof(sync));
	return avro_open(a, file->data, file->len, e);
}

static void
refusals(void)
{
	static const struct {
		const char *schema, *codec;
		int64_t count;
		const char *bytes;
		size_t len;
		const char *error;
	} cases[] = {
		{ "\"long\"", "snappy", 1, "\x02", 1, "'snappy'" },
		{ "\"long\"", "deflate", 1, "\xff\xff", 2, "not deflate" },
		{ "\"long\"", "null", 1, "\x80", 1, "a value" },
		{ "\"long\"", "null", 1, "\x02\x02", 2, "bytes after" },
		{ "\"long\"", "null", -1, "", 0, "a block" },
		{ "\"nul\"", "null", 1, "", 0, "not known" },
		{ "{\"type\":\"record\",\"name\":\"r\"}", "null", 1, "", 0,
		    "without fields" },
		{ "[]", "null", 1, "", 0, "a value" },
		{ "[\"null\"]", "null", 1, "\x02", 1, "a value" },
		{ "{", "null", 1, "", 0, "invalid JSON" },
		{ "{\"type\":\"fixed\",\"name\":\"f\"}", "null", 1, "", 0,
		    "without a size" },
		/* Few bytes must not stand for much. */
		{ "\"null\"", "null", INT64_MAX, "", 0, "no bytes" },
		{ "{\"type\":\"array\",\"items\":\"null\"}", "null", 1,
		    "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", 11,
		    "a value" },
		{ "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":"
		  "\"r\",\"type\":\"r\"}]}",
		    "null", 1, "", 0, "a value" },
		{ "[{\"type\":\"record\",\"name\":\"r\",\"fields\":[]},{"
		  "\"type\":\"record\",\"name\":\"n.r\",\"fields\":[]}]",
		    "null", 1, "", 0, "one name" },
	};
	struct buf file = buf_make(10000);
	struct avro a;
	size_t i;
	int rc;

	for (i = 0; i < LEN(cases); i++) {
		struct error e = { 0 };

		rc = open_block(&a, &file, cases[i].schema, cases[i].codec,
		    cases[i].count, cases[i].bytes, cases[i].len, &e);
		while (rc == 0 && (rc = avro_next(&a, &e)) == 1)
			rc = 0;
		CHECK(e.kind == ERROR_INPUT &&
			strstr(e.text, cases[i].error) != NULL,
		    "%s is refused: %s", cases[i].schema, e.text);
		avro_close(&a);
	}
	buf_free(&file);
}

#define NULLS "{\"type\":\"array\",\"items\":\"null\"}"

/* Open a file of that block and read its one value.  *e tells. */
static void
read_block(const char *schema, const char *codec, const struct buf *block,
    struct error *e)
{
	struct buf file = buf_make((size_t)1 << 30);
	struct avro a = { 0 };

	e->text[0] = '\0';
	if (open_block(&a, &file, schema, codec, 1, block->data, block->len,
		e) == 0 && avro_next(&a, e) == 1)
		tap_note("%zu nodes", a.nnodes);
	avro_close(&a);
	buf_free(&file);
}

/* What is crafted takes no more memory than avro_read.h says. */
static void
excess(void)
{
	struct buf block = buf_make((size_t)1 << 30);
	struct buf text = buf_make((size_t)1 << 30);
	struct error e = { 0 };
	struct gzip g = { 0 };

	/* A compressed run of zeros, without gzip's header. */
	memset(buf_reserve(&text, AVRO_BLOCK_MAX + 1), 0, AVRO_BLOCK_MAX + 1);
	text.len = AVRO_BLOCK_MAX + 1;
	gzip_open(&g, 1);
	if (gzip_put(&g, text.data, text.len, &block, &e) != 0 ||
	    gzip_finish(&g, &block, &e) != 0)
		tap_note("%s", e.text);
	gzip_close(&g);
	memmove(block.data, block.data + 10, block.len -= 10);
	read_block("\"string\"", "deflate", &block, &e);
	CHECK(strstr(e.text, "too long when decompressed") != NULL,
	    "a block that grows to more than its bound: %s", e.text);

	buf_reset(&block);
	avro_put_long(&block, (int64_t)AVRO_NODES_MAX);
	buf_put(&block, text.data, AVRO_NODES_MAX + 1);
	read_block("{\"type\":\"array\",\"items\":\"boolean\"}", "null",
	    &block, &e);
	CHECK(strstr(e.text, "a value") != NULL,
	    "more nodes than there may be: %s", e.text);

	/* After the value there are bytes, but they are not its own. */
	buf_reset(&block);
	avro_put_long(&block, 1000);
	buf_put(&block, text.data, 1000);
	read_block(NULLS, "null", &block, &e);
	CHECK(strstr(e.text, "few bytes") != NULL,
	    "more nodes than bytes stand for: %s", e.text);

	buf_reset(&text);
	buf_str(&text, "\"long\"");
	while (text.len <= AVRO_SCHEMA_MAX)
		buf_byte(&text, ' ');
	buf_byte(&text, 0);
	buf_reset(&block);
	avro_put_long(&block, 1);
	read_block((const char *)text.data, "null", &block, &e);
	CHECK(strstr(e.text, "schema that is too long") != NULL,
	    "a schema of any length: %s", e.text);
	buf_free(&block);
	buf_free(&text);
}

/* A type that is drawn, with a value of it. */
static void
draw(struct rng *r, unsigned depth, struct buf *schema, struct buf *value)
{
	static const char *const plain[] = { "\"null\"", "\"boolean\"",
		"\"int\"", "\"long\"", "\"double\"", "\"string\"" };
	uint64_t kind = rng_below(r, depth > 3 ? 6 : 9), i, n;
	struct buf unused = buf_make(SIZE_MAX);
	struct rng again;
	uint8_t bytes[8];

	if (kind < 6)
		buf_str(schema, plain[kind]);
	n = rng_below(r, 4);
	if (kind == 1) {
		buf_byte(value, (uint8_t)(n & 1));
	} else if (kind == 2 || kind == 3) {
		avro_put_long(value, (int64_t)rng_next(r) >> (n * 16));
	} else if (kind == 4) {
		le_put64(bytes, rng_next(r));
		buf_put(value, bytes, 8);
	} else if (kind == 5) {
		avro_put_bytes(value, "some text", (size_t)n * 3);
	} else if (kind == 6) {
		/* A union, of which the second branch is taken. */
		buf_str(schema, "[\"null\",");
		avro_put_long(value, 1);
		draw(r, depth + 1, schema, value);
		buf_byte(schema, ']');
	} else if (kind == 7) {
		buf_str(schema, "{\"type\":\"array\",\"items\":");
		again = *r;
		for (i = 0; i < n; i++) {
			avro_put_long(value, 1);
			*r = again;
			draw(r, depth + 1, i == 0 ? schema : &unused, value);
		}
		if (n == 0)
			buf_str(schema, "\"long\"");
		avro_put_long(value, 0);
		buf_byte(schema, '}');
	} else if (kind == 8) {
		buf_printf(schema,
		    "{\"type\":\"record\",\"name\":\"r%zu\",\"fields\":[",
		    schema->len);
		for (i = 0; i < n; i++) {
			buf_printf(schema, "%s{\"name\":\"f\",\"field-id\":%d,"
					   "\"type\":",
			    i > 0 ? "," : "", (int)i);
			draw(r, depth + 1, schema, value);
			buf_byte(schema, '}');
		}
		buf_str(schema, "]}");
	}
	buf_free(&unused);
}

/* Every value that is drawn is walked to its last byte, cut ones are told. */
static void
drawn_values(void)
{
	struct rng r = rng_make(1);
	struct buf schema = buf_make(SIZE_MAX), value = buf_make(SIZE_MAX);
	struct buf file = buf_make(SIZE_MAX);
	size_t i, len, unread = 0, passed = 0, walked = 0;
	struct error e = { 0 };
	struct avro a;
	uint8_t *part;

	for (i = 0; i < 3000; i++) {
		buf_reset(&schema);
		buf_reset(&value);
		draw(&r, 0, &schema, &value);
		buf_byte(&schema, 0);
		if (value.len == 0)
			continue;
		if (open_block(&a, &file, (const char *)schema.data, "null", 1,
			value.data, value.len, &e) != 0 ||
		    avro_next(&a, &e) != 1 ||
		    a.nodes[0].raw_len > value.len ||
		    a.nodes[0].after != a.nnodes || avro_next(&a, &e) != 0) {
			unread++;
			printf("# %s: %s\n", (const char *)schema.data, e.text);
		}
		avro_close(&a);
		/* In memory of its own, so that a read too far is seen. */
		len = (size_t)rng_below(&r, file.len);
		part = (uint8_t *)mem_dup((const char *)file.data, len);
		part = mem_resize(part, len > 0 ? len : 1, 1);
		walked++;
		if (avro_open(&a, part, len, &e) == 0 &&
		    avro_next(&a, &e) == 1)
			passed++;
		avro_close(&a);
		mem_free(part);
	}
	CHECK_UINT(unread, 0, "values of any schema are read");
	CHECK(passed == 0 && walked > 2000,
	    "and of cut files none passes (%zu)", passed);
	buf_free(&schema);
	buf_free(&value);
	buf_free(&file);
}

/* A changed byte is told or changes a value; it does no harm. */
static void
damage(void)
{
	struct buf file = buf_make(1000);
	struct error e = { 0 };
	size_t at, bit, told = 0;
	struct avro a;
	int rc;

	unhex(deflated, &file);
	for (at = 0; at < file.len; at++) {
		for (bit = 0; bit < 8; bit++) {
			file.data[at] ^= (uint8_t)(1 << bit);
			rc = avro_open(&a, file.data, file.len, &e);
			while (rc == 0 && (rc = avro_next(&a, &e)) == 1)
				rc = 0;
			told += rc != 0;
			avro_close(&a);
			file.data[at] ^= (uint8_t)(1 << bit);
		}
	}
	CHECK(told > 500, "damage is told, mostly (%zu)", told);
	buf_free(&file);
}

int
main(void)
{
	numbers();
	golden_file();
	foreign_file();
	refusals();
	excess();
	drawn_values();
	damage();
	return tap_done();
}
