/** Repairs of signs and of numbers as factors: −1, 2, ½, 1/n of the outputs, 1/N of the batch. */

import { changeAt, factorText, hasOwnOperands, wholeSpan, withCoefficient, withoutOperands } from './edits';
import { repairAt, shown, type Finder, type Repair } from './repair';
import { measure } from './measure';
import { childPlaces, factorsOf, fits, isTerm, type Place, type Search } from './search';
import { applied, childrenOf, isApplied, named, numbered } from './trees';
import type { Mistake, Written } from './written';
import { patched, type Edit } from './writer';
import { say } from '../words/say';

/** A term with the wrong sign. */
export const findSign: Finder = function* (search) {
  for (const place of search.places) {
    if (!isTerm(place)) continue;
    yield;
    const negative = isApplied(place.node, 'negate')
      ? place.node.operands[0]!
      : applied('negate', place.node);
    if (fits(search, place, negative)) return signRepair(search, place, negative);
  }
  return null;
};

/** The wrong part is the term, with the sign before it where it is that sign. */
function signRepair(search: Search, place: Place, negative: Written): Repair {
  const { words } = search;
  const minus = minusOf(search, place);
  if (minus) return repairAt(search, words.sign(), place, negative, () => withoutMinus(search, place, minus));
  const residual = residualOf(search, place);
  if (residual) {
    const [left, last] = childPlaces(search, residual).map(
      ({ node }) => search.writer.reuse(node, true) ?? '',
    );
    const difference = `${last!} ${search.writer.minus} ${left!}`;
    const [t, y] = childPlaces(search, residual).map(({ node }) => node);
    const right = shown(search, applied('subtract', y!, t!));
    return repairAt(search, words.swappedResidual(right), place, negative, () =>
      edited(search, place, residual, difference),
    );
  }
  const flipped = withOtherSign(search, place);
  if (flipped) return { mistake: words.sign(), wrongPart: flipped.span, suggestion: flipped.text };
  return repairAt(search, words.sign(), place, negative, () => {
    const text = factorText(search, place);
    return text === null ? null : { span: place.node.span, text: `${search.writer.minus}${text}` };
  });
}

/** The minus before a term, or before one of its factors. */
function minusOf(search: Search, place: Place): Place | null {
  if (isApplied(place.node, 'negate')) return place;
  if (!isApplied(place.node, 'multiply')) return null;
  return childPlaces(search, place).find(({ node }) => isApplied(node, 'negate')) ?? null;
}

/** A term without the minus before it or before one of its factors. */
function withoutMinus(search: Search, place: Place, minus: Place): Edit | null {
  const inner = wholeSpan(search, childPlaces(search, minus)[0]!);
  return inner.start < 0
    ? null
    : edited(search, place, minus, search.writer.text.slice(inner.start, inner.end));
}

/** The text of a place with another text in the place of one of its parts. */
function edited({ writer }: Search, place: Place, part: Place, text: string): Edit | null {
  const [whole, { start, end }] = [place.node.span, part.node.span];
  if (start < whole.start || end > whole.end) return null;
  return { span: whole, text: patched(writer.text, whole, [{ span: part.node.span, text }]) };
}

/** The difference of an output and its target that stands the wrong way round in a term: t − y. */
function residualOf(search: Search, place: Place): Place | null {
  const isTarget = (node: Written): boolean => node.kind === 'quantity' && node.quantity.kind === 'target';
  const isOutput = (node: Written): boolean =>
    node.kind === 'quantity' && node.quantity.kind === 'activation';
  const found = factorsOf(search, place).find(
    ({ node }) => isApplied(node, 'subtract') && isTarget(node.operands[0]!) && isOutput(node.operands[1]!),
  );
  return found ?? null;
}

/** A later term of a sum with the sign before it turned over. */
function withOtherSign(search: Search, place: Place): Edit | null {
  const { parent, position, node } = place;
  if (!parent || position === 0 || !isApplied(parent.node, 'add', 'subtract')) return null;
  if (!hasOwnOperands(search, parent)) return null;
  const { text, minus } = search.writer;
  const before = wholeSpan(search, childPlaces(search, parent)[position - 1]!).end;
  const own = wholeSpan(search, place);
  const gap = text.slice(before, own.start);
  const at = gap.search(/[+\-−]/);
  if (at < 0) return null;
  const other = gap[at] === '+' ? minus : '+';
  const start = before + at;
  return { span: { start, end: node.span.end }, text: other + text.slice(start + 1, node.span.end) };
}

/** A number by which a term is off, and what that mistake is called. */
interface Ratio {
  /** What the term has to be multiplied by. */
  readonly factor: Written;
  readonly text: string;
  readonly mistake: Mistake;
}

