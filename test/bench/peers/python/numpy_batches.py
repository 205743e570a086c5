"""Training in NumPy: a matrix for each batch and layer, in float64."""

from contender import absent, batches_of, converse, read_job

try:
    import numpy as np
except ImportError:
    absent("python3 has no NumPy")

job = read_job()
units = job["units"]
size = job["batchSize"]
rate = job["learningRates"][0]
adam = job["optimizer"] if job["optimizer"]["type"] == "adam" else None
inputs = np.array(job["inputs"], float).reshape(-1, units[0])
targets = np.array(job["targets"], float).reshape(-1, units[-1])
is_cross_entropy = job["loss"] == "categoricalCrossEntropy"
parameters = []
moments = []
steps = 0


def reset():
    global parameters, moments, steps
    parameters = []
    for l, weights in enumerate(job["weights"]):
        parameters.append(np.array(weights, float).reshape(units[l], units[l + 1]))
        if job["biases"][l] is not None:
            parameters.append(np.array(job["biases"][l], float))
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    steps = 0


def layers():
    """Weights and biases (or None) of each layer."""
    waiting = iter(parameters)
    return [(next(waiting), None if b is None else next(waiting)) for b in job["biases"]]


def forward(x):
    outputs = [x]
    for (w, b), activation in zip(layers(), job["activations"]):
        a = outputs[-1] @ w
        if b is not None:
            a += b
        if activation == "sigmoid":
            a = 1 / (1 + np.exp(-a))
        elif activation == "tanh":
            a = np.tanh(a)
        elif activation == "relu":
            a = np.maximum(a, 0)
        else:
            a = np.exp(a - a.max(axis=1, keepdims=True))
            a /= a.sum(axis=1, keepdims=True)
        outputs.append(a)
    return outputs


def slope(activation, y):
    if activation == "sigmoid":
        return y * (1 - y)
    return 1 - y * y if activation == "tanh" else y > 0


def mean_loss(y, t):
    if is_cross_entropy:
        return -np.log(y[t == 1]).sum() / len(t)
    return 0.5 * np.square(y - t).sum() / len(t)


def train(updates):
    global steps
    count = batches_of(job)
    seen = 0.0
    for made in range(updates):
        start = (made % count) * size
        x, t = inputs[start : start + size], targets[start : start + size]
        outputs = forward(x)
        seen += mean_loss(outputs[-1], t)
        steps += 1
        for n, gradient in enumerate(gradients(outputs, t)):
            if adam is None:
                parameters[n] -= rate * gradient
            else:
                adam_update(parameters[n], gradient, *moments[n])
    if not np.isfinite(seen):
        raise ArithmeticError("the loss is not finite")


def gradients(outputs, t):
    delta = (outputs[-1] - t) / len(t)
    if not is_cross_entropy:
        delta *= slope(job["activations"][-1], outputs[-1])
    found = []
    all_layers = layers()
    for l in range(len(all_layers) - 1, -1, -1):
        w, b = all_layers[l]
        if b is not None:
            found.append(delta.sum(axis=0))
        found.append(outputs[l].T @ delta)
        if l > 0:
            delta = (delta @ w.T) * slope(job["activations"][l - 1], outputs[l])
    return reversed(found)


def adam_update(parameter, gradient, mean, square):
    beta1, beta2 = adam["beta1"], adam["beta2"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient * gradient
    root = np.sqrt(square / (1 - beta2**steps)) + adam["epsilon"]
    parameter -= rate * (mean / (1 - beta1**steps)) / root


def loss():
    return mean_loss(forward(inputs)[-1], targets)


converse(f"NumPy {np.__version__}", reset, train, loss)
