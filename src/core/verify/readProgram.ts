/**
 * Reads the gradient formulas of a program: assignments in their order, with intermediate names put in, the forward
 * pass recognised, and parameters known to be updated once an update has been made.
 */

import type { Network } from '../network/network';
import type { Steps } from '../network/steps';
import { shown, spanOf } from './readExpression';
import { ReadFailure } from './readFailure';
import type { Findings } from './readFindings';
import { ForwardEquations } from './readForward';
import { READ_LIMITS } from './readLimits';
import {
  type Gradient,
  isForward,
  isUnit,
  leftMeaning,
  leftOf,
  type Meaning,
  ownQuantity,
  type Parameter,
} from './readMeaning';
import { lastPart, PythonReader } from './readPython';
import { Scope } from './readScope';
import { Settler } from './readSettle';
import type { TokenRange } from './readSplit';
import { type Statement, statementsOf } from './readStatements';
import { isSign, type Token } from './readTokens';
import { type Assignment, assignmentsOf, isBlank } from './readAssignments';
import { Variables } from './readVariables';
import type { Span, Written, WrittenFormula } from './written';
import { say } from '../words/say';

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield print'
  ).split(' '),
);

/** A value that was read. */
interface Value {
  readonly node: Written;
  readonly size: number;
  readonly depth: number;
  readonly speaksOfStep: boolean;
}

export class ProgramReader {
  readonly #network: Network;
  readonly #text: string;
  readonly #findings: Findings;
  readonly #forward: ForwardEquations;
  readonly #variables = new Variables();
  /** The last formula of each derivative's name, for `dw1 += …`. */
  readonly #stated = new Map<string, { readonly formula: WrittenFormula; readonly value: Value }>();
  /** What the names on left sides say; names come again and again. */
  readonly #meanings = new Map<string, Meaning>();
  #assignments = 0;
  /** The header of a function that may turn out to return a value and nothing else. */
  #header: { readonly name: string; readonly parameters: readonly string[] } | null = null;

  constructor(network: Network, text: string, findings: Findings) {
    this.#network = network;
    this.#text = text;
    this.#findings = findings;
    this.#forward = new ForwardEquations(network);
  }

  /** A reader that knows nothing of the program so far. */
  alone(): ProgramReader {
    return new ProgramReader(this.#network, this.#text, this.#findings);
  }

  /** Reads a stretch of the program; what was assigned in stretches before is known. */
  *read(span: Span): Steps<void> {
    for (const statement of statementsOf(this.#text, span)) {
      yield;
      if (!statement) continue;
      if (this.#findings.isFull || this.#assignments > READ_LIMITS.assignments) return;
      this.#variables.atIndent(statement.indent);
      this.#statement(statement);
    }
  }

  #statement(statement: Statement): void {
    const [first] = statement.tokens;
    const header = this.#header;
    this.#header = null;
    if (first?.kind !== 'name') return;
    if (first.text === 'def') this.#define(statement);
    else if (first.text === 'return' && header) {
      this.#variables.define(header.name, {
        ...header,
        tokens: statement.tokens,
        from: 1,
        to: statement.tokens.length,
      });
    } else if (KEYWORDS.has(first.text)) this.#passOver(statement);
    else for (const assignment of assignmentsOf(statement)) this.#assign(assignment);
  }

