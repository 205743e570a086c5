/** Reads names where LaTeX or plain text has them: quantities, slips of the pen, and the few letters with a meaning. */

import type { Quantity } from '../math/expression';
import { derivativeName } from './namesDerivative';
import { type SpelledName, spelledNames } from './namesSpelled';
import { LEARNING_RATES, outputCountIn, SAMPLE_COUNTS } from './readConstants';
import { around, ExpressionReader, type Part, shown, spanOf } from './readExpression';
import { ReadFailure } from './readFailure';
import { READ_LIMITS } from './readLimits';
import type { Scope } from './readScope';
import { isSign, type Token } from './readTokens';
import type { Span } from './written';
import { say } from '../words/say';

/** A name that was read: its quantity, and whether it is meant after the update. */
interface NamedPart extends Span {
  readonly quantity: Quantity;
  readonly isUpdated: boolean;
}

export abstract class NameReader extends ExpressionReader {
  protected override readonly isJuxtaposing = true;
  protected readonly scope: Scope;
  #attempts = 0;

  constructor(tokens: readonly Token[], at: number, limit: number, scope: Scope) {
    super(tokens, at, limit);
    this.scope = scope;
  }

  /**
   * Runs `read`; where it fails everything is as before, and the answer is null. So often only, that attempts within
   * attempts cannot multiply.
   */
  protected attempt<Result>(read: () => Result): Result | null {
    if (++this.#attempts > READ_LIMITS.attempts) return null;
    const [state, found] = [this.state, this.scope.found];
    try {
      return read();
    } catch (failure) {
      if (!(failure instanceof ReadFailure)) throw failure;
      this.restore(state);
      this.scope.forget(found);
      return null;
    }
  }

  /** Braces may be around a part of a name: {w}_5. */
  protected override brackets(): Part {
    const next = this.tokens[this.at + 1];
    const isName = this.isAt('{') && (next?.kind === 'letter' || next?.kind === 'word');
    return (isName ? this.known() : null) ?? super.brackets();
  }

  /** A name that is a quantity or a number, or else a slip of the pen. */
  protected name(): Part {
    return this.known() ?? this.misspeltPart();
  }

  #spelledHere(): string {
    const last = spelledNames(this.tokens, this.at, this.limit, this.scope.sampleLetters).at(-1);
    const end = this.tokens[(last?.end ?? this.at + 1) - 1]!.end;
    return shown(this.scope.text.slice(this.token!.start, end));
  }

  protected quantityPart({ quantity, isUpdated, start, end }: NamedPart): Part {
    return this.made({ kind: isUpdated ? 'updated' : 'quantity', quantity, span: { start, end } });
  }

  /** A name that means something, the longest that does; null if none does. */
  protected known(): Part | null {
    const names = spelledNames(this.tokens, this.at, this.limit, this.scope.sampleLetters);
    for (const name of names.toReversed()) {
      // What goes on with a subscript is another name, known or not.
      const next = name.end < this.limit ? this.tokens[name.end] : undefined;
      const goesOn = next?.kind === 'lowered' || isSign(next, '_') || isSign(next, 'join');
      const part = goesOn ? null : this.#meaning(name);
      if (part) {
        this.at = name.end;
        return part;
      }
    }
    return this.singleLetter();
  }

  #spanOf(name: SpelledName): Span {
    return around(this.token!, this.tokens[name.end - 1]!);
  }

  #meaning(name: SpelledName): Part | null {
    const span = this.#spanOf(name);
    const quantity = this.#quantity(name);
    if (quantity) return this.quantityPart({ quantity, isUpdated: name.isUpdated, ...span });
    if (name.layer !== null || name.isUpdated) return null;
    const { network, names, letter } = this.scope;
    if (LEARNING_RATES.has(name.key)) {
      return this.made({ kind: 'quantity', quantity: { kind: 'learningRate' }, span });
    }
    if (SAMPLE_COUNTS.has(name.key)) return this.made({ kind: 'sampleCount', span });
    if (name.key === 'n') {
      const outputs = outputCountIn(network);
      return outputs === null ? this.made({ kind: 'sampleCount', span }) : this.number(outputs, span);
    }
    const derivative = derivativeName(name.key, (key) => names.find({ key, layer: null }, letter));
    return derivative && this.made({ kind: 'partial', ...derivative, span, ofSpan: span, bySpan: span });
  }

  #quantity(name: SpelledName): Quantity | null {
    const found = this.scope.find(name);
    const isParameter = found?.kind === 'weight' || found?.kind === 'bias';
    if (found) return name.isUpdated && !isParameter ? null : found;
    return this.scope.allowsBare && name.layer === null ? this.scope.names.findBare(name.key) : null;
  }

  /** Single letters with a meaning of their own: e, π, the variable of σ'(x). */
  protected singleLetter(): Part | null {
    const token = this.token!;
    const { variable } = this.scope;
    const next = this.tokens[this.at + 1];
    if (token.text === 'e' && this.at + 1 < this.limit && (isSign(next, '^') || next?.kind === 'raised')) {
      this.at += 1;
      const exponent = this.take('^') ? this.exponent() : this.number(this.#raisedNumber(), next!);
      return this.apply('exp', [exponent], around(token, exponent));
    }
    const span = spanOf(token);
    const quantity =
      token.text === variable?.letter
        ? variable.quantity
        : 'yhao'.includes(token.text)
          ? variable?.output
          : undefined;
    if (quantity) {
      this.at++;
      return this.made({ kind: 'quantity', quantity, span });
    }
    if (token.text !== 'π') return null;
    this.at++;
    return this.apply('pi', [], span);
  }

  #raisedNumber(): number {
    const value = Number(this.token?.text ?? NaN);
    if (Number.isNaN(value)) this.fail(say('an exponent is missing'));
    this.at++;
    return value;
  }

  #misspelt(): NamedPart | null {
    const names = spelledNames(this.tokens, this.at, this.limit, this.scope.sampleLetters);
    for (const name of names.toReversed()) {
      const [near, ...others] = this.scope.near(name);
      if (!near) continue;
      const span = this.#spanOf(name);
      if (others.length > 0) {
        const symbols = [near, ...others].slice(0, 4).map((one) => one.symbol);
        this.fail(
          say(
            '"{0}" is no name of this network; it may mean {1}',
            this.#spelledHere(),
            symbols.join(` ${say('or')} `),
          ),
        );
      }
      this.scope.addMisspelling(near, span);
      this.at = name.end;
      return { quantity: near.quantity, isUpdated: name.isUpdated, ...span };
    }
    return null;
  }

  protected misspeltPart(): Part {
    const name = this.#misspelt() ?? this.fail(say('"{0}" is no name of this network', this.#spelledHere()));
    return this.quantityPart(name);
  }

  /** A name that must be a quantity: what a derivative is of or by. */
  protected derivand(): Part {
    const { token } = this;
    if (token?.kind !== 'letter' && token?.kind !== 'word' && !isSign(token, '{')) {
      this.fail(say('the name of a quantity is missing here'));
    }
    const part = isSign(token, '{') ? this.brackets() : (this.known() ?? this.misspeltPart());
    if (part.node.kind !== 'quantity' && part.node.kind !== 'updated') {
      this.at--;
      this.fail(say('a derivative is taken by a quantity of the network'));
    }
    return part;
  }
}
