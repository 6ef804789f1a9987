"""Writes the files in other formats beside this script: python3 formats.py (numpy 1.24).

spec.safetensors is made by hand from the format's description, so that no library of either side is checked against itself.
"""
import json
import os
import struct

import numpy as np
from numpy.lib import format as npy

os.chdir(os.path.dirname(os.path.abspath(__file__)))
quarters = np.arange(6, dtype="<f4").reshape(2, 3) / np.float32(4)
cube = np.arange(24, dtype="<f8").reshape(2, 3, 4) - 0.5

with open("numpy.npy", "wb") as file:
    for array, version in [
        (quarters, None),
        (np.asfortranarray(cube), None),
        (quarters.astype(">f4"), None),
        (np.array([-1, 2**31 - 1], "<i4"), None),
        (np.array([-(2**53) - 1, 2**62], ">i8"), None),
        (np.array([True, False, True]), None),
        (np.array([0, 7, 255], "|u1"), None),
        (quarters, (2, 0)),
        (quarters, (3, 0)),
        (np.array(2.5), None),
        (np.zeros((0, 3), "<f4"), None),
    ]:
        npy.write_array(file, array, version=version)

# Every type, byte order, order of the elements and number of axes; test NpyOrderTests knows the values.
with open("orders.npy", "wb") as file:
    for code in ["b1", "u1", "i4", "i8", "f4", "f8"]:
        for shape in [(4,), (2, 3), (3, 1), (5, 3), (2, 3, 4), (2, 5, 3), (1, 5, 3), (2, 1, 3, 2), (0, 3)]:
            i = np.arange(np.prod(shape), dtype=np.int64).reshape(shape)
            values = {"b1": i % 3 == 0, "u1": 37 * i % 256, "i4": 100003 * i - 7, "i8": (i - 3) * 2**40 + 5}.get(code, 1.25 * i - 3)
            for order in "<>" if code[1] != "1" else "|":
                for layout in "CF":
                    npy.write_array(file, np.array(values, dtype=order + code, order=layout))

np.savez("numpy.npz", quarters=quarters, cube=cube)
np.savez_compressed("numpy-deflated.npz", quarters=quarters, zeros=np.zeros(5000))

tensors = [("b", "F64", [2], struct.pack("<2d", 0.5, -2.0)), ("n", "I64", [], struct.pack("<q", -7)),
           ("w.1", "F32", [2, 3], struct.pack("<6f", *[i / 4 for i in range(6)])), ("half", "BF16", [2], b"\x80\x3f\x00\x40")]
header, end = {"__metadata__": {"format": "pt", "note": "\u00fc \"quoted\""}}, 0
for name, dtype, shape, data in tensors:
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + len(data)]}
    end += len(data)
text = json.dumps(header).encode()
with open("spec.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + b"".join(data for *_, data in tensors))
