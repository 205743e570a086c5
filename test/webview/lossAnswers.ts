import { LossSeries } from '../../src/core/engine/lossSeries';
import type { LossBuckets } from '../../src/core/engine/stretches';
import type { RunView } from '../../src/protocol/panel';
import type { CurveRange, CurveView, LossCurvesView } from '../../src/protocol/views/loss';

/** The losses of a run, one every `every` epochs of its view. */
export interface History {
  readonly losses: Float64Array;
  readonly testLosses: Float64Array;
}

const histories = new WeakMap<RunView, History>();

/** Says what a run has behind it: what the host of the tests answers from. */
export function setHistory(run: RunView, history: History): void {
  histories.set(run, history);
}

/** The curve of some values, as the host answers it. */
export function curveOf(
  { losses, testLosses }: History,
  { from, to, buckets }: CurveRange,
  every = 1,
): CurveView {
  const query = (values: Float64Array): LossBuckets => {
    const found = new LossSeries(values).query(Math.floor(from / every), Math.ceil(to / every), buckets);
    return { ...found, starts: found.starts.map((start) => start * every) };
  };
  return {
    losses: query(losses),
    testLosses: testLosses.length > 0 ? query(testLosses) : null,
    startEpoch: 0,
    endEpoch: losses.length * every,
  };
}

/** What the loss chart is answered about the run that is shown; `more` says what else there is. */
export function answerCurves(
  run: RunView | null,
  range: CurveRange,
  more: Partial<LossCurvesView> = {},
): LossCurvesView {
  const history = run && histories.get(run);
  const current = run && history && history.losses.length > 0 ? curveOf(history, range, run.every) : null;
  return { current, archived: [], runs: [], events: [], schedule: null, ...more };
}
