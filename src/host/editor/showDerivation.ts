import type { Network } from '../../core/network/network';
import type { Subject } from '../../core/network/subject';
import { checkSubject } from '../panel/messageParts';

/** What a lens or a link of a hover hands to `backprop.showDerivation`. */
export interface ShowDerivationArguments {
  readonly uri: string;
  readonly subject: Subject;
}

/** Longest address of a document that is looked at. */
const longestUri = 10_000;

/**
 * The arguments of `backprop.showDerivation`, if they are such. Anyone may call a command with anything, and a
 * link may be written by anyone: nothing but plain numbers in range and known words comes through.
 */
export function checkShowDerivation(value: unknown): ShowDerivationArguments | null {
  if (typeof value !== 'object' || value === null) return null;
  const uri = own(value, 'uri');
  if (typeof uri !== 'string' || uri.length > longestUri) return null;
  const subject = checkSubject(own(value, 'subject'));
  return subject && { uri, subject };
}

/** An own property's value; inherited ones are no arguments. */
function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** Whether the network has such a quantity. */
export function hasSubject({ inputs, layers }: Network, subject: Subject): boolean {
  const outputs = layers.at(-1)?.units ?? 0;
  switch (subject.kind) {
    case 'input':
      return subject.i < inputs.units;
    case 'target':
    case 'lossTerm':
      return subject.k < outputs;
    case 'loss':
      return true;
    default: {
      const layer = layers[subject.layer];
      if (!layer || subject.j >= layer.units) return false;
      if (subject.kind === 'bias') return layer.hasBiases;
      if (subject.kind !== 'weight') return true;
      return subject.i < (layers[subject.layer - 1]?.units ?? inputs.units);
    }
  }
}
