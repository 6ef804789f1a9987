# systems.py: what the command line wrote of a system, a cycle and a filter in this folder.
import json
answer, cycle = json.load(open("pendulum.json")), json.load(open("cycle.json"))
assert answer["components"] == ["angle", "rate"] and len(answer["mean"]) == len(answer["times"]) == 201
friction = answer["unknowns"]["friction"]
assert 0 < friction["q05"] < friction["q50"] < friction["q95"] and answer["certificate"]["ess"] > 1
assert all(0.2 < row["rmse_a"] < 1.5 for row in cycle["results"]), cycle
assert len(open("filter.csv").read().splitlines()) == 4
