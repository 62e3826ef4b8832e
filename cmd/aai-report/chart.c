/* chart: small bar charts; see chart.h. */
#include "aai-report/chart.h"

#include <math.h>
#include <stdio.h>

#include "aai-report/html.h"
#include "base/cc.h"
#include "table/time.h"
#include "view/width.h"

/* Of a column's chart, in units of SVG. */
#define WIDTH	180
#define HEIGHT	32
#define BARS	30
#define LINE	17
#define LABEL	19 /* columns of a label, as on a terminal */

/* Of a chart of days. */
#define DAYS_WIDTH  720
#define DAYS_HEIGHT 72

#define DAY_US 86400e6

/* Days from 0001-01-01 to 9999-12-31 are those that have a text. */
#define DAY_FIRST -719162
#define DAY_LAST  2932896

bool
chart_has(const struct column_profile *p)
{
	return p->numbers ? p->histogram.width > 0 : p->counts.n > 0;
}

static uint64_t
highest(const struct histogram *h)
{
	uint64_t most = 1;
	size_t i;

	for (i = 0; i < HISTOGRAM_BINS; i++)
		if (h->counts[i] > most)
			most = h->counts[i];
	return most;
}

/* Append the path of bars, which fill a box of that size. */
static void
put_bars(struct buf *out, const struct histogram *h, double width,
    double height)
{
	size_t first = histogram_first(h), n = histogram_span(h), i;
	double step = width / (double)n, most = (double)highest(h), tall;
	double gap = step > 4 ? 1 : step > 2 ? 0.5 : 0;

	buf_str(out, "<path d=\"");
	for (i = 0; i < n; i++) {
		if (h->counts[first + i] == 0)
			continue;
		tall = height * (double)h->counts[first + i] / most;
		if (tall < 1)
			tall = 1;
		buf_printf(out, "M%.4g %.3gh%.4gv%.3gh-%.4gz",
		    (double)i * step, height - tall, step - gap, tall,
		    step - gap);
	}
	buf_str(out, "\"/>");
}

/* Append the number that an edge of bins of that type is at. */
static void
put_edge(struct buf *out, enum type type, double v)
{
	char text[TIME_TEXT_MAX];
	double days = floor(v / DAY_US);

	if (type != TYPE_DATE && type != TYPE_TIMESTAMP)
		buf_printf(out, "%.6g", v);
	else if (days >= DAY_FIRST && days <= DAY_LAST)
		buf_put(out, text, time_format_date((int32_t)days, text));
}

static void
put_histogram(struct buf *out, const struct column_profile *p)
{
	struct histogram h = p->histogram;
	uint64_t most;
	size_t i = 0;

	histogram_fold(&h, BARS);
	most = highest(&h);
	while (h.counts[i] != most)
		i++;
	buf_printf(out, "<svg class=\"h\" viewBox=\"0 0 %d %d\" role=\"img\" "
			"aria-label=\"Histogram; most, ", WIDTH, HEIGHT);
	html_put_count(out, most);
	buf_str(out, ", from ");
	put_edge(out, p->type, h.from + (double)i * h.width);
	buf_str(out, " to ");
	put_edge(out, p->type, h.from + (double)(i + 1) * h.width);
	buf_str(out, "\">");
	put_bars(out, &h, WIDTH, HEIGHT);
	buf_str(out, "</svg>");
}

/* Append a value's text and count, in the line of that number. */
static void
put_value(struct buf *out, const struct value_count *v, size_t line,
    bool least)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	size_t y = line * LINE + 12;

	if (v->len == 0)
		buf_str(&text, "\"\"");
	else if (v->kept < v->len && width_put(&text, v->text, v->kept,
		     LABEL - 1) < LABEL - 1)
		buf_str(&text, "\xe2\x80\xa6");
	else if (v->kept == v->len)
		(void)width_put(&text, v->text, v->kept, LABEL);
	buf_printf(out, "<text x=\"4\" y=\"%zu\">", y);
	html_put(out, (const char *)text.data, text.len);
	buf_printf(out, "</text><text x=\"%d\" y=\"%zu\" class=\"e\">%s",
	    WIDTH - 2, y, least ? "\xe2\x89\xa5 " : "");
	html_put_count(out, v->count);
	buf_str(out, "</text>");
	buf_free(&text);
}

static void
put_values(struct buf *out, const struct column_profile *p, size_t top)
{
	const struct value_count *v = p->counts.values;
	size_t n = p->counts.n < top ? p->counts.n : top, i;
	double most = n > 0 ? (double)v[0].count : 1;

	buf_printf(out, "<svg class=\"v\" viewBox=\"0 0 %d %zu\"><path d=\"",
	    WIDTH, n * LINE);
	for (i = 0; i < n; i++)
		buf_printf(out, "M0 %zuh%.3gv15H0z", i * LINE,
		    1 + (WIDTH - 1) * (double)v[i].count / most);
	buf_str(out, "\"/>");
	for (i = 0; i < n; i++)
		put_value(out, &v[i], i, p->estimated);
	buf_str(out, "</svg>");
}

void
chart_put_column(struct buf *out, const struct column_profile *p, size_t top)
{
	if (!chart_has(p))
		return;
	if (p->numbers)
		put_histogram(out, p);
	else if (top > 0 && (p->counts.values[0].count > 1 ||
			p->distinct <= COLUMN_PROFILE_TOP))
		put_values(out, p, top);
}

unsigned
chart_put_days(struct buf *out, const struct histogram *days)
{
	struct histogram h = *days;
	double first, last;

	histogram_fold(&h, DAYS_WIDTH / 4);
	first = h.from + (double)histogram_first(&h) * h.width;
	last = first + (double)histogram_span(&h) * h.width - 1;
	buf_printf(out,
	    "<svg class=\"d\" viewBox=\"0 0 %d %d\" role=\"img\" "
	    "preserveAspectRatio=\"none\" aria-label=\"Rows by day; most, ",
	    DAYS_WIDTH, DAYS_HEIGHT);
	html_put_count(out, highest(&h));
	buf_str(out, "\">");
	put_bars(out, &h, DAYS_WIDTH, DAYS_HEIGHT);
	buf_str(out, "</svg><p class=\"axis\"><span>");
	put_edge(out, TYPE_DATE, first * DAY_US);
	buf_str(out, "</span><span>most: ");
	html_put_count(out, highest(&h));
	buf_str(out, "</span><span>");
	put_edge(out, TYPE_DATE, last * DAY_US);
	buf_str(out, "</span></p>");
	return (unsigned)h.width;
}
