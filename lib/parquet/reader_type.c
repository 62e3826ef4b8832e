/* reader_type: what a column holds; see reader_type.h. */
#include "parquet/reader_type.h"

#include <string.h>

#include "base/cc.h"
#include "parquet/physical_type.h"

enum unit {
	UNIT_MILLIS = 1,
	UNIT_MICROS = 2,
	UNIT_NANOS = 3,
};

/* The types of fields by their numbers, for thrift_field_of(). */
static const uint8_t of_time[] = { 0, THRIFT_TRUE, THRIFT_STRUCT };
static const uint8_t of_decimal[] = { 0, THRIFT_I32, THRIFT_I32 };
static const uint8_t of_integer[] = { 0, THRIFT_I8, THRIFT_TRUE };
static const uint8_t of_element[] = { 0, THRIFT_I32, THRIFT_I32, THRIFT_I32,
	THRIFT_BINARY, THRIFT_I32, THRIFT_I32, THRIFT_I32, THRIFT_I32,
	THRIFT_I32, THRIFT_STRUCT };

/* TIMESTAMP and TIME: a zone and a unit. */
static void
parse_time(struct thrift_in *t, struct element *el)
{
	int16_t id;

	thrift_get_struct(t);
	while ((id = THRIFT_FIELD(t, of_time)) != 0) {
		if (id == 1) {
			el->utc = thrift_get_bool(t);
		} else if (id == 2) {
			thrift_get_struct(t);
			while ((id = thrift_field(t)) != 0) {
				el->unit = id;
				thrift_skip(t);
			}
		} else {
			thrift_skip(t);
		}
	}
}

static void
parse_decimal(struct thrift_in *t, struct element *el)
{
	int16_t id;

	thrift_get_struct(t);
	while ((id = THRIFT_FIELD(t, of_decimal)) != 0) {
		if (id == 1)
			el->logical_scale = thrift_get_i32(t);
		else if (id == 2)
			el->logical_precision = thrift_get_i32(t);
		else
			thrift_skip(t);
	}
}

static void
parse_integer(struct thrift_in *t, struct element *el)
{
	int16_t id;

	thrift_get_struct(t);
	while ((id = THRIFT_FIELD(t, of_integer)) != 0) {
		if (id == 2)
			el->is_signed = thrift_get_bool(t);
		else
			thrift_skip(t);
	}
}

static void
parse_logical(struct thrift_in *t, struct element *el)
{
	int16_t id;

	thrift_get_struct(t);
	while ((id = thrift_field(t)) != 0) {
		el->logical = id;
		if (id == LOGICAL_DECIMAL)
			parse_decimal(t, el);
		else if (id == LOGICAL_STAMP || id == LOGICAL_TIME)
			parse_time(t, el);
		else if (id == LOGICAL_INTEGER)
			parse_integer(t, el);
		else
			thrift_skip(t);
	}
}

struct element
reader_element(struct thrift_in *t)
{
	struct element el = { .phys = -1, .length = -1, .repetition = -1,
		.children = -1, .converted = -1, .scale = -1,
		.precision = -1 };
	int16_t id;

	thrift_next_struct(t);
	while ((id = THRIFT_FIELD(t, of_element)) != 0) {
		if (id == 1)
			el.phys = thrift_get_i32(t);
		else if (id == 2)
			el.length = thrift_get_i32(t);
		else if (id == 3)
			el.repetition = thrift_get_i32(t);
		else if (id == 4)
			el.name.p = thrift_get_binary(t, &el.name.len);
		else if (id == 5)
			el.children = thrift_get_i32(t);
		else if (id == 6)
			el.converted = thrift_get_i32(t);
		else if (id == 7)
			el.scale = thrift_get_i32(t);
		else if (id == 8)
			el.precision = thrift_get_i32(t);
		else if (id == 9)
			el.id = thrift_get_i32(t);
		else if (id == 10)
			parse_logical(t, &el);
		else
			thrift_skip(t);
	}
	return el;
}

/* Whether the logical type, if there is one, agrees with the converted one. */
static bool
logical_agrees(const struct element *el)
{
	/* By converted type: 0 UTF8, 5 DECIMAL, 6 DATE, 10 TIMESTAMP_MICROS. */
	static const int16_t logical[] = { 1, 0, 0, 0, 0, 5, 6, 0, 0, 0, 8 };

	if (el->logical == 0)
		return true;
	if (el->converted < 0 || (size_t)el->converted >= LEN(logical) ||
	    logical[el->converted] != el->logical)
		return false;
	return el->logical != LOGICAL_DECIMAL ||
	    (el->logical_scale == el->scale &&
		el->logical_precision == el->precision);
}

