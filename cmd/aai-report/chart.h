/*
 * chart: small bar charts, as SVG in a page.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_CHART_H
#define AAI_REPORT_CHART_H

#include <stddef.h>

#include "aai-report/column_profile.h"
#include "base/buf.h"

/* Whether the column has a chart: there are several values. */
bool chart_has(const struct column_profile *p);

/*
 * Append the chart of a column: of numbers and times a histogram, of others
 * the most frequent values, at most "top" of them.
 */
void chart_put_column(struct buf *out, const struct column_profile *p,
    size_t top);

/*
 * Append the chart of a histogram of days, with its first and its last one.
 * Returns how many days a bar stands for.
 */
unsigned chart_put_days(struct buf *out, const struct histogram *days);

#endif
