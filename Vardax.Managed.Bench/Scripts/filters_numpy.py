"""The filters of docs/filtering.md in NumPy, as one writes them: microseconds a cycle, forecast and analysis, and the error."""
import time

import numpy as np

np.random.seed(1)


def rk4(field, x, dt):
    k1 = field(x)
    k2 = field(x + dt / 2 * k1)
    k3 = field(x + dt / 2 * k2)
    k4 = field(x + dt * k3)
    return x + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def lorenz63(x):
    x, y, z = x[..., 0], x[..., 1], x[..., 2]
    return np.stack([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z], axis=-1)


def lorenz96(x):
    return (np.roll(x, -1, -1) - np.roll(x, 2, -1)) * np.roll(x, 1, -1) - x + 8


def rotation(n):
    """Random, orthogonal, with 1 as a fixed vector."""
    e = np.ones((n, 1)) / np.sqrt(n)
    basis = np.linalg.svd(e)[0]
    q, r = np.linalg.qr(np.random.randn(n - 1, n - 1))
    inner = np.eye(n)
    inner[1:, 1:] = q * np.sign(np.diag(r))
    return basis @ inner @ basis.T


def square_root(mean, a, y, dy, degrees):
    d, v = np.linalg.eigh(y @ y.T + degrees * np.eye(len(y)))
    return mean + dy @ y.T @ (v / d) @ v.T @ a, (v * d ** -0.5) @ v.T @ a * np.sqrt(degrees)


def enkf_sqrt(e, y, std, inflation):
    mean = e.mean(0)
    a = e - mean
    mean, a = square_root(mean, a, a / std, (y - mean) / std, len(e) - 1)
    return mean + rotation(len(e)) @ a * inflation


def letkf(inflation, radius):
    n = 40
    site = np.arange(n)
    batches = []
    for first in range(0, n, 2):
        distance = np.mean([np.minimum(abs(site - i), n - abs(site - i)) for i in (first, first + 1)], axis=0)
        r = distance / (1.82 * radius)
        taper = np.where(r <= 1, 1 - 5 / 3 * r ** 2 + 5 / 8 * r ** 3 + r ** 4 / 2 - r ** 5 / 4,
                         4 - 5 * r + 5 / 3 * r ** 2 + 5 / 8 * r ** 3 - r ** 4 / 2 + r ** 5 / 12 - 2 / (3 * np.maximum(r, 1e-9)))
        near = np.flatnonzero((taper > 1e-3) & (r < 2))
        batches.append((slice(first, first + 2), near, np.sqrt(taper[near])))

    def update(e, y, std):
        mean = e.mean(0)
        a = e - mean
        whole, dy = a / std, (y - mean) / std
        result = np.empty_like(e)
        for here, near, root in batches:
            m, t = square_root(mean[here], a[:, here], whole[:, near] * root, dy[near] * root, len(e) - 1)
            result[:, here] = m + t
        mean = result.mean(0)
        return mean + rotation(len(e)) @ (result - mean) * inflation

    return update


class Particles:
    def __init__(self, n, reg, below):
        self.w, self.reg, self.below = np.full(n, 1 / n), reg, below

    def resample(self, e):
        n, dimension = e.shape
        if 1 / (self.w @ self.w) > self.below * n:
            return e
        a = e - self.w @ e
        covariance = (self.w[:, None] * a).T @ a / (1 - self.w @ self.w)
        chosen = np.searchsorted(np.cumsum(self.w), (np.random.rand() + np.arange(n)) / n).clip(0, n - 1)
        repeated = (chosen == np.roll(chosen, 1)) | (chosen == np.roll(chosen, -1))
        e = e[chosen]
        jitter = np.random.randn(repeated.sum(), dimension) @ np.linalg.cholesky(covariance + 1e-12 * np.eye(dimension)).T
        e[repeated] += self.reg * n ** (-1 / (dimension + 4)) * jitter
        self.w = np.full(n, 1 / n)
        return e

    def update(self, e, y, std):
        log = -0.5 * (((y - e) / std) ** 2).sum(1)
        self.w = self.w * np.exp(log - log.max())
        self.w /= self.w.sum()
        return e


def cycle(name, field, n, steps, dt, start, variance, members, update, std, cycles, before=lambda e: e, weights=lambda: None):
    x = start + np.sqrt(variance) * np.random.randn(n)
    e = start + np.sqrt(variance) * np.random.randn(members, n)
    errors, times = [], []
    for k in range(cycles):
        for _ in range(steps):
            x = rk4(field, x, dt)
        y = x + std * np.random.randn(n)
        began = time.perf_counter()
        e = before(e)
        for _ in range(steps):
            e = rk4(field, e, dt)
        e = update(e, y, std)
        times.append(time.perf_counter() - began)
        if k > cycles / 10:
            mean = e.mean(0) if weights() is None else weights() @ e
            errors.append(np.sqrt(np.mean((mean - x) ** 2)))
    print(f"{name:24} {1e6 * np.median(times):10.1f} us a cycle   rmse_a {np.mean(errors):.3f}", flush=True)


def main():
    sakov2012 = (lorenz63, 3, 25, 0.01, np.array([1.509, -1.531, 25.46]), 2)
    sakov2008 = (lorenz96, 40, 1, 0.05, np.eye(40)[0], 0.001)
    cycle("enkf_sqrt 10, Lorenz-63", *sakov2012, 10, lambda e, y, s: enkf_sqrt(e, y, s, 1.02), np.sqrt(2), 1000)
    particles = Particles(4000, 0.7, 0.05)
    cycle("particle_filter 4000", *sakov2012, 4000, particles.update, np.sqrt(2), 500, particles.resample, lambda: particles.w)
    cycle("enkf_sqrt 24, Lorenz-96", *sakov2008, 24, lambda e, y, s: enkf_sqrt(e, y, s, 1.013), 1, 1000)
    cycle("letkf 7, Lorenz-96", *sakov2008, 7, letkf(1.04, 4), 1, 1000)


if __name__ == "__main__":
    main()
