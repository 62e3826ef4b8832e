"""A Parquet file of one row, a list of many numbers in many pages.

usage: long_list.py PAGES >file    of 100000 numbers each, all of them 12345678
"""
import struct
import sys

from bombs import INT64, PLAIN, RLE, RLE_DICTIONARY, Long, fields, page, run

PER_PAGE = 100000


def levels(runs):
	return struct.pack("<I", len(runs)) + runs


def main():
	pages = int(sys.argv[1])
	body = b"PAR1" + page(1, struct.pack("<q", 12345678), 8, PLAIN, True)
	for i in range(pages):
		# The first level of repetition begins the row.
		repeats = run(0, 1, 1) + run(1, PER_PAGE - 1, 1)
		if i > 0:
			repeats = run(1, PER_PAGE, 1)
		data = levels(repeats) + levels(run(1, PER_PAGE, 1)) + b"\1" + run(0, PER_PAGE, 1)
		body += page(PER_PAGE, data, len(data), RLE_DICTIONARY)
	meta = {1: INT64, 2: [PLAIN, RLE], 3: [b"l", b"array"], 4: 0, 5: Long(pages * PER_PAGE),
		6: Long(len(body) - 4), 7: Long(len(body) - 4), 9: Long(4)}
	schema = [{4: b"r", 5: 1}, {3: 0, 4: b"l", 5: 1, 6: 3}, {1: INT64, 3: 2, 4: b"array"}]
	footer = fields({1: 1, 2: schema, 3: Long(1), 4: [{1: [{2: Long(4), 3: meta}], 2: Long(len(body)), 3: Long(1)}]})
	sys.stdout.buffer.write(body + footer + struct.pack("<I", len(footer)) + b"PAR1")


main()
