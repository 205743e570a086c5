import * as z from 'zod/mini';
import { say } from '../words/say';
import { mustBe } from './schemaWords';

/**
 * Lists of numbers and names that may be large. Zod would walk a matrix of 1e5 weights entry by entry with a
 * result object each; these are plain loops that report at the same paths. `LIST_SCHEMAS` holds what each is
 * in JSON Schema.
 */

type Issue = z.core.$ZodRawIssue;

/** Past this many wrong entries of one list the rest is not told one by one. */
const MOST_ISSUES = 1_000;

function issue(path: (string | number)[], message: string): Issue {
  return { code: 'custom', input: undefined, path, message };
}

/** Calls `wrong` for each entry that is not a number; NaN was reported where it was read. */
function eachNotNumber(values: readonly unknown[], wrong: (index: number) => void): void {
  for (let index = 0; index < values.length; index++) {
    if (typeof values[index] !== 'number') wrong(index);
  }
}

function list<T>(
  expected: { error: () => string },
  visit: (values: readonly unknown[], report: (issue: Issue) => void) => void,
) {
  return z
    .custom<T>((value) => Array.isArray(value), expected)
    .check((payload) => {
      const values: unknown = payload.value;
      if (!Array.isArray(values)) return;
      let count = 0;
      visit(values, (one) => {
        count++;
        if (count <= MOST_ISSUES) payload.issues.push(one);
      });
    });
}

/** A list of numbers. */
export const numberList = list<readonly number[]>(mustBe('a list of numbers'), (values, report) => {
  eachNotNumber(values, (index) => {
    report(issue([index], say('a number')));
  });
});

/** Rows of numbers, of any widths: shapes are checked where the units are known. */
export const matrix = list<readonly (readonly number[])[]>(
  mustBe('a list of rows of numbers'),
  (rows, report) => {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index];
      if (!Array.isArray(row))
        report(issue([index], say('a list of numbers, the row of one unit or sample')));
      else {
        eachNotNumber(row, (column) => {
          report(issue([index, column], say('a number')));
        });
      }
    }
  },
);

/** Names in the shape of a matrix. */
export const nameGrid = list<readonly (readonly string[])[]>(
  mustBe('a list of rows of names'),
  (rows, report) => {
    for (let index = 0; index < rows.length; index++) {
      const row: unknown = rows[index];
      if (!Array.isArray(row)) report(issue([index], say('a list of names')));
      else {
        row.forEach((name: unknown, column) => {
          if (typeof name !== 'string' || name.length === 0 || name.length > 200) {
            report(issue([index, column], say('a name of 1 to 200 characters')));
          }
        });
      }
    }
  },
);

/** What the lists above are in JSON Schema, by the definition that a schema shares with its copies. */
export const LIST_SCHEMAS: ReadonlyMap<unknown, object> = new Map<unknown, object>([
  [numberList._zod.def, { type: 'array', items: { type: 'number' } }],
  [matrix._zod.def, { type: 'array', items: { type: 'array', items: { type: 'number' } } }],
  [
    nameGrid._zod.def,
    {
      type: 'array',
      items: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 200 } },
    },
  ],
]);
