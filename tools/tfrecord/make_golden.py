"""Makes the golden files of packages/tfrecord with TensorFlow and its Protocol Buffers.

    python tools/tfrecord/make_golden.py

Beside `<name>.tfrecord` stands `<name>.jsonl` with what TensorFlow reads in each record: int64 as text, because JSON's
numbers are not exact enough, bytes as hexadecimal, and the floats that JSON lacks as text.
"""

import json
import math
import pathlib

import tensorflow as tf
from tensorflow.core.util import event_pb2

GOLDEN = pathlib.Path(__file__).parents[2] / "packages/tfrecord/golden"


def ints(*values):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def floats(*values):
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


def texts(*values):
    encoded = [v if isinstance(v, bytes) else v.encode() for v in values]
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=encoded))


def example(**features):
    return tf.train.Example(features=tf.train.Features(feature=features))


EXAMPLES = [
    example(userIndex=ints(0), movieIndices=ints(3117, 1250, 127, 128), timestamps=ints(978300019, 978300055, 2**31, 2**32)),
    example(edges=ints(0, 1, -1, 2**53 - 1, 1 - 2**53, 2**35 - 1, 2**35, 2**42, 2**49 - 1, 2**49, 2**28 - 1, 2**28)),
    example(exact=ints(2**63 - 1, -(2**63), 2**53, 2**53 + 1, -(2**53) - 1)),
    example(f=floats(0.0, -0.0, 1.5, 0.1, math.inf, -math.inf, math.nan, 3.4028234663852886e38, 1e-45)),
    example(s=texts("", "Amélie", "日本", "\U0001f37f", b"\x00\xff\xfe")),
    example(empty_ints=ints(), empty_floats=floats(), empty_texts=texts(), nothing=tf.train.Feature()),
    example(),
    example(**{"ключ": ints(2), "__proto__": ints(3), "\uffff": ints(4), "\U00010000": ints(5)}),
    example(long=ints(*range(-20, 10_000, 7))),
]

SEQUENCE_EXAMPLES = [
    tf.train.SequenceExample(
        context=tf.train.Features(feature={"user": ints(7), "name": texts("Ann")}),
        feature_lists=tf.train.FeatureLists(
            feature_list={
                "item": tf.train.FeatureList(feature=[ints(31), ints(7), ints(-5)]),
                "tags": tf.train.FeatureList(feature=[texts("a", "b"), texts(), tf.train.Feature()]),
                "scores": tf.train.FeatureList(feature=[floats(0.5, 1.0), floats(2.0, 4.0)]),
                "none": tf.train.FeatureList(),
            }
        ),
    ),
    tf.train.SequenceExample(context=tf.train.Features(feature={"user": ints(8)})),
    tf.train.SequenceExample(),
]


def varint(value):
    out = bytearray()
    value &= 2**64 - 1
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, payload):
    return varint(number * 8 + 2) + varint(len(payload)) + payload


def entry(name, feature):
    return field(1, field(1, name.encode()) + field(2, feature))


def wrapped(entries):
    return field(1, entries)


UNKNOWN = (
    varint(100 * 8 + 0) + varint(2**63)  # a varint
    + varint(101 * 8 + 1) + b"8 bytes!"  # fixed64
    + field(102, b"anything")
    + varint(103 * 8 + 5) + b"four"  # fixed32
    + varint(104 * 8 + 3) + field(1, b"in a group") + varint(5 * 8 + 3) + varint(5 * 8 + 4) + varint(104 * 8 + 4)
)
ONE_BY_ONE = b"".join(varint(8) + varint(v) for v in (5, -3, 300))
FLOATS_ONE_BY_ONE = b"".join(varint(8 + 5) + b for b in (b"\x00\x00\xc0\x3f", b"\x00\x00\x00\xc0"))
PACKED = field(1, varint(1) + varint(2))

