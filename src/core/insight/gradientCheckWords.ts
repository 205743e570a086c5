/** What a comparison of gradients with central differences says in words, for the command line and the editor. */

import { formatNumber } from '../network/number';
import { counted, grouped } from '../network/wording';
import type { GradientCheck, GradientComparison } from './gradientCheck';
import { say } from '../words/say';

/** How many were compared, how far the worst is off, and how many say nothing. A clause without a full stop. */
export function gradientCheckClause({
  checked,
  maxRelativeError,
  atKink,
  uncheckable,
}: Omit<GradientCheck, 'disagreements'>): string {
  const left = [
    ...(atKink === 0 ? [] : [say('{0} at a kink', grouped(atKink))]),
    ...(uncheckable === 0
      ? []
      : [say('{0} too small against the rounding of the loss', grouped(uncheckable))]),
  ];
  const not = left.length === 0 ? '' : say('; not judged: {0}', left.join(', '));
  return say(
    '{0} compared, largest relative error {1}{2}',
    counted(checked, 'gradient'),
    formatNumber(maxRelativeError),
    not,
  );
}

/** @param gradient the gradient in symbols, as ∂L/∂w₅. */
export function disagreementClause(gradient: string, { analytic, numeric }: GradientComparison): string {
  return say(
    '{0} is {1}, but its central difference is {2}: this is a fault of Backprop, please report it',
    gradient,
    formatNumber(analytic),
    formatNumber(numeric),
  );
}
