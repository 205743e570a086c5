/**
 * Python's arithmetic and assignments, read and evaluated for the proof of the corpus. It shares nothing with
 * the readers of the project, so that it cannot share a fault with what it is to judge.
 */

/** A value for each sample; a quantity that is the same for all stands there once for each. */
export type Values = readonly number[];

export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negate'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Node[] };

/** What names and calls mean. */
export interface Scope {
  readonly samples: number;
  name(name: string): Values;
  call(name: string, operands: readonly Node[]): Values;
}

const token = /\s*(?:(\d+(?:\.\d*)?|\.\d+)|([A-Za-z_][\w.]*)|(\*\*|[-+*/(),]))/y;

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length && text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (!found) throw new SyntaxError(`no arithmetic at ${at}: ${text}`);
    tokens.push(found[0].trim());
  }
  return tokens;
}

/** Reads one expression; throws SyntaxError on anything else. */
export function parseExpression(text: string): Node {
  const tokens = tokensOf(text);
  let position = 0;
  const next = (): string => tokens[position++] ?? '';
  const accept = (...wanted: readonly string[]): string | null =>
    wanted.includes(tokens[position] ?? '') ? next() : null;
  const expect = (wanted: string): void => {
    if (accept(wanted) === null)
      throw new SyntaxError(`${wanted} expected at token ${position + 1}: ${text}`);
  };
  const binaryRow = (operand: () => Node, ...operators: readonly string[]): Node => {
    let left = operand();
    for (let operator = accept(...operators); operator !== null; operator = accept(...operators)) {
      left = { kind: 'binary', operator, left, right: operand() };
    }
    return left;
  };
  const sum = (): Node => binaryRow(product, '+', '-');
  const product = (): Node => binaryRow(unary, '*', '/');
  const unary = (): Node => {
    if (accept('-') !== null) return { kind: 'negate', operand: unary() };
    if (accept('+') !== null) return unary();
    const left = atom();
    // ** binds above a sign on its left and below one on its right.
    return accept('**') === null ? left : { kind: 'binary', operator: '**', left, right: unary() };
  };
  const atom = (): Node => {
    if (accept('(') !== null) {
      const inner = sum();
      expect(')');
      return inner;
    }
    const one = next();
    if (/^[\d.]/.test(one)) return { kind: 'number', value: Number(one) };
    if (!/^[A-Za-z_]/.test(one)) throw new SyntaxError(`a value expected, found "${one}": ${text}`);
    if (accept('(') === null) return { kind: 'name', name: one };
    const operands = [sum()];
    while (accept(',') !== null) operands.push(sum());
    expect(')');
    return { kind: 'call', name: one, operands };
  };
  const expression = sum();
  if (position !== tokens.length) throw new SyntaxError(`the end expected at token ${position + 1}: ${text}`);
  return expression;
}

const binary: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
};

export function evaluateNode(node: Node, scope: Scope): Values {
  switch (node.kind) {
    case 'number':
      return new Array<number>(scope.samples).fill(node.value);
    case 'name':
      return scope.name(node.name);
    case 'negate':
      return evaluateNode(node.operand, scope).map((value) => -value);
    case 'binary': {
      const right = evaluateNode(node.right, scope);
      const operate = binary[node.operator]!;
      return evaluateNode(node.left, scope).map((value, sample) => operate(value, right[sample]!));
    }
    case 'call':
      return scope.call(node.name, node.operands);
  }
}

export interface Assignment {
  readonly name: string;
  /** With `w -= x` written out as w - (x). */
  readonly value: Node;
}

/**
 * The assignments of a program in their order, a line in parentheses being one with those it runs on to; all
 * other statements are passed over. Throws SyntaxError where what is assigned is no arithmetic.
 */
export function assignmentsOf(program: string): readonly Assignment[] {
  const assignments: Assignment[] = [];
  let line = '';
  for (const row of program.split('\n')) {
    line += `${row.replace(/#.*$/, '')} `;
    if (line.split(/[([]/).length > line.split(/[)\]]/).length) continue;
    const found = /^\s*([A-Za-z_]\w*)\s*([-+*/]?)=(?!=)(.*)$/.exec(line);
    line = '';
    if (!found) continue;
    const [, name, operator, written] = found as unknown as [string, string, string, string];
    const value = parseExpression(operator === '' ? written : `${name} ${operator} (${written})`);
    assignments.push({ name, value });
  }
  return assignments;
}
