"""The reference training and analysis in PyTorch: nn.Linear, autograd, torch.optim.Adam."""
import math
import sys

import peer


class Torch:
    def __init__(self, problem, threads):
        import torch
        self.torch, self.problem = torch, problem
        torch.set_num_threads(threads)
        self.version = f"PyTorch {torch.__version__}"
        self.networks = [self.network(layers) for layers in problem.networks(problem.weights)]
        self.fixed = [self.network(layers) for layers in problem.networks(problem.weights)]
        self.inputs, self.states = torch.from_numpy(problem.inputs), torch.from_numpy(problem.states)
        self.test_input = torch.from_numpy(problem.test_input)
        self.constant = problem.entries * math.log(2 * math.pi)

    def network(self, layers):
        torch, modules = self.torch, []
        for weight, bias in layers:
            linear = torch.nn.Linear(*weight.shape)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weight.T.copy()))
                linear.bias.copy_(torch.from_numpy(bias))
            modules += [linear, torch.nn.ReLU()]
        return torch.nn.Sequential(*modules[:-1])

    def start(self):
        problem, torch = self.problem, self.torch
        with torch.no_grad():
            for network, fixed in zip(self.networks, self.fixed):
                for parameter, initial in zip(network.parameters(), fixed.parameters()):
                    parameter.copy_(initial)
        parameters = [p for network in self.networks for p in network.parameters()]
        self.adam = torch.optim.Adam(
            parameters, lr=problem.learning_rate, betas=(problem.beta1, problem.beta2), eps=problem.epsilon, foreach=True)

    def train(self, steps):
        encoder, mean, log_variance = self.networks
        losses = []
        for _ in range(steps):
            self.adam.zero_grad(set_to_none=True)
            features = encoder(self.inputs)
            m, s = mean(features), log_variance(features)
            residual = self.states - m
            loss = 0.5 * ((residual * residual * self.torch.exp(-s) + s).sum() / self.problem.batch + self.constant)
            loss.backward()
            self.adam.step()
            losses.append(loss.detach())
        return [loss.item() for loss in losses]

    def analyse(self):
        encoder, mean, log_variance = self.fixed
        with self.torch.inference_mode():
            features = encoder(self.test_input)
            return mean(features), self.torch.exp(log_variance(features) * 0.5)


sys.exit(peer.main("PyTorch", Torch))
