/* mock_time: times as the API and HTTP write them; see mock_time.h. */
#include "aai-mock/mock_time.h"

#include <string.h>

#include "table/time.h"

#define DAY_US ((int64_t)86400 * 1000000)

void
mock_time_put(struct json_writer *w, const char *name, int64_t us, bool zone)
{
	char text[TIME_TEXT_MAX];
	size_t len = time_format_stamp(us, text);

	json_writer_key(w, name);
	json_writer_text(w, text, zone ? len : len - 1);
}

void
mock_time_http_date(struct buf *out, int64_t s)
{
	static const char days[] = "ThuFriSatSunMonTueWed";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char iso[TIME_TEXT_MAX]; /* YYYY-MM-DDTHH:MM:SSZ */
	int month;

	(void)time_format_stamp(s * 1000000, iso);
	month = (iso[5] - '0') * 10 + iso[6] - '0';
	buf_printf(out, "%.3s, %.2s %.3s %.4s %.8s GMT",
	    days + 3 * (s / 86400 % 7), iso + 8, months + 3 * (month - 1), iso,
	    iso + 11);
}

bool
mock_time_parse_day(const char *text, int64_t *us)
{
	int32_t days;

	if (!time_parse_date(text, strlen(text), &days) || days < 0)
		return false;
	*us = days * DAY_US;
	return true;
}
