/** The path ledger as people read it: each product printed, and what the account says in plain sentences. */

import { apply, partial, type Expression, type Quantity } from '../math/expression';
import { latexStyle } from '../math/latex';
import type { Names } from '../math/names';
import { print, type Style } from '../math/printer';
import { unicodeStyle } from '../math/unicode';
import type { Network } from '../network/network';
import { differentiatedBy } from '../network/subject';
import { counted, grouped } from '../network/wording';
import { shownLatex } from './numbersStyle';
import type { LedgerEntry, LedgerFactor, PathLedger } from './pathLedger';
import { shownNumber, signedNumber } from './shownNumber';

/** One product in a notation. */
export interface PrintedProduct {
  /** The way: o₁ → a_o₁ → E₁, or the units of the next layer. */
  readonly through: string;
  readonly term: string;
  /** ∂E_1/∂a_o1 · ∂a_o1/∂o_1 · … */
  readonly derivatives: string;
  /** The same with each derivative worked out. */
  readonly formula: string;
  /** The same as numbers. */
  readonly numbers: string;
}

/** An entry's product in LaTeX and Unicode. */
export function printEntry(
  names: Names,
  entry: LedgerEntry,
): { readonly latex: PrintedProduct; readonly unicode: PrintedProduct } {
  return {
    latex: printed(entry, latexStyle(names.latex), (of) => unitName(names, of, names.latex), shownLatex),
    unicode: printed(
      entry,
      unicodeStyle(names.unicode),
      (of) => unitName(names, of, names.unicode),
      shownNumber,
    ),
  };
}

function printed(
  { through, term, factors }: LedgerEntry,
  style: Style,
  unit: (of: Quantity) => string,
  shown: (value: number) => string,
): PrintedProduct {
  const product = (of: readonly Expression[]): string =>
    print(of.length === 1 ? of[0]! : apply('chain', ...of), style);
  return {
    through: through.map(unit).join(', '),
    term: style.quantity(term),
    derivatives: product(factors.map(({ of, by }) => partial(of, by))),
    formula: product(factors.map(({ formula }) => formula)),
    numbers: factors
      .map(({ value }, n) => (value < 0 && n > 0 ? style.parentheses(shown(value), 'round') : shown(value)))
      .join(` ${style.dot} `),
  };
}

/**
 * A unit is called by its pre-activation where the file names it (o_1), else by its activation (y_1): readers
 * know the standard a^{(2)}_1 less well.
 */
function unitName(names: Names, of: Quantity, spell: (of: Quantity) => string): string {
  const isStandard = of.kind === 'preActivation' && /^a(?:\^|_)/.test(names.latex(of));
  return spell(isStandard ? { ...of, kind: 'activation' } : of);
}

/** What the ledger says, in the order in which it is read. */
export function ledgerSentences(network: Network, names: Names, ledger: PathLedger): readonly string[] {
  return [
    ...countSentences(network, names, ledger),
    balanceSentence(names, ledger),
    ...termSentences(names, ledger),
    ...unreachedSentences(names, ledger),
    ...zeroSentences(names, ledger),
    ...kinkSentences(names, ledger),
    ...couplingSentences(names, ledger),
    ...scopeSentences(ledger),
  ];
}

function countSentences(network: Network, names: Names, ledger: PathLedger): readonly string[] {
  const { paths, isMerged, entries, subject } = ledger;
  if (!isMerged) return [];
  const [first] = entries[0]!.through;
  const layer = first && 'layer' in first ? network.layers[first.layer]!.name : null;
  const where =
    layer === null ? 'the entry holds them all' : `each entry holds those through one unit of ${layer}`;
  return [
    `${pathCountText(paths)} paths lead from ${names.unicode(differentiatedBy(subject))} to ${names.unicode({ kind: 'loss' })}, too many to list: ${where}, with δ for what lies behind it.`,
  ];
}

/** How many paths a ledger has, in words that no number is too large for. */
export function pathCountText(paths: number): string {
  if (paths === Infinity) return 'More than 10³⁰⁸';
  return paths <= Number.MAX_SAFE_INTEGER ? grouped(paths) : `About ${shownNumber(paths)}`;
}

/** Up to so many entries are told one by one. */
const toldEntries = 4;

function balanceSentence(names: Names, ledger: PathLedger): string {
  const { entries, positive, negative, cancelled, total } = ledger;
  if (!entries.every(({ value }) => Number.isFinite(value))) {
    return 'Not every path has a finite value here, so there is no balance to tell.';
  }
  if (positive === 0 && negative === 0) {
    return entries.length === 1 ? 'The only path is 0.' : 'Every path is 0.';
  }
  const percent = Math.round(100 * cancelled);
  const cancels = cancelled === 0 ? '' : `: ${percent === 0 ? 'less than 1' : String(percent)} % cancels`;
  if (entries.length <= toldEntries) {
    const parts = entries.map((entry) => `${signedNumber(entry.value)} ${wayOf(names, entry)}`);
    return `${parts.join(', ')}${cancels}.`;
  }
  const along = (sign: number) => {
    const count = entries.filter(({ value }) => Math.sign(value) === sign).length;
    return `${signedNumber(sign > 0 ? positive : negative)} along ${ledger.isMerged ? counted(count, 'entry', 'entries') : counted(count, 'path')}`;
  };
  if (cancelled > 0) return `${along(1)}, ${along(-1)}, together ${signedNumber(total)}${cancels}.`;
  return `${along(positive > 0 ? 1 : -1)}: nothing cancels.`;
}

