import type * as vscode from 'vscode';
import type { TrainerState } from '../../core/engine/trainerState';
import type { Network, Training } from '../../core/network/network';
import type { GoodNetwork } from '../networkState';
import { RunPast } from './runPast';
import { areSameNumbers, isSameFunction } from './sameProblem';
import { TrainingRun, type RunStatus } from './trainingRun';
import type { TrainingWorker } from './trainingWorker';

/** What is kept of a file's run, and how it begins: from the file, or from a state of a former run. */

/** What another run does in another way from an epoch on. */
export interface ForkChange {
  readonly training?: Partial<Pick<Training, 'learningRate' | 'optimizer'>>;
  /** A parameter, by its place in the layout, and the value that it starts from. */
  readonly parameter?: { readonly index: number; readonly value: number };
}

export interface Entry {
  readonly run: TrainingRun;
  /** The text's network that the run computes with. */
  good: GoodNetwork;
  /** Parameters with which the file still belongs to the run: those it started from, those written to it. */
  readonly ownParameters: Float64Array[];
  worker: TrainingWorker | null;
  /** Which thread knows which epochs. */
  readonly past: RunPast;
  /** What a fork trains by in place of the text's settings. */
  ownTraining: Training | null;
  /** Where a fork goes on from, until its thread has been told. */
  from: { readonly state: TrainerState; readonly keepsMemory: boolean } | null;
  /** The run is what the file says, from its parameters on, in one thread: it can be made once more. */
  isRepeatable: boolean;
  /** The thread was ended because it did not stop: no failure. */
  isForced: boolean;
  isStopping: boolean;
  /** Steps come one after the other. */
  last: Promise<unknown>;
}

/** A run of the file's text from its parameters. */
export function entryOf(id: number, uri: vscode.Uri, good: GoodNetwork, status: RunStatus): Entry {
  const { network, version, parameters } = good;
  const evaluation = good.evaluation();
  const start = { id, uri, network, documentVersion: version, parameters, evaluation };
  return {
    run: new TrainingRun(start, status),
    good,
    ownParameters: [parameters],
    worker: null,
    past: new RunPast(),
    ownTraining: null,
    from: null,
    isRepeatable: true,
    isForced: false,
    isStopping: false,
    last: Promise.resolve(),
  };
}

/** A run that goes on from the start of an epoch of `former` in another way, with its losses and threads until then. */
export function forkOf(
  id: number,
  former: Entry,
  epoch: number,
  state: TrainerState,
  change: ForkChange,
): Entry {
  const { good, run } = former;
  const training = { ...run.network.training, ...change.training };
  const network: Network = { ...run.network, training };
  // The history has an entry for every n-th epoch.
  const shared = Math.ceil(epoch / run.every);
  const start = {
    id,
    uri: run.uri,
    network,
    documentVersion: run.documentVersion,
    parameters: state.parameters,
    evaluation: null,
    from: {
      epoch,
      step: state.step,
      losses: run.losses.slice(0, shared),
      testLosses: run.testLosses.slice(0, shared),
    },
  };
  return {
    ...former,
    run: new TrainingRun(start, 'running'),
    good,
    worker: null,
    past: new RunPast(former.past.upTo(epoch)),
    ownTraining: training,
    from: { state, keepsMemory: training.optimizer.type === run.network.training.optimizer.type },
    isRepeatable: false,
    isForced: false,
    isStopping: false,
    last: Promise.resolve(),
  };
}

/** Whether the file still says the function, the samples and the parameters of the run. */
export function isStillOf(entry: Entry, good: GoodNetwork): boolean {
  if (!isSameFunction(entry.good, good)) return false;
  return entry.ownParameters.some((parameters) => areSameNumbers(parameters, good.parameters));
}
