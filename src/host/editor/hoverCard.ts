import type { GradientComparison } from '../../core/insight/gradientCheck';
import type { Contribution, Explanation } from '../../core/insight/explanation';
import { showHidden } from '../../core/network/hidden';
import { formatNumber } from '../../core/network/number';
import type { Network } from '../../core/network/network';
import type { Subject } from '../../core/network/subject';
import type { Symbols } from '../../core/network/symbols';
import { checkSentence } from '../checkSentence';
import type { FormulaLine, FormulaLines } from './formulaLines';
import { lensSymbol, symbolOf } from './lensSymbol';
import { visibleText } from './visibleText';
import { say } from '../../core/words/say';

/** A part of a hover. All of it is text to be shown as it is: names come from files that anyone may have written. */
export type CardBlock =
  /** A line that starts with `strong`. */
  | { readonly kind: 'head'; readonly strong: string; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** Lines in a fixed-width font. */
  | { readonly kind: 'code'; readonly text: string }
  /** A picture of what the lines of text below say. */
  | { readonly kind: 'formula'; readonly line: FormulaLine }
  /** Where the levels of unfolding are offered. */
  | { readonly kind: 'levels' };

/** The numbers of one parameter at one moment. */
export interface CardValues {
  readonly value: number;
  /** Null: not computed. */
  readonly gradient: number | null;
}

export interface CardContent {
  readonly network: Network;
  readonly symbols: Symbols;
  readonly subject: Subject;
  /** Null where it is not known or makes no sense. */
  readonly explanation: Explanation | null;
  /** The gradient as one formula; null where there is none. */
  readonly formulas: FormulaLines | null;
  /** Set for what has no gradient: a target, the loss and its terms. */
  readonly value: number | null;
  /** Set for parameters: the file's number. */
  readonly file: CardValues | null;
  /** Set for parameters with a run. */
  readonly run: (CardValues & { readonly moment: string }) | null;
  readonly comparison: GradientComparison | null;
  /** Why there is no gradient, if so. */
  readonly remark: string | null;
  /** More numbers in lines of text: those of the whole unit, the terms of the loss. */
  readonly more?: readonly string[];
}

/** Longest formula of a step that a hover shows. */
const longestFormula = 400;

/** At most so many paths are listed. */
const mostContributions = 8;

export function hoverCard(content: CardContent): readonly CardBlock[] {
  const { symbols, network, subject, explanation, formulas, comparison, remark } = content;
  const name = lensSymbol(symbolOf(symbols, subject));
  const place = placeWords(network, symbols, subject);
  const blocks: CardBlock[] = [{ kind: 'head', strong: name, text: place === '' ? '' : `, ${place}` }];
  const lines = numberLines(content, name);
  if (lines.length > 0) blocks.push({ kind: 'code', text: lines.join('\n') });
  if (content.more?.length) blocks.push({ kind: 'code', text: content.more.join('\n') });
  if (comparison) blocks.push({ kind: 'text', text: checkSentence(comparison.verdict) });
  if (remark !== null) blocks.push({ kind: 'text', text: remark });
  blocks.push(...formulaBlocks(formulas, explanation));
  if (explanation) blocks.push(...explanationBlocks(explanation));
  return blocks;
}

/** The levels, in view however long the formula; it as pictures and as text, then the other steps of the derivation. */
function formulaBlocks(formulas: FormulaLines | null, explanation: Explanation | null): CardBlock[] {
  const { lines, more, note } = formulas ?? { lines: [], more: 0, note: null };
  const steps = (explanation?.steps ?? []).filter(({ unicode }) => unicode !== explanation?.update?.unicode);
  const withValue = (formula: string, value: number | null | undefined): string =>
    value === null || value === undefined
      ? shortened(formula)
      : `${shortened(formula)} = ${formatNumber(value)}`;
  const texts = lines.map(({ text }) =>
    withValue(text, steps.find(({ unicode }) => unicode === text)?.value),
  );
  const others = steps
    .filter(({ unicode }) => !lines.some(({ text }) => text === unicode))
    .map(({ unicode, value }) => withValue(unicode, value));
  const blocks: CardBlock[] = formulas ? [{ kind: 'levels' }] : [];
  blocks.push(...lines.map((line): CardBlock => ({ kind: 'formula', line })));
  if (texts.length > 0) blocks.push({ kind: 'code', text: texts.join('\n') });
  if (more > 0) blocks.push({ kind: 'text', text: say('The panel shows {0} more equations.', more) });
  if (note !== null) blocks.push({ kind: 'text', text: showHidden(note) });
  if (others.length > 0) blocks.push({ kind: 'code', text: others.join('\n') });
  return blocks;
}

function numberLines(content: CardContent, name: string): string[] {
  const { symbols, explanation, value, file, run, comparison } = content;
  const derivative = `∂${lensSymbol(symbols.loss)}/∂${name}`;
  const lines: string[] = [];
  const add = (left: string, value: number, suffix = ''): void => {
    lines.push(`${left} = ${formatNumber(value)}${suffix}`);
  };
  if (file) {
    add(name, file.value, run ? `   ${say('in the file')}` : '');
    if (file.gradient !== null) add(derivative, file.gradient, run ? `   ${say('in the file')}` : '');
    if (run) {
      add(name, run.value, `   ${run.moment}`);
      if (run.gradient !== null) add(derivative, run.gradient, `   ${run.moment}`);
    }
  } else if (explanation) {
    add(name, explanation.value);
    add(derivative, explanation.gradient);
  } else if (value !== null) {
    add(name, value);
  }
  if (comparison) {
    const difference = comparison.analytic - comparison.numeric;
    add(say('numeric gradient'), comparison.numeric, say(', difference {0}', formatNumber(difference)));
  }
  return lines;
}

function explanationBlocks({ contributions, cancellation, scope, update }: Explanation): CardBlock[] {
  const blocks: CardBlock[] = [];
  if (contributions.length > 1)
    blocks.push({ kind: 'code', text: contributionLines(contributions, cancellation).join('\n') });
  if (update) {
    const { unicode, sentence, updatedValue } = update;
    blocks.push({ kind: 'code', text: `${shortened(unicode)} = ${formatNumber(updatedValue)}` });
    blocks.push({ kind: 'text', text: showHidden(sentence) });
  }
  blocks.push({ kind: 'text', text: say('Scope: {0}.', scope) });
  return blocks;
}

/** What each path adds, its share of all that is added, and how much of it cancels. */
function contributionLines(contributions: readonly Contribution[], cancellation: string | null): string[] {
  const size = contributions.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const percent = (value: number): string => (size > 0 ? `   ${Math.round((100 * value) / size)} %` : '');
  const lines = contributions
    .slice(0, mostContributions)
    .map(({ through, value }) =>
      say('through {0}: {1}{2}', visibleText(through), formatNumber(value), percent(Math.abs(value))),
    );
  const more = contributions.length - lines.length;
  if (more > 0) lines.push(say('and {0} more', more));
  if (cancellation) lines.push(cancellation);
  return lines;
}

function shortened(formula: string): string {
  return showHidden(formula.length > longestFormula ? `${formula.slice(0, longestFormula)} …` : formula);
}

/** Where a quantity is: "from a_{h_1} to o_1, layer output". */
export function placeWords(network: Network, symbols: Symbols, subject: Subject): string {
  const text = (of: Subject): string => lensSymbol(symbolOf(symbols, of));
  const layerName = (l: number): string => {
    const { name } = network.layers[l]!;
    return /^layer \d+$/.test(name) ? name : say('layer {0}', visibleText(name));
  };
  switch (subject.kind) {
    case 'weight': {
      const { layer, i, j } = subject;
      const from: Subject =
        layer === 0 ? { kind: 'input', i } : { kind: 'activation', layer: layer - 1, j: i };
      return say(
        'from {0} to {1}, {2}',
        text(from),
        text({ kind: 'preActivation', layer, j }),
        layerName(layer),
      );
    }
    case 'bias':
      return say('bias of {0}, {1}', text({ ...subject, kind: 'preActivation' }), layerName(subject.layer));
    case 'preActivation':
      return say('pre-activation of unit {0}, {1}', subject.j + 1, layerName(subject.layer));
    case 'delta':
      return say('error of unit {0}, {1}', subject.j + 1, layerName(subject.layer));
    case 'activation':
      return say('activation of unit {0}, {1}', subject.j + 1, layerName(subject.layer));
    case 'input':
      return say('input {0}', subject.i + 1);
    case 'target':
      return say('target of output {0}', subject.k + 1);
    case 'lossTerm':
      return say('loss of output {0}', subject.k + 1);
    case 'loss':
      return say('the loss');
  }
}
