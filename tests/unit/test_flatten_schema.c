/*
 * test_flatten_schema: schemas inferred in parts merge to that of the whole;
 * contracts hold tables, columns and types to a schema.
 */
#include "flatten_run.h"

#include "base/cc.h"
#include "base/rng.h"

/* The schema of these records, NUL-terminated; freed by the caller. */
static char *
infer(const char *text)
{
	struct flatten_run r = run_make();
	char *schema;

	r.options.infer = true;
	run_text(&r, text);
	CHECK_INT(r.rc, 0, "a schema is inferred: %s", r.e.text);
	schema = buf_take(&r.out);
	run_free(&r);
	return schema;
}

/* Two schemas merged; both are kept. */
static char *
merge(const char *a, const char *b)
{
	int to = memfd_create("out", 0);
	struct flatten_options o = flatten_defaults();
	struct buf text = buf_make(SIZE_MAX / 2);
	struct flatten *f;
	struct error e = { ERROR_NONE, "" };
	struct out out;
	int rc;

	o.infer = true;
	out_open(&out, to, "output", true, false);
	f = flatten_open(&o, &out);
	rc = flatten_schema(f, a, strlen(a), "a", &e);
	if (rc == 0)
		rc = flatten_schema(f, b, strlen(b), "b", &e);
	if (rc == 0)
		rc = flatten_finish(f, &e);
	if (rc == 0)
		rc = out_finish(&out, &e);
	if (rc != 0)
		CHECK_STR(e.text, "", "schemas are merged");
	flatten_close(f);
	out_close(&out);
	(void)lseek(to, 0, SEEK_SET);
	if (fd_slurp(to, "output", &text, &e) != 0)
		abort();
	(void)close(to);
	return buf_take(&text);
}

static void
same(const char *a, const char *b, const char *title)
{
	CHECK_STR(a, b, "%s", title);
}

static void
test_merge(void)
{
	static const char one[] = "{\"id\":1,\"b\":1,\"l\":[1]}\n"
				  "{\"id\":2,\"b\":9007199254740993}\n";
	static const char two[] = "{\"id\":\"x\",\"c\":{\"d\":true},\"a\":1}\n";
	static const char three[] = "{\"id\":3,\"b\":0.5,\"l\":[{\"x\":"
				    "\"2024-01-31\"}],\"m\":[[2]]}\n";
	struct buf all = buf_make(1 << 16);
	char *a = infer(one), *b = infer(two), *c = infer(three);
	char *ab = merge(a, b), *ba = merge(b, a), *bc = merge(b, c);
	char *abc = merge(ab, c), *a_bc = merge(a, bc), *twice, *whole, *w;

	same(ab, ba, "merging does not depend on the order");
	same(abc, a_bc, "nor on the grouping");
	twice = merge(abc, abc);
	same(twice, abc, "merged with itself a schema stays");
	buf_str(&all, one);
	buf_str(&all, two);
	buf_str(&all, three);
	buf_byte(&all, 0);
	whole = infer((char *)all.data);
	w = merge(whole, whole);
	same(w, abc, "it is the schema of all the records at once");
	CHECK(strstr(abc, "\"name\":\"b\",\"type\":\"decimal\"") != NULL,
	    "though types alone would not say so");
	mem_free(a);
	mem_free(b);
	mem_free(c);
	mem_free(ab);
	mem_free(ba);
	mem_free(bc);
	mem_free(abc);
	mem_free(a_bc);
	mem_free(twice);
	mem_free(whole);
	mem_free(w);
	buf_free(&all);
}

static void
test_bad_schemas(void)
{
	static const char not_first[] =
	    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":"
	    "\"text\"},{\"name\":\"id\",\"type\":\"text\",\"key\":true}]}\n";
	static const char other[] =
	    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":"
	    "\"text\",\"key\":true}]}\n";
	static const char *const bad[] = { "{\"_table\":\"t\",\"id\":1}\n",
		"{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\"}]}\n", "[\n",
		not_first, other };
	struct flatten_run r = run_make();
	size_t i;

	for (i = 0; i < LEN(bad); i++) {
		r.schema = bad[i];
		run_text(&r, "{\"id\":1}\n");
		CHECK(r.rc == -1 && r.e.kind == ERROR_USAGE,
		    "schema %zu will not do: %s", i, r.e.text);
	}
	r.schema = "{\"_table\":\"t\",\"_columns\":[{\"name\":\"id\",\"type\":"
		   "\"bigint\",\"key\":true}]}\n"
		   "{\"_table\":\"t__l\",\"_columns\":[{\"name\":\"x\",\"type\":"
		   "\"bigint\",\"key\":true}],\"_parent\":\"t\"}\n";
	run_text(&r, "{\"id\":1,\"l\":[1]}\n");
	CHECK(r.rc == -1 && r.e.kind == ERROR_USAGE &&
		strstr(r.e.text, "t__l") != NULL,
	    "nor one with other keys: %s", r.e.text);
	run_free(&r);
}

