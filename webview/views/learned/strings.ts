import { say, translated } from '../../words';

/** What the view "Learned" says in words of its own. */
export const learnedStrings = {
  ...translated({
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
    right: 'Class',
    wrongMark: '✗ wrong',
    previous: 'Previous page',
    next: 'Next page',
    total: 'All',
  }),
  error: 'y − t',
  errorLength: '‖y − t‖',
  gradientNorm: '‖∇L‖',
  rightMark: '✓',
} as const;

const shapes = ['●', '■', '▲', '◆', '✚', '★'] as const;

export const learnedSentences = {
  computing: (done: string, of: string): string => say('Computing… {0} of {1} samples', done, of),
  /** The sign by which samples of a class are drawn. */
  shape: (index: number): string => shapes[index % shapes.length] ?? '●',
  at: (inputs: readonly string[], outputs: readonly string[]): string =>
    `${inputs.join(', ')}: ${outputs.join(', ')}`,
  equals: (symbol: string, value: string): string => `${symbol} = ${value}`,
  isClass: (name: string): string => say('class {0}', name),
  leftOut: (count: string): string => say('{0} more units are not drawn.', count),
  someSamples: (shown: string, all: string): string => say('{0} of {1} samples are drawn.', shown, all),
  ...translated({
    hollow: 'Hollow signs are test samples.',
    classBoundary: 'The lines are where two outputs are equal.',
  }),
  boundary: (threshold: string): string => say('The line is where the output is {0}.', threshold),
  scale: (symbol: string, least: string, greatest: string): string =>
    say('{0} from {1} to {2}', symbol, least, greatest),
  tableOf: (symbol: string): string => say('{0} at some points', symbol),
  hiddenUnit: (symbol: string, layer: string, least: string, greatest: string): string =>
    say('{0}, {1}: {2} to {3}', symbol, layer, least, greatest),
  page: (page: string, pages: string, samples: string): string =>
    say('Page {0} of {1}, {2} samples', page, pages, samples),
  showSample: (sample: string): string => say('Show sample {0} in the diagram', sample),
  sortBy: (column: string): string => say('Sort by {0}', column),
  moreOutputs: (shown: string, all: string): string =>
    say('The first {0} of {1} outputs; error and loss are of all of them.', shown, all),
  accuracy: (set: string, right: string, all: string, percent: string): string =>
    say('{0}: {1} of {2} samples in the right class, {3} %.', set, right, all, percent),
  samplesOf: (set: string): string => say('{0} samples', set),
  confusionCaption: (set: string): string =>
    say('{0} samples by class of the target and class of the output', set),
} as const;
