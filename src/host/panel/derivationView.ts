import type { Dataset } from '../../core/engine/dataset';
import { parameterIndex } from '../../core/engine/layout';
import type { Model } from '../../core/engine/model';
import { explain } from '../../core/insight/explanation';
import { compareGradients } from '../../core/insight/gradientCheck';
import { numericGradient } from '../../core/insight/numericGradient';
import type { ParameterSubject, Subject } from '../../core/network/subject';
import type { DerivationView } from '../../protocol/panel';
import { checkSentence } from '../checkSentence';
import type { GoodNetwork } from '../documents';
import { hasSubject } from './knownSubject';
import { workInOnePiece, workOf } from '../slicedEngine';
import type { ShownState } from './networkView';

/**
 * The derivation of ∂L/∂subject at the state that is shown. Null for what has no gradient, and where there is
 * nothing to compute with.
 *
 * @param sample row of the dataset, from 0, that a person chose; null: the training samples as one batch.
 */
export function derivationView(
  good: GoodNetwork,
  state: ShownState,
  subject: Subject,
  sample: number | null,
): DerivationView | null {
  const { network, symbols, model, dataset } = good;
  if (!model || !dataset || !isDifferentiable(subject) || !hasSubject(network, subject)) return null;
  const gradient = state.evaluation?.gradient;
  const isLong = workOf(model.layout.parameterCount, dataset.trainingIndices.length) > workInOnePiece;
  // Without the batch's gradient a long one would have to be computed here and now: one sample stands in.
  const shown = sample ?? (isLong && !gradient ? (dataset.trainingIndices[0] ?? 0) : null);
  const { parameters } = state;
  const context = { network, symbols, model, dataset, parameters, ...(gradient ? { gradient } : {}) };
  const explanation = explain(context, subject, shown);
  const {
    symbol,
    text,
    gradientSymbol,
    gradientText,
    place,
    value,
    steps,
    contributions,
    cancellation,
    scope,
  } = explanation;
  const isChecked = (subject.kind === 'weight' || subject.kind === 'bias') && (shown !== null || !isLong);
  return {
    subject,
    symbol,
    text,
    gradientSymbol,
    gradientText,
    place,
    value,
    gradient: explanation.gradient,
    check: isChecked ? checkView(model, dataset, parameters, subject, shown, explanation.gradient) : null,
    steps: steps.map((step) => ({
      title: step.title,
      latex: step.latex,
      numbersLatex: step.numbersLatex,
      sentence: step.sentence,
      value: step.value,
    })),
    contributions,
    cancellation,
    scope,
  };
}

function isDifferentiable({ kind }: Subject): boolean {
  return kind !== 'target' && kind !== 'lossTerm' && kind !== 'loss';
}

/** The central difference over the same samples, and what it says of the gradient. */
function checkView(
  model: Model,
  dataset: Dataset,
  parameters: Float64Array,
  subject: ParameterSubject,
  sample: number | null,
  gradient: number,
): NonNullable<DerivationView['check']> {
  const parameter = parameterIndex(model.layout, subject);
  // The gradient of one sample is that of its loss alone.
  const measured = sample === null ? model : { ...model, l1: 0, l2: 0 };
  const indices = sample === null ? dataset.trainingIndices : Uint32Array.of(sample);
  const numeric = numericGradient(measured, parameters, dataset, indices, parameter);
  const comparison = compareGradients(parameter, gradient, numeric);
  return {
    numeric: comparison.numeric,
    verdict: comparison.verdict === 'atKink' ? 'kink' : comparison.verdict,
    sentence: checkSentence(comparison.verdict),
  };
}
