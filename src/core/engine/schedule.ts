import { numbers } from '../math/numbers';
import { cos } from '../math/trigonometry';
import type { Training } from '../network/network';

/**
 * η in epoch e = 0, 1, …: the learning rate as the schedule changes it.
 *
 * - step: η · factor^⌊e / every⌋
 * - exponential: η · factor^e
 * - cosine: to + ½ (η − to)(1 + cos(π e / E)), E the epochs of the training; `to` from epoch E on
 */
export function learningRateAt(training: Training, epoch: number): number {
  const { learningRate, schedule, epochs } = training;
  if (!schedule) return learningRate;
  switch (schedule.type) {
    case 'step':
      return learningRate * integerPower(schedule.factor, Math.floor(epoch / schedule.every));
    case 'exponential':
      return learningRate * integerPower(schedule.factor, epoch);
    case 'cosine': {
      const { to } = schedule;
      if (epoch >= epochs) return to;
      return to + 0.5 * (learningRate - to) * (1 + cos(numbers, (Math.PI * epoch) / epochs));
    }
  }
}

/** base^exponent by repeated squaring: `Math.pow` differs between JavaScript engines, products do not. */
function integerPower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
