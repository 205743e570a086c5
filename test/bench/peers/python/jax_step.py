"""JAX with one update compiled, and called for each."""

from functools import partial

from contender import converse
from jax_network import jax, loss_of_all, start, step, version


@partial(jax.jit, donate_argnums=0)
def update(state, n):
    return step(state, n)


state = None


def reset():
    global state
    state = start()


def train(updates):
    global state
    for n in range(updates):
        state, _ = update(state, n)
    jax.block_until_ready(state)


converse(version, reset, train, lambda: loss_of_all(state[0]))
