/* complete: completions from an option table; see complete.h. */
#include "base/complete.h"

#include <string.h>

#include "base/cc.h"

/* What stands after an option, or as an operand. */
enum want {
	WANT_NONE, /* a flag: nothing */
	WANT_FILE,
	WANT_DIR,
	WANT_CHOICE,
	WANT_RESOURCE,
	WANT_COMMAND, /* and files after it */
	WANT_OTHER, /* something, but who knows what */
};

static enum want
want_of(const struct opt *o)
{
	/* What may go without is not asked for. */
	if (o->kind == OPT_KIND_FLAG || o->kind == OPT_KIND_WAIT)
		return WANT_NONE;
	if (o->kind == OPT_KIND_CHOICE)
		return WANT_CHOICE;
	if (strcmp(o->arg, "file") == 0)
		return WANT_FILE;
	return strcmp(o->arg, "dir") == 0 ? WANT_DIR : WANT_OTHER;
}

static enum want
operand_want(const struct opt_program *p)
{
	if (p->operands[0] == '\0')
		return WANT_NONE;
	if (p->commands != NULL)
		return WANT_COMMAND;
	return strstr(p->operands, "resource") != NULL ? WANT_RESOURCE :
							 WANT_FILE;
}

/* The program's name as a shell function's: "_aai_fetch". */
static void
put_function(struct buf *out, const struct opt_program *p)
{
	const char *s;

	buf_byte(out, '_');
	for (s = p->name; *s != '\0'; s++)
		buf_byte(out, *s == '-' ? '_' : (uint8_t)*s);
}

static void
put_words(struct buf *out, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		buf_printf(out, "%s%s", i > 0 ? " " : "", words[i]);
}

static void
put_choices(struct buf *out, const struct opt *o)
{
	put_words(out, o->choices);
}

/* The names of an option, with sep between them: "-o | --output". */
static void
put_names(struct buf *out, const struct opt *o, const char *sep)
{
	if (o->letter != 0) {
		buf_byte(out, '-');
		buf_byte(out, (uint8_t)o->letter);
	}
	if (o->letter != 0 && o->name != NULL)
		buf_str(out, sep);
	if (o->name != NULL)
		buf_printf(out, "--%s", o->name);
}

/* One arm of a case for all options that want the same. */
static void
bash_arm(const struct opt_program *p, struct buf *out, enum want want,
    const char *act)
{
	const char *before = "\t";
	size_t i;

	for (i = 0; i < p->nopts; i++) {
		if (want_of(&p->opts[i]) != want)
			continue;
		buf_str(out, before);
		put_names(out, &p->opts[i], " | ");
		before = " | \\\n\t    ";
	}
	if (before[0] == ' ')
		buf_printf(out, ")\n%s\t\treturn\n\t\t;;\n", act);
}

static void
bash_choices(const struct opt_program *p, struct buf *out)
{
	size_t i;

	for (i = 0; i < p->nopts; i++) {
		if (want_of(&p->opts[i]) != WANT_CHOICE)
			continue;
		buf_byte(out, '\t');
		put_names(out, &p->opts[i], " | ");
		buf_str(out, ")\n\t\twords='");
		put_choices(out, &p->opts[i]);
		buf_str(out, "'\n\t\t;;\n");
	}
}

static void
bash_options(const struct opt_program *p, struct buf *out)
{
	size_t i;

	buf_str(out, "\t-*)\n\t\twords='");
	for (i = 0; i < p->nopts; i++) {
		put_names(out, &p->opts[i], " ");
		buf_byte(out, ' ');
	}
	buf_str(out, "-h --help -V --version'\n\t\t;;\n");
}

static void
bash_operands(const struct opt_program *p, struct buf *out)
{
	buf_str(out, "\t*)\n");
	switch (operand_want(p)) {
	case WANT_RESOURCE:
		buf_printf(out,
		    "\t\tlocal api='' i\n\n"
		    "\t\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		    "\t\t\t[[ ${COMP_WORDS[i]} == --api ]] || continue\n"
		    "\t\t\tapi=${COMP_WORDS[i + 1]}\n"
		    "\t\t\t[[ $api != = ]] || api=${COMP_WORDS[i + 2]}\n"
		    "\t\tdone\n"
		    "\t\tapi=${api/#\\~\\//\"$HOME/\"}\n"
		    "\t\twords=$(command \"$1\" ${api:+--api \"$api\"} "
		    "</dev/null 2>&1 |\n"
		    "\t\t    sed -n 's/^%s:   \\([A-Za-z0-9_.-]*\\) .*/"
		    "\\1/p')\n",
		    p->name);
		break;
	case WANT_COMMAND:
		buf_str(out, "\t\tif ((COMP_CWORD > 1)) &&\n"
			     "\t\t    [[ ${COMP_WORDS[1]} != help ]]; then\n"
			     "\t\t\tcompopt -o default\n\t\t\treturn\n"
			     "\t\tfi\n\t\twords='");
		put_words(out, p->commands);
		buf_str(out, "'\n");
		break;
	case WANT_FILE:
		buf_str(out, "\t\tcompopt -o default\n\t\treturn\n");
		break;
	default:
		buf_str(out, "\t\treturn\n");
		break;
	}
	buf_str(out, "\t\t;;\n");
}

