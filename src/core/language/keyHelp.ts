import { type JsonNode } from '../network/jsonTree';
import type { ParsedNetwork } from '../network/parse';
import { keyPathAt } from '../network/places';
import { networkFile } from '../network/schema';
import { choicesOf, helpOf, possibleSchemas } from '../network/schemaWalk';
import type { TextRange } from '../network/text';

/** What the format says of a key. */
export interface KeyHelp {
  readonly range: TextRange;
  /** Markdown, of the format alone: nothing of the file is in it. */
  readonly explanation: string;
  /** What a value must be: "a number, at least 0"; null where the schema does not say. */
  readonly expected: string | null;
  /** The words that it may be, each with its line of Markdown. */
  readonly words: readonly { readonly word: string; readonly explanation: string }[];
}

/** The help for the key at `offset`; null where no key of the format stands. */
export function keyHelpAt(
  { root, places }: Pick<ParsedNetwork, 'root' | 'places'>,
  offset: number,
): KeyHelp | null {
  const place = keyPathAt({ root, places }, offset);
  if (!place?.isOnKey) return null;
  const node: JsonNode | undefined = root ?? undefined;
  const [schema] = possibleSchemas(networkFile, node, place.path);
  if (!schema) return null;
  const { explanation, expected } = helpOf(schema);
  const words = choicesOf(schema).flatMap((choice) =>
    typeof choice.word === 'string' ? [{ word: choice.word, explanation: choice.explanation }] : [],
  );
  return { range: place.range, explanation, expected, words };
}
