import { prepareDataset, type Dataset } from '../../src/core/engine/dataset';
import { initialParameters } from '../../src/core/engine/initialise';
import { createLayout } from '../../src/core/engine/layout';
import { sweepCombinations } from '../../src/core/engine/sweep';
import type { Network, Optimizer } from '../../src/core/network/network';
import { parse } from '../../src/core/network/parse';
import type { Workload } from './workloads';

/** A workload written out for programs that know nothing of the project; plain data, sent as JSON. */
export interface Job {
  /** The network file and the CSV file that its data names, for the engine. */
  readonly text: string;
  readonly dataText: string | null;
  /** Units of every layer, the inputs first. */
  readonly units: readonly number[];
  /** One for each layer after the inputs. */
  readonly activations: readonly string[];
  readonly loss: string;
  readonly optimizer: Optimizer;
  /** One learning rate; several: a run trains from the start with each of them. */
  readonly learningRates: readonly number[];
  readonly batchSize: number;
  /** The starting weights of each layer, row by row; a row for each unit of the layer before. */
  readonly weights: readonly (readonly number[])[];
  /** The starting biases of each layer; null: it has none. */
  readonly biases: readonly (readonly number[] | null)[];
  readonly samples: number;
  /** Row by row, a row for each sample. */
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
}

/** The text of a network file, and of the CSV file that its data names; null: it names none. */
type FileTexts = Pick<Job, 'text' | 'dataText'>;

/** The network of a file and its samples. Throws where the file has errors: bench networks have none. */
export function readNetwork({ text, dataText }: FileTexts): {
  readonly network: Network;
  readonly dataset: Dataset;
} {
  const { network, diagnostics } = parse(text);
  if (!network) throw new Error(`a bench network has errors: ${diagnostics[0]?.message ?? ''}`);
  const prepared = prepareDataset(network, dataText);
  if (!('dataset' in prepared)) throw new Error('the bench data is not usable');
  return { network, dataset: prepared.dataset };
}

/** What the files of a workload say, written out. */
export function jobOf(workload: Workload): Job {
  const texts = workload.files();
  const { network, dataset } = readNetwork(texts);
  const { training, layers } = network;
  const parameters = initialParameters(network);
  const layout = createLayout(network);
  const combinations = sweepCombinations(network);
  const samples = dataset.sampleCount;
  return {
    ...texts,
    units: [network.inputs.units, ...layers.map(({ units }) => units)],
    activations: layers.map(({ activation }) => activation.type),
    loss: network.loss.type,
    optimizer: training.optimizer,
    learningRates: combinations.length
      ? combinations.map((one) => one.training.learningRate)
      : [training.learningRate],
    batchSize: training.batchSize === 'full' ? samples : training.batchSize,
    weights: layout.layers.map(({ weightOffset, inputs, units }) => [
      ...parameters.subarray(weightOffset, weightOffset + inputs * units),
    ]),
    biases: layout.layers.map(({ biasOffset, units }) =>
      biasOffset === null ? null : [...parameters.subarray(biasOffset, biasOffset + units)],
    ),
    samples,
    inputs: [...dataset.inputs],
    targets: [...dataset.targets],
  };
}

const activationCodes: Readonly<Record<string, number>> = { sigmoid: 1, tanh: 2, relu: 3, softmax: 4 };

/**
 * The same as numbers separated by white space, for programs that read no JSON: layers; units; a code for each
 * activation (1 sigmoid, 2 tanh, 3 relu, 4 softmax with cross-entropy); 1 for Adam with its three constants, else 0;
 * the learning rate; batch size; samples; for each layer its weights, 1 or 0 for biases, and these; inputs; targets.
 */
export function plainJob(job: Job): string {
  const { optimizer } = job;
  const adam =
    optimizer.type === 'adam' ? [1, optimizer.beta1, optimizer.beta2, optimizer.epsilon] : [0, 0, 0, 0];
  const parameters = job.weights.flatMap((weights, l) => {
    const biases = job.biases[l];
    return [...weights, ...(biases ? [1, ...biases] : [0])];
  });
  const numbers = [
    job.weights.length,
    ...job.units,
    ...job.activations.map((name) => activationCodes[name]!),
    ...adam,
    job.learningRates[0]!,
    job.batchSize,
    job.samples,
    ...parameters,
    ...job.inputs,
    ...job.targets,
  ];
  return numbers.join('\n');
}
