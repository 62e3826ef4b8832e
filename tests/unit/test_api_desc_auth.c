/* Tests of api/desc_auth: what a description may say of secrets. */
#include "api/desc.h"

#include "base/cc.h"
#include "base/mem.h"
#include "tap.h"

static char *
with_members(const char *version, const char *members)
{
	struct buf b = buf_make(1 << 16);

	buf_printf(&b,
	    "{%s\"name\":\"t\",\"base_url\":\"https://x.example\",%s,"
	    "\"resources\":{\"r\":{\"path\":\"/r\"}}}",
	    version, members);
	return buf_take(&b);
}

static void
refused(const char *version, const char *members, const char *want)
{
	char *text = with_members(version, members);
	struct error e = { 0 };
	struct desc *d = desc_parse(text, strlen(text), "t", &e);

	CHECK(d == NULL && e.kind == ERROR_USAGE, "%s is refused", members);
	if (!CHECK(strstr(e.text, want) != NULL, "it says: %s", want))
		tap_note("%s", e.text);
	desc_free(d);
	mem_free(text);
}

#define REQUEST "\"request\":{\"url\":\"https://y.example\"}"

/* Of a token with these members. */
static void
token_refusals(void)
{
	static const char *const wrong[][2] = {
		{ "\"token\":\"t\"", "auth: 'request' is wanted" },
		{ REQUEST, "auth: 'token', where the answer has it" },
		{ "\"request\":{},\"token\":\"t\"",
		    "auth: request: 'url' is wanted" },
		{ "\"request\":{\"url\":\"{x}\"},\"token\":\"t\"",
		    "auth: request: url: '{x}' is not a name" },
		{ "\"request\":{\"url\":\"u\",\"form\":{\"a\":"
		  "\"{secret.x}\"}},\"token\":\"t\"",
		    "auth: request: form: a: '{secret.x}' is not a name" },
		{ "\"request\":{\"url\":\"u\",\"body\":{\"a\":[\"{x}\"]}},"
		  "\"token\":\"t\"",
		    "auth: request: body: a: '{x}' is not a name" },
		{ "\"request\":{\"url\":\"u\",\"headers\":[\"X: {x}\"]},"
		  "\"token\":\"t\"",
		    "auth: request: headers: '{x}' is not a name" },
		{ "\"request\":{\"url\":\"u\",\"basic\":{\"user\":\"u\"}},"
		  "\"token\":\"t\"",
		    "auth: request: basic: 'user' and 'password'" },
		{ "\"request\":{\"url\":\"u\",\"basic\":{\"user\":\"{x}\","
		  "\"password\":\"\"}},\"token\":\"t\"",
		    "auth: request: basic: user: '{x}' is not a name" },
		{ "\"request\":{\"url\":\"u\",\"body\":1,\"form\":{}},"
		  "\"token\":\"t\"",
		    "auth: request: one of 'body', 'form'" },
		{ "\"request\":{\"url\":\"u\",\"method\":\"DELETE\"},"
		  "\"token\":\"t\"", "auth: request: method: 'GET', " },
		{ REQUEST ",\"token\":1", "auth: token: " },
		{ REQUEST ",\"token\":\"t\",\"expires_in\":\"e\","
			"\"lifetime\":\"1h\"",
		    "auth: one of 'expires_in' and 'lifetime'" },
		{ REQUEST ",\"token\":\"t\",\"lifetime\":\"soon\"",
		    "auth: lifetime: a duration" },
		{ REQUEST ",\"token\":\"t\",\"refresh\":\"r\"",
		    "auth: 'refresh' is for the secret 'refresh_token'" },
		{ REQUEST ",\"token\":\"t\",\"login\":{}",
		    "auth: login: 'url' or 'device_url' is wanted" },
		{ REQUEST ",\"token\":\"t\",\"login\":{\"url\":\"u\"}",
		    "auth: login: 'client_id' is wanted" },
		{ REQUEST ",\"token\":\"t\",\"login\":{\"url\":\"u\","
			"\"client_id\":\"i\",\"port\":70000}",
		    "auth: login: 'port' from 1 to 65535 is wanted" },
		{ REQUEST ",\"token\":\"t\",\"login\":{\"url\":\"u\","
			"\"client_id\":\"i\"}",
		    "auth: 'refresh' beside 'login' is wanted" },
		{ REQUEST ",\"token\":\"t\",\"refresh\":\"r\",\"rotates\":"
			"\"a\",\"login\":{\"url\":\"{secret.a}\","
			"\"client_id\":\"i\"}",
		    "auth: login: url: '{secret.a}' is a secret, which a" },
		{ REQUEST ",\"token\":\"t\",\"refresh\":\"r\",\"rotates\":"
			"\"a\",\"login\":{\"url\":\"u\","
			"\"client_id\":\"{x}\"}",
		    "auth: login: client_id: '{x}' is not a name" },
		{ REQUEST ",\"token\":\"t\",\"refresh\":\"r\",\"rotates\":"
			"\"a\",\"login\":{\"url\":\"u\","
			"\"client_id\":\"i\",\"scope\":1}",
		    "auth: login: scope: a string is wanted" },
		{ REQUEST ",\"token\":\"t\",\"rotates\":\"a\"",
		    "auth: 'rotates' needs 'refresh'" },
		{ REQUEST ",\"token\":\"t\",\"secret\":\"a\"",
		    "auth: 'secret', 'key_env' and 'credential' are not for" },
		{ REQUEST ",\"token\":\"t\",\"send\":{\"kind\":\"basic\"}",
		    "auth: send: kind: 'header' or 'query' is wanted" },
		{ REQUEST ",\"token\":\"t\",\"send\":{\"kind\":\"query\"}",
		    "auth: send: 'name' of the parameter" },
	};
	struct buf b = buf_make(1 << 12);
	char *members;
	size_t i;

	for (i = 0; i < LEN(wrong); i++) {
		buf_printf(&b,
		    "\"secrets\":{\"a\":{}},\"auth\":{\"kind\":\"token\",%s}",
		    wrong[i][0]);
		members = buf_take(&b);
		refused("\"version\":2,", members, wrong[i][1]);
		mem_free(members);
	}
	refused("\"version\":2,", "\"auth\":{\"kind\":\"header\"," REQUEST "}",
	    "auth: 'kind': \"token\" beside 'request'");
	refused("\"version\":2,", "\"auth\":[{\"kind\":\"token\"," REQUEST
		",\"token\":\"t\",\"base_url\":\"b\"},"
		"{\"kind\":\"query\",\"name\":\"q\"}]",
	    "'base_url' would send the other credentials where an answer says");
	refused("\"version\":2,", "\"auth\":[{\"kind\":\"token\"," REQUEST
		",\"token\":\"t\"},{\"kind\":\"token\"," REQUEST
		",\"token\":\"t\",\"send\":{\"kind\":\"query\","
		"\"name\":\"q\"}}]",
	    "auth: one credential can be a token");
}

