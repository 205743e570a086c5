import type { Span } from './written';

/**
 * Why a formula could not be read, and where; caught where the formula ends and never outside this folder.
 * `isOther` marks what is no arithmetic over names at all (a call of an unknown function, a list): a program is
 * full of it and is not told about each.
 */
export class ReadFailure extends Error {
  readonly span: Span;
  readonly isOther: boolean;

  constructor(message: string, span: Span, isOther = false) {
    super(message);
    this.name = 'ReadFailure';
    this.span = span;
    this.isOther = isOther;
  }
}
