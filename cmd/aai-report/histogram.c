/* histogram: numbers in bins; see histogram.h. */
#include "aai-report/histogram.h"

#include <math.h>
#include <string.h>

#define BEYOND 1e300

/* No width is less: numbers that near are one. */
#define WIDTH_MIN 0x1p-1000

size_t
histogram_first(const struct histogram *h)
{
	size_t i = 0;

	while (i < HISTOGRAM_BINS - 1 && h->counts[i] == 0)
		i++;
	return i;
}

size_t
histogram_span(const struct histogram *h)
{
	size_t first = histogram_first(h), i = HISTOGRAM_BINS;

	while (i > first + 1 && h->counts[i - 1] == 0)
		i--;
	return i - first;
}

/* The least power of two that is v or more. */
static double
power_above(double v)
{
	int exponent;
	double half = frexp(v, &exponent);

	return ldexp(1, half > 0.5 ? exponent : exponent - 1);
}

/* Have bins of that width, which is not less than before, begin at lo's. */
static void
set_bins(struct histogram *h, double lo, double width)
{
	double from = floor(lo / width) * width, edge;
	uint64_t counts[HISTOGRAM_BINS] = { 0 };
	size_t i;

	for (i = 0; i < HISTOGRAM_BINS; i++) {
		if (h->counts[i] == 0)
			continue;
		edge = h->from + (double)i * h->width;
		counts[(size_t)((edge - from) / width)] += h->counts[i];
	}
	memcpy(h->counts, counts, sizeof(counts));
	h->from = from;
	h->width = width;
}

/* Have the bins take in all from lo to hi, both of them. */
static void
widen(struct histogram *h, double lo, double hi)
{
	double width = h->width;

	while (floor((hi - floor(lo / width) * width) / width) >=
	    HISTOGRAM_BINS)
		width *= 2;
	set_bins(h, lo, width);
}

/* The second of two different numbers has come: start with bins. */
static void
spread(struct histogram *h, double v)
{
	double first = h->from, lo = v < first ? v : first,
	       hi = v < first ? first : v;

	h->width = power_above((hi - lo) / HISTOGRAM_BINS);
	if (h->width < WIDTH_MIN)
		h->width = WIDTH_MIN;
	if (h->width < h->least)
		h->width = h->least;
	h->from = floor(first / h->width) * h->width;
	h->counts[0] = h->n;
	widen(h, lo, hi);
}

void
histogram_add(struct histogram *h, double v)
{
	double lo, hi;

	if (!(v >= -BEYOND && v <= BEYOND))
		return;
	if (h->n == 0)
		h->from = v;
	if (h->width <= 0 && (v < h->from || v > h->from))
		spread(h, v);
	if (h->width > 0 &&
	    (v < h->from ||
		(v - h->from) / h->width >= (double)HISTOGRAM_BINS)) {
		lo = h->from + (double)histogram_first(h) * h->width;
		hi = lo + (double)(histogram_span(h) - 1) * h->width;
		widen(h, v < lo ? v : lo, v > hi ? v : hi);
	}
	if (h->width > 0)
		h->counts[(size_t)((v - h->from) / h->width)]++;
	h->n++;
}

void
histogram_fold(struct histogram *h, size_t most)
{
	while (histogram_span(h) > most)
		set_bins(h, h->from + (double)histogram_first(h) * h->width,
		    h->width * 2);
}
