/**
 * Ways to begin a value, for the editor's completion: written into the contributed JSON Schema, and offered by our
 * own completion where nothing reads that schema. `bodyText` is a snippet of VS Code: ${1:text} is a place to fill,
 * a tab is one level of indentation.
 */
export interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly bodyText: string;
}

function snippet(label: string, description: string, ...lines: readonly string[]): Snippet {
  return { label, description, bodyText: lines.join('\n') };
}

const HIDDEN = '"${N|tanh,sigmoid,relu,silu,gelu|}"';

export const SNIPPETS = {
  network: [
    snippet(
      'a network',
      'A whole network with one hidden layer, samples and training.',
      '{',
      '\t"inputs": ${1:2},',
      '\t"layers": [',
      `\t\t{ "name": "hidden", "units": \${2:3}, "activation": ${HIDDEN.replace('N', '3')} },`,
      '\t\t{ "name": "output", "units": ${4:1}, "activation": "sigmoid" }',
      '\t],',
      '\t"loss": "${5|binaryCrossEntropy,halfSquaredError,meanSquaredError|}",',
      '\t"data": {',
      '\t\t"inputs": [',
      '\t\t\t${6:[0, 0],',
      '\t\t\t[0, 1],',
      '\t\t\t[1, 0],',
      '\t\t\t[1, 1]}',
      '\t\t],',
      '\t\t"targets": [${7:[0], [1], [1], [0]}]',
      '\t},',
      '\t"training": { "optimizer": "adam", "learningRate": ${8:0.1}, "epochs": ${9:200} }',
      '}$0',
    ),
    snippet(
      'a network with samples from a CSV file',
      'A whole network that sorts the rows of a CSV file into kinds.',
      '{',
      '\t"inputs": ${1:2},',
      '\t"layers": [',
      `\t\t{ "name": "hidden", "units": \${2:5}, "activation": ${HIDDEN.replace('N', '3')} },`,
      '\t\t{ "name": "output", "units": ${4:3}, "activation": "softmax" }',
      '\t],',
      '\t"loss": "categoricalCrossEntropy",',
      '\t"data": {',
      '\t\t"file": "${5:data.csv}",',
      '\t\t"inputs": [${6:"x1", "x2"}],',
      '\t\t"targets": ["${7:kind}"],',
      '\t\t"oneHot": ["${7:kind}"],',
      '\t\t"standardize": true,',
      '\t\t"testFraction": ${8:0.2}',
      '\t},',
      '\t"training": { "optimizer": "adam", "learningRate": ${9:0.01}, "epochs": ${10:100}, "batchSize": ${11:16} }',
      '}$0',
    ),
  ],
  layer: [
    snippet(
      'a layer',
      'One layer of units.',
      `{ "name": "\${1:hidden}", "units": \${2:3}, "activation": ${HIDDEN.replace('N', '3')} }`,
    ),
  ],
  units: [
    snippet('a count', 'So many, with the format’s names.', '${1:2}'),
    snippet('names', 'One name for each.', '["$1"]'),
  ],
  activation: [
    snippet('a formula', 'A function of your own in a.', '{ "formula": "${1:a / (1 + abs(a))}" }'),
    snippet(
      'leakyRelu with its slope',
      'a for a > 0, else slope · a.',
      '{ "type": "leakyRelu", "slope": ${1:0.1} }',
    ),
  ],
  biases: [snippet('numbers', 'One number for each unit.', '[$1]')],
  init: [
    snippet(
      'between two numbers',
      'Evenly from the first to the second.',
      '{ "uniform": [${1:-0.5}, ${2:0.5}] }',
    ),
    snippet('normal', 'With mean and deviation.', '{ "normal": [${1:0}, ${2:0.1}] }'),
  ],
  loss: [
    snippet('huber with its δ', '½r² for |r| ≤ δ, else δ(|r| − ½δ).', '{ "type": "huber", "delta": ${1:1} }'),
  ],
  data: [
    snippet(
      'inline samples',
      'One row for each sample.',
      '{',
      '\t"inputs": [',
      '\t\t[$1]',
      '\t],',
      '\t"targets": [',
      '\t\t[$2]',
      '\t]',
      '}',
    ),
    snippet(
      'a CSV file',
      'Samples from columns of a file beside this one.',
      '{',
      '\t"file": "$1",',
      '\t"inputs": ["$2"],',
      '\t"targets": ["$3"],',
      '\t"standardize": ${4|true,false|}',
      '}',
    ),
    snippet(
      'generated samples',
      'Synthetic samples, the same for the same seed.',
      '{ "generator": "${1|moons,circles,spirals,xor,gaussians,plane,sine|}", "samples": ${2:200}, "noise": ${3:0.1} }',
    ),
  ],
  training: [
    snippet(
      'gradient descent',
      'Plain steps on the whole data.',
      '{ "optimizer": "sgd", "learningRate": ${1:0.1}, "epochs": ${2:1000} }',
    ),
    snippet(
      'Adam',
      'Adam on small batches.',
      '{ "optimizer": "adam", "learningRate": ${1:0.01}, "epochs": ${2:500}, "batchSize": ${3:16} }',
    ),
  ],
  optimizer: [
    snippet('momentum with its constant', 'Heavy ball.', '{ "type": "momentum", "momentum": ${1:0.9} }'),
    snippet(
      'adam with its constants',
      'Other constants than PyTorch’s.',
      '{ "type": "adam", "beta1": ${1:0.9}, "beta2": ${2:0.999}, "epsilon": ${3:1e-8} }',
    ),
  ],
  schedule: [
    snippet('in steps', 'η · factor^⌊e/every⌋.', '{ "type": "step", "every": ${1:30}, "factor": ${2:0.1} }'),
    snippet('exponentially', 'η · factor^e.', '{ "type": "exponential", "factor": ${1:0.99} }'),
    snippet('along a cosine', 'From η to the last one.', '{ "type": "cosine", "to": ${1:0} }'),
  ],
  sweep: [snippet('learning rates', 'One run for each.', '{ "learningRate": [${1:0.01, 0.1, 1}] }')],
} as const satisfies Readonly<Record<string, readonly Snippet[]>>;
