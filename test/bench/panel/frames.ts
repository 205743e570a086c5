import type { Page } from 'playwright-core';

/*
 * What the frames of a page cost: its main thread's tasks between one frame and the next, from the browser's own trace.
 * From frame to frame a screen of 60 pictures a second takes 16.7 ms, busy or not, so that alone says nothing.
 */

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
}

export interface Watched {
  /** Milliseconds between frames. */
  readonly apart: readonly number[];
  /** How often the chart was drawn anew. */
  readonly redrawn: number;
  /** A mark on the clock of the trace is made by this name at both ends. */
  readonly mark: string;
}

export async function workOfFrames(
  page: Page,
  during: () => Promise<Watched>,
): Promise<{ readonly milliseconds: readonly number[]; readonly watched: Watched }> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing', 'devtools.timeline'] });
  const watched = await during();
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  return { milliseconds: workBetweenFrames(trace.traceEvents, watched.mark), watched };
}

/** Of the thread that made the marks: the milliseconds of its tasks from frame to frame, between the marks. */
function workBetweenFrames(events: readonly TraceEvent[], mark: string): number[] {
  const marks = events.filter(({ name }) => name.startsWith(mark));
  const { pid, tid } = marks[0] ?? { pid: -1, tid: -1 };
  const [from, to] = [Math.min(...marks.map(({ ts }) => ts)), Math.max(...marks.map(({ ts }) => ts))];
  const own = events
    .filter((event) => event.pid === pid && event.tid === tid && event.ts >= from && event.ts <= to)
    .toSorted((a, b) => a.ts - b.ts);
  const tasks = own.filter(({ name, ph }) => ph === 'X' && name.endsWith('RunTask'));
  const frames = own.filter(({ name }) => name === 'FireAnimationFrame');
  const work: number[] = [];
  let [sum, end, next] = [0, 0, 0];
  for (const { ts, dur = 0 } of tasks) {
    // A task within a task is part of it.
    if (ts < end) continue;
    end = ts + dur;
    sum += dur / 1000;
    if ((frames[next]?.ts ?? Infinity) > end) continue;
    while ((frames[next]?.ts ?? Infinity) <= end) next++;
    work.push(sum);
    sum = 0;
  }
  if (work.length === 0) throw new Error('the trace has no frame');
  return work;
}

/** Runs in the panel's page: watches its frames for some seconds, and moves the loss chart with each if it is told to. */
export async function watchFrames({
  seconds,
  move,
}: {
  readonly seconds: number;
  readonly move: 'zoom' | 'pan' | null;
}): Promise<Watched> {
  const plot = document.querySelector<HTMLElement>('.plot');
  if (!plot) throw new Error('the panel shows no chart');
  const press = (key: string, altKey = false): void => {
    plot.dispatchEvent(new KeyboardEvent('keydown', { key, altKey, bubbles: true, cancelable: true }));
  };
  plot.focus();
  press('0');
  if (move === 'pan') for (let n = 0; n < 4; n++) press('+');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const redraws = (): number => Number(plot.getAttribute('data-redraws'));
  const mark = `frames-${move ?? 'watched'}`;
  const apart: number[] = [];
  performance.mark(`${mark}-start`);
  const before = redraws();
  const start = performance.now();
  await new Promise<void>((resolve) => {
    let last = start;
    let frame = 0;
    const next = (now: number): void => {
      if (frame > 0) apart.push(now - last);
      last = now;
      frame++;
      if (performance.now() - start > 1000 * seconds) {
        resolve();
        return;
      }
      // In and out again, forth and back.
      const isForth = Math.floor(frame / 20) % 2 === 0;
      if (move === 'zoom') press(isForth ? '+' : '-');
      if (move === 'pan') press(isForth ? 'ArrowRight' : 'ArrowLeft', true);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  performance.mark(`${mark}-end`);
  return { apart, redrawn: redraws() - before, mark };
}
