import { say, translated } from '../words';

/** What the overview of folded layers says. */
export const overviewStrings = translated({
  heading: 'Folded layers',
  layer: 'Weights into',
  layerTooltip: 'The layer whose weights and gradients are shown',
  weights: 'Weights',
  gradients: 'Gradients',
  weightsLabel: 'Weights as a heat map. Arrow keys read it, Enter selects a weight.',
  gradientsLabel: 'Gradients as a heat map. Arrow keys read it, Enter selects a weight.',
  hint: 'Point at a cell to read it.',
  table: 'The largest as a table',
  caption: 'The largest weights',
  from: 'From',
  to: 'To',
  value: 'Weight',
});

export const overviewSentences = {
  rows: (inputs: string, units: string): string =>
    say(
      'Down: {0} units before, across: {1} units of the layer. The stronger the colour, the larger the number by its root; dark and hatched where there is room is negative.',
      inputs,
      units,
    ),
  cell: (kind: string, from: string, to: string, value: string): string =>
    say('{0} from unit {1} to unit {2}: {3}', kind, from, to, value),
  largestOf: (rows: string, columns: string): string => say(', the largest of {0} × {1}', rows, columns),
} as const;
