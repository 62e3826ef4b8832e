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

	for (i = 0; i < LEN(wrong); i++)
		refused("\"version\":2,", wrong[i][0], wrong[i][1]);
}

static void
first_version(void)
{
	static const char *const newer[] = { "\"secrets\":{}",
		"\"auth\":[]", "\"auth\":{\"secret\":\"key\"}",
		"\"auth\":{\"user\":\"\",\"password\":\"\"}" };
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
