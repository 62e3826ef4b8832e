/* test_flatten_names: names of tables, columns and keys, and what collides. */
#include "flatten_run.h"

#include "aai-flatten/name.h"
#include "base/cc.h"
#include "base/utf8.h"

static void
test_normal(void)
{
	static const struct {
		const char *raw;
		const char *name;
	} cases[] = {
		{ "camelCase", "camel_case" },
		{ "HTTPServer", "http_server" },
		{ "audioURL", "audio_url" },
		{ "iPhone12Pro", "i_phone12_pro" },
		{ "ABc", "a_bc" },
		{ "Ab1C", "ab1_c" },
		{ "3D", "_3_d" },
		{ "with space", "with_space" },
		{ "a.b", "a_b" },
		{ "2fa", "_2fa" },
		{ "end_", "endx" },
		{ "end__", "end" },
		{ "50%", "_50x" },
		{ "end%%", "endx" },
		{ "@id", "aid" },
		{ "+1", "x1" },
		{ "a*b", "axb" },
		{ "x|y", "xly" },
		{ "a-b", "a_b" },
		{ "a__b", "a__b" },
		{ "camelCase__HTTPServer", "camel_case__http_server" },
		{ "__lead", "lead" },
		{ "trailing__", "trailing" },
		{ "$ref", "_ref" },
		{ "", "_empty" },
		{ "  ", "_empty" },
		{ "__", "_empty" },
		{ " a ", "a" },
		{ "_", "x" },
		{ "_id", "_id" },
		{ "\xc3\xa9", "\xc3\xa9" },
		{ "\xc3\xbc" "ber-Name", "\xc3\xbc" "ber_name" },
		{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
		    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e" },
		{ "caf\xc3\xa9" "Bar", "caf\xc3\xa9_bar" },
		{ "already_snake_2", "already_snake_2" },
	};
	struct buf name = buf_make(1000);
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_reset(&name);
		name_normal(cases[i].raw, strlen(cases[i].raw), &name);
		CHECK(buf_is(&name, cases[i].name), "'%s' is called '%s'",
		    cases[i].raw, cases[i].name);
		if (!buf_is(&name, cases[i].name))
			tap_bytes("got", name.data, name.len);
	}
	buf_reset(&name);
	name_normal("a\0b", 3, &name);
	CHECK(buf_is(&name, "a_b"), "a NUL is one of the other bytes");
	buf_free(&name);
}

static void
test_limit(void)
{
	struct buf a = buf_make(2000), b = buf_make(2000);
	size_t i;

	for (i = 0; i < 150; i++) {
		buf_str(&a, "\xc3\xa9");
		buf_str(&b, i == 75 ? "\xc3\xa8" : "\xc3\xa9");
	}
	name_limit(&a);
	name_limit(&b);
	CHECK(a.len <= NAME_MAX_BYTES && a.len > NAME_MAX_BYTES - 20,
	    "a long name is cut to %zu bytes", a.len);
	CHECK_UINT(utf8_valid((char *)a.data, a.len), a.len,
	    "between characters");
	CHECK(a.len != b.len || memcmp(a.data, b.data, a.len) != 0,
	    "others that are alike at both ends stay others");
	buf_reset(&a);
	for (i = 0; i < NAME_MAX_BYTES; i++)
		buf_byte(&a, 'x');
	name_limit(&a);
	CHECK_UINT(a.len, NAME_MAX_BYTES, "one of just that length stays");
	buf_free(&a);
	buf_free(&b);
}

/* What a run gives, and whether it says this many lines. */
static void
gives(struct flatten_run *r, const char *text, const char *columns,
    const char *rows, int said, const char *title)
{
	int lines = 0;
	size_t i;

	run_text(r, text);
	CHECK_INT(r->rc, 0, "%s: it is taken: %s", title, r->e.text);
	(void)check_columns(r, columns, title);
	if (rows != NULL)
		(void)check_rows(r, rows, title);
	for (i = 0; i < r->said.len; i++)
		lines += r->said.data[i] == '\n';
	if (!CHECK_INT(lines, said, "%s: it is told", title))
		tap_bytes("said", r->said.data, r->said.len);
}

