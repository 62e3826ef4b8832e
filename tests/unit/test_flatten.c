/* test_flatten: records of every shape become the tables that they should. */
#include "flatten_run.h"

#include "base/hash.h"

/* Text through a run with the key "id" or none. */
static void
shape(const char *title, bool keyed, const char *text, const char *columns,
    const char *rows)
{
	struct flatten_run r = run_make();

	if (!keyed)
		r.keys[0] = NULL;
	run_text(&r, text);
	if (!CHECK_INT(r.rc, 0, "%s: it is taken", title))
		tap_note("%s", r.e.text);
	if (columns != NULL)
		(void)check_columns(&r, columns, title);
	if (rows != NULL)
		(void)check_rows(&r, rows, title);
	run_free(&r);
}

/* The shapes that dlt's users know. */
static void
test_shapes(void)
{
	shape("scalars", true,
	    "{\"id\":1,\"f\":1.5,\"b\":true,\"s\":\"x\",\"n\":null}\n",
	    "t id:bigint! f:double b:bool s:text\n",
	    "{\"_table\":\"t\",\"id\":1,\"f\":1.5,\"b\":true,\"s\":\"x\"}\n");
	shape("objects in objects", true,
	    "{\"id\":1,\"a\":{\"b\":{\"c\":2,\"d\":\"x\"}},\"z\":0}\n",
	    "t id:bigint! a__b__c:bigint a__b__d:text z:bigint\n",
	    "{\"_table\":\"t\",\"id\":1,\"a__b__c\":2,\"a__b__d\":\"x\","
	    "\"z\":0}\n");
	shape("a list in an object", true,
	    "{\"id\":1,\"r\":{\"ok\":true,\"hits\":[{\"k\":1}]}}\n",
	    "t id:bigint! r__ok:bool\n"
	    "t__r__hits t_id:bigint! hits_idx:bigint! k:bigint\n",
	    "{\"_table\":\"t__r__hits\",\"t_id\":1,\"hits_idx\":0,\"k\":1}\n"
	    "{\"_table\":\"t\",\"id\":1,\"r__ok\":true}\n");
	shape("empty lists and objects", true,
	    "{\"id\":1,\"l\":[],\"d\":{},\"e\":{\"f\":[ ]},\"g\":{ }}\n"
	    "{\"id\":2}\n",
	    "t id:bigint!\n",
	    "{\"_table\":\"t\",\"id\":1}\n{\"_table\":\"t\",\"id\":2}\n");
	shape("a scalar, then an object, then a list", true,
	    "{\"id\":1,\"x\":\"a\"}\n{\"id\":2,\"x\":{\"y\":1}}\n"
	    "{\"id\":3,\"x\":[{\"z\":2}]}\n",
	    "t id:bigint! x:text x__y:bigint\n"
	    "t__x t_id:bigint! x_idx:bigint! z:bigint\n",
	    "{\"_table\":\"t\",\"id\":1,\"x\":\"a\"}\n"
	    "{\"_table\":\"t\",\"id\":2,\"x__y\":1}\n"
	    "{\"_table\":\"t__x\",\"t_id\":3,\"x_idx\":0,\"z\":2}\n"
	    "{\"_table\":\"t\",\"id\":3}\n");
	shape("members in another order", true,
	    "{\"id\":1,\"a\":1,\"b\":2,\"c\":3}\n"
	    "{\"c\":6,\"b\":5,\"a\":4,\"id\":2}\n",
	    "t id:bigint! a:bigint b:bigint c:bigint\n",
	    "{\"_table\":\"t\",\"id\":1,\"a\":1,\"b\":2,\"c\":3}\n"
	    "{\"_table\":\"t\",\"id\":2,\"a\":4,\"b\":5,\"c\":6}\n");
	shape("a key after the lists", true,
	    "{\"l\":[{\"a\":1}],\"x\":2,\"id\":\"k\\u00e9\"}\n", NULL,
	    "{\"_table\":\"t__l\",\"t_id\":\"k\\u00e9\",\"l_idx\":0,\"a\":1}\n"
	    "{\"_table\":\"t\",\"id\":\"k\\u00e9\",\"x\":2}\n");
	shape("a list of many items", true,
	    "{\"id\":1,\"l\":[0,1,2,3,4,5,6,7,8,9,10]}\n", NULL,
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":0,\"value\":0}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":1,\"value\":1}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":2,\"value\":2}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":3,\"value\":3}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":4,\"value\":4}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":5,\"value\":5}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":6,\"value\":6}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":7,\"value\":7}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":8,\"value\":8}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":9,\"value\":9}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":10,\"value\":10}\n"
	    "{\"_table\":\"t\",\"id\":1}\n");
}

