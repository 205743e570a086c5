/** Reads one side of an equation written as LaTeX, Unicode text, or both mixed. */

import type { Quantity } from '../math/expression';
import { SAMPLE_COUNTS } from './readConstants';
import { CallReader } from './readCalls';
import { around, type Part } from './readExpression';
import { isSign, type Token } from './readTokens';
import type { Span, Written } from './written';
import { say } from '../words/say';

export class TexReader extends CallReader {
  /** The whole stretch as one expression. Throws ReadFailure. */
  whole(): Part {
    const part = this.sum();
    if (this.token) this.fail(say('this does not belong to the formula'));
    return part;
  }

  protected override atom(): Part | null {
    const { token } = this;
    if (!token) return null;
    if (token.kind === 'letter' || token.kind === 'word') return this.#named();
    if (token.kind !== 'sign') return null;
    switch (token.text) {
      case '∂':
        return this.#partial();
      case '∇':
        return this.#nabla();
      case 'frac':
        return this.#fraction();
      case 'sqrt':
        return this.#root();
      case 'sum':
        return this.#bigSum();
      default:
        return null;
    }
  }

  #named(): Part {
    const called = this.call();
    if (called) return called;
    const letter = this.token!;
    if (letter.text === 'd' && this.#startsDerivative()) {
      const ratio = this.attempt(() => this.#differential());
      if (ratio) return ratio;
    }
    return this.name();
  }

