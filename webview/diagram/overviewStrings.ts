/** What the overview of folded layers says. */
export const overviewStrings = {
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
} as const;

export const overviewSentences = {
  rows: (inputs: string, units: string): string =>
    `Down: ${inputs} units before, across: ${units} units of the layer. The stronger the colour, the larger the number by its root; dark and hatched where there is room is negative.`,
  cell: (kind: string, from: string, to: string, value: string): string =>
    `${kind} from unit ${from} to unit ${to}: ${value}`,
  largestOf: (rows: string, columns: string): string => `, the largest of ${rows} × ${columns}`,
} as const;
