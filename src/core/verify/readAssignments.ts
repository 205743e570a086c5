/** The assignments of a program's statement. */

import type { OperationName } from '../math/expression';
import type { TokenRange } from './readSplit';
import type { Statement } from './readStatements';
import { isSign, type Token } from './readTokens';

const AUGMENTED: Readonly<Record<string, OperationName>> = {
  '+=': 'add',
  '-=': 'subtract',
  '*=': 'multiply',
  '/=': 'divide',
};

/** `name = value`, or `name += value` and the like. */
export interface Assignment {
  readonly target: Token;
  readonly operation: OperationName | null;
  readonly value: TokenRange;
  readonly statement: Statement;
}

/** `dw5 = ...`, `dw5 = None`, `dw5 = ___`: still to be filled in. */
export function isBlank(tokens: readonly Token[], { from, to }: TokenRange): boolean {
  const value = tokens.slice(from, Math.min(to, from + 4));
  return value.every((token) => isSign(token, '.') || token.text === 'None' || /^_+$/.test(token.text));
}

/** The assignments of a statement: `a = value`, `a = b = value`, `a, b = value, value`, `a += value`. */
export function assignmentsOf(statement: Statement): readonly Assignment[] {
  const { tokens } = statement;
  const signs: number[] = [];
  let depth = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind !== 'sign') continue;
    if ('([{'.includes(token.text)) depth++;
    else if (')]}'.includes(token.text)) depth--;
    else if (depth === 0 && (token.text === '=' || Object.hasOwn(AUGMENTED, token.text))) signs.push(at);
  }
  const last = signs.at(-1);
  if (last === undefined) return [];
  const operation = AUGMENTED[tokens[last]!.text] ?? null;
  const value = { from: last + 1, to: tokens.length };
  return signs.flatMap((sign, n) =>
    targetsOf(statement, { from: n === 0 ? 0 : signs[n - 1]! + 1, to: sign }, value, operation),
  );
}

function targetsOf(
  statement: Statement,
  target: TokenRange,
  value: TokenRange,
  operation: OperationName | null,
): readonly Assignment[] {
  const { tokens } = statement;
  const targets = parts(tokens, target);
  const values = targets.length > 1 ? parts(tokens, value) : [value];
  if (targets.length !== values.length) return [];
  return targets.flatMap(({ from, to }, n) => {
    const name = tokens[from];
    const isName = to === from + 1 || isSign(tokens[from + 1], ':');
    return name?.kind === 'name' && isName ? [{ target: name, operation, value: values[n]!, statement }] : [];
  });
}

/** A range cut at its top-level commas. */
function parts(tokens: readonly Token[], { from, to }: TokenRange): readonly TokenRange[] {
  const found: TokenRange[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < to; at++) {
    const token = tokens[at]!;
    if (token.kind !== 'sign') continue;
    if ('([{'.includes(token.text)) depth++;
    else if (')]}'.includes(token.text)) depth--;
    else if (token.text === ',' && depth === 0) {
      found.push({ from: start, to: at });
      start = at + 1;
    }
  }
  if (start < to) found.push({ from: start, to });
  return found;
}
