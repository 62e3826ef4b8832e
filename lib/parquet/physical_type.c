/* physical_type: how the columns' types are stored in Parquet; see
 * physical_type.h. */
#include "parquet/physical_type.h"

enum physical_type
physical_type_of(struct coltype t)
{
	switch (t.type) {
	case TYPE_BOOL:
		return PHYS_BOOLEAN;
	case TYPE_BIGINT:
	case TYPE_TIMESTAMP:
		return PHYS_INT64;
	case TYPE_DOUBLE:
		return PHYS_DOUBLE;
	case TYPE_DATE:
		return PHYS_INT32;
	case TYPE_DECIMAL:
		if (t.precision <= 9)
			return PHYS_INT32;
		return t.precision <= 18 ? PHYS_INT64 : PHYS_FIXED;
	case TYPE_NONE:
	case TYPE_TEXT:
	case TYPE_JSON:
	default:
		return PHYS_BYTES;
	}
}

unsigned
physical_type_decimal_bytes(unsigned digits)
{
	/* The most digits that this many bytes hold with any value. */
	static const uint8_t holds[] = { 0, 2, 4, 6, 9, 11, 14, 16, 18, 21, 23,
		26, 28, 31, 33, 35, 38 };
	unsigned n = 1;

	while (n < 16 && holds[n] < digits)
		n++;
	return n;
}

unsigned
physical_type_width(struct coltype t)
{
	switch (physical_type_of(t)) {
	case PHYS_INT32:
		return 4;
	case PHYS_INT64:
	case PHYS_DOUBLE:
		return 8;
	case PHYS_FIXED:
		return physical_type_decimal_bytes(t.precision);
	default:
		return 0;
	}
}
