import type { Evaluation } from '../core/engine/evaluate';
import { explain } from '../core/insight/explanation';
import type { Subject } from '../core/network/subject';
import { grouped } from '../core/network/wording';
import type { ExplainCommand } from './arguments';
import type { ReadyNetwork } from './load';
import { fileError } from './problem';
import type { ShownDerivation } from './shownDerivation';

/** What an answer is made from: the network, what was asked, and the gradients that every form of it shows. */
export interface Asked {
  readonly command: ExplainCommand;
  readonly ready: ReadyNetwork;
  /** Null: every parameter. */
  readonly subject: Subject | null;
  readonly evaluation: Evaluation;
}

/** The explanation of one gradient as it is asked for. */
export function shownDerivation({ command, ready, evaluation }: Asked, subject: Subject): ShownDerivation {
  const { sample } = command;
  const { gradient } = evaluation;
  const context = sample === null ? { ...ready, gradient, mayTakeLong: true } : ready;
  const isOfBatch = sample === null && ready.dataset.trainingIndices.length > 1;
  return { ready, explanation: explain(context, subject, sample), isOfBatch };
}

/** Throws a CommandError where a network has more parameters than can be told one by one. */
export function refuseMore({ file, model }: ReadyNetwork, limit: number, what: string): void {
  const { parameterCount } = model.layout;
  if (parameterCount <= limit) return;
  const message = `${what} of all ${grouped(parameterCount)} gradients is too long; the limit is ${grouped(limit)}. Give a symbol.`;
  throw fileError(file, 'explain.size', message);
}
