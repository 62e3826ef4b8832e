/* Tests of api/rate_bounds: rates as they are written. */
#include "api/rate_bounds.h"

#include "api/desc.h"
#include "base/mem.h"
#include "tap.h"

/* The bounds as text, or what is wrong. */
static char *
show(const struct rate_bounds *b, bool read, const struct error *e)
{
	struct buf out = buf_make(1 << 12);
	size_t i;

	if (!read)
		buf_printf(&out, "!%s", e->text);
	else
		buf_printf(&out, "%g", b->even);
	for (i = 0; read && i < b->nwindows; i++)
		buf_printf(&out, " %llu/%lld",
		    (unsigned long long)b->windows[i].count,
		    (long long)b->windows[i].span_ms);
	return buf_take(&out);
}

static void
options(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "60", "60" }, { "0", "0" }, { "0.5", "0.5" }, { "60/s", "60" },
		{ "3000/m", "50" }, { "7200/h", "2" }, { "86400/d", "1" },
		{ "100/10s", "0 100/10000" }, { "1/500ms", "0 1/500" },
		{ "10/s,5000/h", "0 10/1000 5000/3600000" },
		{ "1/s,2/m,3/h,4/d", "0 1/1000 2/60000 3/3600000 4/86400000" },
		{ "fast", "!" }, { "", "!" }, { "-1", "!" }, { "60/x", "!" },
		{ "/s", "!" }, { "0/10s", "!" }, { "1.5/10s", "!" },
		{ "5/0s", "!" }, { "5/400d", "!" }, { "1/s,", "!" },
		{ "1/s,2", "!" }, { "1/s,1/s,1/s,1/s,1/s", "!" },
	};
	struct rate_bounds b;
	struct error e;
	char *got;
	size_t i;
	int rc;

	for (i = 0; i < LEN(cases); i++) {
		e = (struct error){ 0 };
		rc = rate_bounds_parse(&b, cases[i].text, &e);
		got = show(&b, rc == 0, &e);
		if (*cases[i].want == '!')
			CHECK(rc != 0 && e.kind == ERROR_USAGE &&
				strncmp(got, "!--rate: '", 10) == 0,
			    "'%s' is none", cases[i].text);
		else
			CHECK_STR(got, cases[i].want, "%s", cases[i].text);
		mem_free(got);
	}
}

static void
descriptions(void)
{
	static const struct {
		int version;
		const char *rate, *want;
	} cases[] = {
		{ 1, "60", "60" }, { 2, "0.5", "0.5" },
		{ 2, "[\"100/10s\",\"5000/h\"]", "0 100/10000 5000/3600000" },
		{ 2, "[\"60/s\"]", "0 60/1000" }, { 2, "[]", "0" },
		{ 1, "[\"100/10s\"]", "!rate: it needs \"version\": 2" },
		{ 2, "\"60/s\"", "!rate: a number is wanted" },
		{ 2, "[60]", "!rate: a number of requests in a span, as" },
		{ 2, "[\"60\"]", "!rate: a number of requests in a span, as" },
		{ 2, "[\"6/x\"]", "!rate: a number of requests in a span, as" },
		{ 2, "[\"1/s\",\"1/s\",\"1/s\",\"1/s\",\"1/s\"]",
		    "!rate: at most four rates is wanted" },
	};
	static const char prefix[] = "!API description t: ";
	char text[300], *got;
	struct error e;
	struct desc *d;
	size_t i, skip;

	for (i = 0; i < LEN(cases); i++) {
		e = (struct error){ 0 };
		(void)snprintf(text, sizeof(text),
		    "{\"name\":\"t\",\"version\":%d,\"rate\":%s,"
		    "\"resources\":{\"r\":{\"path\":\"/\"}}}",
		    cases[i].version, cases[i].rate);
		d = desc_parse(text, strlen(text), "t", &e);
		got = show(d != NULL ? &d->rate : NULL, d != NULL, &e);
		skip = *cases[i].want == '!' ? sizeof(prefix) - 2 : 0;
		if (*cases[i].want != '!')
			CHECK_STR(got, cases[i].want, "%s", cases[i].rate);
		else if (!CHECK(d == NULL &&
				 strncmp(got + skip + 1, cases[i].want + 1,
				     strlen(cases[i].want) - 1) == 0,
			     "%s", cases[i].rate))
			tap_note("%s", got);
		mem_free(got);
		desc_free(d);
	}
}

int
main(void)
{
	options();
	descriptions();
	return tap_done();
}
