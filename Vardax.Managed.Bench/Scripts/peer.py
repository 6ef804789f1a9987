"""What the peers share: the exported folder, the comparison with ours, and the two ways to run.

By hand, `python3 train_NAME.py FOLDER [--threads N] [--repetitions N]` prints one JSON line. With --serve, the script first
prints one JSON line with its outputs, then answers each line on standard input (train, analyse CALLS) with one of seconds.
FOLDER is what `dotnet run -c Release --project Vardax.Managed.Bench -- compare --export FOLDER` writes.
"""
import argparse
import ctypes
import json
import os
import resource
import statistics
import sys
import time

TOLERANCE = 1e-3


class Problem:
    """The exported weights (every matrix inputs x outputs), data and settings, and what ours made of them."""

    def __init__(self, folder):
        import numpy as np
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            self.__dict__.update(json.load(file))

        def read(name, *shape):
            return np.fromfile(os.path.join(folder, name + ".f32"), dtype="<f4").reshape(shape)

        self.weights = read("parameters", -1)
        self.observations = read("observations", self.batch, self.entries)
        self.states = read("states", self.batch, self.entries)
        self.mask = read("mask", self.entries)
        self.test_observations = read("test_observations", self.entries)
        self.mean, self.std = read("mean", self.entries), read("std", self.entries)
        self.inputs = np.ascontiguousarray(
            np.hstack([self.observations, np.broadcast_to(self.mask, self.observations.shape)]))
        self.test_input = np.concatenate([self.test_observations, self.mask])[None, :]

    def networks(self, flat):
        """Views of a flat buffer laid out like the parameters: per network a list of (weight, bias)."""
        result = {}
        for part in self.layout:
            view = flat[part["offset"]:part["offset"] + part["rows"] * part["columns"]]
            network, _, kind = part["name"].rpartition(".layers.")
            layers = result.setdefault(network, [])
            if kind.endswith("weight"):
                layers.append([view.reshape(part["rows"], part["columns"])])
            else:
                layers[-1].append(view)
        return [result[name] for name in ("encoder.mlp", "head.mlp_mu", "head.mlp_log_var")]


def relative(found, expected):
    return max(abs(a - b) / max(abs(b), 1e-30) for a, b in zip(found, expected, strict=True))


def scaled(found, expected):
    return float(max(abs(a - b) for a, b in zip(found, expected, strict=True)) / max(abs(b) for b in expected))


def timed(work, *arguments):
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def time_training(peer, steps):
    peer.start()
    return timed(peer.train, steps)


def time_analyses(peer, calls):
    for _ in range(3):
        peer.analyse()

    def repeat():
        for _ in range(calls):
            peer.analyse()

    return timed(repeat) / calls


def outputs(peer, problem, name, threads):
    peer.start()
    losses = [float(x) for x in peer.train(len(problem.losses))]
    mean, std = peer.analyse()
    mean, std = ([float(x) for x in values.reshape(-1)] for values in (mean, std))
    return {
        "name": name, "version": peer.version, "core": blas_core(), "threads": threads, "losses": losses, "mean": mean, "std": std,
        "loss_difference": relative(losses, problem.losses),
        "analysis_difference": max(scaled(mean, problem.mean), scaled(std, problem.std)),
    }


def blas_core():
    """The kernels that OpenBLAS uses in this process; empty without OpenBLAS."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = sorted({line.split()[-1] for line in maps if "openblas" in line.rpartition("/")[2]})
    if not paths:
        return ""
    core = ctypes.CDLL(paths[0]).openblas_get_corename
    core.restype = ctypes.c_char_p
    return core().decode()


def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def serve(peer, problem, ready):
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "train":
            seconds = time_training(peer, problem.steps)
        else:
            seconds = time_analyses(peer, int(arguments[0]))
        print(json.dumps({"seconds": seconds, "peak_mib": peak_mib()}), flush=True)


def by_hand(peer, problem, ready, repetitions):
    first = time_training(peer, problem.steps)
    trainings = [time_training(peer, problem.steps) for _ in range(repetitions)]
    analyses = [time_analyses(peer, 200) for _ in range(repetitions)]
    result = {key: value for key, value in ready.items() if key not in ("losses", "mean", "std")}
    result |= {
        "agrees": ready["loss_difference"] < TOLERANCE and ready["analysis_difference"] < TOLERANCE,
        "steps": problem.steps, "train_first_s": first, "train_best_s": min(trainings),
        "train_median_s": statistics.median(trainings), "analysis_best_us": 1e6 * min(analyses),
        "analysis_median_us": 1e6 * statistics.median(analyses), "repetitions": repetitions, "peak_mib": peak_mib(),
    }
    print(json.dumps(result))
    return 0 if result["agrees"] else 1


def main(name, create):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--serve", action="store_true")
    arguments = parser.parse_args()
    # Before the libraries are imported: they read these once.
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(arguments.threads)
    try:
        problem = Problem(arguments.folder)
        peer = create(problem, arguments.threads)
    except ImportError as error:
        print(json.dumps({"missing": error.name or str(error)}))
        return 3
    ready = outputs(peer, problem, name, arguments.threads)
    if arguments.serve:
        serve(peer, problem, ready)
        return 0
    return by_hand(peer, problem, ready, arguments.repetitions)
