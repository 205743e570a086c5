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
import { say } from '../words/say';

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
    layer === null
      ? say('the entry holds them all')
      : say('each entry holds those through one unit of {0}', layer);
  return [
    say(
      '{0} paths lead from {1} to {2}, too many to list: {3}, with δ for what lies behind it.',
      pathCountText(paths),
      names.unicode(differentiatedBy(subject)),
      names.unicode({ kind: 'loss' }),
      where,
    ),
  ];
}

/** How many paths a ledger has, in words that no number is too large for. */
export function pathCountText(paths: number): string {
  if (paths === Infinity) return say('More than 10³⁰⁸');
  return paths <= Number.MAX_SAFE_INTEGER ? grouped(paths) : say('About {0}', shownNumber(paths));
}

/** Up to so many entries are told one by one. */
const toldEntries = 4;

function balanceSentence(names: Names, ledger: PathLedger): string {
  const { entries, positive, negative, cancelled, total } = ledger;
  if (!entries.every(({ value }) => Number.isFinite(value))) {
    return say('Not every path has a finite value here, so there is no balance to tell.');
  }
  if (positive === 0 && negative === 0) {
    return entries.length === 1 ? say('The only path is 0.') : say('Every path is 0.');
  }
  const percent = Math.round(100 * cancelled);
  const cancels =
    cancelled === 0 ? '' : percent === 0 ? say(': less than 1 % cancels') : say(': {0} % cancels', percent);
  if (entries.length <= toldEntries) {
    const parts = entries.map((entry) => `${signedNumber(entry.value)} ${wayOf(names, entry)}`);
    return `${parts.join(', ')}${cancels}.`;
  }
  const along = (sign: number) => {
    const count = entries.filter(({ value }) => Math.sign(value) === sign).length;
    return say(
      '{0} along {1}',
      signedNumber(sign > 0 ? positive : negative),
      countedWays(count, ledger.isMerged),
    );
  };
  if (cancelled > 0)
    return say('{0}, {1}, together {2}{3}.', along(1), along(-1), signedNumber(total), cancels);
  return say('{0}: nothing cancels.', along(positive > 0 ? 1 : -1));
}

function countedWays(count: number, isMerged: boolean): string {
  return isMerged ? counted(count, 'entry', 'entries') : counted(count, 'path');
}

function wayOf(names: Names, { through, term }: LedgerEntry): string {
  if (through.length === 0) return say('into {0}', names.unicode(term));
  return say('through {0}', through.map((of) => unitName(names, of, names.unicode)).join(', '));
}

/** Merged entries do not show what goes into which term. */
function termSentences(names: Names, { groups, isMerged }: PathLedger): readonly string[] {
  if (!isMerged || groups.length < 2 || groups.length > toldEntries) return [];
  const parts = groups.map(({ term, total }) =>
    say('{0} into {1}', signedNumber(total), names.unicode(term)),
  );
  return [say('Of it go {0}.', parts.join(', '))];
}

function unreachedSentences(names: Names, { subject, unreached }: PathLedger): readonly string[] {
  const text = names.unicode(differentiatedBy(subject));
  const [first] = unreached;
  if (!first) return [];
  const term = names.unicode(first);
  if (unreached.length === 1)
    return [say('No path leads from {0} to {1}, so ∂{2}/∂{3} = 0.', text, term, term, text)];
  return [
    say(
      'No path leads from {0} to the other {1} loss terms, so their derivatives are 0.',
      text,
      unreached.length,
    ),
  ];
}

/** One sentence for each factor that makes entries 0. */
function zeroSentences(names: Names, { entries, isMerged }: PathLedger): readonly string[] {
  const counts = new Map<LedgerFactor, number>();
  for (const { zero } of entries) if (zero) counts.set(zero, (counts.get(zero) ?? 0) + 1);
  const shown = [...counts].slice(0, toldEntries).map(([factor, count]) => {
    const all = count === entries.length;
    const ways = countedWays(count, isMerged);
    const which = !all
      ? ways
      : count > 1
        ? say('all {0}', ways)
        : isMerged
          ? say('the entry')
          : say('the path');
    return say('{0}, which makes {1} exactly 0.', zeroReason(names, factor), which);
  });
  const left = counts.size - shown.length;
  return left > 0 ? [...shown, say('So do {0} of others.', counted(left, 'further factor'))] : shown;
}

function zeroReason(names: Names, { kind, of, by, formula }: LedgerFactor): string {
  switch (kind) {
    case 'activationDerivative':
      return say('{0} is dead here: its activation has the slope 0', unitName(names, by, names.unicode));
    case 'lossDerivative':
    case 'outputDelta':
      return say('{0} does not change with {1} here', names.unicode(of), names.unicode(by));
    case 'softmaxDerivative':
      return say(
        '{0} no longer changes with {1}, as far as numbers reach',
        names.unicode(of),
        names.unicode(by),
      );
    case 'delta':
      return say('Nothing behind {0} reaches the loss (its δ is 0)', unitName(names, by, names.unicode));
    case 'weight':
    case 'input':
      return `${formula.kind === 'quantity' ? names.unicode(formula.quantity) : say('A factor')} is 0`;
  }
}

function kinkSentences(names: Names, { kinks, sample }: PathLedger): readonly string[] {
  return kinks.map(({ at, sample: where }) => {
    const what = at.kind === 'preActivation' ? names.unicode(at) : say('The error of {0}', names.unicode(at));
    return sample === null
      ? say(
          '{0} stands exactly at a kink in sample {1}: the slope jumps there, and the format says which value counts.',
          what,
          where + 1,
        )
      : say(
          '{0} stands exactly at a kink: the slope jumps there, and the format says which value counts.',
          what,
        );
  });
}

function couplingSentences(names: Names, { entries }: PathLedger): readonly string[] {
  const coupled = entries.find(({ through }) => through.at(-1)?.kind === 'activation');
  if (coupled)
    return [
      say(
        'Softmax couples the outputs: each pre-activation moves them all, so there is a path through each.',
      ),
    ];
  const fused = entries.some(
    ({ factors, term }) => factors[0]?.kind === 'outputDelta' && term.kind === 'loss',
  );
  if (!fused) return [];
  return [
    say(
      'Softmax couples the outputs; with cross-entropy their terms cancel to one factor, so the paths are not told apart by the terms of {0}.',
      names.unicode({ kind: 'loss' }),
    ),
  ];
}

function scopeSentences({ isBatchLeftOut, shown, penalty, sample }: PathLedger): readonly string[] {
  const sentences: string[] = [];
  if (isBatchLeftOut) {
    sentences.push(
      say(
        'Adding the paths up over the batch would take long: these are those of sample {0} alone.',
        shown + 1,
      ),
    );
  } else if (sample === null && penalty !== 0) {
    sentences.push(say('The penalty adds {0}, along no path.', signedNumber(penalty)));
  }
  return sentences;
}
