/**
 * Names as keys: what is left of a name when its manner of spelling is taken away, so that a_{h1}, a\_h_1, a_h1,
 * a_{h_1} and ah1 agree. Layer numbers in brackets stand apart, because w^{(2)}_{31} is not w_{231}.
 */

import { plainSpelling, symbolToUnicode } from '../network/spelling';
import { READ_LIMITS } from './readLimits';
import { oneLetter } from './readSigns';
import { formulaTokens, isSign, type Token } from './readTokens';

/** A name, or the beginning of a longer one. */
export interface SpelledName {
  /** Letters and digits; a comma only between two numbers. */
  readonly key: string;
  /** The same with a layer's number in its place, as plain text has it: w2,31. */
  readonly plainKey: string;
  /** The number in brackets above: 1 of a^{(1)}_j; null without one. */
  readonly layer: number | null;
  /** Whether a mark says "after the update": w^{new}, w^+, w', w^{(t+1)}. */
  readonly isUpdated: boolean;
  /** Index of the first token after the name. */
  readonly end: number;
}

/** Appends to a key; two numbers from different scripts are kept apart. */
function joined(key: string, part: string, isNewScript: boolean): string {
  const isBetweenNumbers = isNewScript && /[\d\uE000\uE001]$/.test(key) && /^[\d\uE000\uE001]/.test(part);
  return isBetweenNumbers ? `${key},${part}` : key + part;
}

interface Script {
  readonly text: string;
  readonly end: number;
}

/** The content of a subscript's braces, or of a superscript's, as plain text; null if it is no name. */
function scriptAt(tokens: readonly Token[], at: number, limit: number): Script | null {
  const first = tokens[at];
  if (!first || at >= limit) return null;
  if (!isSign(first, '{')) {
    const isPart = first.kind === 'letter' || first.kind === 'word' || first.kind === 'number';
    if (isPart && /^[\p{L}\p{M}\d\uE000\uE001]+$/u.test(first.text)) return { text: first.text, end: at + 1 };
    return first.kind === 'sign' && '+*'.includes(first.text) ? { text: first.text, end: at + 1 } : null;
  }
  let depth = 0;
  let text = '';
  for (let n = at; n < limit && n < at + READ_LIMITS.nameParts; n++) {
    const token = tokens[n]!;
    if (isSign(token, '{')) depth++;
    else if (isSign(token, '}')) {
      if (--depth === 0) return { text, end: n + 1 };
    } else if (isSign(token, ',') || isSign(token, 'join') || isSign(token, '_'))
      text = separated(text, tokens[n + 1]);
    else if (token.kind === 'unknown' || token.kind === 'row' || token.kind === 'separator') return null;
    else text = joined(text, token.text, token.kind === 'lowered');
  }
  return null;
}

function separated(text: string, next: Token | undefined): string {
  return /[\d\uE000\uE001]$/.test(text) && /^[\d\uE000\uE001]/.test(next?.text ?? '') ? `${text},` : text;
}

const UPDATED = /^(?:new|neu|next|updated|after|\+|\*|prime|\(?(?:t|n|k)\+1\)?)$/;
const OLD = /^(?:old|alt|before|\(?t\)?)$/;
const LAYER = /^[([](\d{1,3})[)\]]$/;

class ChainReader {
  readonly #tokens: readonly Token[];
  readonly #limit: number;
  readonly #sampleLetters: ReadonlySet<string>;
  readonly #names: SpelledName[] = [];
  #key = '';
  #plainKey = '';
  #layer: number | null = null;
  #isUpdated = false;
  #at: number;

  constructor(tokens: readonly Token[], at: number, limit: number, sampleLetters: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#at = at;
    this.#limit = Math.min(limit, at + READ_LIMITS.nameParts);
    this.#sampleLetters = sampleLetters;
  }

