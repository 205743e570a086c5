import type { GradientVerdict } from '../core/insight/gradientCheck';

/** What the comparison of a gradient with its central difference says. */
export function checkSentence(verdict: GradientVerdict): string {
  switch (verdict) {
    case 'agrees':
      return 'The analytic gradient agrees with the numeric one.';
    case 'disagrees':
      return 'The two disagree: the analytic gradient is not the slope of the loss.';
    case 'atKink':
      return 'At a kink: the slope changes within the step of the central difference, which says nothing here.';
    case 'uncheckable':
      return 'It cannot be checked numerically here: the rounding of the loss outweighs the gradient.';
  }
}
