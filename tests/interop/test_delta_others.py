"""Delta tables with partitions, column mapping and deletion vectors, read by
aai-show --json: deltalake and pyarrow write their files, the log is written here,
and what is to be seen follows from the rows that went in.
"""

import datetime
import decimal
import json
import os
import random
import uuid

from deletion_vectors import in_file, vector, z85
from shown import compare, show
from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "delta-others")
UTC = datetime.timezone.utc

try:
    import deltalake as dl
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as why:
    skip("Delta tables of others", str(why))
    done()


def entry(path, version, actions):
    os.makedirs(f"{path}/_delta_log", exist_ok=True)
    with open(f"{path}/_delta_log/{version:020d}.json", "w") as f:
        for action in actions:
            f.write(json.dumps(action) + "\n")


def protocol(*features):
    if not features:
        return {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}
    return {"protocol": {
        "minReaderVersion": 3, "minWriterVersion": 7,
        "readerFeatures": features, "writerFeatures": features,
    }}


def metadata(fields, partitions=(), configuration=None):
    return {"metaData": {
        "id": str(uuid.uuid4()),
        "format": {"provider": "parquet", "options": {}},
        "schemaString": json.dumps({"type": "struct", "fields": fields}),
        "partitionColumns": list(partitions),
        "configuration": configuration or {},
        "createdTime": 0,
    }}


def add(path, file, rows, vector_of=None, values=None):
    action = {
        "path": file, "partitionValues": values or {},
        "size": os.path.getsize(f"{path}/{file}"), "modificationTime": 0,
        "dataChange": True, "stats": json.dumps({"numRecords": rows}),
    }
    if vector_of:
        action["deletionVector"] = vector_of
    return {"add": action}


def partitions():
    """Types of partitions as deltalake writes them, nulls and all."""
    r = random.Random(3)
    day = datetime.date(2024, 2, 28)
    moment = datetime.datetime(2024, 2, 28, 23, 59, 59, 250000, UTC)
    values = {
        "text": (pa.string(), ["a/b", "ü %41", "x=y", "日本", None]),
        "long": (pa.int64(), [-2**63, 0, 2**63 - 1, None]),
        "small": (pa.int16(), [-5, 7, None]),
        "truth": (pa.bool_(), [True, False, None]),
        "day": (pa.date32(), [day, day + datetime.timedelta(2), None]),
        "at": (pa.timestamp("us", "UTC"), [
            moment, moment.replace(microsecond=0), None]),
        "money": (pa.decimal128(12, 3), [
            decimal.Decimal("17.050"), decimal.Decimal("123456789.125"), None]),
        "real": (pa.float64(), [0.1, -1.5e30, None]),
    }
    for name, (kind, some) in values.items():
        path = os.path.join(WORK, f"by-{name}")
        n = 200
        column = [r.choice(some) for _ in range(n)]
        table = pa.table({
            "id": list(range(n)), name: pa.array(column, kind),
            "w": [f"w{i}" for i in range(n)],
        })
        dl.write_deltalake(path, table, partition_by=[name])
        compare(f"partitions by {name}, a {kind}", path, table.to_pydict(),
                "id")
        dl.DeltaTable(path).create_checkpoint()
        os.remove(f"{path}/_delta_log/{0:020d}.json")
        compare(f"partitions by {name}, from a checkpoint", path,
                table.to_pydict(), "id")


def choose_rows(r, n):
    """Some rows of n, of one of several shapes."""
    shape = r.randrange(5)
    if shape == 0:
        return {r.randrange(n)}
    if shape == 1:
        return set(range(n))
    if shape == 2:
        start = r.randrange(n)
        return set(range(start, min(n, start + r.randint(1, n))))
    return set(r.sample(range(n), r.randint(1, n)))


def deletion_vectors():
    r = random.Random(11)
    fields = [{"name": "id", "type": "long", "nullable": True, "metadata": {}}]
    for turn in range(8):
        path = os.path.join(WORK, f"vectors{turn}")
        os.makedirs(path)
        actions = [protocol("deletionVectors"), metadata(fields)]
        want, store, first = [], b"\x01", 0
        name = uuid.uuid4()
        for k in range(5):
            n = r.choice([1, 300, 70000, 200000])
            file = f"{k}.parquet"
            pq.write_table(pa.table({"id": list(range(first, first + n))}),
                           f"{path}/{file}", row_group_size=50000)
            gone = choose_rows(r, n)
            data = vector(gone, lambda key: r.random() < 0.5)
            place = {"sizeInBytes": len(data), "cardinality": len(gone)}
            if k % 2:
                place |= {"storageType": "i", "pathOrInlineDv": z85(data)}
            else:
                place |= {"storageType": "u", "offset": len(store),
                          "pathOrInlineDv": "q" + z85(name.bytes)}
                store += in_file(data)
            actions.append(add(path, file, n, place))
            want += [first + i for i in range(n) if i not in gone]
            first += n
        os.mkdir(f"{path}/q")
        with open(f"{path}/q/deletion_vector_{name}.bin", "wb") as f:
            f.write(store)
        entry(path, 0, actions)
        compare(f"deletion vectors {turn}", path, {"id": want}, "id")
        status, out, _ = show(path, "-l")
        check(status == 0 and f": {len(want)} row" in out,
              f"deletion vectors {turn}: rows that are left are counted", out)
        theirs = dl.QueryBuilder().register("t", dl.DeltaTable(path))
        theirs = pa.table(theirs.execute("select id from t").read_all())
        check(sorted(theirs["id"].to_pylist()) == want,
              f"deletion vectors {turn}: deltalake reads them, too")
        dl.DeltaTable(path).create_checkpoint()
        os.remove(f"{path}/_delta_log/{0:020d}.json")
        compare(f"deletion vectors {turn}, from a checkpoint", path,
                {"id": want}, "id")


