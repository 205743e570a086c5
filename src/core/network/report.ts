import type { Diagnostic, Severity } from './diagnostic';
import { LIMITS } from './limits';
import { say } from '../words/say';

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

/**
 * Collects diagnostics. A matrix of 1e6 wrong cells must not become 1e6 objects: of each code so many are kept
 * as a file shows at most, and the rest is counted.
 */
export class Report {
  readonly #kept: Diagnostic[] = [];
  readonly #countByCode = new Map<string, number>();
  #omitted = 0;
  #worstOmitted: Severity = 'hint';
  #hasErrors = false;

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** Whether another problem of this code would only be counted; `addOmitted` then saves making it. */
  isFull(code: string): boolean {
    return (this.#countByCode.get(code) ?? 0) >= LIMITS.diagnostics;
  }

  add(diagnostic: Diagnostic): void {
    if (diagnostic.severity === 'error') this.#hasErrors = true;
    const count = (this.#countByCode.get(diagnostic.code) ?? 0) + 1;
    this.#countByCode.set(diagnostic.code, count);
    if (count <= LIMITS.diagnostics) this.#kept.push(diagnostic);
    else this.addOmitted(1, diagnostic.severity);
  }

  /** Counts problems that were found and not kept. */
  addOmitted(count: number, severity: Severity): void {
    if (count === 0) return;
    this.#omitted += count;
    if (ORDER[severity] < ORDER[this.#worstOmitted]) this.#worstOmitted = severity;
    if (severity === 'error') this.#hasErrors = true;
  }

  /**
   * By offset, at most 200 and then one that says how many more there are. The gravest are shown first, so an
   * error is never hidden behind warnings.
   */
  finish(): Diagnostic[] {
    const byGravity = this.#kept.toSorted(
      (a, b) => ORDER[a.severity] - ORDER[b.severity] || a.range.offset - b.range.offset,
    );
    const shown = byGravity.slice(0, LIMITS.diagnostics);
    for (const hidden of byGravity.slice(LIMITS.diagnostics)) this.addOmitted(1, hidden.severity);
    shown.sort((a, b) => a.range.offset - b.range.offset || ORDER[a.severity] - ORDER[b.severity]);
    const last = shown.at(-1);
    if (this.#omitted > 0 && last) {
      shown.push({
        code: 'diagnostics.more',
        severity: this.#worstOmitted,
        message: say('There are {0} more problems. Mend those shown first.', this.#omitted),
        range: { offset: last.range.offset, length: last.range.length },
      });
    }
    return shown;
  }
}
