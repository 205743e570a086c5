import { isMathematical, symbolToUnicode } from '../network/spelling';

/** A piece of a symbol on one baseline: a picture has no TeX, but raised and lowered text. */
export interface SymbolRun {
  readonly text: string;
  /** How far its baseline lies below that of the symbol, in em of the symbol; negative above. */
  readonly shift: number;
  /** Its size in em of the symbol. */
  readonly size: number;
  readonly isItalic: boolean;
  /** How far it starts before the end of what it follows, in em of the symbol: a subscript under a superscript. */
  readonly back: number;
}

/** A script against what it stands on. */
const SCRIPT_SIZE = 0.72;
const SUBSCRIPT_SHIFT = 0.22;
const SUPERSCRIPT_SHIFT = -0.38;

/** About how wide a character of a serif face is, in em of its size. */
function characterWidth(character: string): number {
  if (/[()′'.,:;|il]/.test(character)) return 0.31;
  if (/\p{M}/u.test(character)) return 0;
  if (/[\p{Lu}mwσω]/u.test(character)) return 0.7;
  return /[\u1100-\uffff]/.test(character) ? 1 : 0.5;
}

interface Place {
  readonly back: number;
  readonly shift: number;
  readonly size: number;
  readonly isUpright: boolean;
}

/** The runs of a name: scripts of a symbol that is mathematics, else the name as it stands, upright. */
export function symbolRuns(symbol: string, unicode: string): readonly SymbolRun[] {
  if (!isMathematical(symbol)) return [{ text: unicode, shift: 0, size: 1, isItalic: false, back: 0 }];
  const runs: SymbolRun[] = [];
  let at = 0;
  const emit = (text: string, { shift, size, isUpright, back }: Place): void => {
    const isItalic = !isUpright && /\p{L}/u.test(text);
    const last = runs.at(-1);
    if (last?.shift === shift && last.isItalic === isItalic && back === 0) {
      runs[runs.length - 1] = { ...last, text: last.text + text };
    } else runs.push({ text, shift, size, isItalic, back });
  };
  /** One letter, command or group; the grammar is that of `isMathematical`, which has read the name before. */
  const atom = (place: Place): void => {
    const command = /^\\([A-Za-z]+)/.exec(symbol.slice(at))?.[1];
    if (command === undefined) {
      if (symbol[at] === '{') group(place);
      else emit(symbol[at++] === "'" ? '′' : symbol[at - 1]!, place);
      return;
    }
    const start = at;
    at += command.length + 1;
    if (symbol[at] !== '{') emit(symbolToUnicode(`\\${command}`), place);
    else if (['text', 'mathrm', 'mathbf'].includes(command)) group({ ...place, isUpright: true });
    else {
      at = groupEnd(symbol, at);
      emit(symbolToUnicode(symbol.slice(start, at)), place);
    }
  };
  const group = (place: Place): void => {
    at++;
    let inside = place;
    while (at < symbol.length && symbol[at] !== '}') {
      part(inside);
      inside = { ...place, back: 0 };
    }
    at++;
  };
  /** The script before this one, where nothing stands between them: both belong to the same letter. */
  let before: { readonly end: number; readonly width: number } | null = null;
  const part = (place: Place): void => {
    const mark = symbol[at];
    if (mark !== '_' && mark !== '^') {
      atom(place);
      return;
    }
    at++;
    const shift = place.shift + place.size * (mark === '_' ? SUBSCRIPT_SHIFT : SUPERSCRIPT_SHIFT);
    const back: number = before?.end === at - 1 ? before.width : 0;
    const first = runs.length;
    atom({ ...place, shift, size: place.size * SCRIPT_SIZE, back });
    before = { end: at, width: runsWidth(runs.slice(first)) };
  };
  while (at < symbol.length) part({ shift: 0, size: 1, isUpright: false, back: 0 });
  return runs;
}

function groupEnd(symbol: string, start: number): number {
  let depth = 0;
  for (let at = start; at < symbol.length; at++) {
    if (symbol[at] === '{') depth++;
    if (symbol[at] === '}' && --depth === 0) return at + 1;
  }
  return symbol.length;
}

/** About how wide runs are, in em: near enough to see whether they fit. */
export function runsWidth(runs: readonly SymbolRun[]): number {
  let [end, most] = [0, 0];
  for (const { text, size, back } of runs) {
    end -= back;
    for (const character of text) end += size * characterWidth(character);
    most = Math.max(most, end);
  }
  return most;
}
