/** What a comparison of gradients with central differences says in words, for the command line and the editor. */

import { formatNumber } from '../network/number';
import { counted, grouped } from '../network/wording';
import type { GradientCheck, GradientComparison } from './gradientCheck';

/** How many were compared, how far the worst is off, and how many say nothing. A clause without a full stop. */
export function gradientCheckClause({
  checked,
  maxRelativeError,
  atKink,
  uncheckable,
}: Omit<GradientCheck, 'disagreements'>): string {
  const left = [
    ...(atKink === 0 ? [] : [`${grouped(atKink)} at a kink`]),
    ...(uncheckable === 0 ? [] : [`${grouped(uncheckable)} too small against the rounding of the loss`]),
  ];
  const not = left.length === 0 ? '' : `; not judged: ${left.join(', ')}`;
  return `${counted(checked, 'gradient')} compared, largest relative error ${formatNumber(maxRelativeError)}${not}`;
}

/** @param gradient the gradient in symbols, as ∂L/∂w₅. */
export function disagreementClause(gradient: string, { analytic, numeric }: GradientComparison): string {
  return (
    `${gradient} is ${formatNumber(analytic)}, but its central difference is ` +
    `${formatNumber(numeric)}: this is a fault of Backprop, please report it`
  );
}
