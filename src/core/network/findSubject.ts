import { type SymbolFamily, symbolFamilies } from './families';
import type { Network } from './network';
import { canonicalSymbol, looseSpelling, plainSpelling } from './spelling';
import type { Subject } from './subject';
import type { Symbols } from './symbols';
import { fillTemplate, type Template } from './template';

interface Match {
  readonly subject: Subject;
  readonly symbol: string;
}

/** Stand for the indices in a template's loose spelling; from the private use area, so in no symbol. */
const I = '\uE000';
const J = '\uE001';

function indexPattern(loose: string, digits: string): RegExp {
  const escaped = loose.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Of an index that stands more than once the first place is read; the caller checks the whole symbol.
  let hasI = false;
  let hasJ = false;
  const source = escaped.replace(/[\uE000\uE001]/g, (mark) => {
    if (mark === I) {
      if (hasI) return '\\d+';
      hasI = true;
      return `(?<i>${digits})`;
    }
    if (hasJ) return '\\d+';
    hasJ = true;
    return `(?<j>${digits})`;
  });
  return new RegExp(`^${source}$`);
}

/** The places of a template that may bear `loose`, by its digits. */
function* templateCandidates(
  family: SymbolFamily,
  template: Template,
  loose: string,
): Generator<[number, number]> {
  const values = family.kind === 'weight' ? { i: I, j: J } : { i: J, j: J, k: J };
  const separated: Template = {
    ...template,
    parts: template.parts.map((part) =>
      part.kind === 'run' && part.letters.length > 1
        ? {
            kind: 'text',
            text: Array.from(part.letters, (letter) => (letter === 'i' ? values.i : J)).join(','),
          }
        : part,
    ),
  };
  const spellings = [
    indexPattern(looseSpelling(fillTemplate(separated, values)), '[1-9]\\d*'),
    indexPattern(looseSpelling(fillTemplate(template, values)), '[1-9]'),
  ];
  for (const pattern of spellings) {
    const groups = pattern.exec(loose)?.groups;
    if (!groups) continue;
    const i = Number(groups['i'] ?? 1) - 1;
    const j = Number(groups['j'] ?? 1) - 1;
    if (i < family.rows && j < family.columns) yield [i, j];
  }
}

function* familyMatches(family: SymbolFamily, loose: string): Generator<Match> {
  const at = (i: number, j: number): Match => ({
    subject: family.subject(i, j),
    symbol: family.symbol(i, j),
  });
  if (family.naming?.kind === 'template') {
    for (const [i, j] of templateCandidates(family, family.naming.template, loose)) {
      const match = at(i, j);
      if (looseSpelling(match.symbol) === loose) yield match;
    }
    return;
  }
  for (let i = 0; i < family.rows; i++) {
    for (let j = 0; j < family.columns; j++) {
      if (looseSpelling(family.symbol(i, j)) === loose) yield at(i, j);
    }
  }
}

function only(matches: readonly Match[]): Subject | null {
  const [first, second] = matches;
  return !first || (second && JSON.stringify(second.subject) !== JSON.stringify(first.subject))
    ? null
    : first.subject;
}

function chosen(matches: readonly Match[], wanted: string): Subject | null {
  const exact = matches.filter((match) => canonicalSymbol(match.symbol) === canonicalSymbol(wanted));
  if (exact.length > 0) return only(exact);
  const plain = matches.filter((match) => plainSpelling(match.symbol) === wanted);
  return only(plain.length > 0 ? plain : matches);
}

/**
 * The unit whose error δ is called `wanted`: as formulas call it, or by δ and its pre-activation however that is
 * called (delta_o1, \delta^{(2)}_1 and delta_a2_1 of the last layer, too). No letter of the file is looked at: what
 * it calls delta has been found before.
 */
function findDelta(network: Network, symbols: Symbols, wanted: string): Subject | null {
  const spelled = wanted.replace(/^δ/, '\\delta');
  const [, rest] = /^delta(.+)$/.exec(looseSpelling(spelled)) ?? [];
  if (rest === undefined) return null;
  // Formulas leave the a of a^{(l)}_j out, and in the last layer the l.
  const units = [rest, `a${rest}`, `a${String(network.layers.length)}_${rest}`];
  const matches = symbolFamilies(network).flatMap((family) => {
    if (family.kind !== 'preActivation') return [];
    return units.flatMap((unit) =>
      Array.from(familyMatches(family, unit), ({ subject }): Match => {
        const { layer, j } = subject as Extract<Subject, { kind: 'preActivation' }>;
        return { subject: { kind: 'delta', layer, j }, symbol: symbols.delta(layer, j) };
      }),
    );
  });
  return chosen(matches, spelled);
}

/**
 * The quantity whose symbol is `text`: spelled as in the file (w_{11}) or plain (w11). If several could be meant,
 * the exact spelling decides, then the plain one; null if that leaves none or more than one. What the file has no
 * symbol for may be the error of a unit (\delta_{o_1}, delta_o1). `symbols` are the network's.
 */
export function findSubject(network: Network, symbols: Symbols, text: string): Subject | null {
  const wanted = text.trim();
  const loose = looseSpelling(wanted);
  if (wanted === symbols.loss) return { kind: 'loss' };
  const matches = symbolFamilies(network).flatMap((family) => Array.from(familyMatches(family, loose)));
  return matches.length > 0 ? chosen(matches, wanted) : findDelta(network, symbols, wanted);
}