  #startsDerivative(): boolean {
    const next = this.tokens[this.at + 1];
    return this.at + 1 < this.limit && next !== undefined && (next.kind === 'letter' || next.kind === 'word');
  }

  /** dE/dw_5. */
  #differential(): Part {
    const start = this.token!;
    this.at++;
    const of = this.#differentiated(false);
    this.expect('/', say('a "/" is missing'));
    return this.#by(of, start, 'd');
  }

  #partial(): Part {
    const start = this.expect('∂', say('a ∂ is missing'));
    const of = this.isAt('/') ? null : this.#differentiated(false);
    this.expect('/', say('after ∂… a "/∂…" is missing: a derivative is of something by something'));
    if (of) return this.#by(of, start, '∂');
    const by = this.#variableAfter('∂');
    return this.#derivative(this.#differentiated(false), by, start);
  }

  #by(of: Part, start: Span, sign: '∂' | 'd'): Part {
    const by = this.#variableAfter(sign);
    return this.#derivative(of, by, start, by);
  }

  #variableAfter(sign: '∂' | 'd'): Part {
    const { token } = this;
    const isDifferential = sign === 'd' && token?.kind === 'letter' && token.text === 'd';
    if (isDifferential) this.at++;
    else this.expect('∂', say('a ∂ is missing in the denominator'));
    return this.derivand();
  }

  /** What stands after ∂: a quantity, or an expression in brackets or up to the end of the numerator. */
  #differentiated(isNumerator: boolean): Part {
    if (this.isAt('^') || this.token?.kind === 'raised') {
      this.fail(say('derivatives of higher order are not read'));
    }
    const { token } = this;
    const named = token?.kind === 'letter' || token?.kind === 'word';
    const called = named ? this.call() : null;
    const part =
      called ?? (named ? (this.known() ?? this.misspeltPart()) : isNumerator ? this.sum() : this.#factors());
    if (part.node.kind !== 'quantity' || part.node.quantity.kind !== 'loss') return part;
    this.#skipArguments();
    return { ...part, end: this.tokens[this.at - 1]!.end };
  }

  /** Factors up to the "/" of ∂½(t − y)²/∂y. */
  #factors(): Part {
    const factors: Part[] = [];
    do {
      const factor = this.power();
      if (!factor) break;
      factors.push(factor);
    } while (this.take('*') ?? !this.isAt('/'));
    const [first] = factors;
    if (!first) this.fail(say('after ∂ the name of a quantity, or an expression in brackets, is missing'));
    return factors.length === 1 ? first : this.apply('multiply', factors, around(first, factors.at(-1)!));
  }

  /** L(w): what the loss depends on says nothing here. */
  #skipArguments(): void {
    if (!this.isAt('(')) return;
    for (let n = this.at + 1; n < this.limit && n < this.at + 20; n++) {
      const token = this.tokens[n]!;
      if (isSign(token, ')')) {
        this.at = n + 1;
        return;
      }
      if (token.kind !== 'letter' && token.kind !== 'word' && !isSign(token, ',')) return;
    }
  }

  #derivative(of: Part, by: Part, start: Span, last: Span = of): Part {
    const span = around(start, last);
    const node = by.node;
    if (node.kind !== 'quantity' && node.kind !== 'updated')
      this.fail(say('a derivative is taken by a quantity'));
    const made = derivativeNode(of.node, node.quantity, span, node.span);
    return this.made(made, [of]);
  }

  /** ∇_w L. */
  #nabla(): Part {
    const start = this.expect('∇', say('a ∇ is missing'));
    this.expect('_', say('a ∇ needs to say by what: ∇_{w}'));
    const by = this.derivand();
    return this.#derivative(this.#differentiated(false), by, start);
  }

  #fraction(): Part {
    const start = this.expect('frac', say('a fraction is missing'));
    const digits = this.token;
    if (digits?.kind === 'number' && /^\d\d$/.test(digits.text)) {
      this.at++;
      const middle = digits.start + 1;
      const [top, bottom] = [
        this.number(Number(digits.text[0]), { start: digits.start, end: middle }),
        this.number(Number(digits.text[1]), { start: middle, end: digits.end }),
      ];
      return this.apply('divide', [top, bottom], around(start, digits));
    }
    const derivative = this.#derivativeFraction(start);
    if (derivative) return derivative;
    const top = this.#argument();
    const bottom = this.#argument();
    return this.apply('divide', [top, bottom], around(start, bottom));
  }

  /** A group in braces, or the one token that TeX takes without them. */
  #argument(): Part {
    const { token } = this;
    if (isSign(token, '{')) return this.brackets();
    if (token?.kind === 'number') {
      this.at++;
      return this.number(token.value, token);
    }
    return this.atom() ?? this.fail(say('a fraction needs a numerator and a denominator in braces'));
  }

  #derivativeFraction(start: Token): Part | null {
    const next = this.tokens[this.at + 1];
    if (!this.isAt('{') || this.at + 1 >= this.limit) return null;
    if (isSign(next, '∂')) return this.#fractionOf(start, '∂');
    if (next?.kind !== 'letter' || next.text !== 'd') return null;
    return this.attempt(() => this.#fractionOf(start, 'd'));
  }

  #fractionOf(start: Token, sign: '∂' | 'd'): Part {
    this.at += 2;
    const of = this.take('}') ? null : this.#differentiated(true);
    if (of) this.expect('}', say('the numerator of this derivative is not closed by "}"'));
    this.expect('{', say('the denominator of this derivative is missing'));
    const variable = of ? null : this.#freeVariable(sign);
    const by = variable ?? this.#variableAfter(sign);
    const close = this.expect('}', say('the denominator of this derivative is not closed by "}"'));
    return of
      ? this.#derivative(of, by, start, close)
      : this.#derivative(this.#differentiated(false), by, start);
  }

  /** x of d/dx σ(x): a letter that is no quantity. */
  #freeVariable(sign: '∂' | 'd'): Part | null {
    const [mark, letter, close] = this.tokens.slice(this.at, this.at + 3);
    const isMark = sign === '∂' ? isSign(mark, '∂') : mark?.text === 'd';
    if (!isMark || letter?.kind !== 'letter' || !isSign(close, '}')) return null;
    this.at++;
    const known = this.attempt(() => this.derivand());
    if (known) return known;
    this.bindVariable(letter.text, 'sigmoid');
    return this.singleLetter();
  }

  #root(): Part {
    const start = this.expect('sqrt', say('a root is missing'));
    if (this.isAt('[')) this.fail(say('only square roots are read'));
    const operand = this.#argumentOfRoot();
    return this.apply('sqrt', [operand], around(start, operand));
  }

  #argumentOfRoot(): Part {
    return this.isAt('(') ? this.brackets() : this.#argument();
  }

  #bigSum(): Part {
    const start = this.expect('sum', say('a Σ is missing'));
    const { letter, from } = this.#sumLetter();
    const upper = this.take('^') ? this.#upperBound() : null;
    const isOverSamples = letter === 's' || (typeof upper === 'string' && SAMPLE_COUNTS.has(upper));
    if (isOverSamples) {
      const outside = this.scope.sampleLetters;
      this.scope.sampleLetters = new Set([...outside, letter]);
      const body = this.product();
      this.scope.sampleLetters = outside;
      return this.made({ kind: 'sampleSum', body: body.node, span: around(start, body) }, [body]);
    }
    const index =
      this.scope.letter(letter) ?? this.fail(say('there are more index letters than can be told apart'));
    const body = this.product();
    const last = typeof upper === 'number' ? upper : null;
    const count = last === null ? NaN : last - from + 1;
    return this.made({ kind: 'sum', index, count, body: body.node, span: around(start, body) }, [body]);
  }

  /** The letter below a Σ, and where it starts. */
  #sumLetter(): { readonly letter: string; readonly from: number } {
    this.expect('_', say('a Σ needs to say over which letter: Σ_k'));
    const isGroup = this.take('{') !== null;
    const letter = this.token;
    if (letter?.kind !== 'letter') this.fail(say('a Σ runs over a letter: Σ_k'));
    this.at++;
    let from = 1;
    if (isGroup) {
      if (this.take('=')) {
        const { token } = this;
        if (token?.kind !== 'number' || (token.value !== 1 && token.value !== 0)) {
          this.fail(say('a Σ starts at 1, as the network’s names do'));
        }
        from = token.value;
        this.at++;
      }
      while (this.token && !this.isAt('}')) this.at++;
      this.expect('}', say('the range of this Σ is not closed by "}"'));
    }
    return { letter: letter.text, from };
  }

  /** A number, or the name of one: 2, N, n. */
  #upperBound(): number | string {
    const isGroup = this.take('{') !== null;
    const { token } = this;
    const isNumber = token?.kind === 'number';
    let text = '';
    const first = this.at;
    while (this.token && (isGroup ? !this.isAt('}') : this.at === first)) {
      text += this.token.text;
      this.at++;
    }
    if (isGroup) this.expect('}', say('the upper bound of this Σ is not closed by "}"'));
    if (text === '') this.fail(say('the upper bound of this Σ is missing'));
    return isNumber && /^\d+$/.test(text) ? Number(text) : text;
  }
}

/** ∂of/∂by: of a quantity in total, of a sum of quantities term by term, of any other expression as it stands. */
function derivativeNode(of: Written, by: Quantity, span: Span, bySpan: Span): Written {
  if (of.kind === 'quantity' || of.kind === 'updated') {
    return { kind: 'partial', of: of.quantity, by, span, ofSpan: of.span, bySpan };
  }
  if (of.kind === 'sum' || of.kind === 'sampleSum') {
    return { ...of, body: derivativeNode(of.body, by, span, bySpan), span };
  }
  const isSum =
    of.kind === 'apply' && of.operation === 'add' && of.operands.every(({ kind }) => kind === 'quantity');
  if (isSum)
    return { ...of, operands: of.operands.map((one) => derivativeNode(one, by, span, bySpan)), span };
  return { kind: 'derivative', of, by, span };
}
