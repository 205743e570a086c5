import { say, translated } from '../words';

/** Everything the loss chart says in words of its own. */
export const chartStrings = {
  ...translated({
    readout:
      'Loss by epoch. Left and right arrow keys read the curves, plus and minus zoom, Alt with arrow keys moves, 0 shows everything.',
    mouse: 'Drag to zoom, with Shift to move; Ctrl and the wheel zoom; a double click shows everything',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomWhole: 'Show every epoch',
    zoomGroup: 'Zoom',
    exportGroup: 'Export the chart',
    exportAs: 'Export:',
    shown: 'Shown',
    shownTooltip: 'Draw this curve',
    testLoss: 'test loss',
    loss: 'loss',
    penalty: 'penalty',
    noParts:
      'The parts of the loss cannot be measured: the thread of this run is gone, or the network takes too long.',
    partsOnTheWay: 'measuring the parts of the loss …',
    partsConvention:
      'Parts of the loss and penalty are measured with the weights at the start of an epoch, on all training samples.',
    lossConvention: 'The loss of an epoch is that of each sample just before the update of its batch.',
    runs: 'Runs',
    runNow: 'shown now',
    rename: 'Rename',
    remove: 'Remove',
    tableRun: 'Run',
    tableEpochs: 'Epoch',
    tableEvents: 'Events',
    tableEvent: 'What happened',
    tableLoss: 'Loss',
    tableTest: 'Test loss',
    tableParts: 'Parts of the loss',
  }),
  png: 'PNG',
  svg: 'SVG',
  csv: 'CSV',
} as const;

export const chartSentences = {
  epoch: (epoch: string): string => say('epoch {0}', epoch),
  epochs: (first: string, last: string): string => say('epochs {0}–{1}', first, last),
  named: (name: string, value: string): string => `${name} ${value}`,
  between: (least: string, greatest: string): string => `${least} … ${greatest}`,
  showRun: (name: string): string => say('Lay {0} over the curves', name),
  renameRun: (name: string): string => say('Rename {0}', name),
  removeRun: (name: string): string => say('Remove {0}', name),
  runEpochs: (from: string, to: string): string => say('epochs {0}–{1}', from, to),
  mostRuns: (count: string): string =>
    say('{0} runs can be laid over each other at most: hide another first', count),
  rows: (shown: string, from: string, to: string): string =>
    say('Epochs {0} to {1} in {2} rows; where a row has several epochs, least … greatest.', from, to, shown),
  picture: (from: string, to: string, curves: string): string =>
    say('Loss by epoch, epochs {0} to {1}: {2}.', from, to, curves),
} as const;
