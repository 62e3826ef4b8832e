/* opt: command line options from one table. */
#include "base/opt.h"
#include "tap.h"

static const char *const colours[] = { "red", "blue", NULL };

struct values {
	const char *output;
	struct opt_list list;
	uint64_t jobs, memory;
	int64_t wait;
	int colour;
	bool quiet, fast;
	enum opt_outcome outcome;
	size_t noperands;
	char *argv[16];
	struct error e;
};

/* Parse the words of a line, split at blanks (which are overwritten). */
static int
parse(struct values *v, char *line)
{
	const struct opt opts[] = {
		OPT_FLAG('q', "quiet", &v->quiet, "say nothing"),
		OPT_STR('o', "output", &v->output, "dir", "write here"),
		OPT_LIST('p', "param", &v->list, "name=value", "send this"),
		OPT_U64('j', "jobs", &v->jobs, "n", "at a time", 1, 64),
		OPT_SIZE(0, "memory", &v->memory, "size", "hold", 1, 1 << 30),
		OPT_DURATION(0, "wait", &v->wait, "time", "wait", 0, 100000),
		OPT_CHOICE(0, "colour", &v->colour, "name", "paint", colours),
		OPT_FLAG(0, "fast", &v->fast, "hurry"),
	};
	const struct opt_program p = { .name = "aai-x",
		.operands = "file ...",
		.opts = opts,
		.nopts = LEN(opts) };
	int argc = 1;
	char *word, *rest = line;

	memset(v, 0, sizeof(*v));
	v->argv[0] = line;
	while ((word = strsep(&rest, " ")) != NULL)
		v->argv[argc++] = word;
	v->argv[argc] = NULL;
	return opt_parse(&p, argc, v->argv, &v->outcome, &v->noperands, &v->e);
}

#define PARSE(v, text) parse(v, (char[]){ text })

static void
test_forms(void)
{
	struct values v;

	CHECK(PARSE(&v, "-q -o out -j8 a --param x=1 -py b") == 0 && v.quiet &&
	    strcmp(v.output, "out") == 0 && v.jobs == 8, "short forms");
	CHECK(v.list.n == 2 && strcmp(v.list.values[1], "y") == 0,
	    "a list keeps all in order");
	CHECK(v.noperands == 2 && strcmp(v.argv[2], "b") == 0,
	    "operands are gathered");
	opt_list_free(&v.list);
	CHECK(PARSE(&v, "--output=o --memory 4k --wait=2m --colour blue") ==
	    -1, "a range is kept");
	CHECK(PARSE(&v, "--output=o --memory 4k --wait=2s --colour blue") ==
		0 && v.memory == 4096 && v.wait == 2000 && v.colour == 1,
	    "long forms");
	CHECK(PARSE(&v, "--fast --no-quiet -- -q -") == 0 && v.fast &&
	    !v.quiet && v.noperands == 2, "flags may be negated, -- ends");
	CHECK(PARSE(&v, "-q --completion=zsh") == 0 && v.outcome == OPT_ZSH,
	    "a shell may ask for completions");
	CHECK(PARSE(&v, "--completion=csh") == -1 &&
	    v.e.kind == ERROR_USAGE, "not every shell");
	CHECK(PARSE(&v, "-qj 3") == 0 && v.quiet && v.jobs == 3,
	    "flags may be joined with a last value");
}

