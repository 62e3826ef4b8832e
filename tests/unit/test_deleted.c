/* deleted: lines that say that a record is there no more, of any origin. */
#include "stream/deleted.h"

#include <string.h>

#include "tap.h"

static void
check_parse(const char *line, const char *want)
{
	struct error e = { 0 };
	struct span in = { 0 };
	int rc = deleted_parse(line, strlen(line), DELETED_ROW, &in, &e);

	if (want == NULL) {
		CHECK_INT(rc, -1, "'%s' is refused", line);
		CHECK_INT(e.kind, ERROR_INPUT, "as input");
		return;
	}
	CHECK_INT(rc, 0, "'%s' is taken", line);
	CHECK_MEM(in.p, in.len, want, strlen(want), "it has its row");
}

#define TAG "{\"_table\":\"_aai_deleted\""

int
main(void)
{
	struct buf line = buf_make(1 << 10);
	struct span in;
	struct error e;

	check_parse(TAG ",\"row\":[1,\"a\"]}", "[1,\"a\"]");
	check_parse(" " TAG " , \"row\" : {\"_table\":\"t\"} } ",
	    "{\"_table\":\"t\"}");
	check_parse(TAG ",\"record\":[1]}", NULL);
	check_parse(TAG ",\"row\":[1],\"more\":2}", NULL);
	check_parse(TAG ",\"row\":[1]", NULL);
	check_parse(TAG ",\"row\":[1", NULL);
	check_parse(TAG ",\"row\":}", NULL);
	check_parse(TAG ",\"row\":[1]} x", NULL);
	check_parse(TAG "}", NULL);
	check_parse("[1]", NULL);
	CHECK(deleted_is(TAG "}", strlen(TAG "}")), "the tag tells");
	CHECK(!deleted_is("{\"_table\":\"t\",\"a\":\"_aai_deleted\"}", 36),
	    "and no other");
	CHECK(!deleted_is("[1]", 3), "nor has a row one");
	deleted_put(&line, "{\"_table\":\"t\",\"id\":1}", 21);
	CHECK_INT(deleted_parse((const char *)line.data, line.len,
		      DELETED_RECORD, &in, &e),
	    0, "what is written is read");
	CHECK_UINT(in.len, 21, "to the byte");
	buf_free(&line);
	return tap_done();
}
