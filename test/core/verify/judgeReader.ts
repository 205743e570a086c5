import { applied } from '../../../src/core/verify/trees';
import { quantityKey } from '../../../src/core/verify/places';
import type { Index, OperationName, Quantity } from '../../../src/core/math/expression';
import { createNames } from '../../../src/core/math/names';
import type { Network } from '../../../src/core/network/network';
import { plainSpelling } from '../../../src/core/network/spelling';
import { createSymbols } from '../../../src/core/network/symbols';
import type {
  Letter,
  ReadDocument,
  Span,
  Syntax,
  Written,
  WrittenFormula,
} from '../../../src/core/verify/written';

/*
 * A small reader of formulas for the tests of judging, so that they stand on their own: exact names of the network
 * in LaTeX, in plain spelling and with \_, the signs of the three syntaxes, one equation in a line. It throws on
 * anything else.
 */

type Atom = Extract<Written, { kind: 'quantity' | 'partial' }>;

/** Every spelling of a name that the tests use, longest first. */
function dictionary(network: Network): readonly (readonly [string, Quantity])[] {
  const names = createNames(network, createSymbols(network));
  const all = new Map<string, Quantity>([
    ['\\eta', { kind: 'learningRate' }],
    ['η', { kind: 'learningRate' }],
    ['lr', { kind: 'learningRate' }],
  ]);
  const add = (quantity: Quantity): void => {
    const latex = names.latex(quantity);
    const plain = plainSpelling(latex.replace('\\delta_', 'delta_').replace('\\delta', 'delta'));
    for (const name of [latex, plain, plain.replace('_', '\\_')]) if (!all.has(name)) all.set(name, quantity);
  };
  add({ kind: 'loss' });
  for (const quantity of quantities(network)) add(quantity);
  return [...all].sort(([a], [b]) => b.length - a.length);
}

function* quantities(network: Network): Generator<Quantity> {
  const letters = ['i', 'j', 'k'] as const;
  const indices = (count: number): Index[] => [...Array.from({ length: count }, (_, n) => n), ...letters];
  const outputs = network.layers.at(-1)!.units;
  for (const i of indices(network.inputs.units)) yield { kind: 'input', i };
  for (const k of indices(outputs)) {
    yield { kind: 'target', k };
    yield { kind: 'lossTerm', k };
  }
  let before = network.inputs.units;
  for (const [layer, { units, hasBiases }] of network.layers.entries()) {
    for (const j of indices(units)) {
      for (const kind of ['activation', 'preActivation', 'delta'] as const) yield { kind, layer, j };
      if (hasBiases) yield { kind: 'bias', layer, j };
      for (const i of indices(before)) if (typeof i === typeof j) yield { kind: 'weight', layer, i, j };
    }
    before = units;
  }
}

class Reader {
  #at = 0;
  readonly #names: readonly (readonly [string, Quantity])[];
  readonly #text: string;
  readonly #network: Network;

  constructor(network: Network, text: string) {
    this.#text = text;
    this.#network = network;
    this.#names = dictionary(network);
  }

