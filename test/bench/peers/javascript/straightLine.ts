import type { Trainable } from '../trainable';

/**
 * The network of the first workload written out by hand: eight weights in local variables, no arrays, no objects.
 * What a person would write who wants this one network and nothing else. The loss of the weights after n updates is
 * the one before update n + 1, so one update more than asked for is made.
 */
export function straightLine(): Trainable {
  let rate = 0;
  let error = 0;
  return {
    reset(learningRate) {
      rate = learningRate;
    },
    train(updates) {
      error = train(updates + 1, rate);
    },
    loss: () => error,
  };
}

/** Returns the loss before the last step. */
function train(steps: number, rate: number): number {
  const i1 = 0.05;
  const i2 = 0.1;
  const t1 = 0.01;
  const t2 = 0.99;
  let w1 = 0.15;
  let w2 = 0.2;
  let w3 = 0.25;
  let w4 = 0.3;
  let w5 = 0.4;
  let w6 = 0.45;
  let w7 = 0.5;
  let w8 = 0.55;
  let error = 0;
  for (let step = 0; step < steps; step++) {
    const h1 = 1 / (1 + Math.exp(-(i1 * w1 + i2 * w2)));
    const h2 = 1 / (1 + Math.exp(-(i1 * w3 + i2 * w4)));
    const o1 = 1 / (1 + Math.exp(-(w5 * h1 + w6 * h2)));
    const o2 = 1 / (1 + Math.exp(-(w7 * h1 + w8 * h2)));
    error = 0.5 * (t1 - o1) ** 2 + 0.5 * (t2 - o2) ** 2;
    const d1 = (o1 - t1) * o1 * (1 - o1);
    const d2 = (o2 - t2) * o2 * (1 - o2);
    const e1 = (d1 * w5 + d2 * w7) * h1 * (1 - h1);
    const e2 = (d1 * w6 + d2 * w8) * h2 * (1 - h2);
    w1 -= rate * e1 * i1;
    w2 -= rate * e1 * i2;
    w3 -= rate * e2 * i1;
    w4 -= rate * e2 * i2;
    w5 -= rate * d1 * h1;
    w6 -= rate * d1 * h2;
    w7 -= rate * d2 * h1;
    w8 -= rate * d2 * h2;
  }
  return error;
}
