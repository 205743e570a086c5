import { nearest } from '../core/network/nearest';
import { grouped } from '../core/network/wording';
import { UsageError, type CommandName } from './usageError';

/* The values of options, read from their texts; each throws a UsageError for a text that is none. */

/** The finite number that a text spells in digits; NaN for any other. */
export function numberOf(text: string): number {
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}

export function whole(
  option: string,
  text: string,
  low: number,
  high: number,
  topic: CommandName,
  otherwise = '',
): number {
  const number = numberOf(text);
  if (Number.isInteger(number) && number >= low && number <= high) return number;
  const least =
    low === -Infinity ? '' : high === Infinity ? `, at least ${low}` : ` from ${low} to ${grouped(high)}`;
  throw new UsageError(
    `"${option}" takes a whole number${least}${otherwise}, not ${JSON.stringify(text)}.`,
    topic,
  );
}

export function rate(text: string): number {
  const number = numberOf(text);
  if (number >= 0) return number;
  throw new UsageError(`"--learning-rate" takes a number, at least 0, not ${JSON.stringify(text)}.`, 'train');
}

export function choice<Word extends string>(
  words: readonly Word[],
  option: string,
  text: string,
  topic: CommandName,
): Word {
  const word = words.find((one) => one === text);
  if (word) return word;
  const near = nearest(text, words);
  const hint = near ? ` Did you mean "${near}"?` : '';
  throw new UsageError(
    `"${option}" takes ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}, not ${JSON.stringify(text)}.${hint}`,
    topic,
  );
}
