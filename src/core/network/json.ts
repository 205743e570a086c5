import { JsonReader } from './jsonReader';
import type { JsonResult } from './jsonTree';

interface JsonOptions {
  /** Plain JSON: comments and trailing commas are errors. */
  readonly strict?: boolean;
}

/** Tokens, and characters of long ones, between two pauses: a few milliseconds of work, more before the engine has compiled it. */
const TOKENS_PER_STEP = 10_000;
const CHARACTERS_PER_STEP = 200_000;

/** Reads `text`; never throws, whatever it holds. A byte order mark at the start is skipped and counted. */
export function parseJson(text: string, options: JsonOptions = {}): JsonResult {
  const reader = new JsonReader(text, options.strict === true);
  while (!reader.run(TOKENS_PER_STEP));
  return reader.result();
}

/** The same with a pause every 10,000 tokens. */
export function* parseJsonSteps(
  text: string,
  options: JsonOptions = {},
): Generator<undefined, JsonResult, undefined> {
  const reader = new JsonReader(text, options.strict === true);
  while (!reader.run(TOKENS_PER_STEP, CHARACTERS_PER_STEP)) yield undefined;
  return reader.result();
}
