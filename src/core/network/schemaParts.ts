import * as z from 'zod/mini';
import { LIMITS } from './limits';
import { grouped } from './wording';
import { saying } from '../words/say';
import { mustBe } from './schemaWords';

/** What the schema of a file is made of. Each error text is what the value must be; `issues.ts` says the rest. */

// Zod would compile checks with `new Function`, which a web page's security policy forbids.
z.config({ jitless: true });

/** What the editor shows for a key, in Markdown; a copy, since one schema may serve several keys. */
export function described<T extends z.core.$ZodType>(
  schema: T,
  explanation: () => string,
  more: object = {},
): T {
  const own = z.clone(schema);
  // Read anew each time: in the language that is set by then.
  z.globalRegistry.add(own, {
    get markdownDescription() {
      return explanation();
    },
    ...more,
  });
  return own;
}

/** A line of help, or a formula alone, which is the same in every language. */
type Help = (() => string) | string;

/** A choice of words, each with a line of help. */
export function choice<const T extends Readonly<Record<string, Help>>>(help: T) {
  const words = Object.keys(help) as (keyof T & string)[];
  const schema = z.enum(words, mustBe('one of {0}', words.map((word) => `"${word}"`).join(', ')));
  z.globalRegistry.add(schema, {
    get markdownEnumDescriptions() {
      return Object.values(help).map((line) => (typeof line === 'string' ? line : line()));
    },
  });
  return schema;
}

/** The help for all words but those that have constants of their own. */
export function without<T extends object, K extends keyof T>(help: T, ...words: readonly K[]): Omit<T, K> {
  const rest = Object.entries(help).filter(([word]) => !(words as readonly PropertyKey[]).includes(word));
  return Object.fromEntries(rest) as Omit<T, K>;
}

export const number = z.number(mustBe('a number'));

/** What every `type` key says. */
export const KIND = saying('Which one.');

/** The `type` of one form of an object. */
export function named<const T extends string>(type: T) {
  return described(z.literal(type), KIND);
}

export function numberFrom(low: number) {
  const expected = mustBe('a number, at least {0}', low);
  return z.number(expected).check(z.gte(low, expected));
}

export function numberAbove(low: number) {
  const expected = mustBe('a number above {0}', low);
  return z.number(expected).check(z.gt(low, expected));
}

export function share(open: boolean) {
  const expected = open ? mustBe('a number from 0 to below 1') : mustBe('a number from 0 to 1');
  const high = open ? z.lt(1, expected) : z.lte(1, expected);
  return z.number(expected).check(z.gte(0, expected), high);
}

export function whole(low: number, high: number) {
  const expected = mustBe('a whole number from {0} to {1}', low, grouped(high));
  return z.int(expected).check(z.gte(low, expected), z.lte(high, expected));
}

export function wholeFrom(low: number) {
  const expected = mustBe('a whole number, at least {0}', low);
  return z.int(expected).check(z.gte(low, expected));
}

/** Any whole number a double holds: past 2^53 neighbours coincide, which is a hint and not an error. */
export const seed = described(
  z.custom<number>((value) => typeof value === 'number' && Number.isInteger(value), mustBe('a whole number')),
  saying(
    'Seeds initialisation, shuffling and splits. The same file and seed give the same numbers on every run. Default 1.',
  ),
  { type: 'integer' },
);

/** A key that must not stand beside the others: it would leave two readings of one object. */
export const absent = (beside: string) => z.optional(z.never(mustBe('left out beside "{0}"', beside)));

export const truth = z.boolean(mustBe('true or false'));
export const text = z.string(mustBe('text'));
const nameExpected = mustBe('a name of 1 to {0} characters', LIMITS.nameLength);
export const name = z
  .string(nameExpected)
  .check(z.minLength(1, nameExpected), z.maxLength(LIMITS.nameLength, nameExpected));
export const names = z
  .array(name, mustBe('a list of names'))
  .check(z.minLength(1, mustBe('a list of at least one name')));

const count = whole(1, LIMITS.units);
const unitsExpected = mustBe(
  'a whole number from 1 to {0}, or a list of so many names',
  grouped(LIMITS.units),
);
export const units = z.union([count, names.check(z.maxLength(LIMITS.units, unitsExpected))], unitsExpected);
