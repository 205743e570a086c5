"""TensorFlow with the whole loop over updates compiled by XLA; float64, one thread."""

import os

from contender import absent, batches_of, converse, read_job

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
try:
    import tensorflow as tf
except ImportError:
    absent("python3 has no TensorFlow")

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
job = read_job()
units = job["units"]
count = batches_of(job)
rate = job["learningRates"][0]
adam = job["optimizer"] if job["optimizer"]["type"] == "adam" else None
inputs = tf.reshape(tf.constant(job["inputs"], tf.float64), (count, job["batchSize"], units[0]))
targets = tf.reshape(tf.constant(job["targets"], tf.float64), (count, job["batchSize"], units[-1]))
has_biases = [biases is not None for biases in job["biases"]]


def start():
    """Weights and biases layer by layer, then the optimizer's means and squares of the same shapes."""
    parameters = []
    for l, weights in enumerate(job["weights"]):
        parameters.append(tf.reshape(tf.constant(weights, tf.float64), (units[l], units[l + 1])))
        if has_biases[l]:
            parameters.append(tf.constant(job["biases"][l], tf.float64))
    zeros = [tf.zeros_like(parameter) for parameter in parameters]
    return parameters, zeros if adam else [], zeros if adam else []


def mean_loss(parameters, x, t):
    waiting = iter(parameters)
    h = x
    for activation, has_bias in zip(job["activations"], has_biases):
        a = tf.matmul(h, next(waiting))
        if has_bias:
            a += next(waiting)
        if activation == "softmax":
            return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(t, a))
        h = {"sigmoid": tf.sigmoid, "tanh": tf.tanh, "relu": tf.nn.relu}[activation](a)
    return 0.5 * tf.reduce_sum(tf.square(h - t)) / x.shape[0]


def update(n, parameters, mean, square):
    x, t = inputs[n % count], targets[n % count]
    with tf.GradientTape() as tape:
        tape.watch(parameters)
        loss = mean_loss(parameters, x, t)
    gradient = tape.gradient(loss, parameters)
    if not adam:
        return loss, [p - rate * g for p, g in zip(parameters, gradient)], mean, square
    beta1, beta2, epsilon = adam["beta1"], adam["beta2"], adam["epsilon"]
    made = tf.cast(n + 1, tf.float64)
    meaned, squared = 1 - tf.pow(tf.constant(beta1, tf.float64), made), 1 - tf.pow(tf.constant(beta2, tf.float64), made)
    mean = [beta1 * m + (1 - beta1) * g for m, g in zip(mean, gradient)]
    square = [beta2 * q + (1 - beta2) * g * g for q, g in zip(square, gradient)]
    parameters = [
        p - rate * (m / meaned) / (tf.sqrt(q / squared) + epsilon) for p, m, q in zip(parameters, mean, square)
    ]
    return loss, parameters, mean, square


@tf.function(jit_compile=True)
def run(updates, parameters, mean, square):
    """The losses are summed up, so that computing them is part of the work."""

    def body(n, seen, parameters, mean, square):
        loss, parameters, mean, square = update(n, parameters, mean, square)
        return n + 1, seen + loss, parameters, mean, square

    first = (tf.constant(0), tf.constant(0.0, tf.float64), parameters, mean, square)
    return tf.while_loop(lambda n, *_: n < updates, body, first)


state = None


def reset():
    global state
    state = start()


def train(updates):
    global state
    _, seen, *state = run(tf.constant(updates), *state)
    seen.numpy()


def loss():
    x = tf.reshape(inputs, (-1, units[0]))
    return mean_loss(state[0], x, tf.reshape(targets, (-1, units[-1]))).numpy()


converse(f"TensorFlow {tf.__version__}", reset, train, loss)
