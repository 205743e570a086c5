import { JsonReader } from './jsonReader';
import { KnownRows, type ReadText } from './knownRows';
import type { JsonResult } from './jsonTree';

interface JsonOptions {
  /** Plain JSON: comments and trailing commas are errors. */
  readonly strict?: boolean;
  /** An earlier text that was read in the same way: its rows that are unchanged are not read again. The result is the same. */
  readonly before?: ReadText | null;
}

/** Tokens, and characters of long ones, between two pauses: a millisecond of work, ten before the engine has compiled it. */
const TOKENS_PER_STEP = 2_000;
const CHARACTERS_PER_STEP = 200_000;

/** Reads `text`; never throws, whatever it holds. A byte order mark at the start is skipped and counted. */
export function parseJson(text: string, options: JsonOptions = {}): JsonResult {
  const reader = readerOf(text, options);
  while (!reader.run(TOKENS_PER_STEP));
  return reader.result();
}

/** The same with a pause every 2,000 tokens. */
export function* parseJsonSteps(
  text: string,
  options: JsonOptions = {},
): Generator<undefined, JsonResult, undefined> {
  const reader = readerOf(text, options);
  while (!reader.run(TOKENS_PER_STEP, CHARACTERS_PER_STEP)) yield undefined;
  return reader.result();
}

function readerOf(text: string, { strict = false, before = null }: JsonOptions): JsonReader {
  return new JsonReader(text, strict, before && new KnownRows(before, text));
}
