/*
 * aai-describe: describe an API, from what its makers publish.
 */
#include <string.h>
#include <unistd.h>

#include "aai-describe/check.h"
#include "aai-describe/document.h"
#include "aai-describe/source_merge.h"
#include "aai-describe/source_model.h"
#include "aai-describe/source_writer.h"
#include "aai-describe/spec_reader.h"
#include "aai-describe/spec_source.h"
#include "aai-describe/yaml_reader.h"
#include "base/cc.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/opt.h"
#include "http/engine.h"
#include "io/cli.h"
#include "io/fd.h"
#include "io/msg.h"
#include "io/sig.h"

#define NAME "aai-describe"

#define OWN_OPTIONS_MAX 10
#define DESCRIPTION_MAX ((size_t)16 << 20)
#define MEMORY_DEFAULT  ((uint64_t)1 << 30)
#define MEMORY_MIN      ((uint64_t)1 << 20)

/* What the documents may be, in the order in which it is looked for. */
static const struct spec_reader *const readers[] = { &openapi_reader,
	&airbyte_reader };
static const char *const reader_names[] = { "openapi", "airbyte", NULL };

struct settings {
	struct cli_common common;
	struct spec_source source;
	struct check_options check;
	struct opt_list only;
	const char *merge; /* an earlier description, or NULL */
	int from;          /* of readers; -1: by looking */
	uint64_t memory;
};

static const char examples[] =
    NAME " openapi.yaml >shop.json\n"
    NAME " --only orders --only customers openapi.json >shop.json\n"
    NAME " --merge shop.json openapi.yaml >newer.json\n"
    NAME " --check shop.json\n";

/* As cli_parse(). */
static int
parse(struct settings *s, int argc, char **argv, struct error *e)
{
	const char *libraries[] = { engine_library(), yaml_library(), NULL };
	struct opt opts[OWN_OPTIONS_MAX + CHECK_OPT_MAX + CLI_COMMON_MAX];
	const struct opt own[] = {
		OPT_CHOICE(0, "from", &s->from, "format",
		    "the document is openapi or airbyte (as it looks)", reader_names),
		OPT_LIST(0, "only", &s->only, "name",
		    "describe this resource, or this path"),
		OPT_STR(0, "merge", &s->merge, "file",
		    "keep what was changed in this description of before"),
		OPT_SIZE(0, "memory", &s->memory, "size",
		    "hold at most about so much (1G)", MEMORY_MIN, UINT64_MAX),
		OPT_STR(0, "ca-file", &s->source.ca_file, "file",
		    "trust these certificates (PEM)"),
		OPT_FLAG(0, "allow-http", &s->source.allow_http,
		    "speak unencrypted beyond this machine"),
	};
	struct opt_program program = { .name = NAME,
		.purpose = "describe an API, from its OpenAPI file",
		.operands = "[document]",
		.examples = examples,
		.libraries = libraries,
		.opts = opts };
	size_t noperands, n;
	int rc;

	memcpy(opts, own, sizeof(own));
	n = LEN(own) + check_opt_put(&s->check, opts + LEN(own));
	program.nopts = n + cli_common_put(&s->common, false, opts + n);
	rc = cli_parse(&program, argc, argv, &noperands, e);
	if (rc == 0 && noperands > 1) {
		error_set(e, ERROR_USAGE,
		    "one document at a time, please: '%s' is too much; "
		    "see " NAME " --help",
		    argv[2]);
		rc = -1;
	}
	if (rc == 0)
		rc = check_settle(&s->check, e);
	if (rc == 0 && s->check.on && (s->merge != NULL || s->from >= 0)) {
		error_set(e, ERROR_USAGE,
		    "--check is of a description, which %s does not go with",
		    s->merge != NULL ? "--merge" : "--from");
		rc = -1;
	}
	s->source.place = noperands > 0 ? argv[1] : NULL;
	return rc;
}

