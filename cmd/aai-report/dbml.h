/*
 * dbml: a model in the Database Markup Language.
 *
 * Names are quoted; what cannot stand in quotes is "_", with a number where
 * two names would be the same, and the note beside it has the name.
 *
 * Format facts: dbml.dbdiagram.io, "DBML Full Syntax Docs"; @dbml/core 10.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_DBML_H
#define AAI_REPORT_DBML_H

#include "aai-report/erd.h"
#include "base/buf.h"

/* Append the text, of several lines. */
void dbml_put(struct buf *out, const struct erd *m);

#endif
