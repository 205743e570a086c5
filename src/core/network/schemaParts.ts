import * as z from 'zod/mini';
import { LIMITS } from './limits';
import { grouped } from './wording';

/** What the schema of a file is made of. Each error text is what the value must be; `issues.ts` says the rest. */

// Zod would compile checks with `new Function`, which a web page's security policy forbids.
z.config({ jitless: true });

/** What the editor shows for a key, in Markdown; a copy, since one schema may serve several keys. */
export function described<T extends z.core.$ZodType>(
  schema: T,
  markdownDescription: string,
  more: object = {},
): T {
  const own = z.clone(schema);
  z.globalRegistry.add(own, { markdownDescription, ...more });
  return own;
}

/** A choice of words, each with a line of help. */
export function choice<const T extends Readonly<Record<string, string>>>(help: T) {
  const words = Object.keys(help) as (keyof T & string)[];
  const schema = z.enum(words, `one of ${words.map((word) => `"${word}"`).join(', ')}`);
  z.globalRegistry.add(schema, { markdownEnumDescriptions: Object.values(help) });
  return schema;
}

/** The help for all words but those that have constants of their own. */
export function without<T extends object, K extends keyof T>(help: T, ...words: readonly K[]): Omit<T, K> {
  const rest = Object.entries(help).filter(([word]) => !(words as readonly PropertyKey[]).includes(word));
  return Object.fromEntries(rest) as Omit<T, K>;
}

export const number = z.number('a number');

/** What every `type` key says. */
export const KIND = 'Which one.';

/** The `type` of one form of an object. */
export function named<const T extends string>(type: T) {
  return described(z.literal(type), KIND);
}

export function numberFrom(low: number) {
  const expected = `a number, at least ${low}`;
  return z.number(expected).check(z.gte(low, expected));
}

export function numberAbove(low: number) {
  const expected = `a number above ${low}`;
  return z.number(expected).check(z.gt(low, expected));
}

export function share(open: boolean) {
  const expected = open ? 'a number from 0 to below 1' : 'a number from 0 to 1';
  const high = open ? z.lt(1, expected) : z.lte(1, expected);
  return z.number(expected).check(z.gte(0, expected), high);
}

export function whole(low: number, high: number) {
  const expected = `a whole number from ${low} to ${grouped(high)}`;
  return z.int(expected).check(z.gte(low, expected), z.lte(high, expected));
}

export function wholeFrom(low: number) {
  const expected = `a whole number, at least ${low}`;
  return z.int(expected).check(z.gte(low, expected));
}

/** Any whole number a double holds: past 2^53 neighbours coincide, which is a hint and not an error. */
export const seed = described(
  z.custom<number>((value) => typeof value === 'number' && Number.isInteger(value), 'a whole number'),
  'Seeds initialisation, shuffling and splits. The same file and seed give the same numbers on every run. Default 1.',
  { type: 'integer' },
);

/** A key that must not stand beside the others: it would leave two readings of one object. */
export const absent = (beside: string) => z.optional(z.never(`left out beside "${beside}"`));

export const truth = z.boolean('true or false');
export const text = z.string('text');
const nameExpected = `a name of 1 to ${LIMITS.nameLength} characters`;
export const name = z
  .string(nameExpected)
  .check(z.minLength(1, nameExpected), z.maxLength(LIMITS.nameLength, nameExpected));
export const names = z.array(name, 'a list of names').check(z.minLength(1, 'a list of at least one name'));

const count = whole(1, LIMITS.units);
const unitsExpected = `a whole number from 1 to ${grouped(LIMITS.units)}, or a list of so many names`;
export const units = z.union([count, names.check(z.maxLength(LIMITS.units, unitsExpected))], unitsExpected);
