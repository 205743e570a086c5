import { saying } from '../words/say';

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

/** The words are read anew each time: in the language that is set by then. */
function snippet(label: () => string, description: () => string, ...lines: readonly string[]): Snippet {
  return {
    get label() {
      return label();
    },
    get description() {
      return description();
    },
    bodyText: lines.join('\n'),
  };
}

const HIDDEN = '"${N|tanh,sigmoid,relu,silu,gelu|}"';

export const SNIPPETS = {
  network: [
    snippet(
      saying('a network'),
      saying('A whole network with one hidden layer, samples and training.'),
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
      saying('a network with samples from a CSV file'),
      saying('A whole network that sorts the rows of a CSV file into kinds.'),
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
      saying('a layer'),
      saying('One layer of units.'),
      `{ "name": "\${1:hidden}", "units": \${2:3}, "activation": ${HIDDEN.replace('N', '3')} }`,
    ),
  ],
  units: [
    snippet(saying('a count'), saying('So many, with the format’s names.'), '${1:2}'),
    snippet(saying('names'), saying('One name for each.'), '["$1"]'),
  ],
  activation: [
    snippet(
      saying('a formula'),
      saying('A function of your own in a.'),
      '{ "formula": "${1:a / (1 + abs(a))}" }',
    ),
    snippet(
      saying('leakyRelu with its slope'),
      saying('a for a > 0, else slope · a.'),
      '{ "type": "leakyRelu", "slope": ${1:0.1} }',
    ),
  ],
  biases: [snippet(saying('numbers'), saying('One number for each unit.'), '[$1]')],
  init: [
    snippet(
      saying('between two numbers'),
      saying('Evenly from the first to the second.'),
      '{ "uniform": [${1:-0.5}, ${2:0.5}] }',
    ),
    snippet(saying('normal'), saying('With mean and deviation.'), '{ "normal": [${1:0}, ${2:0.1}] }'),
  ],
  loss: [
    snippet(
      saying('huber with its δ'),
      saying('½r² for |r| ≤ δ, else δ(|r| − ½δ).'),
      '{ "type": "huber", "delta": ${1:1} }',
    ),
  ],
  data: [
    snippet(
      saying('inline samples'),
      saying('One row for each sample.'),
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
      saying('a CSV file'),
      saying('Samples from columns of a file beside this one.'),
      '{',
      '\t"file": "$1",',
      '\t"inputs": ["$2"],',
      '\t"targets": ["$3"],',
      '\t"standardize": ${4|true,false|}',
      '}',
    ),
    snippet(
      saying('generated samples'),
      saying('Synthetic samples, the same for the same seed.'),
      '{ "generator": "${1|moons,circles,spirals,xor,gaussians,plane,sine|}", "samples": ${2:200}, "noise": ${3:0.1} }',
    ),
  ],
  training: [
    snippet(
      saying('gradient descent'),
      saying('Plain steps on the whole data.'),
      '{ "optimizer": "sgd", "learningRate": ${1:0.1}, "epochs": ${2:1000} }',
    ),
    snippet(
      () => 'Adam',
      saying('Adam on small batches.'),
      '{ "optimizer": "adam", "learningRate": ${1:0.01}, "epochs": ${2:500}, "batchSize": ${3:16} }',
    ),
  ],
  optimizer: [
    snippet(
      saying('momentum with its constant'),
      saying('Heavy ball.'),
      '{ "type": "momentum", "momentum": ${1:0.9} }',
    ),
    snippet(
      saying('adam with its constants'),
      saying('Other constants than PyTorch’s.'),
      '{ "type": "adam", "beta1": ${1:0.9}, "beta2": ${2:0.999}, "epsilon": ${3:1e-8} }',
    ),
  ],
  schedule: [
    snippet(
      saying('in steps'),
      () => 'η · factor^⌊e/every⌋.',
      '{ "type": "step", "every": ${1:30}, "factor": ${2:0.1} }',
    ),
    snippet(saying('exponentially'), () => 'η · factor^e.', '{ "type": "exponential", "factor": ${1:0.99} }'),
    snippet(
      saying('along a cosine'),
      saying('From η to the last one.'),
      '{ "type": "cosine", "to": ${1:0} }',
    ),
  ],
  sweep: [
    snippet(saying('learning rates'), saying('One run for each.'), '{ "learningRate": [${1:0.01, 0.1, 1}] }'),
  ],
} as const satisfies Readonly<Record<string, readonly Snippet[]>>;
