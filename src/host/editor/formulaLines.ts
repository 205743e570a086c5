import { linesOf } from '../../core/exchange/lines';
import { sampleValues } from '../../core/insight/sampleValues';
import { createNames } from '../../core/math/names';
import { printView } from '../../core/math/printView';
import { viewGradient } from '../../core/math/view';
import type { Subject } from '../../core/network/subject';
import { hasGradient } from '../../core/verify/mine';
import type { FormulaWriting } from '../../protocol/panel';
import type { GoodNetwork } from '../networkState';

/** One equation of a card. */
export interface FormulaLine {
  /** What its picture is made from: TeX, in lines as wide as a hover. */
  readonly tex: string;
  readonly text: string;
}

export interface FormulaLines {
  /** The gradient, then what the names in it are defined as. */
  readonly lines: readonly FormulaLine[];
  /** How many more equations there are. */
  readonly more: number;
  /** Why something else is shown than was asked for. */
  readonly note: string | null;
}

/** More definitions are for the panel. */
const mostLines = 6;

/** A hover is about forty em wide; formulas come out a little wider than they are guessed. */
const lineWidth = 30;

/** The gradient of a quantity as the person has chosen to see it; null for what has none. */
export function formulaLines(
  { network, symbols, model, dataset }: GoodNetwork,
  parameters: Float64Array,
  subject: Subject,
  sample: number | null,
  { level, form }: FormulaWriting,
): FormulaLines | null {
  if (!hasGradient(subject)) return null;
  const shown = sample ?? dataset?.trainingIndices[0];
  const values =
    level === 'numbers' && dataset && shown !== undefined
      ? sampleValues(model, dataset, parameters, shown)
      : undefined;
  const view = viewGradient(network, subject, level, form, values);
  const short = { ...view, equations: view.equations.slice(0, mostLines) };
  const names = createNames(network, symbols);
  const texts = printView(network, names, short, 'unicode');
  const lines = printView(network, names, short, 'latex').map(({ text }, n) => ({
    tex: linesOf(text, lineWidth),
    text: texts[n]!.text,
  }));
  return { lines, more: view.equations.length - lines.length, note: view.note };
}
