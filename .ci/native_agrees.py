# native_agrees.py NATIVE.json MANAGED.json: both documents of `vardax run` say the same, but for times.
import json, sys
native, managed = (json.load(open(name)) for name in sys.argv[1:])
assert native.keys() == managed.keys()
def compare(name, a, b):
    if isinstance(a, dict):
        for key in a:
            compare(f"{name}.{key}", a[key], b[key])
    elif isinstance(a, list):
        assert len(a) == len(b), name
        for i, (x, y) in enumerate(zip(a, b)):
            compare(f"{name}[{i}]", x, y)
    elif isinstance(a, float):
        assert abs(a - b) <= 1e-5 * max(1, abs(b)), (name, a, b)
    else:
        assert a == b, (name, a, b)
for name in native:
    if name not in ("runtime_ms", "train_time_s"):
        compare(name, native[name], managed[name])
