/** What is measured of the editor inside VS Code, in milliseconds; see editorInside.ts. */

import type { Held } from './hostWatch';

/** From a key to the document's new text as an extension sees it, and what holds the extension host meanwhile. */
export interface TypingFigures extends Held {
  readonly median: number;
  readonly p99: number;
}

export interface SizeFigures {
  readonly weights: number;
  /** Until the places of the lenses are there, without what VS Code adds. */
  readonly ranges: number;
  /** The texts of as many lenses as a window shows. */
  readonly texts: number;
  /** A hover that was shown before, asked for through VS Code. */
  readonly hover: number;
  /** From an edit to the state of the new text, of which the host is held for slices only. */
  readonly reading: number;
  /** In the same text as no network's, without training: what VS Code and its JSON support take. */
  readonly typingAlone: TypingFigures;
  /** While the network is trained. */
  readonly typing: TypingFigures;
  /** While it is trained, with hints behind the numbers and their colours. */
  readonly typingShown: TypingFigures;
}

export interface EditorFigures {
  readonly version: string;
  readonly activation: number;
  readonly sizes: readonly SizeFigures[];
}

/** How many weights the files have. */
export const editorSizes = [10, 1_000, 100_000] as const;
