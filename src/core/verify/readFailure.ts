import type { Span } from './written';

/**
 * Why a formula could not be read, and where; caught where the formula ends and never outside this folder.
 * `isOther` marks what is no arithmetic over names at all (a call of an unknown function, a list): a program is
 * full of it and is not told about each. No Error: prose fails ten thousand times, and a stack for each costs more
 * than the reading.
 */
export class ReadFailure {
  readonly message: string;
  readonly span: Span;
  readonly isOther: boolean;

  constructor(message: string, span: Span, isOther = false) {
    this.message = message;
    this.span = span;
    this.isOther = isOther;
  }
}
