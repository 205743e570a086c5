import type * as vscode from 'vscode';
import type { Evaluation } from '../../core/engine/evaluate';
import { createHistory } from '../../core/engine/history';
import { LossSeries } from '../../core/engine/lossSeries';
import type { Network } from '../../core/network/network';
import type { DivergencePlace, EngineUsed, Progress, RunEnd, StopReason } from '../../protocol/training';

export type RunStatus = 'running' | StopReason;

/** A training run of one network file, as far as the host has heard of it. */
export interface Run {
  /** Runs are counted from 1. */
  readonly id: number;
  readonly uri: vscode.Uri;
  /** The network that is trained: the text's when the run started, a fork's with its own training settings. */
  readonly network: Network;
  /** The document's version when the run started. */
  readonly documentVersion: number;
  readonly status: RunStatus;
  /** Epochs of threads that were lost: the run's thread knows of none of them, and counts from there. */
  readonly epochsBefore: number;
  /** Epochs finished and updates made. */
  readonly epoch: number;
  readonly step: number;
  /** Data loss and penalty at `parameters`; NaN until they were measured for the first time. */
  readonly loss: number;
  readonly penalty: number;
  /** The loss on the test share at the end; null without one, and while the run goes on. */
  readonly testLoss: number | null;
  /** The history so far, one loss every `every` epochs: views, to be copied before they are kept or sent. */
  readonly losses: Float64Array;
  readonly testLosses: Float64Array;
  /** The same for drawing. */
  readonly lossSeries: LossSeries;
  readonly testLossSeries: LossSeries;
  /** Where the text has changed the learning rate under way. */
  readonly rateChanges: readonly RateChange[];
  readonly every: number;
  /** Newest parameters, layout order of `network`; never written. */
  readonly parameters: Float64Array;
  /** Those that it started from; never written. */
  readonly start: Float64Array;
  /** The text's training settings have changed since: the history is that of the former ones. */
  readonly isStale: boolean;
  /** Where a diverged run left the finite numbers. */
  readonly divergence: DivergencePlace | null;
  /** What it is computed by; null until its thread has said so. */
  readonly engine: EngineUsed | null;
  /** Loss, gradients and outputs of all training samples at `parameters`; null where they were not measured. */
  evaluation(): Evaluation | null;
}

/** From `epoch` on a run went on with other training settings. */
export interface RateChange {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

/** Where a run starts from. */
export interface RunStart {
  readonly id: number;
  readonly uri: vscode.Uri;
  readonly network: Network;
  readonly documentVersion: number;
  readonly parameters: Float64Array;
  /** The evaluation at `parameters`, if it is known already. */
  readonly evaluation: Evaluation | null;
  /** Where another run was that this one goes on from: its counts then, and its losses before. */
  readonly from?: {
    readonly epoch: number;
    readonly step: number;
    readonly losses: Float64Array;
    readonly testLosses: Float64Array;
  };
}

/** The run that `Runs` keeps; everyone else sees a `Run`. */
export class TrainingRun implements Run {
  readonly id: number;
  readonly uri: vscode.Uri;
  readonly documentVersion: number;
  readonly start: Float64Array;
  network: Network;
  status: RunStatus;
  epoch = 0;
  step = 0;
  loss: number;
  penalty: number;
  testLoss: number | null = null;
  readonly every: number;
  parameters: Float64Array;
  isStale = false;
  divergence: DivergencePlace | null = null;
  engine: EngineUsed | null = null;

  readonly lossSeries = new LossSeries();
  readonly testLossSeries = new LossSeries();
  readonly rateChanges: RateChange[] = [];
  #evaluation: Evaluation | null;
  /** Epochs and updates of a thread that was lost; the next one counts from 0 again. */
  #before = { epoch: 0, step: 0 };

  constructor(start: RunStart, status: RunStatus) {
    this.id = start.id;
    this.uri = start.uri;
    this.network = start.network;
    this.documentVersion = start.documentVersion;
    this.parameters = start.parameters;
    this.start = start.parameters;
    this.#evaluation = start.evaluation;
    this.loss = start.evaluation?.loss ?? Number.NaN;
    this.penalty = start.evaluation?.penalty ?? Number.NaN;
    this.every = createHistory(start.network.training.epochs).every;
    this.status = status;
    if (!start.from) return;
    this.epoch = start.from.epoch;
    this.step = start.from.step;
    this.lossSeries.append(start.from.losses);
    this.testLossSeries.append(start.from.testLosses);
  }

  get losses(): Float64Array {
    return this.lossSeries.values;
  }

  get testLosses(): Float64Array {
    return this.testLossSeries.values;
  }

  get epochsBefore(): number {
    return this.#before.epoch;
  }

  evaluation(): Evaluation | null {
    return this.#evaluation;
  }

  apply(progress: Progress): void {
    this.epoch = this.#before.epoch + progress.epoch;
    this.step = this.#before.step + progress.step;
    this.loss = progress.loss;
    this.penalty = progress.penalty;
    this.parameters = progress.parameters;
    this.#evaluation = progress.evaluation;
    this.lossSeries.append(progress.losses);
    this.testLossSeries.append(progress.testLosses);
  }

  end(end: RunEnd): void {
    this.apply(end);
    this.status = end.stopped;
    this.testLoss = end.testLoss;
    const { epoch, step } = this.#before;
    this.divergence = end.divergence && {
      ...end.divergence,
      epoch: epoch + end.divergence.epoch,
      step: step + end.divergence.step,
    };
  }

  /** From here on it is trained as `network` says. */
  adoptSettings(network: Network): void {
    const [from, to] = [this.network.training.learningRate, network.training.learningRate];
    if (from !== to) this.rateChanges.push({ epoch: this.epoch, from, to });
    this.network = network;
    this.isStale = false;
  }

  /** The thread is lost: the run stands where it was last heard of, and another thread may go on from there. */
  detach(): void {
    this.#before = { epoch: this.epoch, step: this.step };
    if (this.status === 'running') this.status = 'stopped';
  }
}
