/** What the view "Learned" says in words of its own. */
export const learnedStrings = {
  title: 'Learned',
  noNetwork: 'Open a network file to see what it has learned.',
  functionHeading: 'The function',
  regionsHeading: 'Over its inputs',
  hiddenHeading: 'Each hidden unit',
  hiddenTooltip: 'Select this unit',
  predictionsHeading: 'Every sample',
  confusionHeading: 'Confusion matrix',
  confusionCorner: 'Target \\ output',
  training: 'training',
  test: 'test',
  shownOutput: 'Shown',
  shownOutputTooltip: 'Which output the map shows',
  largestOutput: 'class',
  computing: 'Computing…',
  noData: 'The file has no samples: add "data" to see what the network makes of them.',
  mapTable: 'The same as a table',
  readMap: 'Map of the output. Arrow keys read it.',
  readCurve: 'Curve of the outputs. Left and right arrow keys read it.',
  sample: 'Sample',
  set: 'Set',
  loss: 'Loss',
  error: 'y − t',
  errorLength: '‖y − t‖',
  gradientNorm: '‖∇L‖',
  right: 'Class',
  rightMark: '✓',
  wrongMark: '✗ wrong',
  previous: 'Previous page',
  next: 'Next page',
  total: 'All',
} as const;

const shapes = ['●', '■', '▲', '◆', '✚', '★'] as const;

export const learnedSentences = {
  computing: (done: string, of: string): string => `Computing… ${done} of ${of} samples`,
  /** The sign by which samples of a class are drawn. */
  shape: (index: number): string => shapes[index % shapes.length] ?? '●',
  at: (inputs: readonly string[], outputs: readonly string[]): string =>
    `${inputs.join(', ')}: ${outputs.join(', ')}`,
  equals: (symbol: string, value: string): string => `${symbol} = ${value}`,
  isClass: (name: string): string => `class ${name}`,
  leftOut: (count: string): string => `${count} more units are not drawn.`,
  someSamples: (shown: string, all: string): string => `${shown} of ${all} samples are drawn.`,
  hollow: 'Hollow signs are test samples.',
  boundary: (threshold: string): string => `The line is where the output is ${threshold}.`,
  classBoundary: 'The lines are where two outputs are equal.',
  scale: (symbol: string, least: string, greatest: string): string =>
    `${symbol} from ${least} to ${greatest}`,
  tableOf: (symbol: string): string => `${symbol} at some points`,
  hiddenUnit: (symbol: string, layer: string, least: string, greatest: string): string =>
    `${symbol}, ${layer}: ${least} to ${greatest}`,
  page: (page: string, pages: string, samples: string): string =>
    `Page ${page} of ${pages}, ${samples} samples`,
  showSample: (sample: string): string => `Show sample ${sample} in the diagram`,
  sortBy: (column: string): string => `Sort by ${column}`,
  moreOutputs: (shown: string, all: string): string =>
    `The first ${shown} of ${all} outputs; error and loss are of all of them.`,
  accuracy: (set: string, right: string, all: string, percent: string): string =>
    `${set}: ${right} of ${all} samples in the right class, ${percent} %.`,
  samplesOf: (set: string): string => `${set} samples`,
  confusionCaption: (set: string): string => `${set} samples by class of the target and class of the output`,
} as const;
