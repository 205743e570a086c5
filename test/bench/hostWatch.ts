/**
 * How long the extension host is held, and by whom: the gaps of a heartbeat, filled with what a profile saw in them. The time
 * that the host's thread waited for a core is taken out where the system tells it: it belongs to the machine.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector';

export interface Held {
  /** The longest that nothing else had its turn, in milliseconds, whoever held it. */
  readonly held: number;
  /** The most of such a gap that went by with our code on the stack. */
  readonly heldByUs: number;
}

/** Microseconds; shorter gaps are not looked at. */
const leastGap = 5_000;

/** On the clock of the profiler, in microseconds. */
const now = (): number => Number(process.hrtime.bigint() / 1000n);

/**
 * Watches until `end` is called.
 *
 * @param program the folder of our bundles.
 * @param keepAs a file for the profile, to be looked at in an editor; undefined: none.
 */
export async function watchHost(
  program: string,
  keepAs?: string,
): Promise<{ readonly end: () => Promise<Held> }> {
  const session = new Session();
  session.connect();
  await post(session, 'Profiler.enable');
  await post(session, 'Profiler.start');
  await new Promise((resolve) => setTimeout(resolve, 100)); // starting to profile holds the host itself
  const gaps: { readonly from: number; readonly to: number; readonly share: number }[] = [];
  let last = now();
  let lastWaited = waitedMs();
  const beat = (): void => {
    const time = now();
    const waited = waitedMs();
    const gap = time - last;
    if (gap > leastGap)
      gaps.push({ from: last, to: time, share: Math.max(0, 1 - (1000 * (waited - lastWaited)) / gap) });
    last = time;
    lastWaited = waited;
  };
  const timer = setInterval(beat, 1);
  return {
    end: async () => {
      beat();
      clearInterval(timer);
      const { profile } = (await post(session, 'Profiler.stop')) as { profile: Profiler.Profile };
      session.disconnect();
      if (keepAs !== undefined) writeFileSync(keepAs, JSON.stringify(profile));
      const ours = timesOf(profile, program);
      const inGap = (from: number, to: number): number =>
        ours.reduce((sum, [at, until]) => sum + Math.max(0, Math.min(to, until) - Math.max(from, at)), 0);
      return {
        held: Math.max(0, ...gaps.map(({ from, to, share }) => share * (to - from))) / 1000,
        heldByUs: Math.max(0, ...gaps.map(({ from, to, share }) => share * inGap(from, to))) / 1000,
      };
    },
  };
}

const schedule = '/proc/self/schedstat';
const isTold = existsSync(schedule);

/** Milliseconds that the first thread of this process was ready to run and no core was free; 0 where no system tells. */
export function waitedMs(): number {
  return isTold ? Number(readFileSync(schedule, 'utf8').split(' ')[1]) / 1e6 : 0;
}

/** When functions of `program` were on the stack, and whatever collected their garbage. */
function timesOf(profile: Profiler.Profile, program: string): [from: number, to: number][] {
  const isOurs = new Map<number, boolean | 'as before'>();
  const visit = (id: number, isBelow: boolean): void => {
    const node = byId.get(id)!;
    const { functionName, url } = node.callFrame;
    const own = isBelow || url.includes(program);
    const isPause = functionName === '(garbage collector)' || functionName === '(program)';
    isOurs.set(id, isPause ? 'as before' : own);
    for (const child of node.children ?? []) visit(child, own);
  };
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  visit(profile.nodes[0]!.id, false);
  const times: [number, number][] = [];
  let time = profile.startTime;
  let was = false;
  profile.samples?.forEach((id, n) => {
    const before = time;
    time += profile.timeDeltas![n]!;
    // A sample says what ran in the time that ends with it.
    const is = isOurs.get(id)!;
    was = is === 'as before' ? was : is;
    if (was) times.push([before, time]);
  });
  return times;
}

function post(session: Session, method: string): Promise<object | undefined> {
  return new Promise((resolve, reject) => {
    session.post(method, (error: Error | null, result?: object) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}
