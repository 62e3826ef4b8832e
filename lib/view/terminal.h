/*
 * terminal: what the terminal that tables are shown on has room and taste for.
 *
 * Layer: view.
 */
#ifndef VIEW_TERMINAL_H
#define VIEW_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most columns that may be asked for. */
#define TERMINAL_WIDTH_MAX 10000

/* Nobody asked. */
#define TERMINAL_WIDTH_UNSET UINT64_MAX

/*
 * How wide a table may be: what was asked for (0: any), else $COLUMNS or the
 * size of the terminal, 80 where it has none.  Another program wants all of
 * it: GRID_UNLIMITED without a terminal.
 */
size_t terminal_width(uint64_t asked);

/* Whether whoever looks on wants colours (no-color.org). */
bool terminal_has_colours(void);

#endif
