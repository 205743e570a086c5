import type { Evaluation } from '../core/engine/evaluate';
import { explain } from '../core/insight/explanation';
import { pathLedger } from '../core/insight/pathLedger';
import type { Subject } from '../core/network/subject';
import type { ExplainCommand } from './explainArguments';
import { outlookOf } from './outlook';
import type { ReadyNetwork } from './load';
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
  const { sample, to, json } = command;
  const { gradient } = evaluation;
  // The shares of the paths, summed over the batch, are shown by two forms only; a parameter needs no other sum.
  const isParameter = subject.kind === 'weight' || subject.kind === 'bias';
  const mayTakeLong = !isParameter || json || to === 'unicode';
  const context = sample === null ? { ...ready, gradient, mayTakeLong } : ready;
  const isOfBatch = sample === null && ready.dataset.trainingIndices.length > 1;
  const isText = to === 'unicode' && !json;
  return {
    ready,
    explanation: explain(context, subject, sample),
    isOfBatch,
    ledger: isText ? pathLedger(context, subject, sample) : null,
    outlook: isText && sample === null && isParameter ? outlookOf(ready, gradient, subject) : [],
  };
}
