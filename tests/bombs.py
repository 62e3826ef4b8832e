"""Files of few bytes that ask a reader for gigabytes.

usage: bombs.py NAME >file      NAME: a function below, without its "make_"
"""
import json
import struct
import sys
import zlib

MOST = 2**31 - 1
NONE, SNAPPY, GZIP, ZSTD = 0, 1, 2, 6
PLAIN, RLE, RLE_DICTIONARY, DELTA_BYTE_ARRAY = 0, 3, 8, 7
INT64, BYTES = 2, 6


def varint(n):
	out = b""
	while n > 127:
		out += bytes([n & 127 | 128])
		n >>= 7
	return out + bytes([n])


def zigzag(n):
	return varint(n << 1 if n >= 0 else -n * 2 - 1)


# Thrift's compact protocol: values are int, Long, bytes, lists and dicts (of
# fields by number).
class Long(int):
	pass


class List:
	"""A structure many times."""
	def __init__(self, n, item):
		self.bytes = listed(n, 12) + item * n


def kind(v):
	if isinstance(v, List):
		return 9
	return {int: 5, Long: 6, bytes: 8, list: 9, dict: 12}[type(v)]


def value(v):
	if isinstance(v, List):
		return v.bytes
	if isinstance(v, int):
		return zigzag(v)
	if isinstance(v, bytes):
		return varint(len(v)) + v
	if isinstance(v, list):
		return listed(len(v), kind(v[0]) if v else 12) + b"".join(map(value, v))
	return fields(v)


def listed(n, of):
	return bytes([n << 4 | of]) if n < 15 else bytes([0xf0 | of]) + varint(n)


def fields(v):
	out, last = b"", 0
	for n, x in sorted(v.items()):
		out += bytes([n - last << 4 | kind(x)]) + value(x)
		last = n
	return out + b"\0"


def page(rows, stored, raw, encoding, dictionary=False):
	if dictionary:
		return fields({1: 2, 2: raw, 3: len(stored), 7: {1: rows, 2: encoding}}) + stored
	return fields({1: 0, 2: raw, 3: len(stored), 5: {1: rows, 2: encoding, 3: RLE, 4: RLE}}) + stored


def parquet(rows, pages, codec=NONE, columns=1, phys=INT64, optional=1):
	"""A file of that many columns, each with the same pages."""
	body = b"PAR1"
	chunks, chunk = [], b"".join(pages)
	for i in range(columns):
		chunks.append({2: Long(len(body)), 3: {1: phys, 2: [PLAIN, RLE], 3: [b"c%d" % i], 4: codec,
			5: Long(rows), 6: Long(len(chunk)), 7: Long(len(chunk)), 9: Long(len(body))}})
		body += chunk
	schema = [{4: b"r", 5: columns}] + [{1: phys, 3: optional, 4: b"c%d" % i} for i in range(columns)]
	footer = fields({1: 1, 2: schema, 3: Long(rows), 4: [{1: chunks, 2: Long(len(body)), 3: Long(rows)}]})
	return body + footer + struct.pack("<I", len(footer)) + b"PAR1"


def zstd(n):
	"""n zeros, of which each 128 KiB take four bytes."""
	out = struct.pack("<IBI", 0xfd2fb528, 0xa0, n)
	while n > 0:
		part = min(n, 128 << 10)
		n -= part
		out += struct.pack("<I", part << 3 | 2 | (n == 0))[:3] + b"\0"
	return out


def gzipped(n):
	pack = zlib.compressobj(9, zlib.DEFLATED, 31)
	out = b"".join(pack.compress(bytes(1 << 20)) for _ in range(n >> 20))
	return out + pack.flush()


