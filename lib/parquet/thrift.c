/* thrift: the Thrift compact protocol; see thrift.h. */
#include "parquet/thrift.h"

#include "base/le.h"

struct thrift_out
thrift_begin(struct buf *out)
{
	struct thrift_out t = { out, { 0 }, 0 };

	return t;
}

void
thrift_end(struct thrift_out *t)
{
	buf_byte(t->out, THRIFT_STOP);
	if (t->depth > 0)
		t->depth--;
}

static void
put_field(struct thrift_out *t, int16_t id, enum thrift_type type)
{
	int delta = id - t->last[t->depth];

	t->last[t->depth] = id;
	if (delta >= 1 && delta <= 15) {
		buf_byte(t->out, (uint8_t)((unsigned)delta << 4 | type));
		return;
	}
	buf_byte(t->out, (uint8_t)type);
	buf_varint(t->out, le_zigzag(id));
}

void
thrift_bool(struct thrift_out *t, int16_t id, bool v)
{
	put_field(t, id, v ? THRIFT_TRUE : THRIFT_FALSE);
}

void
thrift_i16(struct thrift_out *t, int16_t id, int16_t v)
{
	put_field(t, id, THRIFT_I16);
	buf_varint(t->out, le_zigzag(v));
}

void
thrift_i32(struct thrift_out *t, int16_t id, int32_t v)
{
	put_field(t, id, THRIFT_I32);
	buf_varint(t->out, le_zigzag(v));
}

void
thrift_i64(struct thrift_out *t, int16_t id, int64_t v)
{
	put_field(t, id, THRIFT_I64);
	buf_varint(t->out, le_zigzag(v));
}

void
thrift_binary(struct thrift_out *t, int16_t id, const void *p, size_t n)
{
	put_field(t, id, THRIFT_BINARY);
	thrift_item_binary(t, p, n);
}

static void
push(struct thrift_out *t)
{
	/* Our own structures; deeper ones are a programming error. */
	if (t->depth + 1 < THRIFT_DEPTH)
		t->depth++;
	t->last[t->depth] = 0;
}

void
thrift_struct(struct thrift_out *t, int16_t id)
{
	put_field(t, id, THRIFT_STRUCT);
	push(t);
}

void
thrift_raw(struct thrift_out *t, int16_t id, const void *p, size_t n)
{
	put_field(t, id, THRIFT_STRUCT);
	buf_put(t->out, p, n);
}

void
thrift_empty(struct thrift_out *t, int16_t id)
{
	thrift_struct(t, id);
	thrift_end(t);
}

void
thrift_list(struct thrift_out *t, int16_t id, enum thrift_type type, size_t n)
{
	put_field(t, id, THRIFT_LIST);
	if (n <= 14) {
		buf_byte(t->out, (uint8_t)(n << 4 | type));
		return;
	}
	buf_byte(t->out, (uint8_t)(0xf0 | type));
	buf_varint(t->out, n);
}

void
thrift_item_bool(struct thrift_out *t, bool v)
{
	buf_byte(t->out, v ? THRIFT_TRUE : THRIFT_FALSE);
}

void
thrift_item_int(struct thrift_out *t, int64_t v)
{
	buf_varint(t->out, le_zigzag(v));
}

void
thrift_item_binary(struct thrift_out *t, const void *p, size_t n)
{
	buf_varint(t->out, n);
	buf_put(t->out, p, n);
}

void
thrift_item_struct(struct thrift_out *t)
{
	push(t);
}

struct thrift_in
thrift_open(const void *p, size_t n)
{
	struct thrift_in t = { .p = p };

	t.end = t.p + n;
	return t;
}

static uint64_t
get_varint(struct thrift_in *t)
{
	uint64_t v;
	size_t n;

	if (t->bad)
		return 0;
	n = le_get_varint(t->p, (size_t)(t->end - t->p), &v);
	if (n == 0) {
		t->bad = true;
		return 0;
	}
	t->p += n;
	return v;
}

static uint8_t
get_byte(struct thrift_in *t)
{
	if (t->bad || t->p == t->end) {
		t->bad = true;
		return 0;
	}
	return *t->p++;
}

int16_t
thrift_field(struct thrift_in *t)
{
	uint8_t byte = get_byte(t);
	int64_t id;

	t->type = byte & 0x0f;
	if (t->bad)
		return 0;
	if (byte == THRIFT_STOP) {
		if (t->depth > 0)
			t->depth--;
		return 0;
	}
	if (byte >> 4 != 0)
		id = t->last[t->depth] + (byte >> 4);
	else
		id = le_unzigzag(get_varint(t));
	/* Fields come in ascending order, each once; others' in any. */
	if (t->bad || t->type == THRIFT_STOP || id > INT16_MAX ||
	    id <= (t->lax ? 0 : t->last[t->depth])) {
		t->bad = true;
		return 0;
	}
	t->last[t->depth] = (int16_t)id;
	return (int16_t)id;
}

int16_t
thrift_field_of(struct thrift_in *t, const uint8_t *types, size_t n)
{
	enum thrift_type type;
	int16_t id;

	while ((id = thrift_field(t)) != 0) {
		type = t->type == THRIFT_FALSE ? THRIFT_TRUE : t->type;
		if (!t->lax || (size_t)id >= n || types[id] == 0 ||
		    types[id] == type)
			return id;
		thrift_skip(t);
	}
	return 0;
}

/* The field's type must be this one. */
static bool
is(struct thrift_in *t, enum thrift_type type)
{
	if (t->type != type)
		t->bad = true;
	return !t->bad;
}

