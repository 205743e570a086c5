/** What the checks of the panel's messages are made of. */

/** The value made anew; null: it is not what was asked for. */
export type Checked<T> = { readonly value: T } | null;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property's value; inherited ones are not part of a message. */
export function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
