/*
 * test_flatten_types: a column's type is the join of all that it has seen,
 * also where the flattener does not look twice.
 */
#include "flatten_run.h"

#include "base/cc.h"
#include "base/rng.h"

/* The type that the column "v" gets from these values, in any order; NULL: there
 * is not such a column. */
static void
type_from(const char *values, const char *type)
{
	struct flatten_run r = run_make();
	struct buf text = buf_make(1 << 16), want = buf_make(1 << 10);
	const char *p, *q;
	int i, id = 0;

	buf_str(&want, "t id:bigint!");
	if (type != NULL)
		buf_printf(&want, " v:%s", type);
	buf_byte(&want, '\n');
	buf_byte(&want, 0);
	for (i = 0; i < 2; i++) {
		buf_reset(&text);
		for (p = values; *p != '\0'; p = q + (*q == ' ')) {
			q = p + strcspn(p, " ");
			/* The second time the last comes first. */
			if (i == 0)
				buf_printf(&text, "{\"id\":%d,\"v\":%.*s}\n",
				    ++id, (int)(q - p), p);
		}
		if (i == 1)
			for (p = values + strlen(values); p > values; p = q) {
				for (q = p - 1; q > values && *q != ' '; q--)
					;
				buf_printf(&text, "{\"id\":%d,\"v\":%.*s}\n",
				    ++id, (int)(p - q - (*q == ' ')),
				    q + (*q == ' '));
			}
		r.options.window = i == 0 ? 1 << 20 : 0;
		run_bytes(&r, text.data, text.len);
		CHECK_INT(r.rc, 0, "%s are taken: %s", values, r.e.text);
		(void)check_columns(&r, (char *)want.data, values);
	}
	buf_free(&text);
	buf_free(&want);
	run_free(&r);
}

static void
test_lattice(void)
{
	type_from("true false null", "bool");
	type_from("true \"true\"", "text");
	type_from("true 1", "text");
	type_from("1 -2 0", "bigint");
	type_from("9223372036854775807 -9223372036854775808", "bigint");
	type_from("9223372036854775808 1", "decimal");
	type_from("0.97 1", "double");
	type_from("1.0 2", "double");
	type_from("9007199254740992 0.5", "double");
	type_from("9007199254740993 0.5", "decimal");
	type_from("0.9642857142857143 1 2", "double");
	type_from("0.12345678901234567890123 1", "decimal");
	type_from("-0 1", "double");
	type_from("1e400 1", "text");
	type_from("1e22 1", "double");
	type_from("12345678901234567890123456789012345678901234567890", "text");
	type_from("\"2024-01-31\" null", "date");
	type_from("\"2024-01-31\" \"2024-01-31T10:00:00Z\"", "timestamp");
	type_from("\"2024-01-31T10:00:00.123456\" \"2024-01-31T10:00Z\"",
	    "timestamp");
	type_from("\"2024-01-31\" \"later\"", "text");
	type_from("\"2024-01-31\" 20240131", "text");
	type_from("\"\" \"2024-01-31\"", "text");
	type_from("\"x\" 1 true 2.5", "text");
	type_from("null null", NULL);
	type_from("null 1 null", "bigint");
	type_from("0 0.0 -0.0", "double");
}

/* Append a random number, often like the ones before. */
static void
random_number(struct rng *r, struct buf *to)
{
	uint64_t kind = rng_below(r, 20), i, n;

	if (rng_below(r, 4) == 0)
		buf_byte(to, '-');
	n = 1 + rng_below(r, kind == 0 ? 20 : 4);
	if (rng_below(r, 3) == 0)
		buf_byte(to, '0');
	else
		for (i = 0; i < n; i++)
			buf_byte(to,
			    (uint8_t)((i == 0 ? '1' : '0') +
				(int)rng_below(r, 9)));
	if (kind % 2 == 0) {
		buf_byte(to, '.');
		n = 1 + rng_below(r, kind == 2 ? 22 : 5);
		for (i = 0; i < n; i++)
			buf_byte(to, (uint8_t)('0' + rng_below(r, 10)));
	}
	if (kind == 7)
		buf_printf(to, "e%d", (int)rng_below(r, 40) - 20);
}

/* What the column has seen is what each of its values says, joined. */
static void
test_shortcuts(void)
{
	struct flatten_run r = run_make();
	struct buf text = buf_make(1 << 20), want = buf_make(1 << 10);
	struct rng rng = rng_make(3);
	struct facts facts;
	size_t i, j, n, from, wrong = 0;

	r.options.infer = true;
	r.keys[0] = NULL;
	for (i = 0; i < 3000; i++) {
		buf_reset(&text);
		memset(&facts, 0, sizeof(facts));
		n = 1 + (size_t)rng_below(&rng, 30);
		for (j = 0; j < n; j++) {
			buf_str(&text, "{\"v\":");
			from = text.len;
			random_number(&rng, &text);
			facts_join(&facts,
			    facts_number((char *)text.data + from,
				text.len - from));
			buf_str(&text, "}\n");
		}
		run_bytes(&r, text.data, text.len);
		buf_reset(&want);
		buf_printf(&want,
		    "\"whole\":%u,\"behind\":%u}],\"_path\":\"t\"}\n",
		    facts.whole, facts.behind);
		if (r.rc != 0 || r.out.len < want.len ||
		    memcmp(r.out.data + r.out.len - want.len, want.data,
			want.len) != 0) {
			if (wrong++ < 3) {
				tap_bytes("want", want.data, want.len);
				tap_bytes("got", r.out.data, r.out.len);
				tap_bytes("text", text.data, text.len);
			}
		}
	}
	CHECK_UINT(wrong, 0, "no fact is missed by not looking twice");
	buf_free(&text);
	buf_free(&want);
	run_free(&r);
}

