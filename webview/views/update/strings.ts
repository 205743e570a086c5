import { say, translated } from '../../words';

/** What the view "Update" says in words of its own. */
export const updateStrings = translated({
  title: 'Update',
  none: 'Select a weight or a bias to see its next update term by term.',
  noData: 'The file has no samples: add "data" to see an update.',
  heading: 'The next update of',
  terms: 'Terms of the update',
  table: 'The same as a table',
  term: 'Term',
  value: 'Value',
  sentence: 'What it is',
  fresh: 'Training would begin here, so the optimizer remembers nothing yet.',
  single: 'The run computes in single precision; its last digits are others.',
});

export const updateSentences = {
  which: (optimizer: string, update: string, epochs: string): string =>
    say('Update {0} by {1}, after {2} finished epochs.', update, optimizer, epochs),
  fromTo: (before: string, after: string): string => `${before} → ${after}`,
} as const;
