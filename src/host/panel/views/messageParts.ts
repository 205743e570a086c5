import type { Subject } from '../../../core/network/subject';

/** What checks of messages are made of: see panelMessages.ts. */

/** Larger than any count or index that a network of the format's limits has. */
const largestCount = 10_000_000;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number from 0 to ten million. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= largestCount;
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
      return isCount(layer) && isCount(i) && isCount(j) ? { kind, layer, i, j } : null;
    case 'bias':
    case 'preActivation':
    case 'activation':
    case 'delta':
      return isCount(layer) && isCount(j) ? { kind, layer, j } : null;
    case 'input':
      return isCount(i) ? { kind, i } : null;
    case 'target':
    case 'lossTerm':
      return isCount(k) ? { kind, k } : null;
    case 'loss':
      return { kind };
    default:
      return null;
  }
}

/** A whole number from 0, however large: a run may have any number of epochs. */
export function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
