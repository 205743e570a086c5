import { say, translated } from '../words';

/** What the view of learning rates says in words of its own. */
export const ratesStrings = {
  ...translated({
    title: 'Rates',
    view: 'Learning rates compared',
    waiting: 'Open a network file with samples to compare learning rates on it.',
    rates: 'Rates',
    ratesTooltip: 'Learning rates to compare, with commas between them',
    threshold: 'Loss below',
    thresholdTooltip: 'How many epochs does each run need to come below this loss?',
    axis: 'Against',
    axisTooltip: 'What the curves are drawn against: epochs, or learning rate times epochs',
    axes: { epochs: 'epochs', time: 'η · epochs' },
    layout: 'As',
    layoutTooltip: 'One small chart for each run, or all curves in one',
    layouts: { multiples: 'small charts', overlay: 'one chart' },
    compare: 'Compare',
    compareTooltip: 'Train once with each learning rate, all from the weights of the file',
    cancel: 'Cancel',
    cancelTooltip: 'Cancel the runs',
    epochs: 'epochs',
    time: 'η · epochs',
    own: 'in the file',
    runs: 'Runs, one for each learning rate. Enter puts the learning rate of a run into the file.',
    rateAxis: 'The rates and the limit 2/λ',
    beyond: 'beyond 2/λ',
    within: 'within',
    table: 'The same as a table',
    tableCaption: 'Learning rates compared',
    rate: 'Learning rate',
    loss: 'Final loss',
    what: 'What happened',
    limitColumn: 'Limit 2/λ',
    never: 'not reached',
    noResult: 'no result',
    steady: 'falls in every epoch',
    ended: 'trained to the end',
    patience: 'stopped: no improvement',
    best: 'least loss',
    stale: 'These runs are from before the last changes of the file. Compare once more.',
    cancelled: 'Cancelled. Compare starts the runs again.',
    long: 'These runs take a while. Compare starts them.',
    noRates: 'Write at least one learning rate.',
  }),
  limit: '2/λ',
} as const;

export const ratesSentences = {
  progress: (done: string, runs: string): string => say('{0} of {1} runs are done.', done, runs),
  use: (rate: string): string => say('Use {0}', rate),
  useTooltip: (rate: string): string => say('Put the learning rate {0} into the file', rate),
  outcome: (reached: string, what: string): string => `${reached}, ${what}`,
  reached: (threshold: string, epochs: string): string =>
    say('below {0} after {1} epochs', threshold, epochs),
  notReached: (threshold: string): string => say('never below {0}', threshold),
  toThreshold: (threshold: string): string => say('Epochs to loss < {0}', threshold),
  diverged: (epoch: string): string => say('diverged in epoch {0}', epoch),
  overshot: (count: string, first: string): string =>
    count === '1'
      ? say('overshot in epoch {0}', first)
      : say('overshot in {0} epochs, first in epoch {1}', count, first),
  belowThreshold: (epoch: string): string =>
    say('stopped after epoch {0}, below the file’s threshold', epoch),
  notARate: (text: string): string =>
    say(
      '“{0}” is no learning rate. Use numbers of 0 or more with commas between them, such as 0.1, 0.5.',
      text,
    ),
  notALoss: (text: string): string => say('“{0}” is no loss. Use a number, such as 0.01.', text),
  tooMany: (most: string): string => say('At most {0} learning rates can be compared at once.', most),
  eta: (rate: string): string => `η ${rate}`,
  limitIs: (value: string): string => `2/λ = ${value}`,
  thresholdIs: (value: string): string => say('loss {0}', value),
} as const;
