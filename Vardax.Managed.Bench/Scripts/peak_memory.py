"""Runs the command it is given; prints the largest resident set of it as one JSON line.

A process starts with the resident set of the one that started it (about 10 MiB here): smaller ones cannot be told.
"""
import json
import resource
import subprocess
import sys

code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
print(json.dumps({"exit_code": code, "peak_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}))
