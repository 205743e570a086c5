/** What is measured of the editor inside VS Code, in milliseconds; see editorInside.ts. */

export interface SizeFigures {
  readonly weights: number;
  /** Until the places of the lenses are there, without what VS Code adds. */
  readonly ranges: number;
  /** The texts of as many lenses as a window shows. */
  readonly texts: number;
  /** A hover that was shown before, asked for through VS Code. */
  readonly hover: number;
  /** 99th percentile from a key to the document's new text, while the network is trained. */
  readonly typing: number;
  /** The longest that the extension host was held meanwhile. */
  readonly held: number;
  /** From an edit to the state of the new text, of which the host is held for slices only. */
  readonly reading: number;
}

export interface EditorFigures {
  readonly version: string;
  readonly activation: number;
  /** 99th percentile of a key in a file that is no network's, without training: what VS Code itself takes. */
  readonly typingAlone: number;
  readonly sizes: readonly SizeFigures[];
}

/** How many weights the files have. */
export const editorSizes = [10, 1_000, 100_000] as const;