static void
test_collisions(void)
{
	struct flatten_run r = run_make();

	gives(&r, "{\"id\":1,\"camelCase\":1,\"camel_case\":2,\"CamelCase\":3}\n",
	    "t id:bigint! camel_case:bigint camel_case_e17bf2:bigint "
	    "camel_case_ac4770:bigint\n",
	    "{\"_table\":\"t\",\"id\":1,\"camel_case\":1,\"camel_case_e17bf2\":"
	    "2,\"camel_case_ac4770\":3}\n",
	    2, "names that become the same");
	gives(&r, "{\"id\":1,\"\xc3\xa9\":1,\"\xc3\xbc\":2}\n",
	    "t id:bigint! \xc3\xa9:bigint \xc3\xbc:bigint\n", NULL, 0,
	    "letters beyond ASCII");
	gives(&r, "{\"id\":1,\"a\":{\"b\":1},\"a__b\":2}\n",
	    "t id:bigint! a__b:bigint a__b_8f5e55:bigint\n", NULL, 1,
	    "a path and a name");
	gives(&r, "{\"id\":1,\"a-b\":[1],\"a_b\":[2],\"a\":{\"b\":[3]},"
		  "\"a__b\":[4]}\n",
	    "t id:bigint!\n"
	    "t__a_b t_id:bigint! a_b_idx:bigint! value:bigint\n"
	    "t__a_b_521b8a t_id:bigint! a_b_idx:bigint! value:bigint\n"
	    "t__a__b t_id:bigint! b_idx:bigint! value:bigint\n"
	    "t__a__b_117635 t_id:bigint! b_idx:bigint! value:bigint\n",
	    NULL, 2, "lists whose tables would be the same");
	gives(&r, "{\"id\":1,\"l\":[1,{\"value\":2}]}\n",
	    "t id:bigint!\n"
	    "t__l t_id:bigint! l_idx:bigint! value:bigint "
	    "value_68be28:bigint\n",
	    NULL, 1, "items and their members");
	gives(&r, "{\"_table\":\"T\",\"id\":1}\n{\"_table\":\"t\",\"id\":2}\n",
	    "t id:bigint!\nt_938d50 id:bigint!\n", NULL, 1, "tags");
	run_free(&r);
}

/* In any order of records, what is told apart has the same name. */
static void
test_steady(void)
{
	struct flatten_run r = run_make();

	r.options.infer = true;
	run_text(&r, "{\"id\":1,\"aB\":1,\"a_b\":2}\n");
	buf_byte(&r.out, 0);
	r.schema = mem_str((char *)r.out.data);
	r.options.infer = false;
	gives(&r, "{\"id\":1,\"a_b\":2,\"aB\":1}\n",
	    "t id:bigint! a_b:bigint a_b_e29659:bigint\n",
	    "{\"_table\":\"t\",\"id\":1,\"a_b\":1,\"a_b_e29659\":2}\n", 0,
	    "a schema keeps names apart as they were");
	mem_free((void *)(uintptr_t)r.schema);
	run_free(&r);
}

static void
test_keys(void)
{
	struct flatten_run r = run_make();

	gives(&r, "{\"id\":1,\"w\":[{\"x\":{\"w\":[5]}}]}\n",
	    "t id:bigint!\n"
	    "t__w t_id:bigint! w_idx:bigint!\n"
	    "t__w__x__w t_id:bigint! w_idx:bigint! x__w_idx:bigint! "
	    "value:bigint\n",
	    NULL, 0, "lists of one name on a path");
	gives(&r, "{\"id\":1,\"m\":[[[7]]]}\n",
	    "t id:bigint!\n"
	    "t__m t_id:bigint! m_idx:bigint!\n"
	    "t__m__list t_id:bigint! m_idx:bigint! list_idx:bigint!\n"
	    "t__m__list__list t_id:bigint! m_idx:bigint! list_idx:bigint! "
	    "list__list_idx:bigint! value:bigint\n",
	    NULL, 0, "lists in lists");
	gives(&r, "{\"id\":1,\"w\":[{\"a\":[3]},{\"w_idx\":5}]}\n",
	    "t id:bigint!\n"
	    "t__w t_id:bigint! t__w_idx:bigint! w_idx:bigint\n"
	    "t__w__a t_id:bigint! t__w_idx:bigint! a_idx:bigint! "
	    "value:bigint\n",
	    "{\"_table\":\"t__w__a\",\"t_id\":1,\"t__w_idx\":0,\"a_idx\":0,"
	    "\"value\":3}\n"
	    "{\"_table\":\"t__w\",\"t_id\":1,\"t__w_idx\":0}\n"
	    "{\"_table\":\"t__w\",\"t_id\":1,\"t__w_idx\":1,\"w_idx\":5}\n"
	    "{\"_table\":\"t\",\"id\":1}\n",
	    1, "a position and data");
	gives(&r, "{\"id\":\"a\\\"b\",\"w\":[{\"a\":[3]}]}\n"
		  "{\"id\":\"c\",\"w\":[{\"t_id\":5}],\"v\":[{\"t__id\":1}]}\n",
	    "t id:text!\n"
	    "t__w t__id_6a050c:text! w_idx:bigint! t_id:bigint\n"
	    "t__w__a t__id_6a050c:text! w_idx:bigint! a_idx:bigint! "
	    "value:bigint\n"
	    "t__v t__id_6a050c:text! v_idx:bigint! t__id:bigint\n",
	    NULL, 2, "a root's key and data");
	run_free(&r);
}

