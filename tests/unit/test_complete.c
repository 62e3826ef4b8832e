/* complete: completion scripts from an option table; shells try them in tests/cli. */
#include "base/complete.h"
#include "base/cc.h"
#include "tap.h"

static const char *const colours[] = { "red", "blue", NULL };

/* The script for a program with these operands, NUL-terminated. */
static char *
script(enum opt_outcome shell, const char *operands)
{
	bool quiet;
	const char *text;
	int colour;
	struct opt_list list;
	const struct opt opts[] = {
		OPT_FLAG('q', "quiet", &quiet, "it's [not] said: at all"),
		OPT_STR('o', "output", &text, "dir", "write here"),
		OPT_STR(0, "config", &text, "file", "read this"),
		OPT_LIST('p', "param", &list, "[a:]b", "send this"),
		OPT_CHOICE(0, "colour", &colour, "name", "paint", colours),
	};
	const struct opt_program p = { .name = "aai-x",
		.operands = operands,
		.opts = opts,
		.nopts = LEN(opts) };
	struct buf out = buf_make(1 << 16);

	complete_script(&p, shell, &out);
	return buf_take(&out);
}

static void
check_has(enum opt_outcome shell, const char *operands, const char *part,
    bool has, const char *title)
{
	char *text = script(shell, operands);

	if (!CHECK((strstr(text, part) != NULL) == has, "%s", title))
		printf("# %s '%s' in:\n# %s\n", has ? "no" : "there is", part,
		    text);
	free(text);
}

static void
test_bash(void)
{
	check_has(OPT_BASH, "", "-q --quiet -o --output --config", true,
	    "bash: all names are offered");
	check_has(OPT_BASH, "", "\t-o | --output)\n\t\tcompopt -o dirnames\n",
	    true, "bash: a folder");
	check_has(OPT_BASH, "", "\t--config)\n\t\tcompopt -o default\n", true,
	    "bash: a file");
	check_has(OPT_BASH, "", "words='red blue'", true, "bash: choices");
	check_has(OPT_BASH, "", "\t*)\n\t\treturn\n", true,
	    "bash: no operands");
	check_has(OPT_BASH, "file", "\t*)\n\t\tcompopt -o default\n", true,
	    "bash: files as operands");
	check_has(OPT_BASH, "resource", "command \"$1\"", true,
	    "bash: the program is asked for resources");
	check_has(OPT_BASH, "file", "command", false,
	    "bash: it is not asked without need");
}

static void
test_zsh(void)
{
	check_has(OPT_ZSH, "", "{-q,--quiet}"
	    "'[it'\\''s \\[not\\] said\\: at all]'", true,
	    "zsh: text is quoted");
	check_has(OPT_ZSH, "", "'(-o --output)'{-o+,--output=}'[write here]"
	    ":dir:_files -/'", true, "zsh: a folder");
	check_has(OPT_ZSH, "", "'*'{-p+,--param=}'[send this]:"
	    "\\[a\\:\\]b:'", true, "zsh: what may repeat");
	check_has(OPT_ZSH, "", ":name:(red blue)'", true, "zsh: choices");
	check_has(OPT_ZSH, "resource", "'1:resource:_aai_x_resource'", true,
	    "zsh: one resource");
	check_has(OPT_ZSH, "file ...", "'*:file:_files'", true,
	    "zsh: many files");
}

static void
test_fish(void)
{
	check_has(OPT_FISH, "", "-s q -l quiet -d 'it\\'s [not] said: at all'",
	    true, "fish: text is quoted");
	check_has(OPT_FISH, "", "-l config -r -F", true, "fish: a file");
	check_has(OPT_FISH, "", "-l colour -x -a 'red blue'", true,
	    "fish: choices");
	check_has(OPT_FISH, "", "complete -c aai-x -f\n", true,
	    "fish: no operands");
	check_has(OPT_FISH, "file", "complete -c aai-x -f\n", false,
	    "fish: files as operands");
	check_has(OPT_FISH, "resource ...", "-f -a '(__aai_x_resource)'", true,
	    "fish: resources");
}

int
main(void)
{
	test_bash();
	test_zsh();
	test_fish();
	return tap_done();
}