/* How deep records are taken apart. */
static void
test_nesting(void)
{
	static const char text[] =
	    "{\"id\":1,\"d\":{\"e\":{\"f\":1}},\"l\":[{\"x\":1,\"m\":"
	    "[{\"y\":2}],\"n\":{\"o\":3}},[4]],\"s\":[1]}\n";
	static const char *const rows[] = {
		"{\"_table\":\"t\",\"id\":1,\"d\":{\"e\":{\"f\":1}},\"l\":"
		"[{\"x\":1,\"m\":[{\"y\":2}],\"n\":{\"o\":3}},[4]],\"s\":[1]}"
		"\n",
		"{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":0,\"x\":1,\"m\":"
		"[{\"y\":2}],\"n\":{\"o\":3}}\n"
		"{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":1,\"value\":[4]}\n"
		"{\"_table\":\"t__s\",\"t_id\":1,\"s_idx\":0,\"value\":1}\n"
		"{\"_table\":\"t\",\"id\":1,\"d__e\":{\"f\":1}}\n",
		"{\"_table\":\"t__l__m\",\"t_id\":1,\"l_idx\":0,\"m_idx\":0,"
		"\"y\":2}\n"
		"{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":0,\"x\":1,\"n__o\":"
		"3}\n"
		"{\"_table\":\"t__l__list\",\"t_id\":1,\"l_idx\":1,"
		"\"list_idx\":0,\"value\":4}\n"
		"{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":1}\n"
		"{\"_table\":\"t__s\",\"t_id\":1,\"s_idx\":0,\"value\":1}\n"
		"{\"_table\":\"t\",\"id\":1,\"d__e__f\":1}\n",
	};
	struct flatten_run r = run_make();
	char deep[1001], line[1100];
	unsigned n;

	for (n = 0; n < 3; n++) {
		r.options.nesting = n;
		run_text(&r, text);
		(void)check_rows(&r, rows[n], "levels beyond are kept as json");
	}
	run_free(&r);
	r = run_make();
	for (n = 0; n < 500; n++)
		deep[n] = '[';
	memset(deep + 500, ']', 500);
	deep[1000] = '\0';
	(void)snprintf(line, sizeof(line), "{\"id\":1,\"a\":%s}\n", deep);
	run_text(&r, line);
	CHECK(r.rc == 0 && r.out.len < 2000000 && r.counts.tables < 70,
	    "a kilobyte of brackets makes %zu bytes, not more", r.out.len);
	run_free(&r);
	r = run_make();
	r.options.max_depth = 3;
	run_text(&r, "{\"id\":1,\"a\":[[1]]}\n");
	CHECK_INT(r.rc, 0, "as many brackets as allowed are taken");
	run_text(&r, "{\"id\":1,\"a\":[[{}]]}\n");
	CHECK(r.rc == -1 && r.e.kind == ERROR_INPUT &&
		strstr(r.e.text, "(byte 14)") != NULL,
	    "one more is told, and where: %s", r.e.text);
	run_free(&r);
}

