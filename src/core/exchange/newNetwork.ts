import { editedText } from '../network/text';
import { formatEdits } from '../network/format';
import type { GeneratorName } from '../network/network';
import { generatedInputUnits } from '../engine/generators';
import type { CsvColumn } from './csvSummary';
import { visibleJson } from './visibleJson';
import { say } from '../words/say';

/** What a new network is to learn. */
export type Task = 'regression' | 'twoClasses' | 'severalClasses';

/** Where its samples come from. */
export type NewData =
  | { readonly kind: 'generator'; readonly generator: GeneratorName }
  /** A few samples in the file, to be replaced by a person's own; `classes` counts for several classes only. */
  | { readonly kind: 'table'; readonly inputs: number; readonly classes: number }
  | {
      readonly kind: 'file';
      /** The reference, as `data.file` takes it. */
      readonly file: string;
      readonly sampleCount: number;
      /** At least one. */
      readonly inputs: readonly CsvColumn[];
      /** At least one that `isTargetFor` the task; exactly one for classes. */
      readonly targets: readonly CsvColumn[];
    };

export interface NewNetwork {
  readonly task: Task;
  readonly data: NewData;
  /** The units of each hidden layer; none for a single layer. */
  readonly hidden: readonly number[];
}

/** The units at both ends of a network. */
export interface Ends {
  readonly inputs: number;
  readonly outputs: number;
}

/** The generators whose samples fit a task; each makes one target, so that none fits several classes. */
export const generatorsFor: Readonly<Record<Task, readonly GeneratorName[]>> = {
  regression: ['sine', 'plane'],
  twoClasses: ['gaussians', 'xor', 'circles', 'moons', 'spirals'],
  severalClasses: [],
};

/** Whether a column can be what a network of this task is to find. */
export function isTargetFor(task: Task, { isNumeric, isBinary, categories }: CsvColumn): boolean {
  switch (task) {
    case 'regression':
      return isNumeric;
    case 'twoClasses':
      return isBinary || categories === 2;
    case 'severalClasses':
      return categories !== null && categories > 1;
  }
}

/** How many inputs and outputs a network for these data has. */
export function endsOf({ task, data }: Omit<NewNetwork, 'hidden'>): Ends {
  switch (data.kind) {
    case 'generator':
      return { inputs: generatedInputUnits(data.generator), outputs: 1 };
    case 'table':
      return { inputs: data.inputs, outputs: task === 'severalClasses' ? data.classes : 1 };
    case 'file': {
      const inputs = data.inputs.reduce(
        (sum, column) => sum + (column.isNumeric ? 1 : column.categories!),
        0,
      );
      const outputs = data.targets.reduce(
        (sum, column) => sum + (isOneHotTarget(task, column) ? column.categories! : 1),
        0,
      );
      return { inputs, outputs };
    }
  }
}

/** Hidden layers that suit the data, to begin with. */
export function suggestedHidden({ data }: Omit<NewNetwork, 'hidden'>): readonly number[] {
  if (data.kind === 'table') return [3];
  if (data.kind === 'file') return [8];
  return data.generator === 'spirals' ? [8, 8] : [data.generator === 'plane' ? 2 : 6];
}

/**
 * The text of a new network file in the tidy layout, with the reasons for activations and loss as comments. `parse`
 * has nothing to say about it where the weights are within the limits; the weights are left to the seed.
 */
export function newNetworkText(choice: NewNetwork): string {
  const ends = endsOf(choice);
  const { output, outputReason, loss, lossReason } = endOf(choice, ends);
  const text = [
    '{',
    `"name": ${visibleJson(nameOf(choice, ends))},`,
    '',
    `"inputs": ${ends.inputs},`,
    '"layers": [',
    ...hiddenLayers(choice.hidden),
    `// ${outputReason}`,
    `{ "name": "output", "units": ${ends.outputs}, "activation": "${output}" }`,
    '],',
    `// ${lossReason}`,
    `"loss": "${loss}",`,
    '',
    ...dataLines(choice, ends),
    trainingLine(choice.data),
    '}',
    '',
  ].join('\n');
  return editedText(text, formatEdits(text));
}

interface End {
  readonly output: string;
  readonly outputReason: string;
  readonly loss: string;
  readonly lossReason: string;
}

/** The last layer and the loss: two that belong together, so that the error of an output is y − t. */
function endOf({ task }: NewNetwork, { outputs }: Ends): End {
  if (task === 'regression') {
    return {
      output: 'linear',
      outputReason: say('A linear output can take any value, as the targets do.'),
      loss: 'halfSquaredError',
      lossReason: say('Half the square of the error: the ½ cancels the 2 of the derivative, which is y − t.'),
    };
  }
  if (outputs === 1) {
    return {
      output: 'sigmoid',
      outputReason: say('A sigmoid output lies between 0 and 1: the probability of class 1.'),
      loss: 'binaryCrossEntropy',
      lossReason: say('With a sigmoid the error of the output is y − t, however wrong it is.'),
    };
  }
  return {
    output: 'softmax',
    outputReason: say('Softmax outputs are positive and sum to 1: a probability for each class.'),
    loss: 'categoricalCrossEntropy',
    lossReason: say('With softmax the error of each output is y − t, however wrong it is.'),
  };
}