  formula(syntax: Syntax, updated: ReadonlySet<string>): WrittenFormula {
    const left = this.#sum();
    const isUpdate = /^\s*(?:\\leftarrow|←)/.test(this.#rest) || left.kind === 'quantity';
    const sides: Written[] = [];
    while (this.#take(/\\leftarrow|←|=/y)) sides.push(this.#sum());
    this.#skip();
    if (this.#rest !== '') throw new Error(`cannot read ${JSON.stringify(this.#rest)} in ${this.#text}`);
    const mark = (node: Written): Written =>
      node.kind === 'quantity' && updated.has(quantityKey(node.quantity))
        ? { ...node, kind: 'updated' }
        : node.kind === 'apply'
          ? { ...node, operands: node.operands.map(mark) }
          : node;
    const isDelta = left.kind === 'quantity' && left.quantity.kind === 'delta';
    return {
      span: { start: this.#start, end: this.#text.length },
      syntax,
      left,
      isUpdate: isUpdate && !isDelta,
      sides: sides.map(mark),
      misspellings: [],
    };
  }

  readonly #start = 0;

  get #rest(): string {
    return this.#text.slice(this.#at);
  }

  #skip(): void {
    this.#at += /^(?:\s|\\,|\\;|\\left(?![a-z])|\\right(?![a-z]))*/.exec(this.#rest)![0].length;
  }

  #take(pattern: RegExp): string | null {
    this.#skip();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #sum(): Written {
    let left = this.#product();
    let terms = [left];
    const joined = (): Written => (terms.length === 1 ? terms[0]! : this.#over('add', terms));
    for (;;) {
      if (this.#take(/\+/y)) terms.push(this.#product());
      else if (this.#take(/[-−]/y)) {
        left = joined();
        terms = [this.#over('subtract', [left, this.#product()])];
      } else return joined();
    }
  }

  /** A node's span leaves out the brackets around it; what it is part of takes them in. */
  readonly #extents = new Map<Written, Span>();

  #extent(node: Written): Span {
    return this.#extents.get(node) ?? node.span;
  }

  #over(operation: OperationName, operands: readonly Written[]): Written {
    const span = { start: this.#extent(operands[0]!).start, end: this.#extent(operands.at(-1)!).end };
    return { ...applied(operation, ...operands), span };
  }

  #product(): Written {
    let factors = [this.#signed()];
    const joined = (): Written => (factors.length === 1 ? factors[0]! : this.#over('multiply', factors));
    for (;;) {
      if (this.#take(/\\cdot|\\times|\*(?!\*)|·|×/y)) factors.push(this.#signed());
      else if (this.#take(/\//y)) factors = [this.#over('divide', [joined(), this.#signed()])];
      else {
        this.#skip();
        if (/^(?:$|[-−+=)\]}←]|\\leftarrow|\\right)/.test(this.#rest)) return joined();
        factors.push(this.#signed());
      }
    }
  }

  #signed(): Written {
    this.#skip();
    const start = this.#at;
    if (!this.#take(/[-−]/y)) return this.#power();
    const inner = this.#signed();
    return { ...applied('negate', inner), span: { start, end: this.#extent(inner).end } };
  }

  #power(): Written {
    const start = this.#at;
    const base = this.#atom();
    const exponent = this.#take(/\^\{?2\}?|\*\*2|²/y);
    if (exponent === null) return base;
    const two: Written = { kind: 'number', value: 2, span: { start: this.#at - 1, end: this.#at } };
    const skipped = /^\s*/.exec(this.#text.slice(start))![0].length;
    return { ...applied('power', base, two), span: { start: start + skipped, end: this.#at } };
  }

  #atom(): Written {
    this.#skip();
    const start = this.#at;
    const spanned = <T extends object>(node: T): T & { span: Span } => ({
      ...node,
      span: { start, end: this.#at },
    });
    if (this.#take(/[([]/y)) {
      const inner = this.#sum();
      if (!this.#take(/[)\]]/y)) throw new Error(`a bracket is missing in ${this.#text}`);
      this.#extents.set(inner, { start, end: this.#at });
      return inner;
    }
    const partial = this.#partial(start);
    if (partial) return partial;
    if (this.#take(/\\frac\{/y)) {
      const top = this.#sum();
      this.#take(/\}\s*\{/y);
      const bottom = this.#sum();
      this.#take(/\}/y);
      return spanned(applied('divide', top, bottom));
    }
    const sum = this.#take(/(?:\\sum|Σ)_(?:\{(?:[ijks]|s=1)\}|[ijks])(?:\^N)?/y);
    if (sum !== null) {
      const letter = /[ijks]/.exec(sum.slice(sum.indexOf('_')))![0];
      const body = this.#product();
      if (letter === 's') return spanned({ kind: 'sampleSum' as const, body });
      return spanned({
        kind: 'sum' as const,
        index: letter as Letter,
        count: this.#count(body, letter as Letter),
        body,
      });
    }
    if (this.#take(/½/y)) return spanned({ kind: 'number' as const, value: 0.5 });
    const number = this.#take(/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number !== null) return spanned({ kind: 'number' as const, value: Number(number) });
    const called = this.#take(/(?:sigmoid|σ|\\sigma|tanh|exp)'?\(/y);
    if (called !== null) {
      const operand = this.#sum();
      this.#take(/\)/y);
      const operation: OperationName = called.startsWith('t')
        ? 'tanh'
        : called.startsWith('e')
          ? 'exp'
          : 'sigmoid';
      if (called.includes("'")) return spanned({ kind: 'prime' as const, operation, operand });
      return spanned(applied(operation, operand));
    }
    const name = this.#name();
    if (name) {
      if (this.#take(/\^\{new\}/y)) return spanned({ kind: 'updated' as const, quantity: name.quantity });
      return name;
    }
    if (this.#take(/N/y)) return spanned({ kind: 'sampleCount' as const });
    throw new Error(`cannot read ${JSON.stringify(this.#rest)} in ${this.#text}`);
  }

  #count(body: Written, letter: Letter): number {
    const text = JSON.stringify(body);
    const match = new RegExp(`"(?:layer)":(\\d+),"(?:i":"\\w","j|j)":"${letter}"`).exec(text);
    if (match) return this.#network.layers[Number(match[1])]!.units;
    return this.#network.layers.at(-1)!.units;
  }

  #name(): Extract<Atom, { kind: 'quantity' }> | null {
    this.#skip();
    const start = this.#at;
    for (const [name, quantity] of this.#names) {
      if (!this.#text.startsWith(name, start)) continue;
      this.#at += name.length;
      return { kind: 'quantity', quantity, span: { start, end: this.#at } };
    }
    return null;
  }

  #partial(start: number): Written | null {
    const frac = this.#take(/\\frac\{\\partial\s*/y);
    const bare = frac === null ? this.#take(/∂(?!\()/y) : null;
    const python = frac === null && bare === null ? this.#take(/d(?=[A-Za-z]+\d)(?!elta)/y) : null;
    if (frac === null && bare === null && python === null) {
      if (!this.#take(/∂\(/y)) return null;
      const of = this.#sum();
      this.#take(/\)\s*\/\s*∂/y);
      const by = this.#name()!;
      return { kind: 'derivative', of, by: by.quantity, span: { start, end: this.#at } };
    }
    const top = python === null ? this.#name() : null;
    if (python === null) this.#take(frac === null ? /\/\s*∂/y : /\}\s*\{\\partial\s*/y);
    const bottom = this.#name();
    if (!bottom || (python === null && !top)) throw new Error(`cannot read a derivative in ${this.#text}`);
    if (frac !== null) this.#take(/\}/y);
    const span = { start, end: this.#at };
    return {
      kind: 'partial',
      of: top?.quantity ?? { kind: 'loss' },
      by: bottom.quantity,
      span,
      ofSpan: top?.span ?? span,
      bySpan: bottom.span,
    };
  }
}

/** One equation, read; `updated` are parameters that a program has assigned before. */
export function read(
  network: Network,
  text: string,
  syntax: Syntax = 'markdown',
  updated: readonly Quantity[] = [],
): ReadDocument {
  const keys = new Set(updated.map(quantityKey));
  return { formulas: [new Reader(network, text).formula(syntax, keys)], unreadable: [] };
}