static void
test_treatment(void)
{
	struct flatten_run r = run_make();

	r.maps[0] = "m";
	r.jsons[0] = "j";
	r.drops[0] = "d.x";
	r.drops[1] = "l[].y";
	run_text(&r,
	    "{\"id\":1,\"m\":{\"k 1\":1,\"\":{\"a\":[7]},\"z\":[2],"
	    "\"n\":null},\"j\":5,\"d\":{\"x\":{\"y\":1},\"z\":2},"
	    "\"l\":[{\"x\":1,\"y\":2}]}\n"
	    "{\"id\":2,\"m\":[3],\"j\":\"s\"}\n{\"id\":3,\"m\":4,\"j\":[]}\n");
	(void)check_columns(&r,
	    "t id:bigint! j:json d__z:bigint m:bigint\n"
	    "t__l t_id:bigint! l_idx:bigint! x:bigint\n"
	    "t__m t_id:bigint! key:text! value:bigint\n"
	    "t__m__a t_id:bigint! key:text! a_idx:bigint! value:bigint\n"
	    "t__m__list t_id:bigint! key:text! list_idx:bigint! value:bigint\n"
	    "t__m_23029c t_id:bigint! m_idx:bigint! value:bigint\n",
	    "maps are tables, what is dropped is gone");
	(void)check_rows(&r,
	    "{\"_table\":\"t__m\",\"t_id\":1,\"key\":\"k 1\",\"value\":1}\n"
	    "{\"_table\":\"t__m__a\",\"t_id\":1,\"key\":\"\",\"a_idx\":0,"
	    "\"value\":7}\n"
	    "{\"_table\":\"t__m\",\"t_id\":1,\"key\":\"\"}\n"
	    "{\"_table\":\"t__m__list\",\"t_id\":1,\"key\":\"z\","
	    "\"list_idx\":0,\"value\":2}\n"
	    "{\"_table\":\"t__m\",\"t_id\":1,\"key\":\"z\"}\n"
	    "{\"_table\":\"t__m\",\"t_id\":1,\"key\":\"n\"}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":0,\"x\":1}\n"
	    "{\"_table\":\"t\",\"id\":1,\"j\":5,\"d__z\":2}\n"
	    "{\"_table\":\"t__m_23029c\",\"t_id\":2,\"m_idx\":0,\"value\":3}\n"
	    "{\"_table\":\"t\",\"id\":2,\"j\":\"s\"}\n"
	    "{\"_table\":\"t\",\"id\":3,\"j\":[],\"m\":4}\n",
	    "a map that is a list elsewhere has a table for that too");
	run_free(&r);
}

static void
test_declared(void)
{
	struct flatten_run r = run_make();

	r.columns[0] = "z double";
	r.columns[1] = "w[].a bool";
	r.columns[2] = "m{}.lo bigint";
	r.columns[3] = "j json";
	r.columns[4] = "o.p date";
	run_text(&r, "{\"id\":1,\"z\":1,\"w\":[{\"a\":\"true\"},{\"a\":false},"
		     "{\"b\":\"x\"}],\"j\":{\"a\":1},\"m\":{\"k\":{\"lo\":"
		     "2}},\"o\":{\"p\":\"2024-01-31\"}}\n");
	(void)check_columns(&r,
	    "t id:bigint! z:double j:json o__p:date\n"
	    "t__w t_id:bigint! w_idx:bigint! a:bool b:text\n"
	    "t__m t_id:bigint! key:text! lo:bigint\n",
	    "declared columns come first, with their types");
	(void)check_rows(&r,
	    "{\"_table\":\"t__w\",\"t_id\":1,\"w_idx\":0,\"a\":\"true\"}\n"
	    "{\"_table\":\"t__w\",\"t_id\":1,\"w_idx\":1,\"a\":false}\n"
	    "{\"_table\":\"t__w\",\"t_id\":1,\"w_idx\":2,\"b\":\"x\"}\n"
	    "{\"_table\":\"t__m\",\"t_id\":1,\"key\":\"k\",\"lo\":2}\n"
	    "{\"_table\":\"t\",\"id\":1,\"z\":1,\"j\":{\"a\":1},\"o__p\":"
	    "\"2024-01-31\"}\n",
	    "values are as they were spelled");
	run_text(&r, "{\"id\":1}\n");
	(void)check_columns(&r,
	    "t id:bigint! z:double j:json o__p:date\n"
	    "t__w t_id:bigint! w_idx:bigint! a:bool\n"
	    "t__m t_id:bigint! key:text! lo:bigint\n",
	    "declared tables are there without rows");
	r.drops[0] = "w";
	run_text(&r, "{\"id\":1,\"w\":[1]}\n");
	(void)check_columns(&r,
	    "t id:bigint! z:double j:json o__p:date\n"
	    "t__m t_id:bigint! key:text! lo:bigint\n",
	    "what is dropped is not declared");
	run_free(&r);
}

