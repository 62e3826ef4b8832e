/* Tests of api/desc_incremental. */
#include "api/desc_incremental.h"

#include "base/cc.h"
#include "tap.h"

static struct desc *
parse(int version, const char *incremental, const char *more, struct error *e)
{
	char text[2048];

	(void)snprintf(text, sizeof(text),
	    "{%s\"name\":\"t\",\"resources\":{\"r\":{\"path\":\"/r\","
	    "\"params\":{\"taken\":{}}%s,\"incremental\":%s}}}",
	    version > 1 ? "\"version\":2," : "", more, incremental);
	*e = (struct error){ 0 };
	return desc_parse(text, strlen(text), "t.json", e);
}

static void
refusals(void)
{
	static const struct {
		const char *incremental, *want;
	} wrong[] = {
		{ "[]", "object" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"up\"}", "order" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":1}", "order" },
		{ "{\"id\":\"id\",\"order\":\"any\"}", "'time'" },
		{ "{\"time\":\"at\",\"order\":\"any\"}", "'key'" },
		{ "{\"id\":\"a[]\",\"time\":\"at\",\"order\":\"any\"}",
		    "paths of names" },
		{ "{\"id\":[],\"time\":\"at\",\"order\":\"any\"}", "one path" },
		{ "{\"id\":[\"a{}\"],\"time\":\"at\",\"order\":\"any\"}",
		    "id: a path of names" },
		{ "{\"id\":\"id\",\"time\":[],\"order\":\"any\"}", "one path" },
		{ "{\"id\":\"id\",\"time\":[1],\"order\":\"any\"}", "time" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"changes\":1}", "changes" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":\"s\"}", "since" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":{\"param\":\"s\"}}",
		    "'format'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":{\"param\":\"\","
		  "\"format\":\"date\"}}",
		    "'param'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":{\"param\":\"s\","
		  "\"format\":\"%Y-%q\"}}",
		    "format: '%Y-%q' is not a format of times: it has a '%'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":{\"param\":\"s\","
		  "\"format\":\"date\",\"inclusive\":\"no\"}}",
		    "inclusive" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":{\"param\":\"s\","
		  "\"format\":\"date\",\"unit\":1}}",
		    "unit" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":"
		  "{\"format\":\"date\"}}",
		    "'param' is needed, or a template with {since}" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":{\"param\":\"taken\","
		  "\"format\":\"date\"}}",
		    "'taken' is one of \"params\"" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\",\"until\":"
		  "{\"param\":\"u\",\"format\":\"date\"}}",
		    "'since' beside 'until'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"step\":\"1d\"}",
		    "'until' beside 'step'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"step\":\"0mo\"}",
		    "step: a step" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"step\":\"1ms\"}",
		    "step: a step" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"granularity\":\"1s\"}",
		    "beside 'granularity'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":{\"param\":\"s\","
		  "\"format\":\"date\"},\"until\":{\"param\":\"u\",\"format\":"
		  "\"date\",\"inclusive\":false},\"granularity\":\"1d\"}",
		    "beside 'granularity'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"since\":{\"param\":\"s\","
		  "\"format\":\"date\"},\"until\":{\"param\":\"u\",\"format\":"
		  "\"date\"},\"step\":\"1h\"}",
		    "'step' of at least" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"lookback\":\"-1h\"}",
		    "lookback: a duration" },
		{ "{\"id\":\"id\",\"time\":\"at\","
		  "\"overlap\":\"2012196837d\"}",
		    "overlap: a duration" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"lookback\":\"1h\"}",
		    "'overlap'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"overlap\":\"1h\"}",
		    "'lookback'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"reach\":\"90d\"}",
		    "'lookback'" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"start\":\"soon\"}",
		    "start: a date" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"record_formats\":[\"%d\"]}",
		    "record_formats" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"record_formats\":\"date\"}",
		    "a list of formats" },
		{ "{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\","
		  "\"final\":{}}",
		    "final" },
	};
	struct error e;
	struct desc *d;
	size_t i;

	for (i = 0; i < LEN(wrong); i++) {
		d = parse(2, wrong[i].incremental, "", &e);
		CHECK(d == NULL, "refused: %s", wrong[i].incremental);
		CHECK_INT(e.kind, ERROR_USAGE, "... as misuse");
		if (!CHECK(strstr(e.text, wrong[i].want) != NULL &&
			    strstr(e.text, "r: incremental") != NULL,
			"... with path and reason: %s", wrong[i].want))
			tap_note("%s", e.text);
		desc_free(d);
	}
}

static void
versions(void)
{
	static const char *const newer[] = {
		"{\"id\":\"id\",\"time\":\"at\",\"order\":\"any\"}",
		"{\"id\":\"id\",\"time\":\"at\",\"changes\":true}",
		"{\"id\":\"id\",\"time\":\"at\",\"since\":{}}",
		"{\"id\":\"id\",\"time\":\"at\",\"until\":{}}",
		"{\"id\":\"id\",\"time\":\"at\",\"step\":\"1d\"}",
		"{\"id\":\"id\",\"time\":\"at\",\"granularity\":\"1d\"}",
		"{\"id\":\"id\",\"time\":\"at\",\"lookback\":\"1d\"}",
		"{\"id\":\"id\",\"time\":\"at\",\"start\":\"1d\"}",
		"{\"id\":\"id\",\"time\":\"at\",\"record_formats\":[]}",
		"{\"id\":[\"id\"],\"time\":\"at\"}",
		"{\"id\":\"id\",\"time\":[\"at\"]}",
	};
	struct error e;
	struct desc *d;
	size_t i;

	for (i = 0; i < LEN(newer); i++) {
		d = parse(1, newer[i], "", &e);
		CHECK(d == NULL && strstr(e.text, "needs \"version\": 2"),
		    "the first version has not %s", newer[i]);
		desc_free(d);
	}
	d = parse(1, "{\"id\":\"id\",\"time\":\"at\"}", "", &e);
	if (CHECK(d != NULL, "what it has is read"))
		CHECK(!d->resources[0].incremental.watermark, "as a walk");
	desc_free(d);
}

static void
whole(void)
{
	const struct desc_incremental *i;
	struct error e;
	struct desc *d = parse(2,
	    "{\"time\":[\"changed\",\"made\"],\"order\":\"oldest\","
	    "\"changes\":true,\"since\":{\"param\":\"s\",\"format\":\"epoch\","
	    "\"inclusive\":false},\"until\":{\"param\":\"u\",\"format\":"
	    "\"%Y-%m-%d\"},\"step\":\"2mo\",\"granularity\":\"1d\","
	    "\"lookback\":\"3d\",\"start\":\"2020-01-02\","
	    "\"record_formats\":[\"%d/%m/%Y\"]}",
	    ",\"table\":{\"key\":{\"a\":\"a\",\"b\":\"b\"}}", &e);

	if (!CHECK(d != NULL, "all members are read")) {
		tap_note("%s", e.text);
		return;
	}
	i = &d->resources[0].incremental;
	CHECK(i->watermark && i->changes && i->ntimes == 2, "they are there");
	CHECK_INT(i->order, DESC_ORDER_OLDEST, "the order");
	CHECK(i->since.exclusive && !i->until.exclusive, "inclusive or not");
	CHECK_INT(i->step.months, 2, "the step");
	CHECK_INT(i->lookback_us, INT64_C(259200000000), "the lookback");
	CHECK_INT(desc_when(&i->start, 0), INT64_C(1577923200000000),
	    "the start");
	desc_free(d);
}

static void
is_when(const char *text, int64_t want)
{
	struct desc_when w;

	if (CHECK(desc_parse_when(text, &w), "'%s' is a time", text))
		CHECK_INT(desc_when(&w, 1000000000), want, "... that one");
}

static void
whens(void)
{
	struct desc_when w;

	is_when("1970-01-02", INT64_C(86400000000));
	is_when("1970-01-01T00:00:01Z", 1000000);
	is_when("1970-01-01 01:00:01+01:00", 1000000);
	is_when("2d", 1000000000 - INT64_C(172800000000));
	is_when("0s", 1000000000);
	CHECK(!desc_parse_when("", &w), "nothing is not a time");
	CHECK(!desc_parse_when("1970-02-30", &w), "nor is no day");
	CHECK(!desc_parse_when("yesterday", &w), "nor a word");
}

int
main(void)
{
	refusals();
	versions();
	whole();
	whens();
	return tap_done();
}