static void
bash_script(const struct opt_program *p, struct buf *out)
{
	buf_printf(out, "# bash completion, made by %s --completion=bash\n",
	    p->name);
	put_function(out, p);
	buf_str(out,
	    "()\n{\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} words=''\n"
	    "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}\n\n"
	    "\tCOMPREPLY=()\n"
	    "\t# \"--name=value\" comes as three words.\n"
	    "\tif [[ $cur == = ]]; then\n\t\tcur=\n"
	    "\telif [[ $prev == = ]]; then\n"
	    "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
	    "\tcase $prev in\n");
	bash_arm(p, out, WANT_FILE, "\t\tcompopt -o default\n");
	bash_arm(p, out, WANT_DIR, "\t\tcompopt -o dirnames\n");
	bash_arm(p, out, WANT_OTHER, "");
	bash_choices(p, out);
	buf_str(out, "\tesac\n\t[[ -n $words ]] || case $cur in\n");
	bash_options(p, out);
	bash_operands(p, out);
	buf_str(out,
	    "\tesac\n"
	    "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	    "}\ncomplete -F ");
	put_function(out, p);
	buf_printf(out, " %s\n", p->name);
}

/* Text in single quotes, with the characters of set after a backslash. */
static void
put_escaped(struct buf *out, const char *text, const char *set)
{
	for (; *text != '\0'; text++) {
		if (strchr(set, *text) != NULL)
			buf_byte(out, '\\');
		buf_byte(out, (uint8_t)*text);
	}
}

/* The same for zsh, where a quote within quotes takes four characters. */
static void
zsh_text(struct buf *out, const char *text)
{
	char one[2] = { 0 };

	for (; *text != '\0'; text++) {
		one[0] = *text;
		if (*text == '\'')
			buf_str(out, "'\\''");
		else
			put_escaped(out, one, "[]:\\");
	}
}

static void
zsh_argument(struct buf *out, const struct opt *o)
{
	buf_byte(out, ':');
	zsh_text(out, o->arg);
	buf_byte(out, ':');
	switch (want_of(o)) {
	case WANT_FILE:
		buf_str(out, "_files");
		break;
	case WANT_DIR:
		buf_str(out, "_files -/");
		break;
	case WANT_CHOICE:
		buf_byte(out, '(');
		put_choices(out, o);
		buf_byte(out, ')');
		break;
	default:
		break;
	}
}

/* '(-o --output)'{-o+,--output=}'[help]:dir:_files -/' */
static void
zsh_option(struct buf *out, const struct opt *o)
{
	bool flag = want_of(o) == WANT_NONE;
	bool both = o->letter != 0 && o->name != NULL;

	buf_str(out, "    ");
	if (o->kind == OPT_KIND_LIST)
		buf_str(out, "'*'");
	else if (both)
		buf_printf(out, "'(-%c --%s)'", o->letter, o->name);
	buf_str(out, both ? "{" : "");
	if (o->letter != 0)
		buf_printf(out, "-%c%s", o->letter, flag ? "" : "+");
	buf_str(out, both ? "," : "");
	if (o->name != NULL)
		buf_printf(out, "--%s%s", o->name, flag ? "" : "=");
	buf_str(out, both ? "}'[" : "'[");
	zsh_text(out, o->help);
	buf_byte(out, ']');
	if (!flag)
		zsh_argument(out, o);
	buf_str(out, "' \\\n");
}

/* The operands; "..." in the synopsis says that there may be many. */
static void
zsh_operands(const struct opt_program *p, struct buf *out)
{
	const char *nth = strstr(p->operands, "...") != NULL ? "*" : "1";

	switch (operand_want(p)) {
	case WANT_RESOURCE:
		buf_printf(out, "    '%s:resource:", nth);
		put_function(out, p);
		buf_str(out, "_resource'\n");
		break;
	case WANT_COMMAND:
		buf_str(out, "    '1:command:(");
		put_words(out, p->commands);
		buf_str(out, ")' \\\n    '*:file:{ "
			     "if [[ $words[2] == help ]]; then compadd ");
		put_words(out, p->commands);
		buf_str(out, "; else _files; fi }'\n");
		break;
	case WANT_FILE:
		buf_printf(out, "    '%s:file:_files'\n", nth);
		break;
	default:
		buf_str(out, "    ':'\n");
		break;
	}
}

