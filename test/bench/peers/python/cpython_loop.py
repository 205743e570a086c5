"""Training in Python without any library: lists and loops, one sample after the other, SGD."""

import math
import platform

from contender import converse, read_job

job = read_job()
layer_count = len(job["activations"])
units = job["units"]
rate = job["learningRates"][0]
size = job["batchSize"]


def rows(values, width):
    return [values[start : start + width] for start in range(0, len(values), width)]


inputs = rows(job["inputs"], units[0])
targets = rows(job["targets"], units[-1])
weights = []
biases = []
position = 0


def reset():
    global weights, biases, position
    weights = [rows(job["weights"][l], units[l + 1]) for l in range(layer_count)]
    biases = [list(job["biases"][l]) if job["biases"][l] else None for l in range(layer_count)]
    position = 0


def forward(sample):
    """The outputs of every layer, the inputs first."""
    outputs = [sample]
    for l, activation in enumerate(job["activations"]):
        h = outputs[-1]
        w, b = weights[l], biases[l]
        a = [sum(h[i] * w[i][j] for i in range(len(h))) + (b[j] if b else 0.0) for j in range(units[l + 1])]
        if activation == "sigmoid":
            outputs.append([1 / (1 + math.exp(-x)) for x in a])
        else:
            outputs.append([math.tanh(x) for x in a])
    return outputs


def slope(activation, y):
    return y * (1 - y) if activation == "sigmoid" else 1 - y * y


def train(updates):
    global position
    for _ in range(updates):
        if position == len(inputs):
            position = 0
        weight_sums = [[[0.0] * units[l + 1] for _ in range(units[l])] for l in range(layer_count)]
        bias_sums = [[0.0] * units[l + 1] for l in range(layer_count)]
        for s in range(position, position + size):
            add_gradient(s, weight_sums, bias_sums)
        for l in range(layer_count):
            for row, sums in zip(weights[l], weight_sums[l]):
                for j, g in enumerate(sums):
                    row[j] -= rate * g / size
            if biases[l]:
                for j, g in enumerate(bias_sums[l]):
                    biases[l][j] -= rate * g / size
        position += size


def add_gradient(s, weight_sums, bias_sums):
    outputs = forward(inputs[s])
    delta = [
        (y - t) * slope(job["activations"][-1], y) for y, t in zip(outputs[-1], targets[s])
    ]
    for l in range(layer_count - 1, -1, -1):
        for h, sums in zip(outputs[l], weight_sums[l]):
            for j, d in enumerate(delta):
                sums[j] += h * d
        for j, d in enumerate(delta):
            bias_sums[l][j] += d
        if l > 0:
            delta = [
                sum(w * d for w, d in zip(row, delta)) * slope(job["activations"][l - 1], h)
                for row, h in zip(weights[l], outputs[l])
            ]


def loss():
    total = 0.0
    for sample, target in zip(inputs, targets):
        total += sum(0.5 * (y - t) ** 2 for y, t in zip(forward(sample)[-1], target))
    return total / len(inputs)


converse(f"Python {platform.python_version()}", reset, train, loss)
