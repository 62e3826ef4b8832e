/*
 * text_group: group_concat() and string_agg(), which stop where memory does.
 *
 * SQLite's own notices that there is none left, and goes through all other rows
 * before it says so.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_TEXT_GROUP_H
#define AAI_QUERY_TEXT_GROUP_H

#include <sqlite3.h>

#include "base/cc.h"

/* Have them instead of SQLite's.  A result code. */
int text_group_register(sqlite3 *db) MUST_CHECK;

#endif