/* Values come out as they went in, whatever the type. */
static void
test_spelling(void)
{
	static const char *const values[] = { "1.0", "-0", "1e400", "1E+2",
		"0.10000000000000000000", "123456789012345678901234567890",
		"\"\\u0000\\ud83d\\ude00\\/\"", "\"\xc3\xa9\"", "true",
		"\"2024-01-31T10:00:00.1+02:00\"" };
	struct flatten_run r = run_make();
	struct buf text = buf_make(1 << 16), want = buf_make(1 << 16);
	size_t i;

	for (i = 0; i < LEN(values); i++) {
		buf_printf(&text, "{\"id\":%zu,\"v\":%s}\n", i, values[i]);
		buf_printf(&want, "{\"_table\":\"t\",\"id\":%zu,\"v\":%s}\n", i,
		    values[i]);
	}
	buf_byte(&want, 0);
	run_bytes(&r, text.data, text.len);
	(void)check_rows(&r, (char *)want.data, "every spelling is kept");
	buf_free(&text);
	buf_free(&want);
	run_free(&r);
}

#define LINK "\"_parent\":\"t\",\"_parent_key\":[\"id\"]," \
	"\"_root\":\"t\",\"_root_key\":[\"id\"]"

/* A type that widens later is told before the row that needs it. */
static void
test_widening(void)
{
	struct flatten_run r = run_make();
	const char *at;

	r.options.window = 0;
	run_text(&r, "{\"id\":1,\"v\":1,\"w\":[1],\"n\":null}\n"
		     "{\"id\":2,\"v\":2}\n{\"id\":\"x\",\"v\":0.5,\"w\":[2],"
		     "\"n\":5}\n");
	CHECK_OUT(&r,
	    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"id\",\"type\":\""
	    "bigint\",\"key\":true},{\"name\":\"v\",\"type\":\"bigint\"}]"
	    ",\"_path\":\"t\"}\n"
	    "{\"_table\":\"t__w\",\"_columns\":[{\"name\":\"t_id\",\"type"
	    "\":\"bigint\",\"key\":true,\"path\":\"$.id\"},{\"name\":\"w_"
	    "idx\",\"type\":\"bigint\",\"key\":true,\"path\":\"$.w[#]\"},"
	    "{\"name\":\"value\",\"type\":\"bigint\",\"path\":\".\"}],\"_"
	    "path\":\"t.w[]\"," LINK "}\n"
	    "{\"_table\":\"t__w\",\"t_id\":1,\"w_idx\":0,\"value\":1}\n"
	    "{\"_table\":\"t\",\"id\":1,\"v\":1}\n"
	    "{\"_table\":\"t\",\"id\":2,\"v\":2}\n"
	    "{\"_table\":\"t__w\",\"_columns\":[{\"name\":\"t_id\",\"type"
	    "\":\"text\",\"key\":true,\"path\":\"$.id\"},{\"name\":\"w_id"
	    "x\",\"type\":\"bigint\",\"key\":true,\"path\":\"$.w[#]\"},{"
	    "\"name\":\"value\",\"type\":\"bigint\",\"path\":\".\"}],\"_p"
	    "ath\":\"t.w[]\"," LINK "}\n"
	    "{\"_table\":\"t__w\",\"t_id\":\"x\",\"w_idx\":0,\"value\":2}"
	    "\n"
	    "{\"_table\":\"t\",\"_columns\":[{\"name\":\"id\",\"type\":\""
	    "text\",\"key\":true},{\"name\":\"v\",\"type\":\"double\"},{"
	    "\"name\":\"n\",\"type\":\"bigint\"}],\"_path\":\"t\"}\n"
	    "{\"_table\":\"t\",\"id\":\"x\",\"v\":0.5,\"n\":5}\n",
	    "columns lines come when they must");
	CHECK_UINT(r.counts.columns_lines, 2, "and are counted");
	run_text(&r, "{\"id\":1,\"w\":[1]}\n{\"w\":[2],\"id\":\"x\"}\n");
	buf_byte(&r.out, 0);
	at = strstr((char *)r.out.data, "\"name\":\"t_id\",\"type\":\"text\"");
	CHECK(at != NULL && strstr(at, "\"t_id\":\"x\"") != NULL,
	    "also for a key that comes after the list");
	run_free(&r);
}

int
main(void)
{
	test_lattice();
	test_shortcuts();
	test_spelling();
	test_widening();
	return tap_done();
}
