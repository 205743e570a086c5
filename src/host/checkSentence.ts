import type { GradientVerdict } from '../core/insight/gradientCheck';
import { say } from '../core/words/say';

/** What the comparison of a gradient with its central difference says. */
export function checkSentence(verdict: GradientVerdict): string {
  switch (verdict) {
    case 'agrees':
      return say('The analytic gradient agrees with the numeric one.');
    case 'disagrees':
      return say('The two disagree: the analytic gradient is not the slope of the loss.');
    case 'atKink':
      return say(
        'At a kink: the slope changes within the step of the central difference, which says nothing here.',
      );
    case 'uncheckable':
      return say('It cannot be checked numerically here: the rounding of the loss outweighs the gradient.');
  }
}
