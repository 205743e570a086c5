/** Reads one value of a program as an expression over the network's quantities; nothing is run. */

import type { Quantity } from '../math/expression';
import { derivativeName } from './namesDerivative';
import { programKey } from './namesSpelled';
import { LEARNING_RATES, outputCountIn, SAMPLE_COUNTS } from './readConstants';
import type { ProgramFunction, Variables } from './readVariables';
import { around, ExpressionReader, type Part, spanOf } from './readExpression';
import { argumentCount, functionMeaning, preActivationOf } from './readFunctions';
import type { Scope } from './readScope';
import { isSign, type Token } from './readTokens';
import type { Span } from './written';
import { say } from '../words/say';

/** A part with how many nodes it has. */
interface Argument extends Part {
  readonly size: number;
}

/** Functions within functions. */
const CALL_DEPTH = 8;

const SLOPE = /^(?:d_?)?(.+?)(?:_?(?:derivative|deriv|prime|grad|gradient|der))?$/;

export class PythonReader extends ExpressionReader {
  protected override readonly isJuxtaposing = false;
  readonly #scope: Scope;
  readonly #variables: Variables;
  readonly #calls: number;
  /** Whether a learning rate or a derivative has a part in the value: then it may be an update. */
  speaksOfStep = false;

  constructor(
    tokens: readonly Token[],
    range: { readonly from: number; readonly to: number },
    scope: Scope,
    variables: Variables,
    calls = 0,
  ) {
    super(tokens, range.from, range.to);
    this.#scope = scope;
    this.#variables = variables;
    this.#calls = calls;
  }

  /** The whole value. Throws ReadFailure. */
  whole(): Part & { readonly size: number } {
    const part = this.sum();
    if (this.token) this.fail(say('this is no part of the arithmetic'), true);
    return { ...part, size: this.nodes };
  }

  /** A conditional value is the operation `where`. */
  protected override sum(): Part {
    const then = super.sum();
    if (!this.#takeWord('if')) return then;
    const left = super.sum();
    const sign = this.token;
    if (sign?.kind !== 'sign' || !['>', '<', '>=', '<='].includes(sign.text)) {
      this.fail(say('only > and < are read in a condition'), true);
    }
    this.at++;
    const right = super.sum();
    if (!this.#takeWord('else')) this.fail(say('a conditional value needs an else'), true);
    const otherwise = this.sum();
    const [high, low] = sign.text.startsWith('>') ? [left, right] : [right, left];
    return this.apply('where', [high, low, then, otherwise], around(then, otherwise));
  }

  #takeWord(word: string): boolean {
    const { token } = this;
    if (token?.kind !== 'name' || token.text !== word) return false;
    this.at++;
    return true;
  }

  protected override atom(): Part | null {
    const { token } = this;
    if (token?.kind !== 'name') {
      return token && (token.kind === 'unknown' || token.kind === 'prose')
        ? this.fail(say('this is no arithmetic'), true)
        : null;
    }
    this.at++;
    const next = this.token;
    if (isSign(next, '(')) return this.#call(token);
    if (isSign(next, '[')) this.fail(say('lists and arrays are not read'), true);
    return this.#name(token);
  }

  protected override brackets(): Part {
    return this.isAt('(') ? super.brackets() : this.fail(say('lists are no arithmetic'), true);
  }

  #name(token: Token): Part {
    const span = spanOf(token);
    const name = lastPart(token.text);
    const variable = this.#variables.get(name);
    if (variable?.kind === 'value') return this.#inlined(variable, span);
    if (variable?.kind === 'quantity') return this.#quantity(variable.quantity, span);
    const key = programKey(name);
    const [exact, ...others] = this.#find(key, true);
    if (exact && others.length === 0) return this.#quantity(exact, span);
    return (
      this.#marked(name, span) ??
      this.#constant(key, token, span) ??
      this.#derivative(key, span) ??
      this.#loosely(key, span, variable !== null)
    );
  }