def snappy(n):
	return varint(n) + b"\xfc" + struct.pack("<I", 63)[:4] + bytes(64) + b"\xfe\x40\0" * (n // 64 - 1)


def run(value, n, width):
	"""A run of equal values."""
	return varint(n << 1) + struct.pack("<I", value)[:(width + 7) // 8]


def levels(present, n):
	r = run(present, n, 1)
	return struct.pack("<I", len(r)) + r


def make_zstd_page():
	return parquet(1 << 20, [page(1 << 20, zstd(1900 << 20), 1900 << 20, PLAIN)], ZSTD)


def make_gzip_page():
	return parquet(1 << 20, [page(1 << 20, gzipped(200 << 20), 200 << 20, PLAIN)], GZIP)


def make_snappy_page():
	return parquet(1 << 20, [page(1 << 20, snappy(160 << 20), 160 << 20, PLAIN)], SNAPPY)


def make_claimed_page():
	"""Sizes that are not there at all."""
	return parquet(1 << 20, [page(1 << 20, varint(MOST) + bytes(64), MOST, PLAIN)], SNAPPY)


def make_run_of_nulls():
	return parquet(MOST, [page(MOST, levels(0, MOST), len(levels(0, MOST)), PLAIN)])


def make_run_of_values():
	one = levels(1, MOST) + b"\0"
	return parquet(MOST, [page(1, bytes(8), 8, PLAIN, True), page(MOST, one, len(one), RLE_DICTIONARY)])


def make_dictionary():
	"""A dictionary of this many entries, in a few bytes."""
	one = levels(1, 1) + b"\1" + run(0, 1, 1)
	return parquet(1, [page(MOST, bytes(64), 64, PLAIN, True), page(1, one, len(one), RLE_DICTIONARY)], phys=BYTES)


def make_shared_prefixes():
	"""Each text shares all of its bytes with the one before."""
	n, long = 128 * 256, 64 << 10
	def steps(first, second):
		"""DELTA_BINARY_PACKED of one value, and of others that are equal."""
		out = varint(128) + varint(4) + varint(n) + zigzag(first)
		step = second - first
		for at in range(1, n, 128):
			low = min(step, 0) if at == 1 else 0
			ds = [(step if at == 1 and i == 0 else 0) - low for i in range(128)]
			out += zigzag(low) + bytes([32 if any(ds[m * 32:m * 32 + 32]) else 0 for m in range(4)])
			for m in range(4):
				if any(ds[m * 32:m * 32 + 32]):
					out += struct.pack("<32I", *ds[m * 32:m * 32 + 32])
		return out
	body = levels(1, n) + steps(0, long) + steps(long, 0) + b"x" * long
	return parquet(n, [page(n, body, len(body), DELTA_BYTE_ARRAY)], phys=BYTES)


def make_many_columns():
	"""Each column's page is harmless by itself."""
	stored = zstd(1 << 20)
	return parquet(1, [page(1, stored, 1 << 20, PLAIN)], ZSTD, 4000, optional=0)


def make_one_chunk_many_times():
	"""Row groups that all have the same bytes."""
	stored = zstd(64 << 20)
	one = parquet(1, [page(1, stored, 64 << 20, PLAIN)], ZSTD, optional=0)
	chunk = len(page(1, stored, 64 << 20, PLAIN)) + 4
	group = fields({1: [{2: Long(4), 3: {1: INT64, 2: [PLAIN], 3: [b"c0"], 4: ZSTD, 5: Long(1),
		6: Long(chunk - 4), 7: Long(chunk - 4), 9: Long(4)}}], 2: Long(chunk - 4), 3: Long(1)})
	schema = [{4: b"r", 5: 1}, {1: INT64, 3: 0, 4: b"c0"}]
	n = 20000
	footer = fields({1: 1, 2: schema, 3: Long(n), 4: List(n, group)})
	return one[:chunk] + footer + struct.pack("<I", len(footer)) + b"PAR1"


def make_many_groups():
	"""A list that says that it is as long as can be."""
	footer = bytes([0x15, 2, 0x19, 0xfc]) + varint(2**60) + b"\0" * 64
	return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


def make_deep_thrift():
	footer = b"\x1c" * (1 << 20)
	return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


def make_deep_lists():
	footer = b"\x99" + b"\x19" * (1 << 20)
	return b"PAR1" + footer + struct.pack("<I", len(footer)) + b"PAR1"


# Avro.  The table's location is "/", so that any path is the table's.
ENTRY = {"type": "record", "name": "e", "fields": [
	{"name": "s", "type": "int", "field-id": 0},
	{"name": "f", "type": {"type": "record", "name": "f", "fields": [
		{"name": "p", "type": "string", "field-id": 100},
		{"name": "k", "type": "string", "field-id": 101},
		{"name": "n", "type": "long", "field-id": 103},
		{"name": "b", "type": "long", "field-id": 104}]}, "field-id": 2}]}
LIST = {"type": "record", "name": "l", "fields": [
	{"name": "p", "type": "string", "field-id": 500}] + [
	{"name": "f%d" % i, "type": "long", "field-id": i} for i in (501, 503, 504, 505, 506, 512, 513, 514)]}


def text(s):
	return zigzag(len(s)) + s


def avro(schema, blocks):
	"""blocks: of a count and the values' bytes."""
	out = b"Obj\x01" + zigzag(2) + text(b"avro.schema") + text(json.dumps(schema).encode())
	out += text(b"avro.codec") + text(b"deflate") + b"\0" + bytes(16)
	for count, values in blocks:
		pack = zlib.compressobj(9, zlib.DEFLATED, -15)
		part = pack.compress(values) + pack.flush()
		out += zigzag(count) + text(part) + bytes(16)
	return out


def entry(path=b"/x"):
	return zigzag(1) + text(path) + text(b"PARQUET") + zigzag(0) + zigzag(0)


def make_manifest_of_many_files():
	block = (1 << 20, entry() * (1 << 20))
	return avro(ENTRY, [block] * 3)


def make_manifest_of_a_long_block():
	return avro(ENTRY, [(1, bytes(100 << 20))])


def make_manifest_of_many_values():
	return avro(ENTRY, [(2**62, entry())])


def make_manifest_of_a_long_path():
	out = avro(ENTRY, [])
	return out + zigzag(1) + text(zigzag(1) + zigzag(2**62)) + bytes(16)


def make_manifest_of_nothing():
	"""Values of no bytes, as many as there can be."""
	return avro({"type": "array", "items": "null"}, [(1, zigzag(2**60))])


def make_list_of_one_manifest(path=b"/metadata/m.avro"):
	row = text(path) + b"".join(zigzag(n) for n in (1, 1, 2**24, 0, 0, 0, 0, 0))
	return avro(LIST, [(1, row)])


def make_list_of_a_manifest_twice():
	"""By another name, which is the same path."""
	rows = [text(path) + b"".join(zigzag(n) for n in (1, 1, 1, 0, 0, 0, 0, 0))
		for path in (b"/metadata/m.avro", b"/metadata/.//m.avro")]
	return avro(LIST, [(2, b"".join(rows))])


def make_manifest_of_a_file():
	return avro(ENTRY, [(1, entry())])


def metadata(**more):
	return json.dumps({"format-version": 2, "location": "/", "last-sequence-number": 1, "last-updated-ms": 1,
		"last-column-id": 1, "partition-specs": [{"spec-id": 0, "fields": []}], "default-spec-id": 0,
		"current-schema-id": 0, "schemas": [{"schema-id": 0, "type": "struct", "fields": [
		{"id": 1, "name": "c0", "required": False, "type": "long"}]}], "current-snapshot-id": 1,
		"snapshots": [{"snapshot-id": 1, "manifest-list": "/metadata/l.avro"}], **more})


def make_metadata():
	return metadata().encode()


def make_metadata_of_many_snapshots():
	one = metadata()
	at = one.index('"snapshots": [') + len('"snapshots": [')
	return (one[:at] + '{"snapshot-id":2},' * 1000000 + one[at:]).encode()


def make_metadata_of_many_lists():
	return metadata(x=0).replace('"x": 0', '"x": [' + "[]," * (8 << 20) + "0]").encode()


def make_deep_metadata():
	return metadata(x=0).replace('"x": 0', '"x": ' + "[" * 1000000).encode()


def make_csv_of_many_columns():
	return b"," * (64 << 20)


def make_csv_of_a_long_line():
	return b"a\n" + b"x" * (128 << 20)


def make_csv_of_a_long_quote():
	return b'a\n"' + b"\n" * (128 << 20)


def make_log_of_many_txns():
	"""What is said of programs that wrote, each with a name of its own."""
	return b"".join(b'{"txn":{"appId":"%0200d","version":1}}\n' % i for i in range(400000))


def make_log_of_many_sidecars():
	return b"".join(b'{"sidecar":{"path":"%0200d"}}\n' % i for i in range(400000))


if __name__ == "__main__":
	sys.stdout.buffer.write(globals()["make_" + sys.argv[1]]())
