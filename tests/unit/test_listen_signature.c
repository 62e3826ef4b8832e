/* Signatures of several services, by the vectors that they publish. */
#include "aai-listen/signature.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "io/file.h"
#include "tap.h"

struct field {
	const char *name, *value;
};

static const char *
header(void *arg, const char *name)
{
	const struct field *f = arg;

	for (; f->name != NULL; f++)
		if (strcasecmp(f->name, name) == 0)
			return f->value;
	return NULL;
}

/* What comes of a delivery: "right", "wrong", or why it was not looked at. */
static const char *
judge(const char *form, const char *secrets, const struct field *fields,
    const char *body, int64_t now)
{
	static const char before[] = "{\"name\":\"x\",\"resources\":{\"r\":"
				     "{\"path\":\"/\"}},\"webhooks\":"
				     "{\"signature\":";
	struct buf text = buf_make(10000);
	struct error e = { 0 };
	struct signature_rule rule;
	struct signature s;
	struct secret secret = { 0 };
	struct desc *d;
	struct field copy[8] = { { 0 } };
	const char *result = "no rule";
	size_t i;

	for (i = 0; fields[i].name != NULL; i++)
		copy[i] = fields[i];
	buf_str(&text, before);
	buf_str(&text, form);
	buf_str(&text, "}}");
	d = desc_parse((char *)text.data, text.len, "it", &e);
	buf_free(&text);
	if (d == NULL) {
		tap_note("%s", e.text);
		return "no form";
	}
	if (file_replace("secrets", secrets, strlen(secrets), false, &e) != 0 ||
	    secret_open_signing(&secret, "secrets", NULL, NULL, &e) != 0 ||
	    signature_rule_open(&rule, &d->webhooks->signature, &secret, &e) !=
		0) {
		tap_note("%s", e.text);
		secret_close(&secret);
		desc_free(d);
		return result;
	}
	result = signature_begin(&s, &rule, header, copy, now);
	if (result == NULL) {
		for (i = 0; body[i] != '\0'; i++)
			signature_add(&s, body + i, 1);
		result = signature_end(&s, header, copy) ? "right" : "wrong";
	}
	signature_rule_close(&rule);
	secret_close(&secret);
	desc_free(d);
	return result;
}

#define AAI_FORM                                                               \
	"{\"header\":\"X-AAI-Signature\",\"prefix\":\"v1=\",\"time\":"         \
	"\"t=\",\"message\":\"{time}.{body}\"}"
#define AAI_SECRET "0123456789abcdef0123456789abcdef"
#define AAI_BODY   "{\"event\":\"session.completed\",\"event_id\":\"evt_1\"}"
#define AAI_RIGHT                                                              \
	"c01586be7912bfbece83eaeade12d9ab84a63ca0dbc58beda34953b37e284e27"
#define AAI_TIME 1777886102

/* The service's own form, and all that can be wrong with it. */
static void
assemblyai(void)
{
	static const struct {
		const char *value, *want;
		int64_t now;
	} cases[] = {
		{ "t=1777886102,v1=" AAI_RIGHT, "right", AAI_TIME },
		{ "t=1777886102, v1=" AAI_RIGHT, "right", AAI_TIME },
		{ "v1=" AAI_RIGHT ",t=1777886102", "right", AAI_TIME },
		{ "t=1777886102,v1=" AAI_RIGHT, "right", AAI_TIME + 300 },
		{ "t=1777886102,v1=" AAI_RIGHT, "right", AAI_TIME - 300 },
		{ "t=1777886102,v1=" AAI_RIGHT,
		    "the signature's time is too far from ours",
		    AAI_TIME + 301 },
		{ "t=1777886102,v1=" AAI_RIGHT,
		    "the signature's time is too far from ours",
		    AAI_TIME - 301 },
		{ "t=1777886103,v1=" AAI_RIGHT, "wrong", AAI_TIME },
		{ "t=1777886102,v0=" AAI_RIGHT, "the signature is malformed",
		    AAI_TIME },
		{ "t=1777886102,v1=c015", "the signature is malformed",
		    AAI_TIME },
		{ "t=1777886102,v1=" AAI_RIGHT "00",
		    "the signature is malformed", AAI_TIME },
		{ "v1=" AAI_RIGHT, "the signature has no time", AAI_TIME },
		{ "t=-5,v1=" AAI_RIGHT, "the signature's time is malformed",
		    AAI_TIME },
		{ "t=99999999999999999999,v1=" AAI_RIGHT,
		    "the signature's time is malformed", AAI_TIME },
		{ "t=1777886102,v1="
		  "0000000000000000000000000000000000000000000000000000000000"
		  "000000,v1=" AAI_RIGHT,
		    "right", AAI_TIME },
		{ "", "the signature has no time", AAI_TIME },
		{ NULL, "it is not signed", AAI_TIME },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct field f[] = { { "x-aai-signature", cases[i].value },
			{ NULL, NULL } };

		if (cases[i].value == NULL)
			f[0].name = NULL;
		CHECK_STR(
		    judge(AAI_FORM, AAI_SECRET, f, AAI_BODY, cases[i].now),
		    cases[i].want, "%s",
		    cases[i].value != NULL ? cases[i].value : "none");
	}
}