# Valid messages that TensorFlow itself does not write. Its parser says what they mean.
UNUSUAL = [
    wrapped(entry("unpacked", field(3, ONE_BY_ONE))),
    wrapped(entry("unpacked", field(2, FLOATS_ONE_BY_ONE))),
    wrapped(entry("mixed", field(3, ONE_BY_ONE + PACKED + ONE_BY_ONE + PACKED))),
    UNKNOWN + wrapped(UNKNOWN + field(1, field(1, b"x") + field(2, UNKNOWN + field(3, UNKNOWN + PACKED)))) + UNKNOWN,
    wrapped(field(1, field(2, field(3, PACKED)) + field(1, b"value before name"))),
    wrapped(entry("twice", field(3, PACKED)) + entry("twice", field(3, ONE_BY_ONE))),
    wrapped(entry("merged", field(3, PACKED) + field(3, PACKED))),
    wrapped(entry("last kind wins", field(3, PACKED) + field(2, FLOATS_ONE_BY_ONE))),
    wrapped(entry("first", field(3, PACKED))) + wrapped(entry("second", field(3, PACKED))),
    wrapped(entry("long varints", field(3, field(1, b"\x85\x80\x80\x80\x80\x00" + b"\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00" + b"\xff" * 9 + b"\x7f")))),
    wrapped(field(1, field(2, field(3, PACKED)))),  # no name
    wrapped(field(1, field(1, b"no value"))),
    b"",
]


def to_json(feature):
    kind = feature.WhichOneof("kind")
    if kind == "int64_list":
        return {"kind": "int64", "values": [str(v) for v in feature.int64_list.value]}
    if kind == "float_list":
        return {"kind": "float32", "values": [v if math.isfinite(v) else str(v) for v in feature.float_list.value]}
    if kind == "bytes_list":
        return {"kind": "bytes", "values": [v.hex() for v in feature.bytes_list.value]}
    return {"kind": "none", "values": []}


def features_to_json(features):
    return {name: to_json(features.feature[name]) for name in sorted(features.feature, key=str.encode)}


def sequence_to_json(message):
    lists = message.feature_lists.feature_list
    return {
        "context": features_to_json(message.context),
        "featureLists": {name: [to_json(f) for f in lists[name].feature] for name in sorted(lists, key=str.encode)},
    }


def write(name, records, expected=None, compression=None):
    with tf.io.TFRecordWriter(str(GOLDEN / f"{name}.tfrecord"), compression) as writer:
        for record in records:
            writer.write(record)
    if expected is not None:
        lines = [json.dumps(row) + "\n" for row in expected]
        (GOLDEN / f"{name}.jsonl").write_text("".join(lines))


def main():
    GOLDEN.mkdir(exist_ok=True)
    records = [e.SerializeToString(deterministic=True) for e in EXAMPLES]
    expected = [features_to_json(e.features) for e in EXAMPLES]
    write("examples", records, expected)
    write("examples-gzip", records, compression="GZIP")  # the same records
    write("examples-zlib", records, compression="ZLIB")

    records = [e.SerializeToString(deterministic=True) for e in SEQUENCE_EXAMPLES]
    write("sequence-examples", records, [sequence_to_json(e) for e in SEQUENCE_EXAMPLES])

    write("unusual", UNUSUAL, [features_to_json(tf.train.Example.FromString(r).features) for r in UNUSUAL])

    events = [event_pb2.Event(wall_time=1700000000.25, file_version="brain.Event:2")]
    for step, values in [(0, {"loss": 0.5}), (100, {"loss": 0.25, "validation/ndcg@10": 0.125})]:
        event = event_pb2.Event(wall_time=1700000000.25, step=step)
        for tag, value in values.items():
            event.summary.value.add(tag=tag, simple_value=value)
        events.append(event)
    write("events", [e.SerializeToString() for e in events], [{"step": e.step, "values": {v.tag: v.simple_value for v in e.summary.value}} for e in events])


main()
