import { readFileSync } from 'node:fs';
import type { MistakeCode, Syntax } from '../../../src/core/verify/written';

const folder = 'test/fixtures/formulas';

/** One formula of the corpus; what each field means stands in test/fixtures/formulas/README.md. */
export interface CorpusEntry {
  readonly id: string;
  /** The network file, from the corpus's folder. */
  readonly network: string;
  readonly syntax: Syntax | 'notebook';
  /** The kind of the cell that `text` is the source of; only with syntax "notebook". */
  readonly cell?: 'markdown' | 'code';
  readonly text: string;
  /** The equation: stands in `text` exactly once. */
  readonly formula: string;
  readonly verdict: 'right' | 'wrong' | 'unknown';
  readonly mistake: MistakeCode | null;
  readonly wrongPart: string | null;
  /** Which of several occurrences of `wrongPart` in `formula`, from 1. */
  readonly occurrence?: number;
  readonly repaired: string | null;
  /** The whole text after the repair, where moving a line repairs it and no word of the formula changes. */
  readonly repairedText?: string;
  /** For programs: what the assigned name stands for, in the twin's notation. */
  readonly means?: string;
  /** For formulas that are no program: the same equation as Python arithmetic. */
  readonly python?: string;
  readonly repairedPython?: string;
  readonly note: string;
}

/** Every gradient formula of one teaching text, in the order of the text. */
export interface TextVerdicts {
  readonly note: string;
  readonly network: string;
  readonly formulas: readonly TextVerdict[];
}

export interface TextVerdict {
  /** 1-based line of the formula's first character. */
  readonly line: number;
  readonly formula: string;
  readonly verdict: 'right' | 'wrong';
  readonly mistake: MistakeCode | null;
  readonly wrongPart: string | null;
  readonly suggestion: string | null;
  /** As in `CorpusEntry`, with misspelt names read as meant; none where no network's number decides. */
  readonly python?: string;
  /** After the suggestion; only the side it stands in. */
  readonly repairedPython?: string;
  /** It states a gradient for a whole weight matrix: it may be passed over, never called wrong. */
  readonly optional?: true;
  /** It begins with "=": its left side is that of the formula before. */
  readonly continues?: true;
}

/** A file of the corpus, as text; `name` is from the corpus's folder. */
export function corpusText(name: string): string {
  return readFileSync(`${folder}/${name}`, 'utf8');
}

/** The 150 formulas. */
export function readCorpus(): readonly CorpusEntry[] {
  return JSON.parse(corpusText('corpus.json')) as CorpusEntry[];
}

/** The verdicts on text-1.md or text-2.md. */
export function readVerdicts(text: 'text-1' | 'text-2'): TextVerdicts {
  return JSON.parse(corpusText(`${text}.verdicts.json`)) as TextVerdicts;
}

/** Where `wrongPart` starts in `formula`; -1 where there is none. */
export function wrongPartStart({ formula, wrongPart, occurrence = 1 }: CorpusEntry): number {
  if (wrongPart === null) return -1;
  let start = -1;
  for (let found = 0; found < occurrence; found++) start = formula.indexOf(wrongPart, start + 1);
  return start;
}

/** Whether the entry is a program rather than mathematics. */
export function isProgram({ syntax, cell }: CorpusEntry): boolean {
  return syntax === 'python' || cell === 'code';
}
