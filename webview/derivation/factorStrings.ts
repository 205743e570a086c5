/** What is said about the quantities in a formula. */
export const factorStrings = {
  title: 'In it',
  list: 'Quantities in the formula. Left and right arrow keys point at one, Enter selects it.',
} as const;

export const factorSentences = {
  more: (count: string): string => `and ${count} more`,
} as const;