static void
zsh_script(const struct opt_program *p, struct buf *out)
{
	size_t i;

	buf_printf(out,
	    "#compdef %s\n"
	    "# zsh completion, made by %s --completion=zsh\n",
	    p->name, p->name);
	if (operand_want(p) == WANT_RESOURCE) {
		put_function(out, p);
		buf_printf(out,
		    "_resource()\n{\n\tlocal -a api found\n\n"
		    "\t[[ -z $opt_args[--api] ]] ||\n"
		    "\t\tapi=(--api ${~${(Q)opt_args[--api]}})\n"
		    "\tfound=(${(f)\"$(command %s $api </dev/null 2>&1 |\n"
		    "\t    sed -n 's/^%s:   \\([^ ]*\\) *\\(.*\\)/"
		    "\\1:\\2/p')\"})\n"
		    "\t_describe resource found\n}\n",
		    p->name, p->name);
	}
	buf_str(out, "local -A opt_args\n_arguments -s -S \\\n");
	for (i = 0; i < p->nopts; i++)
		zsh_option(out, &p->opts[i]);
	buf_str(out,
	    "    '(- *)'{-h,--help}'[show the options]' \\\n"
	    "    '(- *)'{-V,--version}'[show the version]' \\\n");
	zsh_operands(p, out);
}

static void
fish_option(const struct opt_program *p, struct buf *out, const struct opt *o)
{
	buf_printf(out, "complete -c %s", p->name);
	if (o->letter != 0)
		buf_printf(out, " -s %c", o->letter);
	if (o->name != NULL)
		buf_printf(out, " -l %s", o->name);
	switch (want_of(o)) {
	case WANT_NONE:
		break;
	case WANT_FILE:
		buf_str(out, " -r -F");
		break;
	case WANT_DIR:
		buf_str(out, " -x -a '(__fish_complete_directories)'");
		break;
	case WANT_CHOICE:
		buf_str(out, " -x -a '");
		put_choices(out, o);
		buf_byte(out, '\'');
		break;
	default:
		buf_str(out, " -x");
		break;
	}
	buf_str(out, " -d '");
	put_escaped(out, o->help, "'\\");
	buf_str(out, "'\n");
}

static void
fish_operands(const struct opt_program *p, struct buf *out)
{
	enum want want = operand_want(p);

	if (want == WANT_RESOURCE) {
		buf_str(out, "function _");
		put_function(out, p);
		buf_printf(out,
		    "_resource\n\tset -l api\n\tset -l last\n"
		    "\tfor word in (commandline -opc)\n"
		    "\t\tstring match -q -- '--api=*' $word\n"
		    "\t\tand set api --api (string sub -s 7 -- $word)\n"
		    "\t\ttest \"$last\" = --api\n"
		    "\t\tand set api --api $word\n"
		    "\t\tset last $word\n\tend\n"
		    "\tset api (string replace -r '^~/' \"$HOME/\" -- $api)\n"
		    "\tcommand %s $api </dev/null 2>&1 |\n"
		    "\t\tstring replace -rf '^%s:   (\\S+) *(.*)' "
		    "'$1\\t$2'\nend\n",
		    p->name, p->name);
		buf_printf(out, "complete -c %s -f -a '(_", p->name);
		put_function(out, p);
		buf_str(out, "_resource)'\n");
	} else if (want == WANT_COMMAND) {
		buf_printf(out,
		    "complete -c %s -f -n '__fish_use_subcommand; or "
		    "__fish_seen_subcommand_from help' -a '",
		    p->name);
		put_words(out, p->commands);
		buf_str(out, "'\n");
	} else if (want == WANT_NONE) {
		buf_printf(out, "complete -c %s -f\n", p->name);
	}
}

static void
fish_script(const struct opt_program *p, struct buf *out)
{
	size_t i;

	buf_printf(out, "# fish completion, made by %s --completion=fish\n",
	    p->name);
	fish_operands(p, out);
	for (i = 0; i < p->nopts; i++)
		fish_option(p, out, &p->opts[i]);
	buf_printf(out,
	    "complete -c %s -s h -l help -d 'show the options'\n"
	    "complete -c %s -s V -l version -d 'show the version'\n",
	    p->name, p->name);
}

void
complete_script(const struct opt_program *p, enum opt_outcome shell,
    struct buf *out)
{
	if (shell == OPT_BASH)
		bash_script(p, out);
	else if (shell == OPT_ZSH)
		zsh_script(p, out);
	else
		fish_script(p, out);
}
