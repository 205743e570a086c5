import { h, setText } from '../element';
import { formatCount, formatNumber, visibleText } from '../format';
import type { RunState } from '../frame/runState';
import { sentences, statusSentence } from '../strings';

/** A screen reader hears of a running loss this often, and of the end at once. */
const INTERVAL_MS = 5000;

/** What is said aloud of a run. */
export class LiveLoss {
  readonly element = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  #saidAt = -Infinity;
  #wasRunning = false;

  show(run: RunState | null): void {
    if (!run) return;
    const isRunning = run.status === 'running';
    const isDue = performance.now() - this.#saidAt >= INTERVAL_MS;
    if (isRunning ? !isDue : !this.#wasRunning) return;
    this.#wasRunning = isRunning;
    this.#saidAt = performance.now();
    const epoch = formatCount(run.epoch);
    const end = run.divergence ? visibleText(run.divergence.sentence) : statusSentence(run.status, epoch);
    setText(this.element, [end, sentences.live(epoch, formatNumber(run.loss))].filter(Boolean).join(' '));
  }
}
