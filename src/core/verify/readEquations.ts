/** Finds the gradient formulas in a stretch of mathematics and reads them; every other equation is passed over. */

import type { Quantity } from '../math/expression';
import type { Network } from '../network/network';
import type { Steps } from '../network/steps';
import { namesOf } from './names';
import { around, shown, spanOf } from './readExpression';
import { ReadFailure } from './readFailure';
import { functionMeaning } from './readFunctions';
import { READ_LIMITS } from './readLimits';
import type { Findings } from './readFindings';
import { quantitiesIn, Scope } from './readScope';
import { Settler } from './readSettle';
import { type SplitEquation, splitEquations, type TokenRange } from './readSplit';
import { TexReader } from './readTex';
import { formulaTokens, isSign, type Token } from './readTokens';
import type { Span, Syntax, Written } from './written';
import { say } from '../words/say';

/** What the left side of an equation looks like, before it is read. */
type LeftKind = 'derivative' | 'delta' | 'maybe' | 'none';

interface Left {
  readonly node: Written;
  readonly isUpdate: boolean;
}

const GRADIENT_SIGN = /[∂∇δ'′’=]|\\(?:partial|nabla|delta|prime)|[dD]|\\?eta|[ηα]|lr/u;

export class EquationReader {
  readonly #network: Network;
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #findings: Findings;
  /** The left side of the last equation that stated a gradient, for a block that begins with "=". */
  #previous: Left | null = null;
  /** Whether a word is a name, as far as it has been asked. */
  readonly #words = new Map<string, boolean>();
  #tokens: readonly Token[] = [];
  #isText = false;
  /** How many lines of prose have been tried. */
  #lines = 0;

  constructor(network: Network, text: string, syntax: Syntax, findings: Findings) {
    this.#network = network;
    this.#text = text;
    this.#syntax = syntax;
    this.#findings = findings;
  }

  /** Reads the mathematics in `span`; `isText` for a line of text, in which words stand around the formulas. */
  *read(span: Span, isText = false): Steps<void> {
    const { start, end } = span;
    if (!hasRelation(this.#text, span) || this.#findings.isFull) return;
    if (isText && ++this.#lines > READ_LIMITS.lines) {
      this.#tooManyLines(span);
      return;
    }
    const isName = (word: string): boolean => this.#isName(word);
    const tokens = formulaTokens({ text: this.#text, start, end, ...(isText ? { isName } : {}) });
    this.#isText = isText;
    if (tokens.length > READ_LIMITS.tokens) {
      this.#tooLong(span);
      return;
    }
    const split = splitEquations(tokens, isText);
    this.#tokens = split.tokens;
    for (const equation of split.equations) {
      this.#equation(equation);
      yield;
    }
  }

  /** Whether a word of a sentence is a name of the network or of a function; words come again and again. */
  #isName(word: string): boolean {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const isName = functionMeaning(this.#network, word) !== null || namesOf(this.#network).knows(word);
    if (this.#words.size < READ_LIMITS.rememberedNames) this.#words.set(word, isName);
    return isName;
  }

  #tooLong(span: Span): void {
    this.#previous = null;
    if (!GRADIENT_SIGN.test(this.#text.slice(span.start, span.start + 10_000))) return;
    this.#findings.addUnreadable({
      span: spanOf(span),
      message: say(
        'This formula has more than {0} signs and is not read: write it in several.',
        READ_LIMITS.tokens,
      ),
    });
  }

  /** Told once: what stands in mathematics is still read. */
  #tooManyLines(span: Span): void {
    this.#previous = null;
    if (this.#lines !== READ_LIMITS.lines + 1) return;
    this.#findings.addUnreadable({
      span: spanOf(span),
      message: say(
        'A document has at most {0} lines of prose with an equals sign that are read as formulas: put the formulas from here on between dollar signs.',
        READ_LIMITS.lines,
      ),
    });
  }

  #equation(split: SplitEquation): void {
    const [first, ...others] = split.parts;
    if (!first) return;
    const sides = others.filter((side) => side.to > side.from);
    if (first.from === first.to) this.#continued(split, sides);
    else if (sides.length > 0) this.#stated(this.#withoutWords(first), sides, split);
  }

  /** In a line of text the left side begins at its ∂. */
  #withoutWords(part: TokenRange): TokenRange {
    if (!this.#isText) return part;
    for (let from = part.from; from < part.to; from++) {
      if (this.#leftKind({ from, to: part.to }) !== 'none' && !isSign(this.#tokens[from], '-'))
        return { ...part, from };
    }
    return part;
  }

  /** "= …" in a block of its own. */
  #continued(split: SplitEquation, sides: readonly TokenRange[]): void {
    const left = this.#previous;
    if (!left || sides.length === 0) return;
    const scope = new Scope(this.#network, this.#text);
    this.#add(scope, left, sides, this.#tokens[split.relationAt]!);
  }

  #stated(part: TokenRange, sides: readonly TokenRange[], split: SplitEquation): void {
    this.#previous = null;
    const kind = this.#leftKind(part);
    if (kind === 'none') return;
    const scope = new Scope(this.#network, this.#text);
    const start = this.#tokens[part.from]!;
    try {
      const node = new TexReader(this.#tokens, part.from, part.to, scope).whole().node;
      if (kind === 'maybe' && node.kind !== 'partial' && node.kind !== 'derivative')
        this.#update(part, sides, scope, node);
      else this.#add(scope, { node, isUpdate: false }, sides, start);
    } catch (failure) {
      if (!(failure instanceof ReadFailure)) throw failure;
      if (kind === 'maybe') this.#bareUpdate(part, sides, split);
      else if (kind === 'derivative' || this.#isNumbered(part))
        this.#unreadable(start, sides.at(-1)!, failure);
    }
  }

  /** δ_3 means a unit; δ by itself, or δ_{ij}, may be anything. */
  #isNumbered({ from, to }: TokenRange): boolean {
    return this.#tokens.slice(from, to).some((token) => token.kind === 'number');
  }

  #leftKind({ from, to }: TokenRange): LeftKind {
    const tokens = this.#tokens;
    let at = from;
    while (at < to && (isSign(tokens[at], '-') || isSign(tokens[at], '{'))) at++;
    const [token, next, third] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (!token || at >= to) return 'none';
    if (isSign(token, '∂') || isSign(token, '∇')) return 'derivative';
    if (isSign(token, 'frac')) {
      if (isSign(next, '{') && isSign(third, '∂')) return 'derivative';
      return isSign(next, '{') && third?.text === 'd' ? 'maybe' : 'none';
    }
    if (token.kind === 'letter' && token.text === 'δ') return 'delta';
    const isPrimed =
      isSign(next, 'prime') ||
      (isSign(next, '^') && isSign(tokens[at + 2], '{') && isSign(tokens[at + 3], 'prime'));
    if (isPrimed && functionMeaning(this.#network, token.text) !== null) return 'delta';
    return (token.kind === 'letter' || token.kind === 'word') && !isSign(tokens[from], '-')
      ? 'maybe'
      : 'none';
  }

  /** w ← w − …: an update, if the left side is a parameter and the sides speak of it, of η or of a derivative. */
  #update(part: TokenRange, sides: readonly TokenRange[], scope: Scope, node: Written): void {
    const parameter = parameterOf(node);
    if (!parameter || scope.found > 0 || !this.#speaksOfUpdate(sides, scope, parameter)) return;
    const left: Written = { kind: 'quantity', quantity: parameter, span: node.span };
    this.#add(scope, { node: left, isUpdate: true }, sides, this.#tokens[part.from]!);
  }

  #speaksOfUpdate(sides: readonly TokenRange[], scope: Scope, parameter: Quantity): boolean {
    const own = JSON.stringify(parameter);
    return sides.some(({ from, to }) => {
      if (
        this.#tokens
          .slice(from, to)
          .some((token) => isSign(token, '∂') || isSign(token, '∇') || token.text === 'η')
      ) {
        return true;
      }
      const found = scope.found;
      try {
        const { node } = new TexReader(this.#tokens, from, to, scope).whole();
        return quantitiesIn(node).some((one) => one.kind === 'learningRate' || JSON.stringify(one) === own);
      } catch (failure) {
        if (!(failure instanceof ReadFailure)) throw failure;
        return false;
      } finally {
        scope.forget(found);
      }
    });
  }

  /** u ← u − η ∇_u L(u), where u stands for every u_{ij}. */
  #bareUpdate(part: TokenRange, sides: readonly TokenRange[], split: SplitEquation): void {
    const hasGradient = sides.some(({ from, to }) =>
      this.#tokens.slice(from, to).some((token) => isSign(token, '∂') || isSign(token, '∇')),
    );
    if (!hasGradient || split.parts.length < 2) return;
    const scope = new Scope(this.#network, this.#text);
    scope.allowsBare = true;
    try {
      const { node } = new TexReader(this.#tokens, part.from, part.to, scope).whole();
      this.#update(part, sides, scope, node);
    } catch (failure) {
      if (!(failure instanceof ReadFailure)) throw failure;
    }
  }

  /** A formula of the sides that can be read; each other side is told. */
  #add(scope: Scope, left: Left, sides: readonly TokenRange[], start: Span): void {
    const read: { readonly node: Written; readonly range: TokenRange }[] = [];
    const failures: ReadFailure[] = [];
    for (const range of sides) {
      const { found } = scope;
      try {
        read.push({ node: new TexReader(this.#tokens, range.from, range.to, scope).whole().node, range });
      } catch (failure) {
        if (!(failure instanceof ReadFailure)) throw failure;
        scope.forget(found);
        failures.push(failure);
      }
    }
    const last = read.at(-1)?.range;
    try {
      if (last)
        this.#addRead(
          scope,
          left,
          read.map(({ node }) => node),
          around(start, this.#tokens[last.to - 1]!),
        );
    } catch (failure) {
      if (!(failure instanceof ReadFailure)) throw failure;
      failures.push(failure);
    }
    const [first] = failures;
    if (first) this.#unreadable(start, sides.at(-1)!, first);
  }

  #addRead(scope: Scope, left: Left, sides: readonly Written[], span: Span): void {
    const settler = new Settler(scope, sides);
    const node = settler.left(left.node);
    this.#findings.addFormula({
      span,
      syntax: this.#syntax,
      left: node,
      isUpdate: left.isUpdate,
      sides: sides.map((side) => settler.settle(side)),
      misspellings: [...scope.misspellings],
    });
    this.#previous = { node, isUpdate: left.isUpdate };
  }

  #unreadable(start: Span, last: TokenRange, failure: ReadFailure): void {
    const span = around(start, this.#tokens[last.to - 1]!);
    const text = shown(this.#text.slice(span.start, span.end));
    this.#findings.addUnreadable({
      span,
      message: say('This formula cannot be read, {0}. ({1})', failure.message, text),
    });
  }
}

/** Whether a text has an equals sign or an arrow at all; most mathematics of a text has not. */
function hasRelation(text: string, { start, end }: Span): boolean {
  return /[=←⟵⇐≈≡≜≔]|<-|\\(?:(?:long)?leftarrow|Leftarrow|gets|approx|equiv|triangleq|coloneqq?|simeq|doteq)/.test(
    text.slice(start, end),
  );
}

function parameterOf(node: Written): Quantity | null {
  if (node.kind !== 'quantity' && node.kind !== 'updated') return null;
  return node.quantity.kind === 'weight' || node.quantity.kind === 'bias' ? node.quantity : null;
}
