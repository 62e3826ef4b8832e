/*
 * desc_origin: where a description's API is: the readers for its regions, and
 * for other origins that some of its resources are at.
 *
 * A run speaks to one origin.  The description's members base_url, regions,
 * auths and so on are those of the origin in use; desc_exchange_origin()
 * exchanges them, so that what a resource is asked with can be no other's.
 *
 * Layer: api.
 */
#ifndef API_DESC_ORIGIN_H
#define API_DESC_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "api/desc.h"
#include "base/error.h"
#include "json/decode.h"

/* Readers; the elements are struct desc_region and struct desc_origin. */
extern const struct json_decode_array desc_region_members;
extern const struct json_decode_array desc_origin_members;

/*
 * Once all is read, and the API's own credentials are settled: those of the
 * origins, and whether resources name one that there is.  -1 with *e (USAGE).
 */
int desc_settle_origins(struct desc *d, struct error *e) MUST_CHECK;

/* Whether a base URL, or what authenticates, at one of them has the name. */
bool desc_origins_have(const struct desc *d, const char *name);

/* Go on at that one of the origins; once, before the description is used. */
void desc_exchange_origin(struct desc *d, const char *name);

void desc_free_regions(struct desc_region *regions, size_t n);
void desc_free_origins(struct desc *d);

#endif