static void
test_mistakes(void)
{
	struct values v;

	CHECK(PARSE(&v, "--outp x") == -1 && v.e.kind == ERROR_USAGE,
	    "no abbreviations");
	CHECK_STR(v.e.text, "unknown option '--outp': did you mean --output? see "
	    "aai-x --help",
	    "the message says where to look");
	CHECK(PARSE(&v, "-o") == -1, "a value must come");
	CHECK(PARSE(&v, "-q -q") == -1, "twice is a mistake");
	CHECK(PARSE(&v, "-j 65") == -1, "out of range");
	CHECK_STR(v.e.text, "--jobs: '65' is not a number in its range 1 to 64",
	    "the range is said");
	CHECK(PARSE(&v, "--colour green") == -1, "not a choice");
	CHECK_STR(v.e.text, "--colour: 'green' is not one of red, blue",
	    "the choices are said");
	CHECK(PARSE(&v, "--quiet=1") == -1, "a flag takes no value");
	CHECK(PARSE(&v, "--no-output") == -1, "only flags are negated");
	CHECK(PARSE(&v, "--bad --help") == 0 && v.outcome == OPT_HELP,
	    "help wins over a mistake");
	CHECK(PARSE(&v, "-h --bad") == 0 && v.outcome == OPT_HELP,
	    "as does its letter");
	CHECK(PARSE(&v, "-qh") == 0 && v.outcome == OPT_HELP,
	    "which goes with others");
	CHECK(PARSE(&v, "--help=json") == 0 && v.outcome == OPT_HELP_JSON,
	    "help as JSON");
	CHECK(PARSE(&v, "--help=xml") == -1, "... alone");
	CHECK(PARSE(&v, "-V") == 0 && v.outcome == OPT_VERSION, "version");
}

static void
test_help(void)
{
	bool quiet;
	const struct opt opts[] = {
		OPT_FLAG('q', "quiet", &quiet, "say nothing"),
		OPT_FLAG(0, "wide", &quiet,
		    "a text of eighty-two columns goes on in a second line"),
		OPT_FLAG(0, "full", &quiet,
		    "a text that ends in column eighty stays one line"),
	};
	const struct opt_program p = { .name = "aai-x",
		.purpose = "do x",
		.operands = "file ...",
		.examples = "aai-x a\n",
		.opts = opts,
		.nopts = LEN(opts) };
	struct buf b = buf_make(4096);

	opt_usage(&p, &b);
	CHECK_MEM(b.data, b.len, "usage: aai-x [-q] [--wide] [--full] file ...\n",
	    45,
	    "the usage is one line when it fits");
	opt_help(&p, &b);
	buf_byte(&b, 0);
	CHECK(strstr((char *)b.data, "  -q, --quiet ") != NULL,
	    "the help lists each option");
	CHECK(strstr((char *)b.data, "\n  aai-x a\n") != NULL,
	    "and the examples");
	CHECK(strstr((char *)b.data, "a second\n"
		"                                line\n") != NULL,
	    "a long text goes on below");
	CHECK(strstr((char *)b.data, "eighty stays one line\n") != NULL,
	    "one that just fits does not");
	buf_free(&b);
}

/* A duration that may be left out. */
static void
waits(void)
{
	int64_t ms = 0;
	bool flag = false;
	const struct opt opts[] = {
		OPT_WAIT(0, "wait", &ms, "time", "wait"),
		OPT_FLAG('q', "quiet", &flag, "say nothing"),
	};
	const struct opt_program p = { .name = "x", .purpose = "test",
		.operands = "", .opts = opts, .nopts = LEN(opts) };
	char *alone[] = { (char[]){ "x" }, (char[]){ "--wait" },
		(char[]){ "-q" }, NULL };
	char *timed[] = { (char[]){ "x" }, (char[]){ "--wait=1.5s" }, NULL };
	char *wrong[] = { (char[]){ "x" }, (char[]){ "--wait=x" }, NULL };
	struct buf help = buf_make(4096);
	enum opt_outcome outcome;
	struct error e;
	size_t n;

	CHECK_INT(opt_parse(&p, 3, alone, &outcome, &n, &e), 0, "alone");
	CHECK(ms == INT64_MAX && flag, "it is for ever, and takes no argument");
	CHECK_INT(opt_parse(&p, 2, timed, &outcome, &n, &e), 0, "with a time");
	CHECK_INT(ms, 1500, "it is that");
	CHECK_INT(opt_parse(&p, 2, wrong, &outcome, &n, &e), -1,
	    "what is not a time is refused");
	opt_help(&p, &help);
	buf_byte(&help, 0);
	CHECK(strstr((char *)help.data, "usage: x [--wait[=time]] [-q]\n") !=
			NULL &&
		strstr((char *)help.data, "\n      --wait[=time] ") != NULL,
	    "the help shows it so");
	buf_free(&help);
}

int
main(void)
{
	test_forms();
	test_mistakes();
	test_help();
	waits();
	return tap_done();
}
