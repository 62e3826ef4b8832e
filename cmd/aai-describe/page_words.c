/* page_words: what paging is called; see page_words.h. */
#include "aai-describe/page_words.h"

#include <stddef.h>

const char *const page_words_cursor_params[] = { "cursor", "next_cursor",
	"page_token", "next_page_token", "next_token", "page_cursor",
	"start_cursor", "starting_token", "continuation_token", "continuation",
	"continuationToken", "marker", "page_marker", "scroll_id", "after",
	"starting_after", "page[after]", "page[cursor]", "next", "next_page",
	"$skiptoken", "skip_token", "bookmark", "start_key",
	"exclusive_start_key", "after_cursor", "end_cursor", "iterator",
	"next_marker", "nextPage", "start_after", "page_key", NULL };
const char *const page_words_cursor_members[] = { "next_cursor",
	"next_page_token", "next_token", "next_page_cursor", "end_cursor",
	"next_marker", "next_offset", "next_continuation_token",
	"continuation_token", "continuation", "next_page_id", "scroll_id",
	"next_start", "next_key", "next_bookmark", "bookmark", "next_id",
	"after_cursor", "cursor_next", "next_page_key", "last_evaluated_key",
	"next_after", "next_skip_token", "next_page", NULL };
const char *const page_words_url_members[] = { "next", "next_url", "next_link",
	"next_page_url", "next_page_uri", "next_page_link", "next_uri",
	"@odata.nextLink", "odata.nextLink", "next_href", "next_page_href",
	NULL };
const char *const page_words_last_params[] = { "starting_after", "after_id",
	"since_id", "since", "before_id", "before", "max_id", NULL };
const char *const page_words_offset_params[] = { "offset", "skip", "start",
	"start_at", "start_index", "from", "$skip", "page[offset]",
	"first_result", "start_offset", "start_position", "$offset",
	"start_record", "start_from", "from_index", NULL };
const char *const page_words_page_params[] = { "page", "page_number", "page_no",
	"page_index", "page[number]", "page_num", "pagenumber", "current_page",
	"p", "pg", NULL };
const char *const page_words_size_params[] = { "limit", "per_page", "page_size",
	"page[size]", "page[limit]", "max_results", "count", "size", "$top",
	"top", "rows", "items_per_page", "results_per_page", "page_limit",
	"max_items", "max_page_size", "limit_by", "num_results", "first",
	"maxrecords", "$limit", "max", "max_keys", "take", "pagelen",
	"page_length", "result_limit", "pagination_limit", NULL };
const char *const page_words_total_members[] = { "total", "total_count",
	"total_items", "total_results", "total_records", "total_size",
	"total_entries", "total_elements", "total_rows", NULL };
const char *const page_words_pages_members[] = { "total_pages", "pages_total",
	"num_pages", "total_page_count", NULL };
const char *const page_words_more_members[] = { "has_more", "has_next",
	"has_next_page", "more", "more_results", "has_more_results",
	"has_more_items", "is_more", "more_data", "more_items", NULL };
const char *const page_words_last_members[] = { "is_last", "is_last_page",
	"last", "last_page", NULL };
