import type { ReadText } from './knownRows';
import type { JsonResult } from './jsonTree';

/** Keeps the last text of a file that was read, so that of the next one only what has changed is. */
export class ReadMemory {
  #last: ReadText | null = null;

  get last(): ReadText | null {
    return this.#last;
  }

  keep(text: string, result: JsonResult): void {
    this.#last = { text, result };
  }
}
