"""JAX with the whole loop over updates compiled: one call makes any number of them."""

from contender import converse
from jax_network import jax, jnp, loss_of_all, start, step, version


@jax.jit
def run(state, updates):
    """The losses are summed up, so that computing them is part of the work."""

    def body(n, carry):
        state, seen = carry
        state, loss = step(state, n)
        return state, seen + loss

    return jax.lax.fori_loop(0, updates, body, (state, jnp.zeros(())))


state = None


def reset():
    global state
    state = start()


def train(updates):
    global state
    state, _ = jax.block_until_ready(run(state, updates))


converse(version, reset, train, lambda: loss_of_all(state[0]))
