/*
 * mermaid: a model as an entity relationship diagram of Mermaid.
 *
 * Names and types that its grammar does not take have "_" for what it does
 * not, and a number where two would be the same; the comment beside a column
 * has its own name.
 *
 * Format facts: Mermaid 11, erDiagram.jison.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_MERMAID_H
#define AAI_REPORT_MERMAID_H

#include "aai-report/erd.h"
#include "base/buf.h"

/* Append the diagram: text of several lines. */
void mermaid_put(struct buf *out, const struct erd *m);

#endif
