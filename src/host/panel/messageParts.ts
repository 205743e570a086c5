import type { Subject } from '../../core/network/subject';

/** What the checks of messages are made of, those of the panel itself and those of its views. */

/** Larger than any index of a network that the format allows. */
const LARGEST_INDEX = 10_000_000;

/** The value made anew; null: it is not what was asked for. */
export type Checked<T> = { readonly value: T } | null;

/** A plain object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number from 0 that may be an index or a count of anything in a network. */
export function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= LARGEST_INDEX;
}

/** A whole number from 0, however large: a run may have any number of epochs. */
export function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** An own property's value; inherited ones are not part of a message. */
export function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The subject that `value` names; null if it names none. */
export function checkSubject(value: unknown): Subject | null {
  if (!isRecord(value)) return null;
  const [kind, layer, i, j, k] = ['kind', 'layer', 'i', 'j', 'k'].map((key) => own(value, key));
  switch (kind) {
    case 'weight':
      return isIndex(layer) && isIndex(i) && isIndex(j) ? { kind, layer, i, j } : null;
    case 'bias':
    case 'preActivation':
    case 'activation':
    case 'delta':
      return isIndex(layer) && isIndex(j) ? { kind, layer, j } : null;
    case 'input':
      return isIndex(i) ? { kind, i } : null;
    case 'target':
    case 'lossTerm':
      return isIndex(k) ? { kind, k } : null;
    case 'loss':
      return { kind };
    default:
      return null;
  }
}

/** The params of a request that has none. */
export function checkNothing(params: unknown): Checked<null> {
  return params === null ? { value: null } : null;
}