  #find(key: string, isStrict: boolean): readonly Quantity[] {
    return this.#scope.names.find({ key, layer: null }, this.#scope.letter, isStrict);
  }

  #inlined(variable: Extract<ReturnType<Variables['get']>, { kind: 'value' }>, span: Span): Part {
    this.count(variable.size - 1);
    this.speaksOfStep ||= variable.speaksOfStep;
    const { node, depth } = variable;
    // The root stands at its use; what it is made of, where it was written. Shared, whatever the number of uses.
    const part = this.made({ ...node, span });
    return { ...part, depth };
  }

  #quantity(quantity: Quantity, span: Span): Part {
    const isUpdated = this.#variables.isUpdated(quantity);
    return this.made({ kind: isUpdated ? 'updated' : 'quantity', quantity, span });
  }

  /** w5_new, new_w5, w5_old. */
  #marked(name: string, span: Span): Part | null {
    const parameter = markedParameter(name, (key) => this.#find(key, true));
    if (!parameter) return null;
    const { quantity, isNew } = parameter;
    return this.made({ kind: isNew ? 'updated' : 'quantity', quantity, span });
  }

  #constant(key: string, token: Token, span: Span): Part | null {
    if (LEARNING_RATES.has(key)) {
      this.speaksOfStep = true;
      return this.made({ kind: 'quantity', quantity: { kind: 'learningRate' }, span });
    }
    if (SAMPLE_COUNTS.has(key)) return this.made({ kind: 'sampleCount', span });
    if (key === 'pi' || token.text.endsWith('.pi') || key === 'π') return this.apply('pi', [], span);
    if (key === 'e' && token.text.includes('.')) return this.number(Math.E, span);
    if (key !== 'n') return null;
    const outputs = outputCountIn(this.#scope.network);
    return outputs === null ? this.made({ kind: 'sampleCount', span }) : this.number(outputs, span);
  }

  #derivative(key: string, span: Span): Part | null {
    const derivative = derivativeName(key, (part) => this.#find(part, false));
    if (!derivative) return null;
    this.speaksOfStep = true;
    return this.made({ kind: 'partial', ...derivative, span, ofSpan: span, bySpan: span });
  }

  #loosely(key: string, span: Span, isAssigned: boolean): Part {
    if (isAssigned) {
      this.at--;
      this.fail(say('this name’s value is not calculated by arithmetic over the network’s names'));
    }
    const quantity = this.#scope.find({ key, plainKey: key, layer: null, isUpdated: false, end: 0 });
    if (quantity) return this.#quantity(quantity, span);
    const [near, ...others] = this.#scope.names.near(key);
    if (near && others.length === 0) {
      this.#scope.addMisspelling(near, span);
      return this.#quantity(near.quantity, span);
    }
    this.at--;
    const symbols = [near, ...others].slice(0, 4).flatMap((one) => one?.symbol ?? []);
    const hint = symbols.length > 0 ? say('; it may mean {0}', symbols.join(` ${say('or')} `)) : '';
    return this.fail(say('this is no name of this network{0}', hint));
  }

  #call(token: Token): Part {
    const name = lastPart(token.text);
    const own = this.#variables.functionNamed(name);
    const operands = this.#arguments(token);
    const span = around(token, operands.at(-1)!);
    if (own) return this.#ownCall(own, operands, span);
    const plain = this.#knownCall(name, operands, span);
    if (plain) return plain;
    const base = SLOPE.exec(name)?.[1] ?? '';
    const meaning = base === name ? null : functionMeaning(this.#scope.network, base);
    const [operand] = operands;
    if (!meaning || meaning === 'activation' || operands.length !== 1 || !preActivationOf(operand!.node)) {
      this.fail(say('what "{0}" computes is not known here', name), true);
    }
    return this.made({ kind: 'prime', operation: meaning, operand: operand!.node, span }, operands);
  }

  #knownCall(name: string, operands: readonly Part[], span: Span): Part | null {
    const [first, second] = operands;
    if (name === 'pow' || name === 'power') {
      return first && second
        ? this.apply('power', [first, second], span)
        : this.fail(say('a power takes two values'));
    }
    if (name === 'square') return this.apply('power', [first!, this.number(2, span)], span);
    if (name === 'multiply') return this.apply('multiply', operands, span);
    if (name === 'sum' || name === 'mean' || name === 'average')
      return this.#overSamples(name, operands, span);
    if (name === 'float' || name === 'float64') return { ...first!, ...spanOf(span) };
    const meaning = functionMeaning(this.#scope.network, name);
    if (!meaning || meaning === 'activation') return null;
    const wanted = argumentCount(meaning);
    if (wanted !== null && wanted !== operands.length)
      this.fail(say('"{0}" takes {1} values', name, wanted), true);
    return this.apply(meaning, operands, span);
  }

  /** np.sum(…) and np.mean(…) of arrays that hold a number for each sample. */
  #overSamples(name: string, [operand, ...others]: readonly Part[], span: Span): Part {
    if (!operand || others.length > 0)
      this.fail(say('"{0}" takes one array of the samples here', name), true);
    const sum = this.made({ kind: 'sampleSum', body: operand.node, span: spanOf(span) }, [operand]);
    if (name === 'sum') return sum;
    const count = this.made({ kind: 'sampleCount', span: { start: span.start, end: span.start } });
    return this.apply('divide', [sum, count], span);
  }

  #argument(): Argument {
    const before = this.nodes;
    const part = this.sum();
    return { ...part, size: this.nodes - before };
  }

  #arguments(token: Token): readonly Argument[] {
    this.expect('(', say('a "(" is missing'));
    if (this.isAt(')')) this.fail(say('"{0}" without a value is no arithmetic', token.text), true);
    const operands = [this.#argument()];
    while (this.take(',')) operands.push(this.#argument());
    const close = this.token;
    if (!isSign(close, ')')) this.fail(say('the call is not closed by ")"'), close?.kind === 'sign');
    this.at++;
    const last = operands.pop()!;
    return [...operands, { ...last, end: close!.end }];
  }

  /** The value that a function of the program returns, with the arguments in the places of its parameters. */
  #ownCall(own: ProgramFunction, operands: readonly Argument[], span: Span): Part {
    if (own.parameters.length !== operands.length)
      this.fail(say('the function takes another number of values'), true);
    if (this.#calls >= CALL_DEPTH) this.fail(say('functions call each other too often'), true);
    const inside = this.#variables.inside();
    own.parameters.forEach((parameter, n) => {
      const { node, depth, size } = operands[n]!;
      inside.set(parameter, { kind: 'value', node, depth, size, speaksOfStep: this.speaksOfStep });
    });
    const reader = new PythonReader(own.tokens, own, this.#scope, inside, this.#calls + 1);
    const value = reader.whole();
    this.count(value.size);
    this.speaksOfStep ||= reader.speaksOfStep;
    return { ...this.made({ ...value.node, span }), depth: value.depth };
  }
}

/** The last part of a dotted name: self.w5 is w5. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The parameter that a name with a mark of before or after means: new_w5, w5_new, w5_old. */
export function markedParameter(
  name: string,
  find: (key: string) => readonly Quantity[],
): { readonly quantity: Quantity; readonly isNew: boolean } | null {
  const mark = /^(?:new|updated)_|_(?:new|next|updated)$/;
  const old = /^old_|_old$/;
  const isNew = mark.test(name);
  if (!isNew && !old.test(name)) return null;
  const [quantity, ...others] = find(programKey(name.replace(isNew ? mark : old, '')));
  const isParameter = quantity?.kind === 'weight' || quantity?.kind === 'bias';
  return isParameter && others.length === 0 ? { quantity, isNew } : null;
}
