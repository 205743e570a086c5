/** One replacement in a text, by its lines. */
export interface LineEdit {
  readonly startLine: number;
  readonly endLine: number;
  /** Line breaks in the new text. */
  readonly addedBreaks: number;
  /** From the start of a line to the start of a later one: the first line is replaced too. */
  readonly isWholeLines: boolean;
}

/** Where the lines of an older text stand after edits; for what is still shown of it. */
export class LineShift {
  #edits: LineEdit[] = [];

  /** Adds an edit of the text as it is after all earlier ones. */
  add(edit: LineEdit): void {
    // Typing within a line moves none.
    if (edit.startLine !== edit.endLine || edit.addedBreaks > 0) this.#edits.push(edit);
  }

  reset(): void {
    this.#edits = [];
  }

  /** The line on which line `line` of the older text stands now; null if it was deleted. */
  lineNow(line: number): number | null {
    let now = line;
    for (const { startLine, endLine, addedBreaks, isWholeLines } of this.#edits) {
      if (now < startLine || (now === startLine && !isWholeLines)) continue;
      if (now < endLine) return null;
      now += addedBreaks - (endLine - startLine);
    }
    return now;
  }
}