/** A term that is twice, half, n times or 1/n of what it should be. */
export const findNumber: Finder = function* (search) {
  const ratios = ratiosOf(search);
  for (const place of search.places) {
    if (!isTerm(place)) continue;
    yield;
    for (const ratio of ratios) {
      const right = applied('multiply', ratio.factor, place.node);
      if (fits(search, place, right)) return numberRepair(search, place, ratio, right);
    }
  }
  return null;
};

/** In an update the learning rate, left out. */
export const findRate: Finder = function* (search) {
  if (!search.trial.formula.isUpdate) return null;
  const rate = { kind: 'learningRate' } as const;
  const { words } = search;
  for (const place of search.places) {
    if (!isTerm(place)) continue;
    yield;
    const right = applied('multiply', named(rate), place.node);
    if (!fits(search, place, right)) continue;
    const name = search.writer.name(rate);
    return repairAt(search, words.missingFactor(words.name(rate)), place, right, () =>
      withCoefficient(search, place, name),
    );
  }
  return null;
};

function ratiosOf(search: Search): readonly Ratio[] {
  const { network, trial } = search;
  const { words } = search;
  const fraction = (n: number): Written => applied('divide', numbered(1), numbered(n));
  const ratios: Ratio[] = [];
  const outputs = network.layers.at(-1)!.units;
  const batch = trial.isOfBatch ? trial.scenes[0]!.point.samples.length : 1;
  if (batch > 1) {
    const isProgram = trial.formula.syntax === 'python';
    const count: Written = isProgram
      ? numbered(batch)
      : { kind: 'sampleCount', span: { start: -1, end: -1 } };
    const name = isProgram ? String(batch) : 'N';
    const share = applied('divide', numbered(1), count);
    ratios.push(
      { factor: share, text: shareText(search, share), mistake: words.sumForMean(name, say('the batch')) },
      { factor: count, text: name, mistake: words.meanForSum(name, say('the batch')) },
    );
  }
  const loss = network.loss.type;
  const isMean = loss !== 'halfSquaredError' && loss !== 'categoricalCrossEntropy';
  const n = String(outputs);
  const many = { factor: numbered(outputs), text: n, mistake: words.meanForSum(n, say('the outputs')) };
  if (outputs > 1 && isMean) {
    const share = fraction(outputs);
    ratios.push({
      factor: share,
      text: shareText(search, share),
      mistake: words.sumForMean(n, say('the outputs')),
    });
    // Of two outputs, half of a squared error's derivative is its 2 forgotten.
    if (outputs > 2 || loss !== 'meanSquaredError') ratios.push(many);
  }
  const half = fraction(2);
  ratios.push(
    { factor: numbered(2), text: '2', mistake: words.factorTwo(false) },
    { factor: half, text: shareText(search, half), mistake: words.factorTwo(true) },
  );
  if (outputs > 2 && !isMean) ratios.push(many);
  return ratios;
}

function shareText({ writer }: Search, share: Written): string {
  return writer.write(share) ?? '';
}

function numberRepair(search: Search, place: Place, { mistake, text }: Ratio, right: Written): Repair {
  const extra = extraNumber(search, place, right);
  if (extra) {
    const { parent, position } = extra;
    const rest = childrenOf(parent!.node).toSpliced(position, 1);
    const product = rest.length === 1 ? rest[0]! : { ...parent!.node, operands: rest };
    const change = changeAt(search, parent!, product, () => {
      if (!hasOwnOperands(search, parent!)) return null;
      const cut = withoutOperands(search, parent!, position, position + 1).wrongPart;
      const { start, end } = parent!.node.span;
      return {
        span: parent!.node.span,
        text: search.writer.text.slice(start, cut.start) + search.writer.text.slice(cut.end, end),
      };
    });
    return { mistake, ...change };
  }
  return repairAt(search, mistake, place, right, () => withCoefficient(search, place, text));
}

/** A factor of a product that is a number, and the very one that has to go. */
function extraNumber(search: Search, place: Place, right: Written): Place | null {
  const { scenes } = search.trial;
  const factors = factorsOf(search, place).filter(
    ({ parent }) => parent && isApplied(parent.node, 'multiply'),
  );
  const candidates = factors.flatMap((factor) => (isCount(factor.node) ? [factor] : fractionAbove(factor)));
  const found = candidates.find(({ node }) =>
    scenes.every((scene) => {
      const [whole, wanted] = [measure(place.node, scene).value, measure(right, scene).value];
      return Math.abs(wanted * measure(node, scene).value - whole) <= 1e-9 * Math.abs(whole);
    }),
  );
  return found ?? null;
}

/** A fraction of numbers counts as one factor: factorsOf takes it apart. */
function fractionAbove({ parent }: Place): readonly Place[] {
  if (!parent?.parent || !isApplied(parent.node, 'divide') || !isApplied(parent.parent.node, 'multiply'))
    return [];
  return childrenOf(parent.node).every(isCount) ? [parent] : [];
}

function isCount(node: Written): boolean {
  return node.kind === 'number' || node.kind === 'sampleCount';
}