static void
test_tags(void)
{
	struct flatten_run r = run_make();

	run_text(&r, "{\"_table\":\"a\",\"id\":1}\n"
		     "{ \"_table\" : \"b\" , \"id\" : 2 }\n"
		     "{\"id\":3,\"_table\":\"x\",\"_columns\":4}\n"
		     "{\"_table\":\"a\",\"id\":4}\n"
		     "{\"_table\":\"a\",\"id\":5,\"_table\":\"y\"}\n"
		     "{\"_table\":\"My Table\",\"id\":6}\n");
	(void)check_rows(&r,
	    "{\"_table\":\"a\",\"id\":1}\n{\"_table\":\"b\",\"id\":2}\n"
	    "{\"_table\":\"t\",\"id\":3,\"_table_\":\"x\",\"_columns_\":4}\n"
	    "{\"_table\":\"a\",\"id\":4}\n"
	    "{\"_table\":\"a\",\"id\":5,\"_table_\":\"y\"}\n"
	    "{\"_table\":\"my_table\",\"id\":6}\n",
	    "the first member alone is the tag");
	run_text(&r, "{\"_table\":7,\"id\":1}\n");
	CHECK_INT(r.rc, -1, "a tag must be a name");
	run_text(&r, "{\"_table\":\"a/b\",\"id\":1}\n");
	CHECK_INT(r.e.kind, ERROR_INPUT, "which a file may have");
	run_text(&r, "{\"_table\":\"_aai_x\",\"id\":1}\n");
	CHECK_INT(r.e.kind, ERROR_INPUT, "and which is not reserved");
	run_text(&r, "{\"_table\":\"_aai]End\",\"id\":1}\n");
	CHECK_INT(r.e.kind, ERROR_INPUT, "nor becomes so when it is tidied");
	run_text(&r, "{\"_table\":\"a\",}\n");
	CHECK_INT(r.rc, -1, "a comma must lead to a member");
	run_text(&r, "{\"_table\":\"a\" \"id\":1}\n");
	CHECK_INT(r.rc, -1, "a member needs a comma before it");
	r.keys[0] = NULL;
	run_text(&r, "{\"_table\":\"a\"}\n");
	CHECK_INT(r.rc, 0, "a tag alone is a record: %s", r.e.text);
	r.options.table = NULL;
	run_text(&r, "{\"id\":1}\n");
	CHECK(r.rc == -1 && strstr(r.e.text, "-t") != NULL,
	    "a record without a tag needs -t");
	run_free(&r);
}

static void
test_repairs(void)
{
	struct flatten_run r = run_make();

	run_text(&r, "{\"id\":1,\"a\":1,\"l\":[1,2],\"a\":2,\"l\":[3],\"o\":"
		     "{\"x\":\"y\",\"x\":null}}\n{\"id\":2,\"\\u0061\":3}\n");
	(void)check_rows(&r,
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":0,\"value\":3}\n"
	    "{\"_table\":\"t\",\"id\":1,\"a\":2}\n"
	    "{\"_table\":\"t\",\"id\":2,\"a\":3}\n",
	    "of members with one name the last counts");
	(void)check_columns(&r,
	    "t id:bigint! a:bigint\n"
	    "t__l t_id:bigint! l_idx:bigint! value:bigint\n",
	    "and the others have no say in types");
	CHECK_UINT(r.counts.duplicates, 3, "they are counted");
	run_text(&r, "{\"id\":1,\"a\":\"\xff\",\"b\":\"\\udc00x\",\"\xc3\":"
		     "1,\"j\":[\"\\ud800\"]}\n{\"id\":\"\xc3\xa9\"}\n");
	(void)check_rows(&r,
	    "{\"_table\":\"t__j\",\"t_id\":1,\"j_idx\":0,\"value\":"
	    "\"\xef\xbf\xbd\"}\n"
	    "{\"_table\":\"t\",\"id\":1,\"a\":\"\xef\xbf\xbd\",\"b\":"
	    "\"\xef\xbf\xbdx\",\"\xef\xbf\xbd\":1}\n"
	    "{\"_table\":\"t\",\"id\":\"\xc3\xa9\"}\n",
	    "what is not Unicode is replaced");
	CHECK_UINT(r.counts.repaired, 4, "and counted");
	r.options.strict = true;
	run_text(&r, "{\"id\":1,\"id\":1}\n");
	CHECK_INT(r.e.kind, ERROR_INPUT, "strict: one name twice is an error");
	run_text(&r, "{\"id\":\"\xff\"}\n");
	CHECK(r.e.kind == ERROR_INPUT && strstr(r.e.text, "(byte 7)") != NULL,
	    "strict: so is what is not UTF-8: %s", r.e.text);
	run_text(&r, "{\"id\":\"\\ud800\"}\n");
	CHECK_INT(r.e.kind, ERROR_INPUT, "strict: so is a lone surrogate");
	run_free(&r);
}

