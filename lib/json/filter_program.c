/* filter_program: what can be seen of a program; see filter_program.h. */
#include "json/filter_program.h"

#include <math.h>
#include <string.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/num.h"

/* The program after blanks and comments. */
static const char *
first_word(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\r\n");
		if (*s != '#')
			return s;
		s += strcspn(s, "\n");
	}
}

/* Whether the program begins with a directive: said better than jq would. */
int
filter_program_check(const char *program, struct error *e)
{
	static const char *const words[] = { "import", "include", "module" };
	static const char rest[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:";
	const char *s = first_word(program);
	size_t i, n = strspn(s, rest);

	for (i = 0; i < LEN(words); i++) {
		if (strlen(words[i]) != n || memcmp(s, words[i], n) != 0)
			continue;
		error_set(e, ERROR_USAGE,
		    "filter '%s': '%s' is refused: a filter reads no modules "
		    "and no files",
		    program, words[i]);
		return -1;
	}
	return 0;
}

bool
filter_program_takes_apart(const char *program)
{
	static const char *const words[] = { "fma", "fmod", "fdim", "drem",
		"remainder", "ldexp", "scalb", "next" };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (strstr(program, words[i]) != NULL)
			return true;
	return false;
}

bool
filter_program_computes(const char *program)
{
	static const char *const words[] = { "+", "-", "*", "/", "%", "add" };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (strstr(program, words[i]) != NULL)
			return true;
	return false;
}

/* Skip a comment, a string or a name of the program; false when it is none. */
static bool
skip_word(const char **p)
{
	const char *s = *p;

	if (*s == '#') {
		s += strcspn(s, "\n");
	} else if (*s == '"') {
		for (s++; *s != '\0' && *s != '"'; s++)
			if (*s == '\\' && s[1] != '\0')
				s++;
		s += *s == '"';
	} else {
		s += strspn(s, "_abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		if (s > *p)
			s += strspn(s, "_abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	}
	if (s == *p)
		return false;
	*p = s;
	return true;
}

/* The length of the number at s, as jq's language has them. */
static size_t
literal_len(const char *s)
{
	static const char digits[] = "0123456789";
	size_t n = strspn(s, digits), more;

	if (s[n] == '.')
		n += 1 + strspn(s + n + 1, digits);
	more = s[n] == 'e' || s[n] == 'E';
	if (more > 0 && (s[n + 1] == '+' || s[n + 1] == '-'))
		more++;
	if (more > 0 && strspn(s + n + more, digits) > 0)
		n += more + strspn(s + n + more, digits);
	return n;
}

int
filter_program_numbers(struct filter_numbers *t, const char *program,
    struct error *e)
{
	double value;
	size_t n;

	while (*program != '\0') {
		if (skip_word(&program))
			continue;
		n = *program >= '0' && *program <= '9' ? literal_len(program) :
							 0;
		if (n == 0) {
			program++;
			continue;
		}
		/* What is infinite is meant to be. */
		if (num_double(program, n, &value)) {
			if (!filter_number_held(program, n, value)) {
				error_set(e, ERROR_USAGE,
				    "the filter has the number %.*s, which "
				    "libjq rounds",
				    n < 60 ? (int)n : 60, program);
				return -1;
			}
			if (fabs(value) >= FILTER_NUMBER_MAX) {
				t->literal = mem_resize(t->literal,
				    t->nliterals + 1, sizeof(*t->literal));
				t->literal[t->nliterals++] = value;
			}
		}
		program += n;
	}
	return 0;
}
