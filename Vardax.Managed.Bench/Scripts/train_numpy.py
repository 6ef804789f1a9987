"""The reference training and analysis in NumPy: forward, backward and Adam by hand, every buffer made once."""
import math
import os
import sys

import peer


class Network:
    """One MLP with ReLU between its layers: activations, gradients and masks for one batch size."""

    def __init__(self, np, layers, gradients, rows, inputs_need_gradient):
        self.np, self.layers, self.gradients = np, layers, gradients
        self.inputs_need_gradient = inputs_need_gradient
        self.ones = np.ones(rows, np.float32)
        self.outputs = [np.empty((rows, w.shape[1]), np.float32) for w, _ in layers]
        self.positive = [np.empty((rows, w.shape[1]), bool) for w, _ in layers]
        self.input_gradients = [np.empty((rows, w.shape[0]), np.float32) for w, _ in layers]

    def forward(self, x):
        np = self.np
        self.input = x
        last = len(self.layers) - 1
        for i, (weight, bias) in enumerate(self.layers):
            y = self.outputs[i]
            np.dot(x, weight, out=y)
            np.add(y, bias, out=y)
            if i < last:
                np.maximum(y, 0, out=y)
            x = y
        return x

    def backward(self, d):
        np = self.np
        for i in range(len(self.layers) - 1, -1, -1):
            x = self.outputs[i - 1] if i > 0 else self.input
            weight_gradient, bias_gradient = self.gradients[i]
            np.dot(x.T, d, out=weight_gradient)
            np.dot(self.ones, d, out=bias_gradient)
            if i == 0 and not self.inputs_need_gradient:
                return None
            dx = self.input_gradients[i]
            np.dot(d, self.layers[i][0].T, out=dx)
            if i > 0:
                np.greater(x, 0, out=self.positive[i - 1])
                np.multiply(dx, self.positive[i - 1], out=dx)
            d = dx
        return d


class Numpy:
    def __init__(self, problem, threads):
        import numpy as np
        self.np, self.problem = np, problem
        self.version = f"NumPy {np.__version__}, {blas(np)}"
        self.parameters = problem.weights.copy()
        self.gradient, self.first, self.second, self.work, self.work2 = (np.zeros_like(self.parameters) for _ in range(5))
        views, gradients = problem.networks(self.parameters), problem.networks(self.gradient)
        self.encoder, self.mean, self.log_variance = (
            Network(np, v, g, problem.batch, i > 0) for i, (v, g) in enumerate(zip(views, gradients)))
        initial = problem.networks(problem.weights)
        self.single = [Network(np, v, v, 1, True) for v in initial]
        self.terms = [np.empty((problem.batch, problem.entries), np.float32) for _ in range(4)]

    def start(self):
        self.parameters[:] = self.problem.weights
        self.first[:] = 0
        self.second[:] = 0

    def train(self, steps):
        return [self.step(t) for t in range(1, steps + 1)]

    def step(self, t):
        np, problem = self.np, self.problem
        features = self.encoder.forward(problem.inputs)
        mean, log_variance = self.mean.forward(features), self.log_variance.forward(features)
        residual, precision, dmean, dlog = self.terms
        np.subtract(mean, problem.states, out=residual)
        np.negative(log_variance, out=precision)
        np.exp(precision, out=precision)
        np.multiply(residual, precision, out=dmean)
        np.multiply(residual, dmean, out=dlog)
        loss = 0.5 * ((float(dlog.sum()) + float(log_variance.sum())) / problem.batch + problem.entries * math.log(2 * math.pi))
        dmean *= np.float32(1 / problem.batch)
        np.subtract(np.float32(1), dlog, out=dlog)
        dlog *= np.float32(0.5 / problem.batch)
        dfeatures = self.mean.backward(dmean)
        dfeatures += self.log_variance.backward(dlog)
        self.encoder.backward(dfeatures)
        self.adam(t)
        return loss

    def adam(self, t):
        np, problem, work, work2 = self.np, self.problem, self.work, self.work2
        beta1, beta2 = problem.beta1, problem.beta2
        np.multiply(self.gradient, np.float32(1 - beta1), out=work)
        self.first *= np.float32(beta1)
        self.first += work
        np.multiply(self.gradient, self.gradient, out=work)
        work *= np.float32(1 - beta2)
        self.second *= np.float32(beta2)
        self.second += work
        np.sqrt(self.second, out=work)
        work *= np.float32(1 / math.sqrt(1 - beta2 ** t))
        work += np.float32(problem.epsilon)
        np.multiply(self.first, np.float32(problem.learning_rate / (1 - beta1 ** t)), out=work2)
        work2 /= work
        self.parameters -= work2

    def analyse(self):
        encoder, mean, log_variance = self.single
        features = encoder.forward(self.problem.test_input)
        return mean.forward(features), self.np.exp(log_variance.forward(features) * self.np.float32(0.5))


def blas(np):
    """Which BLAS the process really loaded."""
    np.dot(np.ones((64, 64), np.float32), np.ones((64, 64), np.float32))
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split()[-1] for line in maps if "blas" in line.rpartition("/")[2]}
    names = sorted({os.path.basename(os.path.realpath(path)) for path in paths})
    return next((name for name in names if "openblas" in name), "NOT OpenBLAS: " + (", ".join(names) or "built in"))


sys.exit(peer.main("NumPy + OpenBLAS", Numpy))
