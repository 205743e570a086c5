import { say, translated } from '../../words';

const quantiles = translated({ least: 'Least', median: 'Median', greatest: 'Greatest' });

/** What the view "Distributions" says in words of its own. */
export const distributionsStrings = {
  ...translated({
    title: 'Distributions',
    noData: 'The file has no samples: add "data" to see how activations, errors and updates are spread.',
    now: 'Now',
    overEpochs: 'Over the epochs',
    kind: 'Quantity',
    kindTooltip: 'Whose quantiles are drawn over the epochs',
    kinds: { weights: 'Weights', activations: 'Activations', deltas: 'Errors δ', updates: 'Updates Δw' },
    noRun: 'Train to see how they change from epoch to epoch.',
    whileRunning: 'The epochs are read when the run has stopped.',
    readNow: 'Read epochs now',
    readNowTooltip: 'Train some epochs of this run once more beside it, to see how they were',
    stop: 'Stop reading',
    stopTooltip: 'Keep what has been read, and read no more epochs',
    gone: 'The run’s thread has ended: its epochs cannot be read any more.',
    bands:
      'Line: median. Dark band: half of the numbers. Light band: 90 % of them. Thin lines: least and greatest.',
    ratio: 'Size of an update beside its weights, ‖Δw‖ / ‖w‖',
    under: 'Below each picture: least, median and greatest; the dotted line is at 0.',
    ratioRule:
      'A rule of thumb and no law: about 10⁻³ (the dotted line) is usual. Far more is often too fast, far less too slow.',
    table: 'The same as a table',
    layer: 'Layer',
    quantity: 'Quantity',
    count: 'Count',
    mean: 'Mean',
    deviation: 'Deviation',
    zeros: 'Zeros',
    epoch: 'Epoch',
  }),
  ratioAxis: 'log₁₀ ‖Δw‖ / ‖w‖',
  ratioShort: '‖Δw‖ / ‖w‖',
  quantiles: [quantiles.least, '5 %', '25 %', quantiles.median, '75 %', '95 %', quantiles.greatest],
} as const;

export const distributionsSentences = {
  where: (epoch: string, step: string, samples: string): string =>
    say(
      'After {0} epochs and {1} updates; activations and δ of {2} training samples, updates those that come next.',
      epoch,
      step,
      samples,
    ),
  histogram: (kind: string, layer: string, least: string, median: string, greatest: string): string =>
    say('{0} of {1}: {2} to {3}, median {4}', kind, layer, least, greatest, median),
  range: (least: string, median: string, greatest: string): string => `${least} · ${median} · ${greatest}`,
  notFinite: (count: string): string => say('{0} not finite', count),
  progress: (done: string, all: string): string => say('{0} of {1} epochs read', done, all),
  band: (kind: string, layer: string): string => say('{0} of {1} over the epochs', kind, layer),
  ratios: (parts: readonly string[]): string => say('Now: {0}.', parts.join(', ')),
  ratioOf: (layer: string, ratio: string): string => `${layer} ${ratio}`,
} as const;
