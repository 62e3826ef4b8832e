/* identifier: names of APIs are compared, taken apart and made singular. */
#include "tap.h"

#include "aai-describe/identifier.h"
#include "base/cc.h"

static void
test_same(void)
{
	static const char *const list[] = { "per_page", "pageSize", NULL };

	CHECK(identifier_same("page_token", "pageToken"), "case and _ are one");
	CHECK(identifier_same("page-token", "PAGETOKEN"), "- is one, too");
	CHECK(!identifier_same("page", "pages"), "a part is not the whole");
	CHECK(!identifier_same("startYear", "start"), "nor the beginning");
	CHECK_INT(identifier_find("PageSize", list), 1, "a list is searched");
	CHECK_INT(identifier_find("size", list), -1, "... for whole names");
}

static void
test_words(void)
{
	static const char *const cases[][2] = {
		{ "orderId", "order_id" },
		{ "OrderID", "order_id" },
		{ "URLPath", "url_path" },
		{ "available-phone.numbers", "available_phone_numbers" },
		{ "PhoneIDs", "phone_ids" },
		{ "_x__y_", "x_y" },
		{ "", "" },
		{ "v2Users", "v2_users" },
	};
	struct buf b = buf_make(1000);
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&b);
		identifier_put_snake(&b, cases[i][0], strlen(cases[i][0]));
		CHECK_MEM(b.data, b.len, cases[i][1], strlen(cases[i][1]),
		    "'%s' is %s", cases[i][0], cases[i][1]);
	}
	buf_free(&b);
	CHECK(identifier_have("lastUpdatedAt", "updated"), "a word is found");
	CHECK(!identifier_have("outdated", "dated"), "a part of one is not");
	CHECK(identifier_say("The maximum is 5", "max"), "words begin so");
	CHECK(!identifier_say("climax", "max"), "... and do not end so");
	CHECK(!identifier_say(NULL, "x"), "nothing says nothing");
}

static void
test_singular(void)
{
	static const char *const cases[][2] = {
		{ "orders", "order" },
		{ "companies", "company" },
		{ "boxes", "box" },
		{ "addresses", "address" },
		{ "statuses", "status" },
		{ "people", "person" },
		{ "churches", "church" },
		{ "news", "news" },
		{ "series", "series" },
		{ "address", "address" },
		{ "causes", "cause" },
		{ "ties", "tie" },
		{ "s", "s" },
		{ "analysis", "analysis" },
		{ "store_credits", "store_credit" },
	};
	struct buf b = buf_make(1000);
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&b);
		buf_str(&b, "x");
		buf_str(&b, cases[i][0]);
		identifier_make_singular(&b, 1);
		CHECK_MEM(b.data + 1, b.len - 1, cases[i][1],
		    strlen(cases[i][1]), "one of %s is %s", cases[i][0],
		    cases[i][1]);
	}
	buf_free(&b);
}

int
main(void)
{
	test_same();
	test_words();
	test_singular();
	return tap_done();
}