static void
test_missing_keys(void)
{
	static const char *const bad[] = { "{\"a\":1}\n",
		"{\"id\":null,\"l\":[1]}\n", "{\"id\":{}}\n",
		"{\"id\":[1],\"l\":[2]}\n", "{}\n" };
	struct flatten_run r = run_make();
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		run_text(&r, bad[i]);
		CHECK(r.rc == -1 && r.e.kind == ERROR_INPUT &&
			strstr(r.e.text, "key 'id'") != NULL,
		    "case %zu has no key: %s", i, r.e.text);
	}
	r.keys[0] = "b";
	r.keys[1] = "a";
	run_text(&r, "{\"a\":1,\"l\":[2],\"b\":\"x\"}\n");
	(void)check_rows(&r,
	    "{\"_table\":\"t__l\",\"b\":\"x\",\"a\":1,\"l_idx\":0,\"value\":2}"
	    "\n{\"_table\":\"t\",\"b\":\"x\",\"a\":1}\n",
	    "a key may have several members, in the order named");
	run_free(&r);
}

/* Identical content has the same id, however it is written. */
static void
test_content_ids(void)
{
	static const char *const same[] = {
		"{\"a\":1,\"b\":[1,\"\xc3\xa9\"],\"c\":{\"x\":1,\"y\":2}}\n",
		"{ \"b\" : [ 1 , \"\\u00e9\" ] , \"a\" : 1 , \"c\" : "
		"{ \"y\":2, \"x\":1 } }\n",
		"{\"_table\":\"t\",\"c\":{\"x\":1,\"y\":2},\"b\":[1,\"\\u00E9\""
		"],\"\\u0061\":1}\n",
		"{\"a\":0,\"a\":1,\"b\":[1,\"\xc3\xa9\"],\"c\":{\"x\":1,"
		"\"y\":2}}\n",
	};
	struct flatten_run r = run_make();
	char first[64] = "";
	const char *at;
	size_t i;

	r.keys[0] = NULL;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		run_text(&r, same[i]);
		buf_byte(&r.out, 0);
		at = strstr((const char *)r.out.data, "\"_id\":\"");
		CHECK(at != NULL, "case %zu has an id: %s", i, r.e.text);
		if (at == NULL)
			continue;
		if (i == 0)
			(void)snprintf(first, sizeof(first), "%.39s", at);
		CHECK(strncmp(first, at, 39) == 0, "case %zu has the same id",
		    i);
	}
	run_text(&r, "{\"a\":1.0}\n{\"a\":1}\n{\"a\":\"1\"}\n{\"b\":1}\n");
	(void)check_rows(&r,
	    "{\"_table\":\"t\",\"_id\":\"f8c5d6fbb992e8521cf2af09a4d38433\","
	    "\"a\":1.0}\n"
	    "{\"_table\":\"t\",\"_id\":\"ca0b885a32fc8b48c5af2e3d2835f870\","
	    "\"a\":1}\n"
	    "{\"_table\":\"t\",\"_id\":\"ef635b9ccecba14f70f4c2644326a4b5\","
	    "\"a\":\"1\"}\n"
	    "{\"_table\":\"t\",\"_id\":\"daa31f37f9afc200910dddf595cdbc7e\","
	    "\"b\":1}\n",
	    "other content has other ids");
	hash_hex128("{\"a\":1.0}", 9, first);
	CHECK_STR(first, "f8c5d6fbb992e8521cf2af09a4d38433",
	    "an id is the hash of the text");
	hash_hex128(same[0], strlen(same[0]) - 1, first);
	run_text(&r, same[1]);
	buf_byte(&r.out, 0);
	CHECK(strstr((const char *)r.out.data, first) != NULL,
	    "in one spelling, with the names in order");
	run_free(&r);
}

int
main(void)
{
	test_shapes();
	test_nesting();
	test_treatment();
	test_declared();
	test_tags();
	test_repairs();
	test_missing_keys();
	test_content_ids();
	return tap_done();
}
