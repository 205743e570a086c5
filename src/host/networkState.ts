import type * as vscode from 'vscode';
import type { Dataset, PreparedDataset } from '../core/engine/dataset';
import { prepareDatasetSteps } from '../core/engine/dataset';
import type { Evaluation } from '../core/engine/evaluate';
import { evaluate } from '../core/engine/evaluate';
import { evaluateInSlices } from '../core/engine/evaluateInSlices';
import { initialParameters } from '../core/engine/initialise';
import { createModel, type Kernels, type Model } from '../core/engine/model';
import type { DataProblem } from '../core/engine/samples';
import type { Diagnostic, Severity } from '../core/network/diagnostic';
import type { Network } from '../core/network/network';
import { rangeAt } from '../core/network/jsonTree';
import type { ParsedNetwork } from '../core/network/parse';
import type { Steps } from '../core/network/steps';
import { createSymbols, type Symbols } from '../core/network/symbols';
import type { TextRange } from '../core/network/text';
import type { DataFile } from './dataFile';
import { workInOnePiece, workOf } from './slicedEngine';

/** What is known of one open network document, all of one version of its text. */
export interface NetworkState {
  readonly uri: vscode.Uri;
  /** The document's version that the state belongs to. */
  readonly version: number;
  readonly parsed: ParsedNetwork;
  /** What parsing and the samples had to tell. */
  readonly diagnostics: readonly Diagnostic[];
  /** The last version that parsed without errors; null if there was none. Older than `version`: stale. */
  readonly good: GoodNetwork | null;
}

/** A network that is free of errors, ready to compute. */
export interface GoodNetwork {
  readonly version: number;
  readonly parsed: ParsedNetwork;
  readonly network: Network;
  readonly symbols: Symbols;
  /** The text of the CSV file that the data names, if there is one and it could be read. */
  readonly fileText: string | null;
  /** Null: the file has no data, or none that can be used (a diagnostic says why). */
  readonly dataset: Dataset | null;
  /** The file's parameters, initialised where it omits them, in the layout's order; never written. */
  readonly parameters: Float64Array;
  readonly model: Model;
  /** Why it cannot be trained, missing data included; empty if it can. */
  readonly refusals: readonly Diagnostic[];
  /**
   * Loss, gradients and outputs of the training samples as one batch at `parameters`, computed once. Null
   * without samples, and while a long computation goes on: the documents tell when it is there.
   */
  evaluation(): Evaluation | null;
}

/** The evaluation of a good network: at once where that is short, else when `steps` have run or it was computed elsewhere. */
export class LazyEvaluation {
  readonly #model: Model;
  readonly #dataset: Dataset;
  readonly #parameters: Float64Array;
  #result: Evaluation | null = null;

  constructor(model: Model, dataset: Dataset, parameters: Float64Array) {
    this.#model = model;
    this.#dataset = dataset;
    this.#parameters = parameters;
  }

  get isLong(): boolean {
    return workOf(this.#parameters.length, this.#dataset.trainingIndices.length) > workInOnePiece;
  }

  get(): Evaluation | null {
    if (!this.#result && !this.isLong) {
      this.#result = evaluate(this.#model, this.#parameters, this.#dataset, this.#dataset.trainingIndices);
    }
    return this.#result;
  }

  /** @param result what was computed elsewhere. */
  complete(result: Evaluation): void {
    this.#result = result;
  }

  *steps(): Generator<undefined, true> {
    const { trainingIndices } = this.#dataset;
    this.#result = yield* evaluateInSlices(this.#model, this.#parameters, this.#dataset, trainingIndices);
    return true;
  }
}

/** The place of what the text has no place for. */
const fileStart: TextRange = { offset: 0, length: 0 };

/** Keeps the samples of the last text: an edit of a weight must not read a long CSV file again. */
export class DatasetMemory {
  #key = '';
  #fileText: string | null = null;
  #prepared: PreparedDataset | null = null;
  #unfinished: Steps<PreparedDataset> | null = null;

  /**
   * The samples of a network. Whoever leaves these steps, because a key was typed, leaves the reading where it
   * is: the next text goes on with it if its samples are the same, and drops it if not.
   */
  *prepare(network: Network, fileText: string | null): Steps<PreparedDataset> {
    // Inline samples are as long as their key would be.
    if (network.data?.kind === 'inline') return yield* prepareDatasetSteps(network, fileText);
    const { inputs, layers, data, testFraction, loss, training } = network;
    const outputs = layers.at(-1)?.units;
    const key = JSON.stringify([inputs.units, outputs, data, testFraction, loss, training.seed]);
    if (key !== this.#key || fileText !== this.#fileText) {
      this.#key = key;
      this.#fileText = fileText;
      this.#prepared = null;
      this.#unfinished = null;
    }
    while (!this.#prepared) {
      const steps = this.#unfinished ?? prepareDatasetSteps(network, fileText);
      this.#unfinished = null; // what throws is begun anew
      const step = steps.next();
      if (step.done) this.#prepared = step.value;
      else {
        this.#unfinished = steps;
        yield;
      }
    }
    return this.#prepared;
  }
}

/** What a good network is made from. */
export interface GoodSource {
  readonly version: number;
  readonly parsed: ParsedNetwork;
  readonly network: Network;
  /** Why it cannot be trained, if so. */
  readonly refusals: readonly Diagnostic[];
  /** What became of the data file, where the network names one. */
  readonly file: DataFile | null;
  /** Functions for the engine in place of its own, for tests. */
  readonly kernels: Kernels | undefined;
  readonly samples: DatasetMemory;
}

export interface GoodParts {
  readonly good: GoodNetwork;
  readonly lazy: LazyEvaluation | null;
  /** What is wrong with the samples. */
  readonly problems: readonly Diagnostic[];
}

/** The network of a text without errors, made ready: samples, parameters, model. Pauses while it reads samples. */
export function* makeGoodSteps(source: GoodSource): Steps<GoodParts> {
  const { version, parsed, network, refusals, file, kernels, samples } = source;
  const problems: Diagnostic[] = [];
  const tell = (severity: Severity, { code, message, path }: DataProblem): void => {
    const place = path.length > 0 ? rangeAt(parsed.root, path) : undefined;
    const range = place ? { offset: place.offset, length: place.length } : fileStart;
    problems.push({ code, severity, message, range });
  };
  const fileText = file && 'text' in file.result ? file.result.text : null;
  let dataset: Dataset | null = null;
  if (file && 'problem' in file.result) {
    const { code, problem } = file.result;
    const severity = code === 'data.untrusted' ? 'warning' : 'error';
    tell(severity, { code, message: problem, path: ['data', 'file'] });
  } else if (network.data) {
    const prepared = yield* samples.prepare(network, fileText);
    if ('dataset' in prepared) {
      dataset = prepared.dataset;
      for (const warning of prepared.warnings) tell('warning', warning);
    } else {
      for (const problem of prepared.problems) tell('error', problem);
    }
  }
  const parameters = initialParameters(network);
  const model = createModel(network, kernels);
  const lazy = dataset ? new LazyEvaluation(model, dataset, parameters) : null;
  const good: GoodNetwork = {
    version,
    parsed,
    network,
    symbols: createSymbols(network),
    fileText,
    dataset,
    parameters,
    model,
    refusals,
    evaluation: () => lazy?.get() ?? null,
  };
  return { good, lazy, problems };
}