static void
secrets(void)
{
	static const struct field f[] = { { "X-AAI-Signature",
					      "t=1777886102,v1=" AAI_RIGHT },
		{ NULL, NULL } };

	CHECK_STR(
	    judge(AAI_FORM, "another\n" AAI_SECRET "\n", f, AAI_BODY, AAI_TIME),
	    "right", "any of several secrets will do");
	CHECK_STR(judge(AAI_FORM, "another\nthird", f, AAI_BODY, AAI_TIME),
	    "wrong", "no other one will");
	CHECK_STR(judge(AAI_FORM, AAI_SECRET, f, AAI_BODY " ", AAI_TIME),
	    "wrong", "each byte of the body counts");
	CHECK_STR(judge(AAI_FORM, "1\n2\n3\n4\n5\n6\n7\n8\n9\n", f, AAI_BODY,
		      AAI_TIME),
	    "no rule", "of very many secrets there is no rule");
}

/* Values that the services publish in their documentation. */
static void
services(void)
{
	static const struct field github[] = { { "X-Hub-Signature-256",
						   "sha256=757107ea0eb2509fc211"
						   "221cce984b8a37570b6d7586c22"
						   "c46f4379c8b043e17" },
		{ NULL, NULL } };
	static const struct field slack[] = {
		{ "X-Slack-Request-Timestamp", "1531420618" },
		{ "X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4"
				       "a8d21a10bd27519666489c69b503" },
		{ NULL, NULL },
	};
	static const struct field standard[] = {
		{ "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek" },
		{ "webhook-timestamp", "1614265330" },
		{ "webhook-signature",
		    "v1a,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
		    " v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=" },
		{ NULL, NULL },
	};
	static const struct field stripe[] = { { "Stripe-Signature",
						   "t=1492774577,v1=654b43d3508"
						   "ecadb3f8cefc4bc7d3d2bdc5ba9"
						   "e03bf2c89b2d0657a8e24e4543,"
						   "v0=6ffbb59b2300aae63f272406"
						   "069a9788598b792a944a07aba81"
						   "6edb039989a39" },
		{ NULL, NULL } };

	CHECK_STR(judge("{\"header\":\"X-Hub-Signature-256\",\"prefix\":"
			"\"sha256=\",\"message\":\"{body}\"}",
		      "It's a Secret to Everybody", github, "Hello, World!", 0),
	    "right", "GitHub's");
	CHECK_STR(
	    judge("{\"header\":\"X-Slack-Signature\",\"prefix\":\"v0=\","
		  "\"time_header\":\"X-Slack-Request-Timestamp\","
		  "\"message\":\"v0:{time}:{body}\"}",
		"8f742231b10e8888abcd99yyyzzz85a5", slack,
		"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain="
		"testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id="
		"U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&"
		"text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F"
		"T1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
		"trigger_id=398738663015.47445629121."
		"803a0bc887a14d10d2c447fce8b6703c",
		1531420618),
	    "right", "Slack's");
	CHECK_STR(judge("{\"header\":\"webhook-signature\",\"prefix\":\"v1,\","
			"\"separator\":\" \",\"encoding\":\"base64\","
			"\"time_header\":\"webhook-timestamp\",\"message\":"
			"\"{webhook-id}.{time}.{body}\",\"secret\":\"base64\","
			"\"secret_prefix\":\"whsec_\"}",
		      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", standard,
		      "{\"test\": 2432232314}", 1614265330),
	    "right", "that of Standard Webhooks");
	CHECK_STR(judge("{\"header\":\"Stripe-Signature\",\"prefix\":\"v1=\","
			"\"time\":\"t=\",\"message\":\"{time}.{body}\"}",
		      "whsec_test_secret", stripe,
		      "{\"id\":\"evt_1\",\"object\":\"event\"}", 1492774577),
	    "right", "one in Stripe's form, by another program");
	CHECK_STR(
	    judge("{\"header\":\"webhook-signature\",\"prefix\":\"v1,\","
		  "\"separator\":\" \",\"encoding\":\"base64\","
		  "\"message\":"
		  "\"{absent}.{body}\"}",
		"x",
		(const struct field[]){
		    { "webhook-signature", "v1,g0hM9SsE+OTPJTGt/"
					   "tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
		    { NULL, NULL } },
		"", 0),
	    "a header that is signed is missing", "a header that is not there");
}

static void
forms(void)
{
	static const char *const wrong[] = {
		"{\"message\":\"{body}\"}",
		"{\"header\":\"X\"}",
		"{\"header\":\"X\",\"message\":\"x\"}",
		"{\"header\":\"X\",\"message\":\"{body}{body}\"}",
		"{\"header\":\"X\",\"message\":\"{body\"}",
		"{\"header\":\"X\",\"message\":\"{time}{body}\"}",
		"{\"header\":\"X\",\"message\":\"{body}\",\"time\":\"t=\"}",
		"{\"header\":\"X\",\"message\":\"{time}{body}\",\"time\":"
		"\"t\",\"time_header\":\"T\"}",
		"{\"header\":\"X\",\"message\":\"{body}\",\"separator\":\"\"}",
		"{\"header\":\"X\",\"message\":\"{body}\",\"credential\":"
		"\"../x\"}",
		"{\"header\":\"X\",\"message\":\"{body}\",\"encoding\":\"x\"}",
	};
	static const struct field none[] = { { NULL, NULL } };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK_STR(judge(wrong[i], "x", none, "", 0), "no form", "%s",
		    wrong[i]);
}

int
main(void)
{
	assemblyai();
	secrets();
	services();
	forms();
	return tap_done();
}