static const struct spec_reader *
choose_reader(const struct settings *s, struct document *d, struct error *e)
{
	size_t i;

	if (s->from >= 0)
		return readers[s->from];
	for (i = 0; i < LEN(readers); i++)
		if (readers[i]->fits(d))
			return readers[i];
	error_set(e, ERROR_INPUT, "it is neither an OpenAPI file nor a connector's manifest");
	return NULL;
}

static int
read_model(const struct settings *s, const struct spec_wants *wants,
    struct document *d, struct source_model *m, struct error *e)
{
	struct buf text = buf_make(mem_limit(s->memory / 8));
	const struct spec_reader *reader = NULL;
	int rc;

	rc = spec_source_read(&s->source, &text, e);
	if (rc == 0)
		rc = document_read(d, (const char *)text.data, text.len,
		    mem_limit(s->memory), e);
	buf_free(&text);
	if (rc == 0)
		reader = choose_reader(s, d, e);
	if (reader != NULL)
		return reader->read(d, wants, m, e);
	return -1;
}

/* What people changed in the description of before. */
static int
merge(const struct settings *s, const struct spec_wants *wants,
    struct source_model *m, struct error *e)
{
	struct buf text = buf_make(DESCRIPTION_MAX);
	int rc;

	if (s->merge == NULL)
		return 0;
	rc = fd_slurp_file(s->merge, &text, e);
	if (rc == 0 &&
	    source_merge(m, (const char *)text.data, text.len, wants, e) != 0) {
		error_prefix(e, "'%s'", s->merge);
		rc = -1;
	}
	buf_free(&text);
	return rc;
}

static int
print(const struct settings *s, const struct source_model *m, struct error *e)
{
	struct buf b = buf_make(mem_limit(s->memory / 8));
	int rc;

	source_write(m, &b);
	rc = source_check(&b, e);
	if (rc != 0 && s->merge != NULL)
		e->kind = ERROR_USAGE;
	if (rc == 0 && fd_write_all(STDOUT_FILENO, b.data, b.len) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write standard output");
		rc = -1;
	}
	buf_reset(&b);
	source_write_table(m, &b);
	if (rc == 0 && !s->common.quiet)
		(void)!write(STDERR_FILENO, b.data, b.len);
	buf_free(&b);
	return rc;
}

static int
run(const struct settings *s, struct error *e)
{
	struct document d = { 0 };
	struct source_model m = { 0 };
	const struct spec_wants wants = { s->only.values, s->only.n,
		spec_source_is_url(s->source.place) ? s->source.place : NULL };
	int rc = read_model(s, &wants, &d, &m, e);

	document_free(&d);
	if (rc == 0) {
		source_sign(&m);
		rc = merge(s, &wants, &m, e);
	}
	if (rc == 0)
		rc = print(s, &m, e);
	if (rc == 0 && source_missing(&m) > 0) {
		error_set(e, ERROR_PARTIAL,
		    "%zu of what the document has could not be described; "
		    "\"//left_out\" names them",
		    source_missing(&m));
		rc = -1;
	}
	source_free(&m);
	return rc;
}

/* Of a description instead of a document. */
static int
check(struct settings *s)
{
	s->check.only = &s->only;
	s->check.session.common = s->common;
	s->check.session.client.ca_file = s->source.ca_file;
	s->check.session.client.allow_http = s->source.allow_http;
	return check_run(&s->check, s->source.place);
}

int
main(int argc, char **argv)
{
	struct settings s = { .from = -1, .memory = MEMORY_DEFAULT };
	struct error e = { 0 };
	int rc, status;

	cli_begin(NAME);
	check_defaults(&s.check);
	rc = parse(&s, argc, argv, &e);
	if (rc > 0)
		return 0;
	cli_common_apply(&s.common);
	sig_open();
	if (rc == 0 && s.check.on) {
		status = check(&s);
	} else {
		if (rc == 0)
			rc = run(&s, &e);
		status = cli_end(rc, rc != 0 ? sig_stopped() : 0, &e);
	}
	opt_list_free(&s.only);
	check_close(&s.check);
	return status;
}
