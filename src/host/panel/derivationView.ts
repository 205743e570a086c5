import type { Dataset } from '../../core/engine/dataset';
import { parameterIndex } from '../../core/engine/layout';
import type { Model } from '../../core/engine/model';
import { explain, type Explanation, type ExplanationContext } from '../../core/insight/explanation';
import { compareGradients } from '../../core/insight/gradientCheck';
import { numericGradient } from '../../core/insight/numericGradient';
import { pathLedger } from '../../core/insight/pathLedger';
import { ledgerSentences, printEntry } from '../../core/insight/pathLedgerWords';
import { sampleValues } from '../../core/insight/sampleValues';
import { createNames, type Names } from '../../core/math/names';
import { printView } from '../../core/math/printView';
import { viewGradient } from '../../core/math/view';
import type { ParameterSubject, Subject } from '../../core/network/subject';
import type { DerivationView, GradientFormulaView, LedgerView, FormulaWriting } from '../../protocol/panel';
import { checkSentence } from '../checkSentence';
import type { GoodNetwork } from '../documents';
import { hasSubject } from './knownSubject';
import { outlookOf } from '../outlooks';
import { workInOnePiece, workOf } from '../slicedEngine';
import type { ShownState } from './networkView';
import { formulaScope, ledgerScope } from './scopeWords';

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
  writing: FormulaWriting,
): DerivationView | null {
  const { network, symbols, model, dataset } = good;
  if (!dataset || !isDifferentiable(subject) || !hasSubject(network, subject)) return null;
  const gradient = state.evaluation?.gradient;
  const isLong = workOf(model.layout.parameterCount, dataset.trainingIndices.length) > workInOnePiece;
  // Without the batch's gradient a long one would have to be computed here and now: one sample stands in.
  const shown = sample ?? (isLong && !gradient ? (dataset.trainingIndices[0] ?? 0) : null);
  const { parameters } = state;
  const context = { network, symbols, model, dataset, parameters, ...(gradient ? { gradient } : {}) };
  const explanation = explain(context, subject, shown);
  const { symbol, text, gradientSymbol, gradientText, place, value, steps, scope } = explanation;
  const names = createNames(network, symbols);
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
    formula: formulaView(context, names, explanation, writing),
    ledger: ledgerView(context, names, subject, shown),
    outlook: shown === null ? outlookOf(good, state, subject) : [],
    scope,
  };
}

/** The gradient of one sample's loss as the person wants it written. */
function formulaView(
  context: ExplanationContext,
  names: Names,
  explanation: Explanation,
  writing: FormulaWriting,
): GradientFormulaView {
  const { network, model, dataset, parameters } = context;
  const { subject, sample } = explanation;
  const values = sampleValues(model, dataset, parameters, sample);
  const view = viewGradient(network, subject, writing.level, writing.form, values);
  const latex = printView(network, names, view, 'latex');
  const unicode = printView(network, names, view, 'unicode');
  return {
    writing,
    equations: latex.map(({ text, shapes }, n) => ({ latex: text, text: unicode[n]!.text, shapes })),
    note: view.note,
    scope: formulaScope(context, explanation, view.shownLevel),
  };
}

/** More paths than these are counted, not listed. */
const listedPaths = 16;

function ledgerView(
  context: ExplanationContext,
  names: Names,
  subject: Subject,
  sample: number | null,
): LedgerView {
  const ledger = pathLedger(context, subject, sample);
  const paths = ledger.entries.slice(0, listedPaths).map((entry) => {
    const { latex, unicode } = printEntry(names, entry);
    // An output's own gradient passes no unit on its way into its loss term.
    const isDirect = entry.through.length === 0;
    return {
      throughLatex: isDirect ? latex.term : latex.through,
      through: isDirect ? unicode.term : unicode.through,
      formulaLatex: latex.formula,
      numbersLatex: latex.numbers,
      value: entry.value,
      share: entry.share,
    };
  });
  return {
    paths,
    more: ledger.entries.length - paths.length,
    sentences: ledgerSentences(context.network, names, ledger),
    scope: ledgerScope(context, ledger),
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