static void
test_start(void)
{
	struct flatten_run r = run_make();

	r.schema =
	    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"id\",\"type\":\"text\""
	    ",\"key\":true},{\"name\":\"z\",\"type\":\"double\"},{\"name\":"
	    "\"j\",\"type\":\"json\"},{\"name\":\"flag\",\"type\":\"bool\"}]}"
	    "\n\n"
	    "{\"_table\":\"t__l\",\"_columns\":[{\"name\":\"t_id\",\"type\":"
	    "\"text\",\"key\":true},{\"name\":\"at\",\"type\":\"bigint\","
	    "\"key\":true},{\"name\":\"y\",\"type\":\"decimal\",\"precision\":"
	    "38,\"scale\":2}],\"_parent\":\"t\"}\r\n"
	    "{\"_table\":\"gone\",\"_columns\":[{\"name\":\"id\",\"type\":"
	    "\"text\",\"key\":true}]}\n";
	run_text(&r, "{\"id\":7,\"a\":1,\"z\":1,\"j\":{\"k\":1},\"flag\":"
		     "\"true\",\"l\":[{\"y\":1},{\"y\":1.5,\"at\":0}]}\n");
	(void)check_columns(&r,
	    "t id:text! z:double j:json flag:bool a:bigint\n"
	    "t__l t_id:text! at:bigint! y:decimal at_5f2ba4:bigint\n"
	    "gone id:text!\n",
	    "its tables are declared, its columns keep their places");
	(void)check_rows(&r,
	    "{\"_table\":\"t__l\",\"t_id\":7,\"at\":0,\"y\":1}\n"
	    "{\"_table\":\"t__l\",\"t_id\":7,\"at\":1,\"y\":1.5,"
	    "\"at_5f2ba4\":0}\n"
	    "{\"_table\":\"t\",\"id\":7,\"z\":1,\"j\":{\"k\":1},\"flag\":"
	    "\"true\",\"a\":1}\n",
	    "positions keep the names that it gives them");
	run_bytes(&r, "", 0);
	CHECK_UINT(r.out.len, 0, "no byte gives no byte, even so");
	run_free(&r);
}

static const char held[] =
    "{\"id\":1,\"a\":1,\"l\":[{\"x\":1}]}\n";

/* Records under a contract; what is left, and how much was left out. */
static void
contract(const char *spec, const char *text, const char *rows,
    uint64_t rejected, const char *title)
{
	struct flatten_run r = run_make();
	char *schema = infer(held);

	r.schema = schema;
	CHECK_INT(flatten_contract(&r.options.contract, spec, &r.e), 0,
	    "'%s' is a contract", spec);
	run_text(&r, text);
	if (rows == NULL) {
		CHECK(r.rc == -1 && r.e.kind == ERROR_INPUT, "%s: %s", title,
		    r.e.text);
	} else {
		CHECK_INT(r.rc, 0, "%s: it is taken: %s", title, r.e.text);
		(void)check_rows(&r, rows, title);
		CHECK_UINT(r.counts.rejected, rejected, "%s: it is counted",
		    title);
	}
	mem_free(schema);
	run_free(&r);
}

