import type { ParameterSubject } from '../../src/core/network/subject';
import type { Ask } from '../views/view';

/**
 * One number of the file while a person changes it: everything in the panel is shown as if it were in the file
 * already, and the file gets it once, in the end. Previews wait for each other, and only the newest of them is asked for.
 */
export class LiveEdit {
  readonly subject: ParameterSubject;
  /** As the file spells it. */
  readonly start: string;
  readonly #ask: Ask;
  #wanted: string | null = null;
  #sending: Promise<void> | null = null;
  #isDone = false;

  /** Undefined where the number cannot be changed: the panel has said why. */
  static async begin(ask: Ask, subject: ParameterSubject): Promise<LiveEdit | undefined> {
    const spelling = await ask('spelling', { subject });
    return spelling && new LiveEdit(ask, subject, spelling.text);
  }

  private constructor(ask: Ask, subject: ParameterSubject, start: string) {
    this.#ask = ask;
    this.subject = subject;
    this.start = start;
  }

  /** What is half typed and no number yet changes nothing. */
  preview(text: string): void {
    if (this.#isDone || text.trim() === '' || !Number.isFinite(Number(text))) return;
    this.#wanted = text;
    this.#sending ??= this.#send();
  }

  /** The spelling with its last digit changed by so much; undefined for what is no number. */
  async nudged(text: string, steps: number): Promise<string | undefined> {
    return (await this.#ask('nudge', { text, steps }))?.text;
  }

  /** Writes the number into the file; false where it was refused, and the panel has said why. */
  async commit(text: string): Promise<boolean> {
    if (this.#isDone) return false;
    await this.#end();
    if (text === this.start) await this.#ask('preview', null);
    return (await this.#ask('edit', { subject: this.subject, text })) !== undefined;
  }

  async cancel(): Promise<void> {
    if (this.#isDone) return;
    await this.#end();
    await this.#ask('preview', null);
  }

  async #end(): Promise<void> {
    this.#isDone = true;
    this.#wanted = null;
    await this.#sending;
  }

  async #send(): Promise<void> {
    for (let text = this.#wanted; text !== null; text = this.#wanted) {
      this.#wanted = null;
      await this.#ask('preview', { subject: this.subject, text });
    }
    this.#sending = null;
  }
}

/** How much one pixel of a drag is: a hundredth of the leading power of ten, at least of 1. */
export function dragUnit(value: number): { readonly unit: number; readonly decimals: number } {
  const exponent = Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value)))));
  const decimals = Math.max(0, 2 - exponent);
  return { unit: 10 ** (exponent - 2), decimals };
}

/** The number that a drag of so many units leads to, with no more digits than a unit has. */
export function draggedText(start: number, units: number): string {
  const { unit, decimals } = dragUnit(start);
  const value = Math.round(start / unit + units) * unit;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}