bool
thrift_get_bool(struct thrift_in *t)
{
	if (t->type != THRIFT_TRUE && t->type != THRIFT_FALSE)
		t->bad = true;
	return !t->bad && t->type == THRIFT_TRUE;
}

/* An integer of that type, and within its range. */
static int64_t
get_int(struct thrift_in *t, enum thrift_type type, int64_t min, int64_t max)
{
	int64_t v = is(t, type) ? thrift_next_int(t) : 0;

	if (v < min || v > max)
		t->bad = true;
	return t->bad ? 0 : v;
}

int16_t
thrift_get_i16(struct thrift_in *t)
{
	return (int16_t)get_int(t, THRIFT_I16, INT16_MIN, INT16_MAX);
}

int32_t
thrift_get_i32(struct thrift_in *t)
{
	return (int32_t)get_int(t, THRIFT_I32, INT32_MIN, INT32_MAX);
}

int64_t
thrift_get_i64(struct thrift_in *t)
{
	return get_int(t, THRIFT_I64, INT64_MIN, INT64_MAX);
}

const uint8_t *
thrift_get_binary(struct thrift_in *t, size_t *n)
{
	*n = 0;
	return is(t, THRIFT_BINARY) ? thrift_next_binary(t, n) : NULL;
}

void
thrift_get_struct(struct thrift_in *t)
{
	if (is(t, THRIFT_STRUCT))
		thrift_next_struct(t);
}

/* The head of a list: its items' type and number. */
static size_t
list_head(struct thrift_in *t, enum thrift_type *type)
{
	uint8_t byte = get_byte(t);
	uint64_t n = byte >> 4;

	*type = byte & 0x0f;
	if (n == 15)
		n = get_varint(t);
	/* No item takes less than a byte. */
	if (n > (uint64_t)(t->end - t->p))
		t->bad = true;
	return t->bad ? 0 : (size_t)n;
}

static void skip_value(struct thrift_in *t, enum thrift_type type, bool item,
    unsigned depth);

size_t
thrift_get_list(struct thrift_in *t, enum thrift_type type)
{
	enum thrift_type found;
	size_t n;

	if (!is(t, THRIFT_LIST))
		return 0;
	n = list_head(t, &found);
	if (found == type)
		return t->bad ? 0 : n;
	for (; t->lax && !t->bad && n > 0; n--)
		skip_value(t, found, true, 0);
	t->bad |= !t->lax;
	return 0;
}

bool
thrift_next_bool(struct thrift_in *t)
{
	uint8_t byte = get_byte(t);

	if (byte != THRIFT_TRUE && byte != THRIFT_FALSE)
		t->bad = true;
	return !t->bad && byte == THRIFT_TRUE;
}

int64_t
thrift_next_int(struct thrift_in *t)
{
	return le_unzigzag(get_varint(t));
}

const uint8_t *
thrift_next_binary(struct thrift_in *t, size_t *n)
{
	uint64_t len = get_varint(t);
	const uint8_t *p = t->p;

	*n = 0;
	if (t->bad || len > (uint64_t)(t->end - t->p)) {
		t->bad = true;
		return NULL;
	}
	t->p += len;
	*n = (size_t)len;
	return p;
}

void
thrift_next_struct(struct thrift_in *t)
{
	if (t->bad || t->depth + 1 >= THRIFT_DEPTH) {
		t->bad = true;
		return;
	}
	t->last[++t->depth] = 0;
}

static void
skip_bytes(struct thrift_in *t, size_t n)
{
	if (t->bad || n > (size_t)(t->end - t->p))
		t->bad = true;
	else
		t->p += n;
}

static void
skip_struct(struct thrift_in *t, unsigned depth)
{
	thrift_next_struct(t);
	while (thrift_field(t) != 0)
		skip_value(t, t->type, false, depth + 1);
}

static void
skip_list(struct thrift_in *t, unsigned depth)
{
	enum thrift_type type;
	size_t n = list_head(t, &type);

	for (; n > 0 && !t->bad; n--)
		skip_value(t, type, true, depth + 1);
}

static void
skip_map(struct thrift_in *t, unsigned depth)
{
	uint64_t n = get_varint(t);
	uint8_t types = n > 0 ? get_byte(t) : 0;

	for (; n > 0 && !t->bad; n--) {
		skip_value(t, types >> 4, true, depth + 1);
		skip_value(t, types & 0x0f, true, depth + 1);
	}
}

/* An item that is a bool takes a byte, a field that is one none. */
static void
skip_value(struct thrift_in *t, enum thrift_type type, bool item,
    unsigned depth)
{
	size_t n;

	if (t->bad || depth >= THRIFT_DEPTH) {
		t->bad = true;
		return;
	}
	switch (type) {
	case THRIFT_TRUE:
	case THRIFT_FALSE:
		skip_bytes(t, item ? 1 : 0);
		break;
	case THRIFT_I8:
		skip_bytes(t, 1);
		break;
	case THRIFT_I16:
	case THRIFT_I32:
	case THRIFT_I64:
		(void)get_varint(t);
		break;
	case THRIFT_DOUBLE:
		skip_bytes(t, 8);
		break;
	case THRIFT_BINARY:
		(void)thrift_next_binary(t, &n);
		break;
	case THRIFT_LIST:
	case THRIFT_SET:
		skip_list(t, depth);
		break;
	case THRIFT_MAP:
		skip_map(t, depth);
		break;
	case THRIFT_STRUCT:
		skip_struct(t, depth);
		break;
	case THRIFT_UUID:
		skip_bytes(t, 16);
		break;
	case THRIFT_STOP:
	default:
		t->bad = true;
	}
}

void
thrift_skip(struct thrift_in *t)
{
	skip_value(t, t->type, false, 0);
}
