/*
 * shape: APIs of other makers, each of the form of a real one.
 *
 * What an API is like stands in a data file, shapes/NAME.json, which is built
 * in and served below /NAME/:
 *
 *	auth	 what each request must carry: a list of places with "is"
 *	refused	 the answer to those that do not
 *	token	 a request that gives a token: "method", "path", "needs",
 *		 "answer", and "uses", after which many requests it is void
 *	lists	 requests that are answered by a page of items
 *
 * A list has "method", "path" (in which {x} is any segment), "needs" (places,
 * each with an "answer" to those who lack it), and
 *
 *	items	 how many there are; --items without
 *	item	 a template of one
 *	by	 "created" or "changed", by which they are in order
 *	newest	 true: the newest comes first
 *	since, until
 *		 places of the bounds of a time, with "format", "exclusive"
 *		 and "by", where that time is another than the order's
 *	size	 the place of the number of items on a page, with "default"
 *		 and "max"
 *	page	 the place of what names the page, with "kind": "offset",
 *		 "page", "cursor" or "last" (an item's id), and "for_ever":
 *		 the last page has one, too
 *	answer	 a template of the response: "body", "headers", "status"
 *
 * A place is where in a request something stands: {"query": NAME},
 * {"header": NAME}, {"form": NAME} or {"body": PATH}, "a.0.b"; perhaps
 * "between" two texts.  A template is JSON in whose texts {name} is a value:
 * one that is nothing else becomes the value itself, and a member whose name
 * ends with "?" is left out when a name in it has no value.
 *
 *	n id word total at changed	of an item; times with a format after
 *					a colon, "{at:epoch}"
 *	items count total offset page pages more next next_url next_path
 *					of a page
 *	path.X key token origin		of the request and the server
 *
 * Items are an hour apart from 2026 on, and are what they are by --seed alone.
 * A fifth of the older half of them changed after the newest was made: so with
 * more --items, there are new ones and some of the old ones are others.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_SHAPE_H
#define AAI_MOCK_SHAPE_H

#include <stdbool.h>

#include "aai-mock/mock.h"

/* Answer, if the path is of one of these; false when it is not. */
bool shape_answer(struct mock *m, const struct serve_request *req,
    struct serve_response *resp);

/* Release what was made for it. */
void shape_free(struct mock *m);

#endif
