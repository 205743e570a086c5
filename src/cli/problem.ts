import type { Diagnostic, Severity } from '../core/network/diagnostic';
import { showHidden } from '../core/network/hidden';
import type { Lines } from '../core/network/lines';

/** Something to tell about a file, as the command line tells it. */
export interface Problem {
  /** As the person gave it. */
  readonly file: string;
  /** From 1, columns in UTF-16 units; null where the problem is nowhere in the text. */
  readonly place: { readonly line: number; readonly column: number } | null;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

/** What ends a command with exit code 1: its one error. */
export class CommandError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'CommandError';
    this.problem = problem;
  }
}

/** An error about a file as a whole, or about what was asked of it. */
export function fileError(file: string, code: string, message: string): CommandError {
  return new CommandError({ file, place: null, severity: 'error', code, message });
}

/** `FILE:LINE:COL: SEVERITY: message [code]`, on one line whatever the file holds; `paint` colours the severity. */
export function problemLine(
  { file, place, severity, code, message }: Problem,
  paint: (text: string) => string = (text) => text,
): string {
  const where = place ? `:${place.line}:${place.column}` : '';
  return `${showHidden(file)}${where}: ${paint(severity)}: ${showHidden(message)} [${showHidden(code)}]`;
}

export function located(file: string, lines: Lines, diagnostic: Diagnostic): Problem {
  const { severity, code, message, range } = diagnostic;
  return { file, place: lines.place(range.offset), severity, code, message };
}
