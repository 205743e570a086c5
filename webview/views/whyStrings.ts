import { say, translated } from '../words';

/** What the view "Why" says in words of its own. */
export const whyStrings = translated({
  title: 'Why',
  label: 'Why the loss moves in the next update',
  none: 'Step or train to see why the loss moves.',
  running: 'Stop the run, or go to one of its epochs, to see why the loss moves there.',
  waiting: 'Measuring the next update…',
  caption: 'Each parameter’s part of the change, most first',
  parameter: 'Parameter',
  change: 'Moves by',
  foretold: 'Foretold part',
  real: 'Real part',
  bars: 'Foretold and real',
  total: 'All together',
  noChange: 'The update moves nothing.',
});

export const whySentences = {
  head: (words: string, loss: string, change: string): string =>
    say('After {0}: {1} changes by {2}.', words, loss, change),
  rest: (count: string): string => say('{0} more', count),
} as const;