  #define({ tokens, indent }: Statement): void {
    const name = tokens[1];
    if (name?.kind !== 'name') return;
    this.#variables.enterFunction(indent);
    const close = tokens.findIndex((token) => isSign(token, ')'));
    const inside = tokens.slice(3, Math.max(close, 3));
    const parameters = inside.filter((token) => token.kind === 'name').map((token) => token.text);
    for (const parameter of parameters) this.#variables.set(parameter, { kind: 'other' });
    const isPlain = close > 0 && inside.every((token) => token.kind === 'name' || isSign(token, ','));
    const after = tokens[close + 2];
    const header = { name: name.text, parameters };
    if (!isPlain) return;
    if (after?.kind === 'name' && after.text === 'return') {
      this.#variables.define(name.text, { ...header, tokens, from: close + 3, to: tokens.length });
    } else if (!after) this.#header = header;
  }

  /** The names that a loop sets are not the network's any more. */
  #passOver({ tokens }: Statement): void {
    if (tokens[0]!.text !== 'for') return;
    for (const token of tokens.slice(1, 20)) {
      if (token.text === 'in') return;
      if (token.kind === 'name') this.#variables.set(token.text, { kind: 'other' });
    }
  }

  #assign(assignment: Assignment): void {
    const { target, value, statement } = assignment;
    if (isBlank(statement.tokens, value) || this.#isPastLimit(statement)) return;
    const scope = new Scope(this.#network, this.#text);
    const name = lastPart(target.text);
    const meaning = this.#meaning(name);
    try {
      if (statement.tokens.length > READ_LIMITS.tokens) {
        throw new ReadFailure(say('it has more than {0} signs', READ_LIMITS.tokens), spanOf(target));
      }
      const reader = new PythonReader(statement.tokens, value, scope, this.#variables);
      const part = reader.whole();
      this.#assigned(assignment, name, meaning, scope, { ...part, speaksOfStep: reader.speaksOfStep });
    } catch (failure) {
      if (!(failure instanceof ReadFailure)) throw failure;
      this.#unread(assignment, name, meaning, failure);
    }
  }

  #isPastLimit({ start, end }: Statement): boolean {
    if (++this.#assignments <= READ_LIMITS.assignments) return false;
    const limit = READ_LIMITS.assignments;
    const message = say('A program is read up to {0} assignments; split it to have the rest read.', limit);
    this.#findings.addUnreadable({ span: { start, end }, message });
    return true;
  }

  #meaning(name: string): Meaning {
    const known = this.#meanings.get(name);
    if (known) return known;
    const meaning = leftMeaning(this.#network, this.#text, name);
    this.#meanings.set(name, meaning);
    return meaning;
  }

  #unread(assignment: Assignment, name: string, meaning: Meaning, failure: ReadFailure): void {
    const { statement, target, value } = assignment;
    const isStep =
      meaning.kind === 'gradient' || this.#looksLikeUpdate(statement.tokens, value, name, meaning);
    const span = { start: target.start, end: statement.tokens[value.to - 1]!.end };
    if (isStep && !failure.isOther) {
      const text = shown(this.#text.slice(span.start, span.end));
      this.#findings.addUnreadable({
        span,
        message: say('This formula cannot be read, {0}. ({1})', failure.message, text),
      });
    }
    this.#stated.delete(name);
    this.#variables.set(name, { kind: 'other' });
    if (meaning.kind === 'parameter') this.#variables.markUpdated(meaning.quantity, isStep);
    if (isForward(meaning)) this.#variables.startStep();
  }

  #looksLikeUpdate(
    tokens: readonly Token[],
    { from, to }: TokenRange,
    name: string,
    meaning: Meaning,
  ): boolean {
    if (meaning.kind === 'marked') return true;
    return (
      meaning.kind === 'parameter' && tokens.slice(from, to).some((token) => lastPart(token.text) === name)
    );
  }

  #assigned(assignment: Assignment, name: string, meaning: Meaning, scope: Scope, value: Value): void {
    const whole = this.#augmented(assignment, name, meaning, value);
    if (meaning.kind === 'gradient') this.#gradient(assignment, name, meaning, scope, whole);
    else if (meaning.kind === 'parameter' || meaning.kind === 'marked') {
      this.#update(assignment, name, meaning, scope, whole);
    } else this.#bind(assignment, name, meaning, whole);
  }

  /** `x += value` as x + value. */
  #augmented(
    { operation, target, statement }: Assignment,
    name: string,
    meaning: Meaning,
    value: Value,
  ): Value {
    if (!operation) return value;
    const span = { start: target.start, end: statement.tokens.at(-1)!.end };
    const before = this.#before(name, meaning, spanOf(target));
    if (!before) return value;
    const node: Written = { kind: 'apply', operation, operands: [before.node, value.node], span };
    return {
      node,
      size: value.size + before.size + 1,
      depth: Math.max(value.depth, before.depth) + 1,
      speaksOfStep: value.speaksOfStep,
    };
  }

  /** The value of a name before `+=`; null where it is 0, or not known: then what is added is all there is. */
  #before(name: string, meaning: Meaning, span: Span): Value | null {
    if (meaning.kind === 'parameter') {
      const isUpdated = this.#variables.isUpdated(meaning.quantity);
      const node: Written = { kind: isUpdated ? 'updated' : 'quantity', quantity: meaning.quantity, span };
      return { node, size: 1, depth: 1, speaksOfStep: false };
    }
    const known = this.#stated.get(name)?.value ?? this.#variables.get(name);
    if (!known || !('node' in known)) return null;
    if (known.node.kind === 'number' && known.node.value === 0) return null;
    const { node, size, depth, speaksOfStep } = known;
    return { node: { ...node, span }, size, depth, speaksOfStep };
  }

  #gradient(assignment: Assignment, name: string, meaning: Gradient, scope: Scope, value: Value): void {
    const isDelta = meaning.by === null;
    const isStart = value.node.kind === 'number' && value.node.value === 0;
    const before = this.#stated.get(name)?.formula;
    const left = leftOf(meaning, spanOf(assignment.target));
    const formula = isStart ? null : this.#formula(assignment, left, false, scope, value);
    if (formula) {
      if (assignment.operation && before) this.#findings.replaceFormula(before, formula);
      else this.#findings.addFormula(formula);
      this.#stated.set(name, { formula, value });
    } else this.#stated.delete(name);
    if (isDelta || isStart) this.#variables.set(name, { kind: 'value', ...value });
    else this.#variables.forget(name);
  }

  #formula(
    assignment: Assignment,
    left: Written,
    isUpdate: boolean,
    scope: Scope,
    value: Value,
  ): WrittenFormula {
    const settler = new Settler(scope, [value.node]);
    const node = settler.left(left);
    const side = scope.open.size > 0 ? settler.settle(value.node) : value.node;
    const { target, statement } = assignment;
    return {
      span: { start: target.start, end: statement.tokens[assignment.value.to - 1]!.end },
      syntax: 'python',
      left: node,
      isUpdate,
      sides: [side],
      misspellings: [...scope.misspellings],
    };
  }

  #update(assignment: Assignment, name: string, meaning: Parameter, scope: Scope, value: Value): void {
    const { quantity } = meaning;
    const isTaken =
      value.node.kind === 'updated' && JSON.stringify(value.node.quantity) === JSON.stringify(quantity);
    const isStep = value.speaksOfStep || (!assignment.operation && this.#reads(assignment, name));
    if (isStep && !isTaken) {
      const left: Written = { kind: 'quantity', quantity, span: spanOf(assignment.target) };
      this.#findings.addFormula(this.#formula(assignment, left, true, scope, value));
    }
    this.#variables.forget(name);
    if (meaning.kind === 'marked') return;
    this.#variables.markUpdated(quantity, isStep || isTaken);
  }

  #reads({ statement, value }: Assignment, name: string): boolean {
    return statement.tokens.slice(value.from, value.to).some((token) => lastPart(token.text) === name);
  }

  /** A forward equation, or an intermediate name. */
  #bind(assignment: Assignment, name: string, meaning: Meaning, value: Value): void {
    const isData =
      meaning.kind === 'quantity' &&
      (meaning.quantity.kind === 'input' || meaning.quantity.kind === 'target');
    const quantity = isData || assignment.operation ? null : this.#forward.match(value.node, value.size);
    const bound = quantity ?? (meaning.kind === 'quantity' ? meaning.quantity : null);
    if (quantity && JSON.stringify(quantity) !== JSON.stringify(ownQuantity(meaning))) {
      this.#variables.set(name, { kind: 'quantity', quantity });
    } else if (bound) this.#variables.forget(name);
    else this.#variables.set(name, { kind: 'value', ...value });
    const isAlias = value.node.kind === 'quantity' || value.node.kind === 'updated';
    if (!isAlias && bound && isUnit(bound)) this.#variables.startStep();
  }
}