  read(): readonly SpelledName[] {
    const first = this.#at;
    while (this.#at < this.#limit && this.#part(this.#tokens[this.#at]!, this.#at === first)) {
      this.#names.push({
        key: this.#key,
        plainKey: this.#plainKey,
        layer: this.#layer,
        isUpdated: this.#isUpdated,
        end: this.#at,
      });
    }
    return this.#names;
  }

  #add(text: string, end: number, isNewScript: boolean): true {
    this.#key = joined(this.#key, text, isNewScript);
    this.#plainKey = joined(this.#plainKey, text, isNewScript);
    this.#at = end;
    return true;
  }

  #part(token: Token, isFirst: boolean): boolean {
    if (token.kind === 'letter' || token.kind === 'word') {
      return (isFirst || !token.isSpaced) && this.#add(token.text, this.#at + 1, false);
    }
    if (isFirst) return isSign(token, '{') && this.#group();
    if (token.kind === 'number') {
      return !token.isSpaced && /^\d+$/.test(token.text) && this.#add(token.text, this.#at + 1, false);
    }
    if (token.kind === 'lowered') return this.#add(token.text, this.#at + 1, true);
    if (token.kind === 'raised') return this.#above({ text: token.text, end: this.#at + 1 });
    if (isSign(token, 'prime')) {
      this.#isUpdated = true;
      this.#at++;
      return true;
    }
    if (isSign(token, 'join') || isSign(token, '_')) {
      const script = scriptAt(this.#tokens, this.#at + 1, this.#limit);
      return script !== null && script.text !== '' && this.#below(script);
    }
    if (!isSign(token, '^')) return false;
    const script = scriptAt(this.#tokens, this.#at + 1, this.#limit);
    return script !== null && this.#above(script);
  }

  /** Braces around a whole name: {w}_5. */
  #group(): boolean {
    const script = scriptAt(this.#tokens, this.#at, this.#limit);
    return script !== null && /^\p{L}/u.test(script.text) && this.#add(script.text, script.end, false);
  }

  #below(script: Script): boolean {
    if (UPDATED.test(script.text) && /^[a-z]{3,}$/.test(script.text)) {
      this.#isUpdated = true;
      this.#at = script.end;
      return true;
    }
    // The sample's index is no part of the name: y_{1,s}, y_s.
    const parts = script.text.split(',').filter((part) => !this.#sampleLetters.has(part));
    let text = parts.join(',');
    for (const letter of this.#sampleLetters) {
      if (text.length > 1 && text.length < 4 && text.endsWith(letter)) text = text.slice(0, -letter.length);
    }
    return this.#add(text, script.end, true);
  }

  /** A superscript that belongs to the name; a power does not, and ends it. */
  #above(script: Script): boolean {
    const { text, end } = script;
    const layer = LAYER.exec(text)?.[1];
    if (layer !== undefined) {
      if (this.#layer !== null) return false;
      this.#layer = Number(layer);
      this.#plainKey = joined(this.#plainKey, layer, true);
    } else if (UPDATED.test(text)) this.#isUpdated = true;
    else if (!OLD.test(text) && !this.#sampleLetters.has(text.replace(/^[([](.*)[)\]]$/, '$1'))) return false;
    this.#at = end;
    return true;
  }
}

const NO_LETTERS: ReadonlySet<string> = new Set();

/**
 * Every beginning of the row of letters, digits and scripts from token `at` that might be a name, the shortest
 * first; the caller takes the longest that means something, for two names may stand side by side: h_iw_{ij}.
 */
export function spelledNames(
  tokens: readonly Token[],
  at: number,
  limit: number,
  sampleLetters: ReadonlySet<string> = NO_LETTERS,
): readonly SpelledName[] {
  return new ChainReader(tokens, at, limit, sampleLetters).read();
}

/** The key of a symbol as a network file spells it; whatever is not mathematics by its plain spelling. */
export function symbolKey(symbol: string): SpelledName {
  const tokens = formulaTokens({ text: symbol, start: 0, end: symbol.length });
  const whole = spelledNames(tokens, 0, tokens.length).at(-1);
  if (whole?.end === tokens.length) return whole;
  const key = programKey(plainSpelling(symbol));
  return { key, plainKey: key, layer: null, isUpdated: false, end: tokens.length };
}

/** The key of a name in a program: delta_o1 → δo1, w2_3_17 → w2,3,17. */
export function programKey(name: string): string {
  const parts = name.match(/[A-Za-z]+|\d+|[^A-Za-z\d_]+/g) ?? [];
  let key = '';
  for (const part of parts) {
    const greek = symbolToUnicode(`\\${part}`);
    key = joined(key, greek === `\\${part}` ? part : oneLetter(greek), true);
  }
  return key;
}
