import type { Level } from '../../core/math/viewEquation';
import { levels } from '../writingWords';
import { copyNotations, type CopyNotation } from './copyNotations';
import { checkShowDerivation, type ShowDerivationArguments } from './showDerivation';

/* What the links of a hover hand to their commands. Links may be written by anyone, and anyone may call a command. */

/** What `backprop.showAtLevel` is called with: the card of the quantity at a position, at another level. */
export interface ShowAtLevelArguments {
  readonly uri: string;
  readonly level: Level;
  readonly line: number;
  readonly character: number;
}

/** What `backprop.copyGradientAs` is called with, by a link. */
export interface CopyGradientArguments extends ShowDerivationArguments {
  readonly notation: CopyNotation;
}

/** Longest address of a document that is looked at. */
const longestUri = 10_000;

export function checkShowAtLevel(value: unknown): ShowAtLevelArguments | null {
  const uri = own(value, 'uri');
  const level = levels.find((one) => one === own(value, 'level'));
  const [line, character] = [own(value, 'line'), own(value, 'character')];
  if (typeof uri !== 'string' || uri.length > longestUri || level === undefined) return null;
  return isCount(line) && isCount(character) ? { uri, level, line, character } : null;
}

export function checkCopyGradient(value: unknown): CopyGradientArguments | null {
  const target = checkShowDerivation(value);
  const notation = copyNotations.find((one) => one === own(value, 'notation'));
  return target && notation ? { ...target, notation } : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** An own property's value; inherited ones are no arguments. */
function own(value: unknown, key: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
