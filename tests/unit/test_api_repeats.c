/* Records that come again are noticed at any distance, within the memory. */
#include <stdio.h>
#include <string.h>

#include "api/repeats.h"
#include "base/cc.h"
#include "tap.h"

static struct desc_key keys[3];

/* A resource whose table has these members as its key. */
static struct desc_resource
resource(const char *parent, const char *a, const char *b, const char *c)
{
	struct desc_resource r = { 0 };
	const char *members[] = { a, b, c };
	size_t i;

	for (i = 0; i < LEN(members) && members[i] != NULL; i++)
		keys[i].member = (char *)(uintptr_t)members[i];
	r.table.keys = keys;
	r.table.nkeys = i;
	r.parent_key = (char *)(uintptr_t)parent;
	return r;
}

static enum repeats_kind
take(struct repeats *p, const struct repeats_id *id, const char *record)
{
	return repeats_take(p, id,
	    (struct span){ record, strlen(record) });
}

static void
test_kinds(void)
{
	struct desc_resource r = resource("p", "p", "a", "b");
	struct repeats_id id;
	struct repeats p;
	struct error e;

	CHECK_INT(repeats_id_open(&id, &r, &e), 0, "a key of three members");
	CHECK_UINT(id.n, 2, "has two without the parent's");
	repeats_open(&p, 1 << 20);
	CHECK_INT(take(&p, &id, "{\"a\":1,\"b\":2,\"v\":1}"), REPEATS_NEW,
	    "the first record is new");
	CHECK_INT(take(&p, &id, "{\"a\":1,\"b\":3,\"v\":1}"), REPEATS_NEW,
	    "so is one with a part of the key");
	CHECK_INT(take(&p, &id, "{\"a\":12,\"b\":\"\",\"v\":1}"), REPEATS_NEW,
	    "parts do not run together");
	CHECK_INT(take(&p, &id, "{\"a\":1,\"b\":\"2\",\"v\":1}"), REPEATS_NEW,
	    "a text is not a number");
	CHECK_INT(take(&p, &id, "{\"a\":1,\"b\":2,\"v\":1}"), REPEATS_AGAIN,
	    "the same again");
	CHECK_INT(take(&p, &id, "{\"a\":1,\"b\":2,\"v\":2}"), REPEATS_CHANGED,
	    "another version");
	CHECK_INT(take(&p, &id, "{\"a\":1,\"b\":2,\"v\":2}"), REPEATS_AGAIN,
	    "with which the next is compared");
	CHECK_INT(take(&p, &id, "{\"a\":\"x/y\",\"b\":1}"), REPEATS_NEW,
	    "a text");
	CHECK_INT(take(&p, &id, "{\"a\":\"x\\/y\",\"b\":1}"), REPEATS_CHANGED,
	    "is the same however it is spelled");
	CHECK_INT(take(&p, &id, "{\"a\":1}"), REPEATS_NEW, "without its key");
	CHECK_INT(take(&p, &id, "{\"a\":1}"), REPEATS_NEW,
	    "a record cannot be told from others");
	CHECK_INT(take(&p, &id, "{\"a\":1,\"b\":null}"), REPEATS_NEW,
	    "null is none");
	CHECK_INT(take(&p, &id, "{\"a\":1,\"b\":null}"), REPEATS_NEW, "either");
	repeats_close(&p);
	repeats_id_close(&id);

	r = resource("p", "p", NULL, NULL);
	CHECK_INT(repeats_id_open(&id, &r, &e), 0, "the parent's key alone");
	repeats_open(&p, 1 << 20);
	CHECK(take(&p, &id, "{\"p\":1}") == REPEATS_NEW &&
		take(&p, &id, "{\"p\":1}") == REPEATS_NEW,
	    "tells nothing apart");
	repeats_close(&p);
	repeats_id_close(&id);
}

/* How many of the ids from..to count as again. */
static size_t
again(struct repeats *p, const struct repeats_id *id, size_t from, size_t to)
{
	char text[64];
	size_t n = 0;

	for (; from < to; from++) {
		(void)snprintf(text, sizeof(text), "{\"id\":%zu}", from);
		n += take(p, id, text) == REPEATS_AGAIN;
	}
	return n;
}

static void
test_bound(void)
{
	struct desc_resource r = resource(NULL, "id", NULL, NULL);
	struct repeats_id id;
	struct repeats p;
	struct error e;
	size_t i, most = 0;

	CHECK_INT(repeats_id_open(&id, &r, &e), 0, "a key of one member");
	repeats_open(&p, 64 << 20);
	CHECK_UINT(again(&p, &id, 0, 300000), 0, "many records are new");
	CHECK_UINT(again(&p, &id, 0, 300000), 300000,
	    "each is known again at that distance");
	CHECK_UINT(p.forgotten, 0, "and none was forgotten");
	repeats_close(&p);

	repeats_open(&p, 1 << 20);
	for (i = 0; i < 200000; i++) {
		(void)again(&p, &id, i, i + 1);
		if (repeats_bytes(&p) > most)
			most = repeats_bytes(&p);
	}
	CHECK(most <= 1 << 20 && p.forgotten > 100000,
	    "memory is bounded (%zu bytes), and what is forgotten counted",
	    most);
	CHECK_UINT(again(&p, &id, 190000, 200000), 10000,
	    "the last ones are known");
	CHECK_UINT(again(&p, &id, 0, 1000), 0, "the first ones are not");
	repeats_close(&p);
	repeats_open(&p, 0);
	CHECK_UINT(again(&p, &id, 0, 1000), 0, "with no memory at all");
	CHECK_UINT(again(&p, &id, 995, 1000), 5, "it is so, too");
	repeats_close(&p);
	repeats_id_close(&id);
}

int
main(void)
{
	test_kinds();
	test_bound();
	return tap_done();
}
