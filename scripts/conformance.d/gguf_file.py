"""The bytes of a GGUF file (version 3, tensors in F32), with nothing but Python."""

import math
import struct

UINT32, FLOAT32, BOOL, STRING, ARRAY, INT32 = 4, 6, 7, 8, 9, 5
ALIGNMENT = 32


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def key(name, kind, value):
    return text(name) + struct.pack("<I", kind) + value


def array(kind, values, pack):
    return struct.pack("<IQ", kind, len(values)) + b"".join(pack(value) for value in values)


def file(keys, tensors):
    """Of metadata that `key` has made, and of `(name, shape, bytes)` a tensor."""
    head, data, offset = b"", [], 0
    for name, shape, numbers in tensors:
        assert len(numbers) == 4 * math.prod(shape), name
        dimensions = b"".join(struct.pack("<Q", size) for size in shape)
        head += text(name) + struct.pack("<I", len(shape)) + dimensions + struct.pack("<IQ", 0, offset)
        data.append(aligned(numbers))
        offset += len(data[-1])
    begin = b"GGUF" + struct.pack("<IQQ", 3, len(data), len(keys)) + b"".join(keys) + head
    return aligned(begin) + b"".join(data)


def aligned(data):
    return data + bytes(-len(data) % ALIGNMENT)