/* The type of ours that is stored so, or TYPE_NONE. */
static struct coltype
strict_type(const struct element *el)
{
	struct coltype t = { TYPE_NONE, 0, 0 };

	if (!logical_agrees(el))
		return t;
	if (el->converted == CONVERTED_DECIMAL && el->precision >= 1 &&
	    el->precision <= 38 && el->scale >= 0 &&
	    el->scale <= el->precision) {
		t.type = TYPE_DECIMAL;
		t.precision = (uint8_t)el->precision;
		t.scale = (uint8_t)el->scale;
	} else if (el->phys == PHYS_BYTES && el->converted == CONVERTED_UTF8) {
		t.type = TYPE_TEXT;
	} else if (el->phys == PHYS_INT32 && el->converted == CONVERTED_DATE) {
		t.type = TYPE_DATE;
	} else if (el->phys == PHYS_INT64 &&
	    el->converted == CONVERTED_STAMP_MICROS && el->utc &&
	    el->unit == UNIT_MICROS) {
		t.type = TYPE_TIMESTAMP;
	} else if (el->converted < 0) {
		if (el->phys == PHYS_INT64)
			t.type = TYPE_BIGINT;
		else if (el->phys == PHYS_DOUBLE)
			t.type = TYPE_DOUBLE;
		else if (el->phys == PHYS_BOOLEAN)
			t.type = TYPE_BOOL;
	}
	return t;
}

/* What a physical type is that says no more. */
static void
foreign_plain(struct reader_column *c)
{
	static const enum type types[] = { TYPE_BOOL, TYPE_BIGINT, TYPE_BIGINT,
		TYPE_TIMESTAMP, TYPE_DOUBLE, TYPE_DOUBLE, TYPE_TEXT,
		TYPE_TEXT };

	c->type.type = types[c->phys];
	if (c->phys == PHYS_INT96)
		c->form = FORM_INT96;
	else if (c->phys == PHYS_FLOAT)
		c->form = FORM_FLOAT;
	else if (c->phys == PHYS_FIXED)
		c->form = FORM_FIXED;
}

/* What says something that is not known here: numbers, or bytes. */
static void
foreign_unknown(struct reader_column *c)
{
	foreign_plain(c);
	if (c->phys == PHYS_BYTES || c->phys == PHYS_FIXED)
		c->form = FORM_HEX;
}

/* A decimal of any physical type. */
static bool
foreign_decimal(const struct element *el, struct reader_column *c)
{
	int64_t precision = el->precision, scale = el->scale;

	if (el->logical == LOGICAL_DECIMAL) {
		precision = el->logical_precision;
		scale = el->logical_scale;
	}
	if (scale < 0)
		scale = 0;
	if (precision < 1 || scale > precision ||
	    (c->phys != PHYS_INT32 && c->phys != PHYS_INT64 &&
		c->phys != PHYS_BYTES && c->phys != PHYS_FIXED))
		return false;
	if (precision > 38) {
		/* No number of 64 bits has as many digits. */
		if (!reader_has_spans(c) || scale > INT16_MAX)
			return false;
		c->type.type = TYPE_TEXT;
		c->form = FORM_DIGITS;
		c->scale = (unsigned)scale;
		return true;
	}
	c->type.type = TYPE_DECIMAL;
	c->type.precision = (uint8_t)precision;
	c->type.scale = (uint8_t)scale;
	if (c->phys == PHYS_BYTES)
		c->form = FORM_DECIMAL_BYTES;
	return true;
}

/* An instant, or a time of a day (which has no type here but text). */
static bool
foreign_time(const struct element *el, bool stamp, struct reader_column *c)
{
	static const enum reader_form stamps[] = { 0, FORM_STAMP_MS, FORM_OURS,
		FORM_STAMP_NS };
	static const enum reader_form times[] = { 0, FORM_TIME_MS,
		FORM_TIME_US, FORM_TIME_NS };
	int unit = el->unit;

	if (unit == 0)
		unit = el->converted == CONVERTED_TIME_MILLIS ||
			el->converted == CONVERTED_STAMP_MILLIS ?
		    UNIT_MILLIS :
		    UNIT_MICROS;
	if (unit < UNIT_MILLIS || unit > UNIT_NANOS)
		return false;
	if (c->phys != (!stamp && unit == UNIT_MILLIS ? PHYS_INT32 :
							 PHYS_INT64))
		return false;
	c->type.type = stamp ? TYPE_TIMESTAMP : TYPE_TEXT;
	c->form = stamp ? stamps[unit] : times[unit];
	return true;
}

