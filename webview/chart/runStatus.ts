import { h, setAttribute, setText } from '../element';
import { formatCount, visibleText } from '../format';
import type { RunState } from '../frame/runState';
import { sentences, statusSentence } from '../strings';

/** The line that says what became of a run, and how its learning rate changes. */
export class RunStatusLine {
  readonly element = h('p', { class: 'run-status' });

  /** @param schedule words of the host; null: nothing to say. */
  show(run: RunState | null, schedule: string | null): void {
    const epoch = formatCount(run?.epoch ?? 0);
    const parts: string[] = [];
    if (run?.isStale) parts.push(sentences.staleRun(epoch));
    if (run?.divergence && run.status === 'diverged') parts.push(visibleText(run.divergence.sentence));
    else if (run) parts.push(statusSentence(run.status, epoch) ?? '');
    if (run && run.every > 1) parts.push(sentences.everyEpoch(formatCount(run.every)));
    if (schedule !== null) parts.push(visibleText(schedule));
    setText(this.element, parts.filter((part) => part !== '').join(' · '));
    setAttribute(this.element, 'data-status', run?.status);
    this.element.classList.toggle('is-stale', run?.isStale ?? false);
  }
}