def mapping(mode):
    """Nested columns that were renamed, dropped and added, all the way in."""
    ids = iter(range(1, 100))

    def field(name, kind, stored=None):
        return {"name": name, "type": kind, "nullable": True, "metadata": {
            "delta.columnMapping.id": next(ids),
            "delta.columnMapping.physicalName": stored or f"col-{name}"}}

    def of(f, arrow):
        meta = f["metadata"]
        return pa.field(
            meta["delta.columnMapping.physicalName"], arrow,
            metadata={"PARQUET:field_id": str(meta["delta.columnMapping.id"])})

    a, b, gone = (field(n, "long") for n in ("a", "b", "gone"))
    item, held = field("item", "string"), field("held", "string")
    inner = pa.struct([of(b, pa.int64()), of(gone, pa.int64()),
                       of(a, pa.int64())])
    struct = field("s", {"type": "struct", "fields": [a, b]})
    lists = field("l", {
        "type": "array", "containsNull": True,
        "elementType": {"type": "struct", "fields": [item]}})
    maps = field("m", {
        "type": "map", "keyType": "string", "valueContainsNull": True,
        "valueType": {"type": "struct", "fields": [held]}})
    key, dropped = field("id", "long"), field("dropped", "long")
    late = field("late", "string", "dropped")
    part = field("p", "string", "col-part")
    item_type = pa.struct([of(item, pa.string())])
    held_type = pa.struct([of(held, pa.string())])
    schema = pa.schema([
        of(dropped, pa.int64()), of(struct, inner),
        of(lists, pa.list_(item_type)), of(key, pa.int64()),
        of(maps, pa.map_(pa.string(), held_type)),
    ])
    n = 50
    data = pa.table([
        pa.array([7] * n, pa.int64()),
        pa.array([None if i % 7 == 0 else
                  {"col-a": i, "col-gone": 666, "col-b": -i}
                  for i in range(n)], inner),
        pa.array([[{"col-item": f"i{k}"} for k in range(i % 3)]
                  for i in range(n)], pa.list_(item_type)),
        pa.array(range(n), pa.int64()),
        pa.array([[(f"k{i}", {"col-held": "v"})] for i in range(n)],
                 pa.map_(pa.string(), held_type)),
    ], schema=schema)
    path = os.path.join(WORK, f"mapping-{mode}")
    os.makedirs(path)
    pq.write_table(data, f"{path}/f.parquet")
    # In name mode a new column may not have a dropped one's name in files.
    if mode == "name":
        late["metadata"]["delta.columnMapping.physicalName"] = "col-late"
    struct["name"], a["name"], b["name"] = "S", "b", "a"
    item["name"], held["name"] = "renamed", "renamed"
    struct["type"]["fields"] = [a, b]
    entry(path, 0, [
        protocol("columnMapping"),
        metadata([key, struct, lists, maps, late, part], ["p"],
                 {"delta.columnMapping.mode": mode}),
        add(path, "f.parquet", n, values={"col-part": "x"}),
    ])
    want = {
        "id": list(range(n)),
        "S": [None if i % 7 == 0 else {"a": -i, "b": i} for i in range(n)],
        "l": [[{"renamed": f"i{k}"} for k in range(i % 3)] for i in range(n)],
        "m": [[{"key": f"k{i}", "value": {"renamed": "v"}}]
              for i in range(n)],
        "late": [None] * n,
        "p": ["x"] * n,
    }
    compare(f"column mapping by {mode}, nested", path, want, "id")
    dl.DeltaTable(path).create_checkpoint()
    os.remove(f"{path}/_delta_log/{0:020d}.json")
    compare(f"column mapping by {mode}, from a checkpoint", path, want, "id")


partitions()
deletion_vectors()
mapping("name")
mapping("id")
done(at_once=True)
