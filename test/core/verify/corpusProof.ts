import assert from 'node:assert/strict';
import type { Network } from '../../../src/core/network/network';
import { parse } from '../../../src/core/network/parse';
import { corpusText, isProgram, type CorpusEntry } from './corpus';
import { assignmentsOf, evaluateNode, parseExpression, type Values } from './corpusArithmetic';
import { CorpusScope, engineNumbers, UnknownNameError } from './corpusValues';

/*
 * How far a formula of the corpus is from the truth: its sides against the engine's gradient, at the numbers of
 * its network's file.
 */

/** The network of a file of the corpus, which must be without a diagnostic. */
export function networkOf(file: string): Network {
  const { network, diagnostics } = parse(corpusText(file));
  assert.ok(network, `${file} is no network`);
  assert.deepEqual(diagnostics, [], file);
  return network;
}

const scopes = new Map<string, CorpusScope>();

/** Names and calls on the numbers of a network file. */
export function scopeOf(file: string): CorpusScope {
  const scope = scopes.get(file) ?? new CorpusScope(engineNumbers(networkOf(file)));
  scopes.set(file, scope);
  return scope;
}

/** The largest difference between two values of a sample, relative to the larger; 0 where both are 0. */
function difference(left: Values, right: Values): number {
  const one = (a: number, b: number): number =>
    a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
  return Math.max(...left.map((value, sample) => one(value, right[sample]!)));
}

/** The numbers that the free letters of a twin's left side can take, each letter from 1. */
function letterings(scope: CorpusScope, left: string): readonly CorpusScope[] {
  const letters = new Set(
    Array.from(left.matchAll(/_[1-9]*([ijk]+)\b/g), (found) => Array.from(found[1]!)).flat(),
  );
  let found: readonly CorpusScope[] = [scope];
  for (const letter of letters)
    found = found.flatMap((one) => [1, 2, 3].map((n) => one.withLetter(letter, n)));
  // A number that a letter cannot take falls out; a misspelt name leaves no lettering at all.
  return found.filter((one) => valueIfNamed(one, left) !== null);
}

/** The value of a twin's expression; null where it holds a name that the network has not. */
function valueIfNamed(scope: CorpusScope, expression: string): Values | null {
  try {
    return evaluateNode(parseExpression(expression), scope);
  } catch (error) {
    if (error instanceof UnknownNameError) return null;
    throw error;
  }
}

/** How far the sides of a twin are from its left side, at the worst of samples and letters. */
export function twinError(file: string, twin: string): number {
  const [left, ...sides] = twin.split(' = ') as [string, ...string[]];
  const found = letterings(scopeOf(file), left);
  assert.ok(found.length > 0 && sides.length > 0, twin);
  return Math.max(
    ...found.flatMap((scope) => {
      const value = evaluateNode(parseExpression(left), scope);
      return sides.map((side) => difference(value, evaluateNode(parseExpression(side), scope)));
    }),
  );
}

/** How far what the program assigns last, up to the end of `formula`, is from what it stands for. */
function programError({ network, means }: CorpusEntry, text: string, formula: string): number {
  const program = assignmentsOf(text.slice(0, text.indexOf(formula) + formula.length));
  const fresh = scopeOf(network);
  let scope = fresh;
  for (const { name, value } of program) scope = scope.withAssigned(name, evaluateNode(value, scope));
  assert.ok(means !== undefined && program.length > 0, formula);
  return difference(evaluateNode(parseExpression(means), fresh), scope.name(program.at(-1)!.name));
}

/** How far the formula is off: its twin, or for a program what it assigns. */
export function writtenError(entry: CorpusEntry): number {
  return isProgram(entry)
    ? programError(entry, entry.text, entry.formula)
    : twinError(entry.network, entry.python!);
}

/** The same after the repair. */
export function repairedError(entry: CorpusEntry): number {
  const { text, formula, repaired, repairedText } = entry;
  if (!isProgram(entry)) return twinError(entry.network, entry.repairedPython!);
  return repaired === null
    ? programError(entry, repairedText!, formula)
    : programError(entry, text.replace(formula, repaired), repaired);
}

/** The letters, digits, + and − of a formula in their order, so that it can be held against its twin. */
export function spoken(formula: string): string {
  return formula
    .replace(/\\sum_\{?([a-z])(?:=1\}\^\{?\w+\}?)?/g, ' $1 ')
    .replace(/\^\{(?:new|\+)\}|\\operatorname/g, '')
    .replace(/\\(?:tanh|eta|delta)|δ/g, (name) => (name === 'δ' ? 'delta' : name.slice(1)))
    .replace(/\\sigma|σ/g, 's')
    .replace(/e\^/g, 'exp')
    .replaceAll('½', '12')
    .replaceAll('²', '2')
    .replaceAll('−', '-')
    .replace(/\\[A-Za-z]+/g, '')
    .replace(/[^A-Za-z0-9.+-]/g, '');
}

/** The same of a twin. */
export function spokenTwin(twin: string): string {
  return twin
    .replace(/\bsum\(([a-z]), \d, /g, '$1')
    .replace(/\bsum_s\(/g, 's')
    .replace(/\b(?:D|batchD|new|partial)\(/g, '')
    .replace(/\bd?sigmoid\(/g, 's')
    .replace(/\bdrelu\(/g, 'relu')
    .replace(/[^A-Za-z0-9.+-]/g, '');
}

/**
 * What a program assigns before its formula: each name with how far its value is from the nearest thing that it
 * can stand for: the quantity of that name, the parameter after its step, or the loss's derivative (dw5, dE_do1).
 */
export function earlierErrors({ network, text, formula }: CorpusEntry): ReadonlyMap<string, number> {
  const errors = new Map<string, number>();
  const fresh = scopeOf(network);
  const loss = networkOf(network).symbols.loss === undefined ? 'L' : 'E_total';
  let scope = fresh;
  for (const { name, value } of assignmentsOf(text.slice(0, text.indexOf(formula)))) {
    const values = evaluateNode(value, scope);
    scope = scope.withAssigned(name, values);
    const by = /^d(?:[A-Z]_d)?(\w+)$/.exec(name)?.[1];
    const meanings = [name, `new(${name})`, ...(by === undefined ? [] : [`D(${loss}, ${by})`])];
    const found = meanings.flatMap((meaning) => {
      const meant = valueIfNamed(fresh, meaning);
      return meant === null ? [] : [difference(meant, values)];
    });
    if (found.length > 0) errors.set(name, Math.min(...found));
  }
  return errors;
}
