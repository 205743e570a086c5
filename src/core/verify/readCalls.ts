/** Reads functions with their arguments: σ(a), σ'(a), \ln y, and φ for whatever activation function a layer has. */

import { counted } from '../network/wording';
import type { Quantity } from '../math/expression';
import { spelledNames } from './namesSpelled';
import { around, type Part } from './readExpression';
import {
  activationAfter,
  argumentCount,
  type FunctionMeaning,
  functionMeaning,
  preActivationOf,
} from './readFunctions';
import { NameReader } from './readNames';
import { isSign, type Token } from './readTokens';
import type { Span } from './written';
import { say } from '../words/say';

export abstract class CallReader extends NameReader {
  /** The function whose name stands here with an argument after it; null if none does. */
  protected call(): Part | null {
    const token = this.token!;
    const after = this.tokens[this.at + 1];
    const isMarked = isSign(after, 'prime') || isSign(after, '^') || isSign(after, '(') || isSign(after, '[');
    const isCall = this.at + 1 < this.limit && (isMarked || (token.kind === 'word' && token.text.length > 1));
    const meaning = isCall ? functionMeaning(this.scope.network, token.text) : null;
    const isNamed = meaning !== null && token.kind === 'letter' && this.#namesQuantity();
    if (!meaning || isNamed) return null;
    const primes = this.#primesAfter();
    if (token.kind === 'letter' && primes === 0 && !isSign(after, '(') && !isSign(after, '[')) return null;
    this.at += 1 + (primes > 0 && isSign(after, '^') ? primeScriptLength(this.tokens, this.at + 1) : primes);
    const power = primes === 0 && isSign(this.token, '^') ? this.#functionPower() : null;
    const call = this.#applied(meaning, primes, token);
    return power ? this.apply('power', [call, power], around(token, call)) : call;
  }

  #namesQuantity(): boolean {
    const [first] = spelledNames(this.tokens, this.at, this.at + 1);
    return first !== undefined && this.scope.names.find(first, this.scope.letter, true).length > 0;
  }

  #primesAfter(): number {
    let count = 0;
    while (isSign(this.tokens[this.at + 1 + count], 'prime')) count++;
    if (count === 0 && primeScriptLength(this.tokens, this.at + 1) > 0) return 1;
    return count;
  }

  /** tanh²(a) as tanh^2(a). */
  #functionPower(): Part {
    this.expect('^', say('an exponent is missing'));
    const { token } = this;
    if (token?.kind !== 'number') this.fail(say('a function’s exponent is a number here'));
    this.at++;
    return this.number(token.value, token);
  }

  #applied(meaning: FunctionMeaning, primes: number, start: Token): Part {
    if (primes > 1) this.fail(say('derivatives of higher order are not read'));
    const operands = this.#arguments(start, primes === 1 ? meaning : null);
    const wanted = argumentCount(meaning);
    if (wanted !== null && operands.length !== wanted) {
      this.fail(say('"{0}" takes {1}', start.text, counted(wanted, 'argument')));
    }
    const last = operands.at(-1)!;
    const span = around(start, last);
    if (meaning === 'activation') return this.#activation(last, primes === 1, span);
    if (primes === 0) return this.apply(meaning, operands, span);
    return this.made({ kind: 'prime', operation: meaning, operand: last.node, span }, [last]);
  }

  /** The arguments in brackets, or the one factor that a function in words may stand before: \ln y_1. */
  #arguments(start: Token, primed: FunctionMeaning | null): readonly Part[] {
    const { token } = this;
    if (primed !== null && (isSign(token, '(') || isSign(token, '['))) {
      const [letter, close] = this.tokens.slice(this.at + 1, this.at + 3);
      const isAlone = letter?.kind === 'letter' && close?.kind === 'sign' && ')]'.includes(close.text);
      if (isAlone && !this.#isNameAt(this.at + 1)) this.bindVariable(letter.text, primed);
    }
    if (!isSign(token, '(') && !isSign(token, '[')) {
      const factor = isSign(token, '{') ? this.brackets() : this.atom();
      return [factor ?? this.fail(say('the argument of "{0}" is missing', start.text))];
    }
    const closing = token!.text === '(' ? ')' : ']';
    this.at++;
    const operands = [this.sum()];
    while (this.take(',')) operands.push(this.sum());
    const close = this.expect(
      closing,
      say('the argument of "{0}" is not closed by "{1}"', start.text, closing),
    );
    const last = operands.pop()!;
    return [...operands, { ...last, end: close.end }];
  }

  #isNameAt(at: number): boolean {
    const [first] = spelledNames(this.tokens, at, at + 1);
    return first !== undefined && this.scope.names.find(first, this.scope.letter).length > 0;
  }

  /** The variable of σ'(x) stands for a pre-activation of the first layer with this function. */
  protected bindVariable(letter: string, meaning: FunctionMeaning): void {
    const { layers } = this.scope.network;
    const found = layers.findIndex(
      ({ activation }) => meaning === 'activation' || activation.type === meaning,
    );
    const quantity: Quantity = { kind: 'preActivation', layer: Math.max(found, 0), j: 0 };
    const output: Quantity = { kind: 'activation', layer: Math.max(found, 0), j: 0 };
    this.scope.variable = { letter, quantity, output: found < 0 ? null : output };
  }

  /** φ(a) is the unit's activation, and φ'(a) the derivative of the one by the other. */
  #activation(operand: Part, isPrimed: boolean, span: Span): Part {
    const by = preActivationOf(operand.node);
    if (!by)
      this.fail(say('the argument of the activation function must be a pre-activation of the network'));
    const of = activationAfter(by);
    const open = this.scope.open.get(by);
    if (open) {
      const candidates = open.candidates.flatMap((one) =>
        one.kind === 'preActivation' ? [activationAfter(one)] : [],
      );
      this.scope.open.set(of, { ...open, candidates });
    }
    if (!isPrimed) return this.made({ kind: 'quantity', quantity: of, span });
    return this.made({ kind: 'partial', of, by, span, ofSpan: span, bySpan: operand.node.span });
  }
}

/** How many tokens ^{\prime} or ^\prime takes at `at`; 0 if it does not stand there. */
function primeScriptLength(tokens: readonly Token[], at: number): number {
  if (!isSign(tokens[at], '^')) return 0;
  if (isSign(tokens[at + 1], 'prime')) return 2;
  return isSign(tokens[at + 1], '{') && isSign(tokens[at + 2], 'prime') && isSign(tokens[at + 3], '}')
    ? 4
    : 0;
}
