/*
 * dialect_types: column types in each SQL dialect, and the casts between them.
 *
 * A pattern is an expression in which '?' stands for the value.
 *
 * Layer: aai-sink-sql.
 */
#ifndef AAI_SINK_SQL_DIALECT_TYPES_H
#define AAI_SINK_SQL_DIALECT_TYPES_H

#include "aai-sink-sql/sql.h"
#include "base/buf.h"
#include "table/type.h"

/* Append the column type that holds the type. */
void sql_put_type(struct buf *out, enum sql_dialect d, struct coltype type);

/* From staged text of a column of type from, to a column of type to. */
const char *sql_cast(enum sql_dialect d, enum type from, enum type to);

/*
 * From a column's value of type from to the wider type to, as our own text
 * renders it where that is text; NULL when the value stays as it is.
 */
const char *sql_widen(enum sql_dialect d, enum type from, enum type to);

/* The type of a column that has values of both types. */
enum type sql_join(enum sql_dialect d, enum type a, enum type b);

/*
 * An expression for the name of our type (as type_name() has it) of the
 * database's own type, which stands in the column or expression named.
 */
void sql_put_kind(struct buf *out, enum sql_dialect d, const char *of);

#endif
