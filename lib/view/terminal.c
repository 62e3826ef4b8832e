/* terminal: the terminal that tables are shown on; see terminal.h. */
#include "view/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/num.h"
#include "view/grid.h"

#define WIDTH_DEFAULT 80

size_t
terminal_width(uint64_t asked)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	uint64_t n;

	if (asked == 0)
		return GRID_UNLIMITED;
	if (asked != TERMINAL_WIDTH_UNSET)
		return (size_t)asked;
	if (!isatty(STDOUT_FILENO))
		return GRID_UNLIMITED;
	if (columns != NULL &&
	    num_u64(columns, strlen(columns), 1, TERMINAL_WIDTH_MAX, &n))
		return (size_t)n;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return WIDTH_DEFAULT;
}

bool
terminal_has_colours(void)
{
	const char *off = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && (off == NULL || off[0] == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}
