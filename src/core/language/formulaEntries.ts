import { FORMULA_FUNCTIONS, type FormulaFunction } from '../network/formula';
import type { CompletionEntry } from './completionEntry';
import type { Cursor } from './cursor';
import { saying } from '../words/say';

/** Completion within a formula activation: its functions, its constants, its variable. */

const FUNCTIONS: Readonly<Record<FormulaFunction, string | (() => string)>> = {
  exp: 'e^a',
  log: saying('the natural logarithm'),
  sqrt: saying('the square root'),
  abs: saying('|a|; the derivative at 0 is 0'),
  sign: saying('−1, 0 or 1; the derivative is 0'),
  max: saying('the larger of two; at a tie the derivative is the mean of both sides'),
  min: saying('the smaller of two; at a tie the derivative is the mean of both sides'),
  sin: saying('the sine of an angle in radians'),
  cos: saying('the cosine of an angle in radians'),
  tanh: saying('the hyperbolic tangent'),
  sigmoid: '1 / (1 + e^−a)',
  erf: saying('the error function'),
};

const CONSTANTS = { a: saying('the pre-activation'), pi: 'π', e: saying('Euler’s number') } as const;

const WORD_BEFORE = /[A-Za-z_]\w*$/;
const WORD_AFTER = /^\w*/;

/** What may stand in the formula that the cursor is in; empty elsewhere. */
export function formulaEntries(text: string, cursor: Cursor, offset: number): readonly CompletionEntry[] {
  const { path, key, isString, word } = cursor;
  const isFormula =
    path[0] === 'layers' && path.length === 3 && path[2] === 'activation' && key === 'formula';
  if (!isFormula || !isString || cursor.expects !== 'value' || offset <= word.offset) return [];
  const before = WORD_BEFORE.exec(text.slice(word.offset + 1, offset))?.[0] ?? '';
  // Behind a number a name would be a product that is not written.
  if (before === '' && /[\w.)]$/.test(text.slice(word.offset + 1, offset))) return [];
  const after = WORD_AFTER.exec(text.slice(offset, word.offset + word.length))?.[0] ?? '';
  const range = { offset: offset - before.length, length: before.length + after.length };
  const isCalled = text[offset + after.length] === '(';
  const entry = (label: string, detail: string | (() => string), insert: string): CompletionEntry => ({
    kind: 'function',
    source: 'network',
    label,
    detail: typeof detail === 'string' ? detail : detail(),
    explanation: '',
    insert,
    isSnippet: true,
    range,
    filter: label,
  });
  return [
    ...Object.entries(FORMULA_FUNCTIONS).map(([name, count]) => {
      const call = count === 2 ? '($1, $2)' : '($1)';
      return entry(name, FUNCTIONS[name as FormulaFunction], isCalled ? name : name + call);
    }),
    ...Object.entries(CONSTANTS).map(([name, what]) => entry(name, what, name)),
  ];
}
