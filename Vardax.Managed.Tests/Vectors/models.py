"""Writes one small model as other systems do, beside this script: python3 models.py (no other library).

Windows of 15 entries, MLPs of depth 1 with 5 hidden units, 4 features. Number k of the leaves is ((37 k) mod 101 - 50) / 64.
equinox.eqx: what eqx.tree_serialise_leaves writes, by the description of the format in numpy.lib.format.
weights.safetensors: what export in docs/files.md writes, by the description of the format at huggingface.co/docs/safetensors.
"""
import json
import os
import struct

os.chdir(os.path.dirname(os.path.abspath(__file__)))
entries, hidden, latent = 15, 5, 4
mlps = [("encoder.mlp", 2 * entries, latent), ("head.mlp_mu", latent, entries), ("head.mlp_log_var", latent, entries)]
leaves, k = [], 0
for prefix, inputs, outputs in mlps:
    for i, (n, m) in enumerate([(inputs, hidden), (hidden, outputs)]):
        for field, shape, count in [("weight", (m, n), m * n), ("bias", (m,), m)]:
            values = [((37 * j) % 101 - 50) / 64 for j in range(k, k + count)]
            leaves.append((f"{prefix}.layers.{i}.{field}", shape, struct.pack(f"<{count}f", *values)))
            k += count

with open("equinox.eqx", "wb") as file:
    for _, shape, data in leaves:
        header = repr({"descr": "<f4", "fortran_order": False, "shape": shape})[:-1] + ", }"
        header += " " * (21 - len(repr(shape[0])))
        header += " " * (64 - (10 + len(header) + 1) % 64) + "\n"
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode("latin1") + data)

header, end, leaves = {"__metadata__": {"activation": "relu"}}, 0, sorted(leaves)
for name, shape, data in leaves:
    header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + len(data)]}
    end += len(data)
text = json.dumps(header, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
with open("weights.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + b"".join(data for *_, data in leaves))