static void
test_contracts(void)
{
	struct flatten_contract c = { 0 };
	struct error e;

	contract("freeze", held,
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":0,\"x\":1}\n"
	    "{\"_table\":\"t\",\"id\":1,\"a\":1}\n",
	    0, "what is in the schema is free to come");
	contract("freeze", "{\"id\":1,\"b\":1}\n", NULL, 0, "no new column");
	contract("freeze", "{\"id\":1,\"b\":null}\n",
	    "{\"_table\":\"t\",\"id\":1}\n", 0, "a null is not a column");
	contract("freeze", "{\"id\":1,\"a\":0.5}\n", NULL, 0, "no new type");
	contract("freeze", "{\"id\":1,\"m\":[1]}\n", NULL, 0, "no new table");
	contract("freeze", "{\"_table\":\"u\",\"id\":1}\n", NULL, 0,
	    "no new root either");
	contract("discard-value",
	    "{\"id\":1,\"a\":\"s\",\"b\":{\"c\":2,\"d\":[1]},\"l\":[{\"x\":2,"
	    "\"y\":[3]},4]}\n{\"_table\":\"u\",\"id\":1}\n",
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":0,\"x\":2}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":1}\n"
	    "{\"_table\":\"t\",\"id\":1}\n",
	    6, "values are left out");
	contract("discard-row",
	    "{\"id\":1,\"l\":[{\"x\":1},{\"x\":\"s\"},{\"x\":3}]}\n"
	    "{\"id\":2,\"l\":[{\"x\":5}],\"b\":1}\n{\"id\":3}\n",
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":0,\"x\":1}\n"
	    "{\"_table\":\"t__l\",\"t_id\":1,\"l_idx\":2,\"x\":3}\n"
	    "{\"_table\":\"t\",\"id\":1}\n{\"_table\":\"t\",\"id\":3}\n",
	    2, "rows are left out with all below them");
	contract("discard-value", "{\"l\":[{\"x\":1}],\"id\":\"s\"}\n", "", 1,
	    "a row is not without its key");
	contract("columns=freeze",
	    "{\"id\":1,\"a\":\"s\",\"m\":[{\"any\":1}]}\n",
	    "{\"_table\":\"t__m\",\"t_id\":1,\"m_idx\":0,\"any\":1}\n"
	    "{\"_table\":\"t\",\"id\":1,\"a\":\"s\"}\n",
	    0, "a new table may have any columns");
	CHECK_INT(flatten_contract(&c, "thaw", &e), -1, "no such mode");
	CHECK_INT(flatten_contract(&c, "rows=freeze", &e), -1, "no such thing");
}

static void
test_rejects(void)
{
	struct flatten_run r = run_make();
	char *schema = infer(held);

	r.schema = schema;
	r.keep = true;
	CHECK_INT(flatten_contract(&r.options.contract, "discard-value", &r.e),
	    0, "there is a contract");
	/* The duplicate makes it walk twice; that must not show. */
	run_text(&r, "{\"id\":1,\"b\":{\"c d\":\"\\u00e9\"},\"a\":1,\"a\":1.5}"
		     "\n{\"id\":2,\"m\":[1, 2]}\n");
	CHECK_INT(r.rc, 0, "it is taken: %s", r.e.text);
	buf_byte(&r.left_out, 0);
	CHECK_STR((char *)r.left_out.data,
	    "{\"_table\":\"t\",\"t_id\":1,\"_new\":\"column\",\"_path\":"
	    "\"b.c d\",\"_value\":\"\\u00e9\"}\n"
	    "{\"_table\":\"t\",\"t_id\":1,\"_new\":\"type\",\"_path\":\"a\","
	    "\"_value\":1.5}\n"
	    "{\"_table\":\"t\",\"t_id\":2,\"_new\":\"table\",\"_path\":\"m[]\","
	    "\"_value\":[1, 2]}\n",
	    "each is kept as it stood, once");
	mem_free(schema);
	run_free(&r);
}

static void
test_dlt(void)
{
	static const char text[] =
	    "{\"id\":1,\"l\":[{\"a\":1,\"m\":[5,6]},{\"a\":2}],\"o\":{\"k\":"
	    "{\"v\":1}}}\n{\"id\":2,\"l\":[{\"a\":1}]}\n";
	struct flatten_run r = run_make();
	struct buf first = buf_make(1 << 16);

	r.options.dlt_ids = true;
	r.maps[0] = "o";
	run_text(&r, text);
	(void)check_columns(&r,
	    "t id:bigint! _dlt_id:text\n"
	    "t__l t_id:bigint! l_idx:bigint! _dlt_id:text "
	    "_dlt_parent_id:text _dlt_list_idx:bigint a:bigint\n"
	    "t__l__m t_id:bigint! l_idx:bigint! m_idx:bigint! _dlt_id:text "
	    "_dlt_parent_id:text _dlt_list_idx:bigint value:bigint\n"
	    "t__o t_id:bigint! key:text! _dlt_id:text _dlt_parent_id:text "
	    "_dlt_list_idx:bigint v:bigint\n",
	    "dlt's columns are after the keys");
	buf_put(&first, r.out.data, r.out.len);
	run_text(&r, text);
	CHECK_MEM(r.out.data, r.out.len, first.data, first.len,
	    "its ids are the same in every run");
	buf_free(&first);
	run_free(&r);
}

int
main(void)
{
	test_merge();
	test_bad_schemas();
	test_start();
	test_contracts();
	test_rejects();
	test_dlt();
	return tap_done();
}