function wayOf(names: Names, { through, term }: LedgerEntry): string {
  if (through.length === 0) return `into ${names.unicode(term)}`;
  return `through ${through.map((of) => unitName(names, of, names.unicode)).join(', ')}`;
}

/** Merged entries do not show what goes into which term. */
function termSentences(names: Names, { groups, isMerged }: PathLedger): readonly string[] {
  if (!isMerged || groups.length < 2 || groups.length > toldEntries) return [];
  const parts = groups.map(({ term, total }) => `${signedNumber(total)} into ${names.unicode(term)}`);
  return [`Of it go ${parts.join(', ')}.`];
}

function unreachedSentences(names: Names, { subject, unreached }: PathLedger): readonly string[] {
  const text = names.unicode(differentiatedBy(subject));
  const [first] = unreached;
  if (!first) return [];
  const term = names.unicode(first);
  if (unreached.length === 1) return [`No path leads from ${text} to ${term}, so ∂${term}/∂${text} = 0.`];
  return [
    `No path leads from ${text} to the other ${unreached.length} loss terms, so their derivatives are 0.`,
  ];
}

/** One sentence for each factor that makes entries 0. */
function zeroSentences(names: Names, { entries, isMerged }: PathLedger): readonly string[] {
  const counts = new Map<LedgerFactor, number>();
  for (const { zero } of entries) if (zero) counts.set(zero, (counts.get(zero) ?? 0) + 1);
  const one = isMerged ? 'entry' : 'path';
  const shown = [...counts].slice(0, toldEntries).map(([factor, count]) => {
    const all = count === entries.length;
    const which = all
      ? count === 1
        ? `the ${one}`
        : `all ${counted(count, one, isMerged ? 'entries' : 'paths')}`
      : counted(count, one, isMerged ? 'entries' : 'paths');
    return `${zeroReason(names, factor)}, which makes ${which} exactly 0.`;
  });
  const left = counts.size - shown.length;
  return left > 0 ? [...shown, `So do ${counted(left, 'further factor')} of others.`] : shown;
}

function zeroReason(names: Names, { kind, of, by, formula }: LedgerFactor): string {
  switch (kind) {
    case 'activationDerivative':
      return `${unitName(names, by, names.unicode)} is dead here: its activation has the slope 0`;
    case 'lossDerivative':
    case 'outputDelta':
      return `${names.unicode(of)} does not change with ${names.unicode(by)} here`;
    case 'softmaxDerivative':
      return `${names.unicode(of)} no longer changes with ${names.unicode(by)}, as far as numbers reach`;
    case 'delta':
      return `Nothing behind ${unitName(names, by, names.unicode)} reaches the loss (its δ is 0)`;
    case 'weight':
    case 'input':
      return `${formula.kind === 'quantity' ? names.unicode(formula.quantity) : 'A factor'} is 0`;
  }
}

function kinkSentences(names: Names, { kinks, sample }: PathLedger): readonly string[] {
  return kinks.map(({ at, sample: where }) => {
    const which = sample === null ? ` in sample ${where + 1}` : '';
    const what =
      at.kind === 'preActivation'
        ? `${names.unicode(at)} stands`
        : `The error of ${names.unicode(at)} stands`;
    return `${what} exactly at a kink${which}: the slope jumps there, and the format says which value counts.`;
  });
}

function couplingSentences(names: Names, { entries }: PathLedger): readonly string[] {
  const coupled = entries.find(({ through }) => through.at(-1)?.kind === 'activation');
  if (coupled)
    return [
      'Softmax couples the outputs: each pre-activation moves them all, so there is a path through each.',
    ];
  const fused = entries.some(
    ({ factors, term }) => factors[0]?.kind === 'outputDelta' && term.kind === 'loss',
  );
  if (!fused) return [];
  return [
    `Softmax couples the outputs; with cross-entropy their terms cancel to one factor, so the paths are not told apart by the terms of ${names.unicode({ kind: 'loss' })}.`,
  ];
}

function scopeSentences({ isBatchLeftOut, shown, penalty, sample }: PathLedger): readonly string[] {
  const sentences: string[] = [];
  if (isBatchLeftOut) {
    sentences.push(
      `Adding the paths up over the batch would take long: these are those of sample ${shown + 1} alone.`,
    );
  } else if (sample === null && penalty !== 0) {
    sentences.push(`The penalty adds ${signedNumber(penalty)}, along no path.`);
  }
  return sentences;
}