/* Once rows have left, data steps aside. */
static void
test_late(void)
{
	struct flatten_run r = run_make();

	r.options.window = 0;
	gives(&r, "{\"id\":1,\"w\":[{\"a\":1}]}\n{\"id\":2,\"w\":[{\"w_idx\":5}]}\n",
	    "t id:bigint!\n"
	    "t__w t_id:bigint! w_idx:bigint! a:bigint w_idx_82bce2:bigint\n",
	    NULL, 1, "a position and data, too late");
	run_free(&r);
	r = run_make();
	r.keys[0] = NULL;
	run_text(&r, "{\"a\":[1]}\n{\"_id\":7}\n");
	(void)check_columns(&r,
	    "t t__id:text! _id:bigint\n"
	    "t__a t__id:text! a_idx:bigint! value:bigint\n",
	    "a content's id and data");
	run_free(&r);
}

static void
test_limits(void)
{
	struct flatten_run r = run_make();

	r.options.max_columns = 4;
	run_text(&r, "{\"id\":1,\"m\":{\"a b\":1,\"c d\":2,\"e\":3,\"f\":4}}\n");
	CHECK(r.rc == -1 && r.e.kind == ERROR_INPUT &&
		strstr(r.e.text, "--map 'm'") != NULL,
	    "too many columns name the object to blame: %s", r.e.text);
	run_text(&r, "{\"id\":1,\"a\":1,\"b\":2,\"c\":3}\n");
	CHECK_INT(r.rc, 0, "as many as allowed are taken");
	run_text(&r, "{\"id\":1,\"a\":1,\"b\":2,\"c\":3,\"d\":4}\n");
	CHECK(r.rc == -1 && strstr(r.e.text, "--max-columns") != NULL,
	    "one more is not: %s", r.e.text);
	run_text(&r, "{\"id\":1,\"m\":{\"a\":[1],\"b\":[2],\"c\":[3],\"d\":"
		     "[4],\"e\":1}}\n");
	CHECK(r.rc == -1 && strstr(r.e.text, "--map 'm'") != NULL,
	    "nor are too many tables: %s", r.e.text);
	run_text(&r, "{\"id\":1,\"m\":{\"a\":{},\"b\":{},\"c\":{},\"d\":{},"
		     "\"e\":{}}}\n");
	CHECK_INT(r.rc, -1, "nor names without values: %s", r.e.text);
	run_text(&r, "{\"_table\":\"a\",\"id\":1}\n"
		     "{\"_table\":\"b\",\"id\":1}\n"
		     "{\"_table\":\"c\",\"id\":1}\n"
		     "{\"_table\":\"d\",\"id\":1}\n"
		     "{\"_table\":\"e\",\"id\":1}\n");
	CHECK_INT(r.rc, -1, "nor tags: %s", r.e.text);
	run_free(&r);
}

int
main(void)
{
	test_normal();
	test_limit();
	test_collisions();
	test_steady();
	test_keys();
	test_late();
	test_limits();
	return tap_done();
}