static void
refusals(void)
{
	static const char *const wrong[][2] = {
		{ "\"secrets\":[]", "secrets: an object of secrets is wanted" },
		{ "\"secrets\":{\"a b\":{}}",
		    "secrets: names of letters, digits" },
		{ "\"secrets\":{\"a\":{\"env\":1}}",
		    "secrets: a: env: a string is wanted" },
		{ "\"secrets\":{\"a\":{\"credential\":\"a/b\"}}",
		    "secrets: a: credential: the name of a file" },
		{ "\"secrets\":{\"a\":{\"value\":\"x\"}}",
		    "'value' is not a member known here" },
		{ "\"secrets\":{\"a\":{},\"a\":{}}", "'a' is there twice" },
		{ "\"secrets\":{\"key\":{}},\"auth\":{\"kind\":\"header\","
		  "\"key_env\":\"T_X\"}",
		    "auth: 'key_env' and 'credential' stand in 'secrets'" },
		{ "\"secrets\":{\"a\":{\"env\":\"ASSEMBLYAI_API_KEY\"}}",
		    "AssemblyAI's key is for the built-in" },
		{ "\"auth\":{\"kind\":\"header\",\"secret\":\"a\"}",
		    "auth: secret: 'a' is not one of 'secrets'" },
		{ "\"auth\":{\"kind\":\"cookie\"}", "auth: kind: 'none', " },
		{ "\"auth\":{\"kind\":\"query\"}",
		    "auth: 'name' of the parameter is wanted" },
		{ "\"auth\":[{\"kind\":\"header\"},{\"kind\":\"basic\"}]",
		    "auth: two credentials go under 'Authorization'" },
		{ "\"auth\":[{\"kind\":\"query\",\"name\":\"a\"},"
		  "{\"kind\":\"query\",\"name\":\"A\"}]",
		    "auth: two credentials go under 'A'" },
		{ "\"auth\":[1]", "auth: an object is wanted" },
		{ "\"auth\":{\"kind\":\"basic\",\"user\":\"x\"}",
		    "auth: 'user' and 'password' is wanted" },
		{ "\"auth\":{\"kind\":\"header\",\"user\":\"\","
		  "\"password\":\"\"}",
		    "auth: 'kind': \"basic\" beside" },
		{ "\"auth\":{\"kind\":\"basic\",\"user\":\"{secret.a}\","
		  "\"password\":\"\"}",
		    "auth: user: '{secret.a}' is not a name known here" },
		{ "\"auth\":{\"kind\":\"basic\",\"user\":\"\","
		  "\"password\":\"{b}\"}",
		    "auth: password: '{b}' is not a name known here" },
		{ "\"auth\":{\"kind\":\"basic\",\"user\":\"\",\"password\":\"\","
		  "\"key_env\":\"T_X\"}",
		    "are not for what names its secrets" },
	};
	size_t i;

	token_refusals();
	for (i = 0; i < LEN(wrong); i++)
		refused("\"version\":2,", wrong[i][0], wrong[i][1]);
}

static void
first_version(void)
{
	static const char *const newer[] = { "\"secrets\":{}",
		"\"auth\":[]", "\"auth\":{\"secret\":\"key\"}",
		"\"auth\":{\"user\":\"\",\"password\":\"\"}",
		"\"auth\":{\"kind\":\"token\"}" };
	char *text = with_members("", "\"auth\":{\"kind\":\"basic\","
				      "\"key_env\":\"T_KEY\"}");
	struct error e = { 0 };
	struct desc *d = desc_parse(text, strlen(text), "t", &e);
	size_t i;

	for (i = 0; i < LEN(newer); i++)
		refused("", newer[i], "needs \"version\": 2");
	if (CHECK(d != NULL && d->nauths == 1 && d->nsecrets == 1,
		"one key is one secret")) {
		CHECK_STR(d->secrets[0].name, "key", "of that name");
		CHECK_STR(d->secrets[0].env, "T_KEY", "in its variable");
		CHECK_INT(d->auths[0].kind, ENGINE_AUTH_BASIC, "as it goes");
		CHECK_UINT(d->auths[0].secret, 0, "and is found");
	}
	desc_free(d);
	mem_free(text);
}

int
main(void)
{
	refusals();
	first_version();
	return tap_done();
}
