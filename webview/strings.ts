import type { RunStatus } from '../src/protocol/panel';
import { say, translated } from './words';

/** Everything the panel says in words of its own. What the host says arrives in its messages. */
export const strings = translated({
  panel: 'Backprop',
  toolbar: 'Training controls',
  train: 'Train',
  trainTooltip: 'Train the network from here to the last epoch',
  stop: 'Stop',
  stopTooltip: 'Stop training and keep the weights it has reached',
  step: 'Step',
  stepTooltip: 'Step: one update of the weights',
  reset: 'Reset',
  resetTooltip: 'Reset: back to the weights of the file',
  sample: 'Sample',
  sampleTooltip: 'The sample whose activations are shown',
  epoch: 'epoch',
  learningRate: 'Learning rate',
  learningRateTooltip:
    'The learning rate η of the file: another is written there, or forks the run at an earlier epoch',
  optimizer: 'Optimizer',
  optimizerTooltip:
    'The optimizer of the file: another is written there, or forks the run at an earlier epoch',
  trainingProgress: 'Training progress',

  empty: 'Open a network file to see its gradients here, or start from an example.',
  openExample: 'Open an example',
  waiting: 'Waiting for the network…',
  problemHeading: 'This file has a problem',
  problemLink: 'Go to',
  problemStale: 'Below is the network as it was before.',
  broken: 'The panel shows the network once this is put right.',

  diagram: 'Network',
  diagramLabel: 'Network diagram. Arrow keys move between units and weights, Enter selects.',
  diagramTable: 'The same as tables',
  weightsTable: 'Weights',
  unitsTable: 'Units',
  outputsTable: 'Outputs',
  layer: 'Layer',
  unit: 'Unit',
  symbol: 'Symbol',
  from: 'From',
  to: 'To',
  value: 'Value',
  gradient: 'Gradient',
  preActivation: 'Pre-activation',
  activation: 'Activation',
  delta: 'δ',
  target: 'Target',
  error: 'Loss term',
  inputs: 'inputs',
  bias: 'bias',
  weight: 'weight',

  subject: 'Selected quantity',
  derivation: 'Derivation',
  derivationEmpty: 'Select a weight, a bias or a unit to see where its gradient comes from.',
  formulaOfGradient: 'The gradient as one formula',
  writing: {
    group: 'How the formula is written',
    level: 'Unfolded to',
    levelTooltip:
      'How far the formula is unfolded: to the errors δ, the activations, the inputs and weights, or numbers',
    levels: {
      delta: 'deltas',
      activations: 'activations',
      inputs: 'inputs',
      numbers: 'numbers',
    },
    form: 'Written',
    formTooltip: 'Term by term, with sums, for every weight of the layer, or in matrices',
    forms: {
      terms: 'term by term',
      summation: 'with sums Σ',
      index: 'for all i, j',
      matrix: 'in matrices',
    },
    names: 'Names',
    namesTooltip:
      'The names that formulas, diagram and editor use: of the file, x h y with indices, or numbered through',
    namings: {
      file: 'of the file',
      indices: 'with indices',
      numbered: 'numbered',
    },
  },
  shapes: 'shapes',
  copyLatex: 'Copy LaTeX',
  copyLatexTooltip: 'Copy the formula and every step as LaTeX',
  copied: 'Copied',
  paths: 'Where it comes from',
  pathThrough: 'Through',
  pathValue: 'Part of the gradient',
  pathShare: 'Share',
  outlook: 'Curvature and the next step',
  formula: 'Formula, scrolls sideways',
  numericGradient: 'numeric',
  verdicts: {
    agrees: 'Checked',
    disagrees: 'Does not agree',
    uncheckable: 'Not checked',
    kink: 'At a kink',
  },

  views: 'Views',
  loss: 'Loss',
  testLoss: 'Test loss',
  logAxis: 'Log axis',
  logAxisTooltip: 'Logarithmic loss axis',
  noRun: 'Train to see the loss of every epoch here.',
  lossReadout: 'Loss by epoch. Left and right arrow keys read the curve.',
  lossTable: 'The same as a table',
  lossTableCaption: 'Loss by epoch',

  resize: 'Width of the diagram',
  requestFailed: 'That did not work',
});

export const sentences = {
  epochOf: (epoch: string, epochs: string): string => `${epoch} / ${epochs}`,
  sampleOf: (sample: string, count: string): string => say('{0} of {1}', sample, count),
  ofCount: (count: string): string => say('of {0}', count),
  edge: (symbol: string, from: string, to: string): string => say('{0}, from {1} to {2}', symbol, from, to),
  biasOf: (symbol: string, unit: string): string =>
    symbol === strings.bias ? say('bias of {0}', unit) : say('{0}, bias of {1}', symbol, unit),
  moreUnits: (count: string): string => say('{0} more', count),
  foldedUnits: (count: string): string => say('{0} units', count),
  foldedWeights: (from: string, to: string): string => `${from} × ${to}`,
  staleRun: (epoch: string): string => say('from epoch {0} of the previous text', epoch),
  live: (epoch: string, loss: string): string => say('Epoch {0}, loss {1}.', epoch, loss),
  readout: (epoch: string, loss: string): string => say('epoch {0} · loss {1}', epoch, loss),
  readoutTest: (epoch: string, loss: string, test: string): string =>
    say('epoch {0} · loss {1} · test loss {2}', epoch, loss, test),
  firstRows: (shown: string, all: string): string => say('The first {0} of {1} values.', shown, all),
  morePaths: (count: string): string => say('and {0} more.', count),
  lossIs: (symbol: string, value: string): string => `${symbol} = ${value}`,
  penalty: (value: string): string => say('penalty {0}', value),
  everyEpoch: (every: string): string => say('one value every {0} epochs', every),
} as const;

/** What became of a run, for the line under the chart's heading; null while nothing needs saying. */
export function statusSentence(status: RunStatus, epoch: string): string | null {
  switch (status) {
    case 'running':
      return null;
    case 'epochs':
      return say('Finished after epoch {0}.', epoch);
    case 'lossBelow':
      return say("Stopped at epoch {0}: the loss is below the file's threshold.", epoch);
    case 'patience':
      return say('Stopped at epoch {0}: the loss no longer improves.', epoch);
    case 'diverged':
      return say('Diverged at epoch {0}.', epoch);
    case 'stopped':
      return say('Stopped at epoch {0}.', epoch);
  }
}