static bool
foreign_integer(const struct element *el, struct reader_column *c)
{
	bool is_unsigned = el->logical == LOGICAL_INTEGER ?
	    !el->is_signed :
	    el->converted <= CONVERTED_UINT_64;

	if (c->phys != PHYS_INT32 && c->phys != PHYS_INT64)
		return false;
	c->type.type = TYPE_BIGINT;
	if (!is_unsigned)
		return true;
	c->form = FORM_UNSIGNED;
	if (c->phys == PHYS_INT64) {
		c->type.type = TYPE_DECIMAL;
		c->type.precision = 20;
	}
	return true;
}

/* Bytes of a certain length. */
static bool
foreign_fixed(const struct element *el, struct reader_column *c)
{
	c->type.type = TYPE_TEXT;
	if (el->logical == LOGICAL_UUID && c->width == 16)
		c->form = FORM_UUID;
	else if (el->logical == LOGICAL_FLOAT16 && c->width == 2)
		c->form = FORM_HALF;
	else if (el->converted == CONVERTED_INTERVAL && c->width == 12)
		c->form = FORM_INTERVAL;
	else
		return false;
	if (c->form == FORM_HALF)
		c->type.type = TYPE_DOUBLE;
	return c->phys == PHYS_FIXED;
}

/*
 * What others store, as the type of ours that has its values; false when it
 * says something that is not known here, or cannot be.
 */
static bool
foreign_type(const struct element *el, struct reader_column *c)
{
	int64_t conv = el->converted;

	if (el->logical == LOGICAL_DECIMAL || conv == CONVERTED_DECIMAL)
		return foreign_decimal(el, c);
	if (el->logical == LOGICAL_STAMP || conv == CONVERTED_STAMP_MILLIS ||
	    conv == CONVERTED_STAMP_MICROS)
		return foreign_time(el, true, c);
	if (el->logical == LOGICAL_TIME || conv == CONVERTED_TIME_MILLIS ||
	    conv == CONVERTED_TIME_MICROS)
		return foreign_time(el, false, c);
	if (el->logical == LOGICAL_INTEGER ||
	    (conv >= CONVERTED_UINT_8 && conv <= CONVERTED_INT_64))
		return foreign_integer(el, c);
	if (el->logical == LOGICAL_DATE || conv == CONVERTED_DATE) {
		c->type.type = TYPE_DATE;
		return c->phys == PHYS_INT32;
	}
	if (el->logical == LOGICAL_JSON || conv == CONVERTED_JSON) {
		c->type.type = TYPE_JSON;
		return c->phys == PHYS_BYTES;
	}
	if (el->logical == LOGICAL_UUID || el->logical == LOGICAL_FLOAT16 ||
	    conv == CONVERTED_INTERVAL)
		return foreign_fixed(el, c);
	if (conv == CONVERTED_BSON ||
	    (el->logical != 0 && el->logical != LOGICAL_STRING &&
		el->logical != LOGICAL_ENUM && el->logical != LOGICAL_NULL))
		return false;
	foreign_plain(c);
	return true;
}

const char *
reader_type(const struct element *el, bool strict, struct reader_column *c)
{
	static const uint8_t widths[] = { 0, 4, 8, 12, 4, 8, 0, 0 };

	c->name = el->name;
	c->required = el->repetition == 0;
	c->id = el->id > 0 && el->id <= INT32_MAX ? (int32_t)el->id : 0;
	if (strict) {
		c->type = strict_type(el);
		c->phys = physical_type_of(c->type);
		c->width = physical_type_width(c->type);
		if (el->children >= 0 || el->repetition < 0 ||
		    el->repetition > 1 || c->type.type == TYPE_NONE ||
		    (int64_t)c->phys != el->phys ||
		    (c->phys == PHYS_FIXED && el->length != c->width))
			return "of a kind not known here";
		return NULL;
	}
	if (el->phys < PHYS_BOOLEAN || el->phys > PHYS_FIXED ||
	    (el->phys == PHYS_FIXED &&
		(el->length < 1 || el->length > INT32_MAX)))
		return "of an unknown physical type";
	c->phys = (enum physical_type)el->phys;
	c->width = c->phys == PHYS_FIXED ? (unsigned)el->length :
					   widths[c->phys];
	if (!foreign_type(el, c)) {
		memset(&c->type, 0, sizeof(c->type));
		c->form = FORM_OURS;
		foreign_unknown(c);
	}
	return NULL;
}
