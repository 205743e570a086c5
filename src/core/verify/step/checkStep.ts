/** "Is my program's step the right one?": a recorded training step, quantity by quantity beside Backprop's own. */

import { evaluateInSlices } from '../../engine/evaluateInSlices';
import type { Diagnostic } from '../../network/diagnostic';
import { runToEnd, type Steps } from '../../network/steps';
import { say } from '../../words/say';
import { Words } from '../mistakes';
import { Comparison } from './comparison';
import { MAX_WORK, type Hypothesis, type StepCause } from './hypothesis';
import { readStep } from './recordedStep';
import type { RecordedStep } from './recording';
import { hypotheses } from './stepCauses';
import type { StepCheck, StepContext, StepQuantity } from './stepCheck';
import { startDifference, startNotes, stepNotes } from './stepNotes';
import { stepNumbers } from './stepNumbers';

/** What comes of a recording: the comparison, or why it is no recording. */
export type CheckedStep = { readonly check: StepCheck } | { readonly problems: readonly Diagnostic[] };

/** Causes that are told, at most. */
const MAX_CAUSES = 3;

export function checkStep(context: StepContext, text: string): CheckedStep {
  return runToEnd(checkStepSteps(context, text));
}

/**
 * Reads a recorded step and compares it in the order of computation: what it starts from, loss, gradients from the last
 * layer to the first, new weights from the first to the last. For the first that differs every known mistake is tried.
 */
export function* checkStepSteps(context: StepContext, text: string): Steps<CheckedStep> {
  const read = yield* readStep(text, context.network, context.model.layout);
  if ('problems' in read) return read;
  const { step } = read;
  const { dataset } = context;
  if (!step.samples && !dataset) {
    const message = say('The network file has no data: record "inputs" and "targets" of the step.');
    return {
      problems: [{ code: 'step.samples', severity: 'error', message, range: { offset: 0, length: 0 } }],
    };
  }
  const samples = step.samples ?? dataset!;
  const indices = step.samples
    ? Uint32Array.from({ length: step.samples.count }, (_, s) => s)
    : dataset!.trainingIndices;
  const start = startOf(context, step);
  const model = context.model;
  const evaluation = yield* evaluateInSlices(model, start, samples, indices);
  const source = { network: context.network, model, samples, indices, start, step };
  const numbers = stepNumbers(source, evaluation);
  const isShape = startDifference(context, step);
  const comparison = new Comparison(numbers, step);
  const { compared, difference } = comparison.compare();
  const notes = [...startNotes(context, step, start), ...stepNotes(context, step, numbers, compared)];
  if (isShape) return { check: { verdict: 'differs', compared: [], ...isShape, notes } };
  if (!difference) {
    return { check: { verdict: 'agrees', compared, difference, causes: [], notes } };
  }
  const causes = yield* likeliest(
    comparison,
    hypotheses(numbers, step, new Words(context.network, context.symbols)),
    difference.quantity,
  );
  const isLarge = indices.length * start.length > MAX_WORK;
  const skipped =
    isLarge && causes.length === 0
      ? [
          say(
            'The network or its batch is too large to try every known mistake: only factors and updates were tried.',
          ),
        ]
      : [];
  return { check: { verdict: 'differs', compared, difference, causes, notes: [...notes, ...skipped] } };
}

/** The recorded weights, and the file's where there are none. */
function startOf({ parameters }: StepContext, { start }: RecordedStep): Float64Array {
  return parameters.map((own, p) => {
    const value = start?.values[p] ?? NaN;
    return Number.isNaN(value) ? own : value;
  });
}

/** The hypotheses that explain what differs first, those first that explain most of what comes after it. */
function* likeliest(
  comparison: Comparison,
  all: Generator<Hypothesis | undefined>,
  quantity: StepQuantity,
): Steps<StepCause[]> {
  const found: { readonly cause: StepCause; readonly explained: number }[] = [];
  for (const hypothesis of all) {
    if (!hypothesis) {
      yield;
      continue;
    }
    const explained = comparison.explained(hypothesis.outcome, quantity);
    if (explained > 0)
      found.push({ cause: { code: hypothesis.code, message: hypothesis.message }, explained });
  }
  const most = Math.max(0, ...found.map(({ explained }) => explained));
  const told = new Set<string>();
  return found
    .filter(({ explained }) => explained === most)
    .filter(({ cause }) => {
      const isNew = !told.has(cause.message);
      told.add(cause.message);
      return isNew;
    })
    .map(({ cause }) => cause)
    .slice(0, MAX_CAUSES);
}
