"""Writes classical.json beside this script: python3 classical.py PROGRAM (numpy 1.24), PROGRAM being what starts vardax.

For two systems in TOML beside this script: one problem as `vardax simulate --system FILE --json` prints it, the same problem drawn and
integrated here in double precision, and the classical analyses of its observations, written for NumPy alone: Threefry from its paper,
normals by Newton's method on erf, classical Runge-Kutta, derivatives by the complex step, Gauss-Newton with a line search.
"""
import json
import math
import os
import subprocess
import sys

import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))
KEY = 7


def threefry(key, counter):
    """Threefry-2x32 with 20 rounds (Salmon et al. 2011) of a counter below 2^64."""
    mask = 0xFFFFFFFF
    ks = [key[0], key[1], 0x1BD11BDA ^ key[0] ^ key[1]]
    x = [(counter >> 32) + ks[0] & mask, (counter & mask) + ks[1] & mask]
    for r in range(20):
        rotation = [13, 15, 26, 6, 17, 29, 16, 24][r % 8]
        x[0] = x[0] + x[1] & mask
        x[1] = (x[1] << rotation | x[1] >> 32 - rotation) & mask ^ x[0]
        if r % 4 == 3:
            s = r // 4 + 1
            x = [x[0] + ks[s % 3] & mask, x[1] + ks[(s + 1) % 3] + s & mask]
    return tuple(x)


def split(key):
    return threefry(key, 0), threefry(key, 1)


def normal(key, shape):
    def one(counter):
        a, b = threefry(key, counter)
        unit = np.array([(a ^ b) >> 9 | 0x3F800000], np.uint32).view(np.float32)[0] - np.float32(1)
        low = np.nextafter(np.float32(-1), np.float32(0))
        u = float(max(low, unit * (np.float32(1) - low) + low))
        z = 0.0
        for _ in range(100):
            # Newton on erf(z) = u, short steps far out.
            z += max(-0.5, min(0.5, (u - math.erf(z)) * math.sqrt(math.pi) / 2 * math.exp(z * z)))
        return math.sqrt(2) * z
    return np.array([one(i) for i in range(int(np.prod(shape)))]).reshape(shape)


def pendulum(x):
    return np.array([x[1], -9.81 / 2 * np.sin(x[0]) - 0.3 * x[1] + 0.5 * np.tanh(x[0] - x[1])])


def pendulum_seen(x):
    return np.array([2 * np.sin(x[0]), x[1], x[1] ** 2 / 2 - 4.905 * np.cos(x[0])])


def lorenz(x):
    return np.array([10 * (x[1] - x[0]), x[0] * (28 - x[2]) - x[1], x[0] * x[1] - 8 / 3 * x[2]])


def lorenz_seen(x):
    return np.array([x[0], x[2]])


def step(f, x, dt):
    k1 = f(x)
    k2 = f(x + dt / 2 * k1)
    k3 = f(x + dt / 2 * k2)
    k4 = f(x + dt * k3)
    return x + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def trajectory(f, x, dt, steps):
    states = [x]
    for _ in range(steps):
        states.append(step(f, states[-1], dt))
    return np.array(states)


def derivative(g, x):
    """Of all values of g by each of x, exact to rounding."""
    columns = []
    for c in range(len(x)):
        z = x.astype(complex)
        z[c] += 1e-30j
        columns.append(np.imag(g(z)).ravel() / 1e-30)
    return np.array(columns).T


def gauss_newton(g, y, r, mean, b):
    """The minimum of |x - mean|^2 in B^-1 + |y - g(x)|^2 in R^-1, and the inverse of the curvature there."""
    def cost(x):
        return (x - mean) @ np.linalg.solve(b, x - mean) + np.sum((y - g(x)) ** 2 / r)

    x = mean.copy()
    for _ in range(500):
        j = derivative(g, x)
        curvature = np.linalg.inv(b) + j.T / r @ j
        move = np.linalg.solve(curvature, j.T / r @ (y - g(x)) - np.linalg.solve(b, x - mean))
        scale = 1.0
        while cost(x + scale * move) > cost(x) * (1 + 1e-13) and scale > 1e-9:
            scale /= 2
        x = x + scale * move
        if np.abs(move).max() < 1e-11:
            break
    else:
        raise RuntimeError("Gauss-Newton does not converge")
    j = derivative(g, x)
    return x, np.linalg.inv(np.linalg.inv(b) + j.T / r @ j)


def deviations(covariance):
    return np.sqrt(np.diag(covariance))


def analyses(f, seen, obs, mask, errors, mean, std, dt):
    times, n = len(obs), len(mean)
    b = np.diag(np.array(std) ** 2)
    whole_mean, whole_b = np.tile(mean, times), np.kron(np.eye(times), b)
    at = mask.ravel() != 0
    y, r = obs.ravel()[at], np.tile(np.array(errors) ** 2, times)[at]

    def window(w):
        return np.array([seen(x) for x in w.reshape(times, n)]).ravel()[at]

    def forward(x):
        return np.array([seen(x) for x in trajectory(f, x, dt, times - 1)]).ravel()[at]

    def gain(w):
        h = derivative(window, w)
        return h, whole_b @ h.T @ np.linalg.inv(h @ whole_b @ h.T + np.diag(r))

    _, k = gain(whole_mean)
    oi = whole_mean + k @ (y - window(whole_mean))
    h, k = gain(oi)
    result = {"oi": (oi, deviations(whole_b - k @ h @ whole_b))}
    w, covariance = gauss_newton(window, y, r, whole_mean, whole_b)
    result["3dvar"] = (w, deviations(covariance))
    x, covariance = gauss_newton(forward, y, r, mean, b)
    carried = derivative(lambda z: trajectory(f, z, dt, times - 1), x)
    result["strong_4dvar"] = (trajectory(f, x, dt, times - 1).ravel(), deviations(carried @ covariance @ carried.T))
    return {name: {"mean": m.tolist(), "std": s.tolist()} for name, (m, s) in result.items()}


def problem(name, f, seen, mean, std, errors, dt, burn_in):
    command = sys.argv[1].split() + ["simulate", "--system", f"classical-{name}.toml", "--problem-key", str(KEY), "--json"]
    document = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    truth, obs, mask = (np.array(document[key], float) for key in ("truth", "obs", "mask"))
    mean, std = np.array(mean, float), np.array(std, float)
    k_truth, k_obs = split((0, KEY))
    start = trajectory(f, mean + std * normal(k_truth, (len(mean),)), dt, burn_in)[-1]
    states = trajectory(f, start, dt, len(obs) - 1)
    seen_values = np.array([seen(x) for x in states])
    drawn = (seen_values + np.array(errors) * normal(k_obs, seen_values.shape)) * mask
    print(name, "truth", np.abs(states - truth[:len(obs)]).max(), "observations", np.abs(drawn - obs).max())
    return {
        "key": KEY, "mean": mean.tolist(), "std": std.tolist(), "mask": mask.astype(int).tolist(),
        "truth": states.tolist(), "observations": drawn.tolist(), "printed": obs.tolist(),
        **analyses(f, seen, obs, mask, errors, mean, std, dt),
    }


with open("classical.json", "w") as file:
    json.dump({
        "pendulum": problem("pendulum", pendulum, pendulum_seen, [0.8, -0.2], [0.3, 0.5], [0.1, 0.2, 0.5], 0.05, 0),
        "lorenz": problem("lorenz", lorenz, lorenz_seen, [-6, -8, 22], [2, 2, 3], [1, 0.5], 0.01, 10),
    }, file)
