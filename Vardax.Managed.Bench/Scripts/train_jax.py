"""The reference training and analysis in plain JAX (no Equinox) on the CPU: a jitted step, the whole training in one lax.scan."""
import math
import os
import sys

import peer


class Jax:
    def __init__(self, problem, threads):
        # XLA's pool has as many threads as the process has cores when it starts.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
        os.environ["JAX_PLATFORMS"] = "cpu"
        import jax
        import jax.numpy as jnp
        import numpy as np
        self.jax, self.jnp, self.np, self.problem = jax, jnp, np, problem
        self.version = f"JAX {jax.__version__}"
        self.initial = [[tuple(map(jnp.asarray, layer)) for layer in layers] for layers in problem.networks(problem.weights)]
        self.inputs, self.states = jnp.asarray(problem.inputs), jnp.asarray(problem.states)
        self.test_input = jnp.asarray(problem.test_input)
        self.run = jax.jit(self.trajectory, static_argnums=3)
        self.predict = jax.jit(self.posterior)

    def posterior(self, networks, x):
        def apply(layers, h):
            for weight, bias in layers[:-1]:
                h = self.jax.nn.relu(h @ weight + bias)
            weight, bias = layers[-1]
            return h @ weight + bias

        features = apply(networks[0], x)
        mean, log_variance = apply(networks[1], features), apply(networks[2], features)
        return mean, log_variance, self.jnp.exp(log_variance * 0.5)

    def loss(self, networks, inputs, states):
        mean, s, _ = self.posterior(networks, inputs)
        residual = states - mean
        terms = residual * residual * self.jnp.exp(-s) + s
        return 0.5 * (terms.sum() / self.problem.batch + self.problem.entries * math.log(2 * math.pi))

    def trajectory(self, networks, inputs, states, steps):
        tree, problem = self.jax.tree_util.tree_map, self.problem
        beta1, beta2 = problem.beta1, problem.beta2

        def step(carry, corrections):
            p, m, v = carry
            rate, root = corrections
            loss, g = self.jax.value_and_grad(self.loss)(p, inputs, states)
            m = tree(lambda m, g: beta1 * m + (1 - beta1) * g, m, g)
            v = tree(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, g)
            p = tree(lambda p, m, v: p - rate * m / (self.jnp.sqrt(v) * root + problem.epsilon), p, m, v)
            return (p, m, v), loss

        zeros = tree(self.jnp.zeros_like, networks)
        # In double precision, as the others do: 1 - 0.999^t has few digits in single.
        t = self.np.arange(1, steps + 1, dtype=self.np.float64)
        rates, roots = problem.learning_rate / (1 - beta1 ** t), 1 / self.np.sqrt(1 - beta2 ** t)
        corrections = (self.jnp.asarray(rates, self.jnp.float32), self.jnp.asarray(roots, self.jnp.float32))
        return self.jax.lax.scan(step, (networks, zeros, zeros), corrections)

    def start(self):
        """Nothing: a training starts from the initial weights, which are never changed."""

    def train(self, steps):
        trained, losses = self.run(self.initial, self.inputs, self.states, steps)
        self.jax.block_until_ready(trained)
        return losses

    def analyse(self):
        mean, _, std = self.predict(self.initial, self.test_input)
        return mean.block_until_ready(), std.block_until_ready()


sys.exit(peer.main("JAX", Jax))
