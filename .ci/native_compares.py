# native_compares.py NATIVE.json MANAGED.json: both documents of `vardax compare` have the same methods and errors.
import json, sys
native, managed = (json.load(open(name))["results"] for name in sys.argv[1:])
assert len(native) == 10, len(native)
for a, b in zip(native, managed):
    assert a["name"] == b["name"], (a["name"], b["name"])
    assert abs(a["rmse_assim"] - b["rmse_assim"]) <= 1e-5 * b["rmse_assim"], (a["name"], a["rmse_assim"], b["rmse_assim"])
