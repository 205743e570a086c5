import { say, translated } from '../words';

/** What is said about the quantities in a formula. */
export const factorStrings = translated({
  title: 'In it',
  list: 'Quantities in the formula. Left and right arrow keys point at one, Enter selects it.',
});

export const factorSentences = {
  more: (count: string): string => say('and {0} more', count),
} as const;
