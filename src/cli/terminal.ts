import { styleFor, type Style } from './style';
import { ProgressLine } from './progressLine';

/** What a command has to say, and how it ended: 0, or 1 for an error in a file, 2 for wrong usage; `diff` ends as diff does. */
export interface Outcome {
  readonly output: string;
  readonly errors: string;
  readonly exitCode: 0 | 1 | 2;
}

/** Where the words go: how they may look, and the line that shows how far a long task is. */
export interface Terminal {
  readonly style: Style;
  readonly errorStyle: Style;
  readonly progress: ProgressLine;
}

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  return {
    style: styleFor(stdout, env),
    errorStyle: styleFor(stderr, env),
    progress: new ProgressLine(stderr.isTTY ? stderr : null),
  };
}

/** Lines with their ends; nothing for none. */
export function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
