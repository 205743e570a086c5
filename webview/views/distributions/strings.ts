/** What the view "Distributions" says in words of its own. */
export const distributionsStrings = {
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
  ratioAxis: 'log₁₀ ‖Δw‖ / ‖w‖',
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
  quantiles: ['Least', '5 %', '25 %', 'Median', '75 %', '95 %', 'Greatest'],
  epoch: 'Epoch',
  ratioShort: '‖Δw‖ / ‖w‖',
} as const;

export const distributionsSentences = {
  where: (epoch: string, step: string, samples: string): string =>
    `After ${epoch} epochs and ${step} updates; activations and δ of ${samples} training samples, updates those that come next.`,
  histogram: (kind: string, layer: string, least: string, median: string, greatest: string): string =>
    `${kind} of ${layer}: ${least} to ${greatest}, median ${median}`,
  range: (least: string, median: string, greatest: string): string => `${least} · ${median} · ${greatest}`,
  notFinite: (count: string): string => `${count} not finite`,
  progress: (done: string, all: string): string => `${done} of ${all} epochs read`,
  band: (kind: string, layer: string): string => `${kind} of ${layer} over the epochs`,
  ratios: (parts: readonly string[]): string => `Now: ${parts.join(', ')}.`,
  ratioOf: (layer: string, ratio: string): string => `${layer} ${ratio}`,
} as const;
