/** What the diagram's own controls say. */
export const diagramStrings = {
  bar: 'How the diagram is shown',
  meaning: 'Edges show',
  meaningTooltip:
    'What colour, dash, width and number of an edge tell: the weight, its gradient, or its next update',
  meanings: { value: 'values', gradient: 'gradients', update: 'next update' },
  told: { value: 'values', gradient: 'gradients', update: 'the next update' },
  marks: { value: '', gradient: '∂ ', update: 'Δ ' },
  noUpdates: 'There is no next update without data: edges show values.',
  noGradients: 'There are no gradients yet: edges show values.',
  forward: 'Forward',
  forwardTooltip: 'Forward pass: the next layer, one press at a time',
  backward: 'Backward',
  backwardTooltip: 'Backward pass: the next layer towards the inputs, one press at a time',
  zoomIn: 'Zoom in',
  zoomInTooltip: 'Zoom in (+ in the diagram, or Ctrl and the wheel)',
  zoomOut: 'Zoom out',
  zoomOutTooltip: 'Zoom out (− in the diagram, or Ctrl and the wheel)',
  fit: 'Fit',
  fitTooltip: 'Fit the whole diagram (0 in the diagram)',
  exportAs: 'Export the diagram',
  export: 'Export',
  exportTooltips: {
    svg: 'Export the diagram as an SVG file',
    png: 'Export the diagram as a PNG file',
    tikz: 'Export the diagram as a TikZ picture for LaTeX',
  },
  formats: { svg: 'SVG', png: 'PNG', tikz: 'TikZ' },
} as const;

export const diagramSentences = {
  legend: (what: string, widest: string): string =>
    `Edges show ${what}: solid is positive, dashed negative; the width grows with the root of the size, the widest is ${widest}.`,
  legendUpdate: (optimizer: string): string =>
    ` The update is the one that ${optimizer} makes from all training samples with nothing remembered.`,
  bars: 'A bar in a unit is its activation: up is positive, down negative.',
  passInputs: (list: string): string => `Forward: the inputs are ${list}.`,
  passForward: (layer: string, list: string): string => `Forward, ${layer}: ${list}.`,
  passLoss: (symbol: string, value: string): string => `Forward: the loss ${symbol} is ${value}.`,
  passBackward: (layer: string, list: string): string => `Backward, ${layer}: ${list}.`,
  receives: (unit: string, received: string, given: string): string =>
    `${unit} receives ${received} and gives ${given}`,
  error: (unit: string, delta: string): string => `${unit} has the error δ = ${delta}`,
  is: (symbol: string, value: string): string => `${symbol} = ${value}`,
  more: (count: string): string => `and ${count} more`,
} as const;
