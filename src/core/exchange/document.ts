/** A worked example as a whole document: the network, what is given, the forward pass, the derivations. */

import type { Dataset } from '../engine/dataset';
import type { Model } from '../engine/model';
import { numbersStyle, shownLatex } from '../insight/numbersStyle';
import { sampleValues } from '../insight/sampleValues';
import { quantityValue, type SampleValues } from '../math/evaluate';
import type { Quantity } from '../math/expression';
import { forwardEquations } from '../math/forwardEquations';
import { parametersOf } from '../math/gradientList';
import { latexNumber, latexStyle } from '../math/latex';
import { createNames, type Names } from '../math/names';
import { print } from '../math/printer';
import { showHidden } from '../network/hidden';
import type { Network } from '../network/network';
import { counted, grouped } from '../network/wording';
import { BLANK, tex, text, type Block, type Inline } from './blocks';
import { derivationBlocks, worksheetBlocks, type ExplainedGradient } from './derivationBlocks';
import { say } from '../words/say';

export interface DocumentSource {
  readonly network: Network;
  readonly model: Model;
  readonly dataset: Dataset;
  /** In the layout's order. */
  readonly parameters: Float64Array;
  /** What the document is called: the network's name, or its file's. */
  readonly title: string;
  /** What the loss is and what it is taken over, a sentence each. */
  readonly conventions: readonly string[];
  /** The sample whose numbers stand in the forward pass, from 0. */
  readonly sample: number;
  readonly derivations: readonly ExplainedGradient[];
}

/** More samples than this are counted, not listed. */
const LISTED_SAMPLES = 8;

/** More numbers in a row, or more units, than a page can hold are left to the network's file. */
const LISTED_NUMBERS = 200;

/** The worksheet (everything that is given, nothing that is to be found), the solution, or one after the other. */
export function documentBlocks(source: DocumentSource, shown: 'answers' | 'worksheet' | 'both'): Block[] {
  const title = (words: string): Block => ({ kind: 'heading', level: 1, content: [text(words)] });
  const worksheet = (): Block[] => [
    title(`${source.title}: worksheet`),
    ...givenBlocks(source),
    ...forwardBlocks(source, true),
    ...source.derivations.flatMap((one) => worksheetBlocks(one)),
  ];
  const solution = (name: string): Block[] => [
    title(name),
    ...givenBlocks(source),
    ...forwardBlocks(source, false),
    ...source.derivations.flatMap((one) => derivationBlocks(one)),
  ];
  switch (shown) {
    case 'worksheet':
      return worksheet();
    case 'answers':
      return solution(source.title);
    case 'both':
      return [...worksheet(), { kind: 'pageBreak' }, ...solution(`${source.title}: solution`)];
  }
}

function givenBlocks({ network, model, dataset, parameters, conventions, sample }: DocumentSource): Block[] {
  const names = createNames(network);
  const paragraph = (content: readonly Inline[]): Block => ({ kind: 'paragraph', content });
  const values = sampleValues(model, dataset, parameters, sample);
  const { trainingIndices } = dataset;
  // One sample alone, or as many of the batch as can be listed.
  const isOne = !trainingIndices.includes(sample) || trainingIndices.length === 1;
  const listed = isOne ? [sample] : Array.from(trainingIndices.slice(0, LISTED_SAMPLES));
  const more = isOne ? 0 : trainingIndices.length - listed.length;
  return [
    { kind: 'diagram' },
    ...(network.description === null ? [] : [paragraph([text(network.description)])]),
    { kind: 'heading', level: 2, content: [text(say('Given'))] },
    ...conventions.map((words) => paragraph([text(`${words}.`)])),
    ...listed.map((index) => {
      const own = sampleValues(model, dataset, parameters, index);
      const head = listed.length === 1 ? `${say('The sample:')} ` : `${say('Sample {0}:', index + 1)} `;
      return paragraph([text(head), ...valuesOf(network, names, own, sampleQuantities(network))]);
    }),
    ...(more > 0 ? [paragraph([text(say('… and {0}.', counted(more, 'more sample')))])] : []),
    paragraph([
      text(`${say('Weights and biases:')} `),
      ...valuesOf(network, names, values, [...parametersOf(network)]),
    ]),
  ];
}

function sampleQuantities(network: Network): Quantity[] {
  const outputs = network.layers.at(-1)!.units;
  return [
    ...Array.from({ length: network.inputs.units }, (_, i) => ({ kind: 'input', i }) as const),
    ...Array.from({ length: outputs }, (_, k) => ({ kind: 'target', k }) as const),
  ];
}

/** x_1 = 0.05, x_2 = 0.1: numbers with all their digits, since one computes with them. */
function valuesOf(
  network: Network,
  names: Names,
  values: SampleValues,
  quantities: readonly Quantity[],
): Inline[] {
  if (quantities.length > LISTED_NUMBERS) {
    return [text(say("{0} numbers, which stand in the network's file.", grouped(quantities.length)))];
  }
  const listed = quantities.flatMap((of, n) => [
    ...(n === 0 ? [] : [text(', ')]),
    tex(`${names.latex(of)} = ${latexNumber(quantityValue(network, values, of))}`),
  ]);
  return [...listed, text('.')];
}

function forwardBlocks(source: DocumentSource, isBlank: boolean): Block[] {
  const { network, model, dataset, parameters, sample } = source;
  const names = createNames(network);
  const values = sampleValues(model, dataset, parameters, sample);
  const [style, numbered] = [latexStyle(names.latex), numbersStyle(network, names, values)];
  const isOfBatch = dataset.trainingIndices.length > 1;
  const heading: Block = {
    kind: 'heading',
    level: 2,
    content: [text(isOfBatch ? say('Forward pass of sample {0}', sample + 1) : say('Forward pass'))],
  };
  const units = network.layers.reduce((sum, layer) => sum + layer.units, 0);
  if (units > LISTED_NUMBERS) {
    const words = say(
      'The forward pass has {0} equations, too many to be written out here.',
      grouped(2 * units),
    );
    return [heading, { kind: 'paragraph', content: [text(words)] }];
  }
  return [
    heading,
    ...forwardEquations(network).map(({ about, equation }): Block => {
      const right = equation.at(-1)!;
      const value = about ? [shownLatex(quantityValue(network, values, about))] : [];
      // A number under a lone symbol says what the value says.
      const numbers = right.kind === 'quantity' ? [] : [print(right, numbered)];
      const sides = isBlank ? [BLANK.latex] : [print(right, style), ...numbers, ...value];
      return {
        kind: 'step',
        title: null,
        equation: {
          left: showHidden(print(equation[0]!, style)),
          sides: sides.map((side) => ({ relation: '=', tex: showHidden(side) })),
        },
        words: [],
      };
    }),
  ];
}
