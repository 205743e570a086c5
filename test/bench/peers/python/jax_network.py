"""One training step in JAX, float64 on one thread of the processor, for the two ways to run it."""

import os

from contender import absent, batches_of, read_job

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
try:
    import jax
except ImportError:
    absent("python3 has no JAX")
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
job = read_job()
units = job["units"]
count = batches_of(job)
rate = job["learningRates"][0]
adam = job["optimizer"] if job["optimizer"]["type"] == "adam" else None
inputs = jnp.array(job["inputs"], jnp.float64).reshape(count, job["batchSize"], units[0])
targets = jnp.array(job["targets"], jnp.float64).reshape(count, job["batchSize"], units[-1])
version = f"JAX {jax.__version__}"


def start():
    """Parameters and the optimizer's state, as one tree."""
    layers = []
    for l, weights in enumerate(job["weights"]):
        layer = {"weights": jnp.array(weights, jnp.float64).reshape(units[l], units[l + 1])}
        if job["biases"][l] is not None:
            layer["biases"] = jnp.array(job["biases"][l], jnp.float64)
        layers.append(layer)
    moments = (jax.tree.map(jnp.zeros_like, layers), jax.tree.map(jnp.zeros_like, layers)) if adam else ()
    return layers, moments


def mean_loss(layers, x, t):
    h = x
    for layer, activation in zip(layers, job["activations"]):
        a = h @ layer["weights"] + layer.get("biases", 0.0)
        if activation == "sigmoid":
            h = jax.nn.sigmoid(a)
        elif activation == "tanh":
            h = jnp.tanh(a)
        elif activation == "relu":
            h = jax.nn.relu(a)
        else:
            return -jnp.sum(t * jax.nn.log_softmax(a)) / x.shape[0]
    return 0.5 * jnp.sum(jnp.square(h - t)) / x.shape[0]


def step(state, n):
    """Update n, from 0: the new state, and the loss before it."""
    layers, moments = state
    batch = n % count
    loss, gradient = jax.value_and_grad(mean_loss)(layers, inputs[batch], targets[batch])
    if not adam:
        return (jax.tree.map(lambda p, g: p - rate * g, layers, gradient), moments), loss
    beta1, beta2, epsilon = adam["beta1"], adam["beta2"], adam["epsilon"]
    mean = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, moments[0], gradient)
    square = jax.tree.map(lambda q, g: beta2 * q + (1 - beta2) * g * g, moments[1], gradient)
    meaned, squared = 1 - beta1 ** (n + 1.0), 1 - beta2 ** (n + 1.0)
    layers = jax.tree.map(
        lambda p, m, q: p - rate * (m / meaned) / (jnp.sqrt(q / squared) + epsilon), layers, mean, square
    )
    return (layers, (mean, square)), loss


@jax.jit
def loss_of_all(layers):
    return mean_loss(layers, inputs.reshape(-1, units[0]), targets.reshape(-1, units[-1]))
