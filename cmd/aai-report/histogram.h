/*
 * histogram: counts numbers in bins of one width, whatever range they turn out
 * to have.
 *
 * Widths are powers of two, and edges are multiples of the width, so that bins
 * can be joined in pairs when the range grows: every number is counted in the
 * bin it belongs to, and the result does not depend on the order.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_HISTOGRAM_H
#define AAI_REPORT_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_BINS 256

/* A zeroed struct has seen nothing. */
struct histogram {
	double least; /* width, a power of two; 0: any.  The caller's to set */
	double from;  /* the first bin's lower edge */
	double width; /* 0: all numbers were "from" so far */
	uint64_t n;
	uint64_t counts[HISTOGRAM_BINS];
};

/* Count a number; those beyond 10^300 and NaN are passed over.  O(1). */
void histogram_add(struct histogram *h, double v);

/* The first bin that has a number, and how many bins on the last one is. */
size_t histogram_first(const struct histogram *h);
size_t histogram_span(const struct histogram *h);

/* Join bins in pairs until at most that many are in the range, 2 or more. */
void histogram_fold(struct histogram *h, size_t most);

#endif
