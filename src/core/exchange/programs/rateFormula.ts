import {
  add,
  apply,
  divide,
  half,
  multiply,
  number,
  power,
  subtract,
  variable,
  where,
} from '../../math/expression';
import type { Expression } from '../../math/expression';
import type { Training } from '../../network/network';
import { write } from './dialect';
import type { LoopLanguage } from './loopLanguage';

/**
 * η in the variable `epoch`, as `learningRateAt` computes it: the schedule as a formula of the language.
 *
 * @param eta the rate that the schedule changes: the file's, if absent.
 */
export function rateFormula(
  { learningRate, schedule, epochs }: Training,
  { dialect, quotient }: Pick<LoopLanguage, 'dialect' | 'quotient'>,
  eta: Expression = number(learningRate),
): string {
  const epoch = variable('epoch');
  if (schedule?.type === 'step') {
    const steps = quotient('epoch', String(schedule.every));
    return `${write(eta, dialect)} * ${dialect.power(dialect.number(schedule.factor), steps)}`;
  }
  const formula = ((): Expression => {
    if (!schedule) return eta;
    if (schedule.type === 'exponential') return multiply(eta, power(number(schedule.factor), epoch));
    const to = number(schedule.to);
    const angle = divide(multiply(apply('pi'), epoch), number(epochs));
    const wave = add(to, multiply(half, subtract(eta, to), add(number(1), apply('cos', angle))));
    return where(number(epochs), epoch, wave, to);
  })();
  return write(formula, dialect);
}
