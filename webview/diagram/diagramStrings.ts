import { say, translated } from '../words';

/** What the diagram's own controls say. */
export const diagramStrings = {
  ...translated({
    bar: 'How the diagram is shown',
    meaning: 'Edges show',
    meaningTooltip:
      'What colour, dash, width and number of an edge tell: the weight, its gradient, or its next update',
    meanings: { value: 'values', gradient: 'gradients', update: 'next update' },
    told: { value: 'values', gradient: 'gradients', update: 'the next update' },
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
  }),
  marks: { value: '', gradient: '∂ ', update: 'Δ ' },
  formats: { svg: 'SVG', png: 'PNG', tikz: 'TikZ' },
} as const;

export const diagramSentences = {
  legend: (what: string, widest: string): string =>
    say(
      'Edges show {0}: solid is positive, dashed negative; the width grows with the root of the size, the widest is {1}.',
      what,
      widest,
    ),
  legendUpdate: (optimizer: string): string =>
    ` ${say('The update is the one that {0} makes from all training samples with nothing remembered.', optimizer)}`,
  ...translated({ bars: 'A bar in a unit is its activation: up is positive, down negative.' }),
  passInputs: (list: string): string => say('Forward: the inputs are {0}.', list),
  passForward: (layer: string, list: string): string => say('Forward, {0}: {1}.', layer, list),
  passLoss: (symbol: string, value: string): string => say('Forward: the loss {0} is {1}.', symbol, value),
  passBackward: (layer: string, list: string): string => say('Backward, {0}: {1}.', layer, list),
  receives: (unit: string, received: string, given: string): string =>
    say('{0} receives {1} and gives {2}', unit, received, given),
  error: (unit: string, delta: string): string => say('{0} has the error δ = {1}', unit, delta),
  is: (symbol: string, value: string): string => `${symbol} = ${value}`,
  more: (count: string): string => say('and {0} more', count),
} as const;
