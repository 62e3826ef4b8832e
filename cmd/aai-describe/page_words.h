/*
 * page_words: what the makers of APIs call the parameters and members of pages.
 *
 * Lists for identifier_find(), the surest first, each ended by NULL.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_PAGE_WORDS_H
#define AAI_DESCRIBE_PAGE_WORDS_H

/* Parameters that take a cursor. */
extern const char *const page_words_cursor_params[];

/* Members of answers that have one. */
extern const char *const page_words_cursor_members[];

/* ... the next URL. */
extern const char *const page_words_url_members[];

/* Parameters that take the last record's key. */
extern const char *const page_words_last_params[];

/* ... the number of records so far. */
extern const char *const page_words_offset_params[];

/* ... the number of the page. */
extern const char *const page_words_page_params[];

/* ... how many records a page has. */
extern const char *const page_words_size_params[];

/* Members with the number of records. */
extern const char *const page_words_total_members[];

/* ... of pages. */
extern const char *const page_words_pages_members[];

/* ... whether there is more. */
extern const char *const page_words_more_members[];

/* ... whether this is the last page. */
extern const char *const page_words_last_members[];

#endif