function hiddenLayers(hidden: readonly number[]): string[] {
  if (hidden.length === 0) return [];
  return [
    `// ${say('tanh is smooth and has both signs. Weights that are not written here are drawn from the seed.')}`,
    ...hidden.map((units, l) => {
      const name = hidden.length === 1 ? 'hidden' : `hidden ${l + 1}`;
      return `{ "name": "${name}", "units": ${units}, "activation": "tanh" },`;
    }),
  ];
}

/** Whether a target column stands in `oneHot`. */
function isOneHotTarget(task: Task, { isBinary }: CsvColumn): boolean {
  return task === 'severalClasses' || (task === 'twoClasses' && !isBinary);
}

function dataLines({ task, data }: NewNetwork, ends: Ends): string[] {
  switch (data.kind) {
    case 'generator': {
      const noise = data.generator === 'spirals' || data.generator === 'xor' ? 0.05 : 0.1;
      return [
        '"data": {',
        `"generator": "${data.generator}",`,
        '"samples": 200,',
        `"noise": ${noise},`,
        '"testFraction": 0.25',
        '},',
      ];
    }
    case 'table':
      return tableLines(task, ends);
    case 'file': {
      const list = (columns: readonly CsvColumn[]): string =>
        columns.map(({ name }) => visibleJson(name)).join(', ');
      const oneHot = [
        ...data.inputs.filter(({ isNumeric }) => !isNumeric),
        ...data.targets.filter((column) => isOneHotTarget(task, column)),
      ];
      return [
        '"data": {',
        `"file": ${visibleJson(data.file)},`,
        `"inputs": [${list(data.inputs)}],`,
        `"targets": [${list(data.targets)}]`,
        ...(oneHot.length > 0 ? [`, "oneHot": [${list(oneHot)}]`] : []),
        ...(data.inputs.some(({ isNumeric }) => isNumeric) ? [', "standardize": true'] : []),
        ...(data.sampleCount >= 20 ? [', "testFraction": 0.2'] : []),
        '},',
      ];
    }
  }
}

/** Samples to begin with: inputs that walk through tenths, and targets that can be told from them. */
function tableLines(task: Task, { inputs, outputs }: Ends): string[] {
  const rows = Array.from({ length: Math.max(4, outputs) }, (_, row) => row);
  const inputRows = rows.map((row) =>
    Array.from({ length: inputs }, (_, i) => ((row + 3 * i) % rows.length) / 10),
  );
  const targets = rows.map((row): readonly number[] => {
    if (task === 'severalClasses') {
      const own = Math.floor((row * outputs) / rows.length);
      return Array.from({ length: outputs }, (_, k) => (k === own ? 1 : 0));
    }
    if (task === 'twoClasses') return [row < rows.length / 2 ? 0 : 1];
    const sum = inputRows[row]!.reduce((total, value) => total + value, 0);
    return [Math.round(100 * (1 - sum / inputs)) / 100];
  });
  const list = (table: readonly (readonly number[])[]): string =>
    table.map((row) => `[${row.join(', ')}]`).join(', ');
  const meaning = {
    regression: say('its value'),
    twoClasses: say('0 or 1 for its class'),
    severalClasses: say('a 1 in the column of its class'),
  };
  return [
    '"data": {',
    `// ${say('Put your samples here, one in each row,')}`,
    `"inputs": [${list(inputRows)}],`,
    `// ${say('and for each, in the same order, {0}.', meaning[task])}`,
    `"targets": [${list(targets)}]`,
    '},',
  ];
}

/** Samples that a run goes through at about this count, whatever the size of the data. */
const samplesOfRun = 200_000;

function trainingLine(data: NewData): string {
  const samples = data.kind === 'file' ? data.sampleCount : 200;
  const wanted = data.kind === 'generator' && data.generator === 'spirals' ? 400 : 200;
  const epochs = Math.max(10, Math.min(wanted, Math.ceil(samplesOfRun / Math.max(1, samples))));
  const batch = data.kind !== 'table' && samples >= 100 ? ', "batchSize": 20' : '';
  return `"training": { "optimizer": "adam", "learningRate": 0.02, "epochs": ${epochs}${batch} }`;
}

/** Longest name of a data file in the network's, in characters. */
const longestSource = 60;

function nameOf({ data, hidden }: NewNetwork, { inputs, outputs }: Ends): string {
  const shape = [inputs, ...hidden, outputs];
  const sizes = shape.length <= 8 ? shape.join('-') : `${shape.length - 1} layers`;
  switch (data.kind) {
    case 'generator':
      return `${data.generator}, ${sizes}`;
    case 'table':
      return say('My network, {0}', sizes);
    case 'file': {
      const file = Array.from(data.file.slice(data.file.lastIndexOf('/') + 1).replace(/\.csv$/i, ''));
      const cut = file.length > longestSource ? `${file.slice(0, longestSource).join('')}…` : file.join('');
      return `${cut}, ${sizes}`;
    }
  }
}
