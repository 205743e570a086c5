import { initialParameters } from '../core/engine/initialise';
import type { Evaluation } from '../core/engine/evaluate';
import { evaluateInSlices } from '../core/engine/evaluateInSlices';
import type { Model } from '../core/engine/model';
import { createTrainer, type Trainer, type TrainingSamples } from '../core/engine/training';
import { createCompiledEvaluation, type CompiledEvaluation } from '../core/engine/wasm/compiledEvaluation';
import { createCompiledTrainer } from '../core/engine/wasm/compiledTraining';
import type { Network } from '../core/network/network';
import type { EngineUsed } from '../protocol/training';
import { inSlices } from './pace';
import { Team, threadsFor, type HelperSource } from './team';
import { canFuse, instantiate, missingWebAssembly, NoWebAssemblyError } from './webAssembly';

/** A run at its start, and what it is computed by. */
export interface StartedRun {
  readonly trainer: Trainer;
  readonly engine: EngineUsed;
  /** The threads that may help; null: the run is not for several. */
  readonly team: Team | null;
}

/**
 * The engine that trains here: compiled where WebAssembly runs, else the one in TypeScript, which gives the same
 * numbers more slowly, and those of double precision for a network in single precision.
 *
 * @param initial the starting parameters; null: those of the file and its seed.
 * @param helpers where threads that help come from; null: one thread does everything.
 * @throws RangeError as `createTrainer`; OutOfMemoryError.
 */
export function createRunTrainer(
  network: Network,
  samples: TrainingSamples,
  initial: Float64Array | null,
  helpers: HelperSource | null = null,
): StartedRun {
  const start = initial ?? initialParameters(network);
  const threads = helpers ? threadsFor(network, samples, helpers.mostThreads) : 1;
  const team = helpers && threads > 1 ? new Team(helpers.start) : null;
  const run = team ? team.instantiate : instantiate;
  try {
    const trainer = createCompiledTrainer(network, samples, run, start, threads, canFuse());
    return { trainer, engine: { kind: 'compiled', reason: null }, team };
  } catch (error) {
    if (!(error instanceof NoWebAssemblyError)) throw error;
    const trainer = createTrainer(network, samples, start);
    return { trainer, engine: { kind: 'interpreted', reason: error.message }, team: null };
  }
}

/** Bytes of samples up to which an evaluation keeps a copy: of more, the copy takes a small part of its time. */
const mostKeptBytes = 4 * 1024 * 1024;

/** What evaluates here, where no run has told yet. */
export function engineHere(): EngineUsed {
  const reason = missingWebAssembly();
  return reason === null ? { kind: 'compiled', reason } : { kind: 'interpreted', reason };
}

/** Evaluates a network at any parameters; undefined when nobody waits for it any more. */
export type RunEvaluation = (
  parameters: Float64Array,
  isCancelled: () => boolean,
) => Promise<Evaluation | undefined>;

/**
 * Evaluations over the training samples by the engine that trains here. The interpreted one works in slices; both
 * give the same numbers. A compiled program has the samples in a memory of its own, which is kept for the next
 * evaluation only where it is small.
 */
export function createRunEvaluation(
  model: Model,
  samples: TrainingSamples,
  { kind }: EngineUsed,
): RunEvaluation {
  const { trainingIndices } = samples;
  if (kind === 'interpreted') {
    return (parameters, isCancelled) =>
      inSlices(evaluateInSlices(model, parameters, samples, trainingIndices), isCancelled);
  }
  const isSmall = samples.inputs.byteLength + samples.targets.byteLength <= mostKeptBytes;
  let evaluate: CompiledEvaluation | null = null;
  return (parameters) => {
    const made = evaluate ?? createCompiledEvaluation(model, samples, trainingIndices, instantiate);
    if (isSmall) evaluate = made;
    return Promise.resolve(made(parameters));
  };
}
