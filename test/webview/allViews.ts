import type { WhyView } from '../../src/protocol/views/why';
import { example, hostParts } from './hostParts';
import { landscapeHost } from './landscapeParts';
import { oneInput, trained } from './learnedNetworks';
import { answerCurves, curveOf } from './lossAnswers';
import type { OpenOptions } from './panelPage';
import { ratesHost } from './ratesParts';
import { runOf } from './runOfViews';
import { fallingLosses, runView, snapshotB } from './snapshots';
import { openView, ViewHost, type ViewHostOptions } from './viewHost';

/** A view of the panel with something in it. */
export interface ViewState {
  readonly name: string;
  /** What is there when it is drawn. */
  readonly ready: string;
  readonly open: () => Pick<OpenOptions, 'snapshot' | 'answers' | 'state'>;
}

const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;
const circles = example('circles');
const xor = example('xor').replace(
  /"training": \{[^}]*\}/,
  '"training": { "learningRate": 2, "epochs": 300 }',
);

function learning(view: string, options: () => ViewHostOptions): ViewState['open'] {
  return () => {
    const host = new ViewHost(options());
    return { snapshot: host.snapshot(), answers: host.answers, state: openView(view) };
  };
}

/** A run with another laid over it, and a kept one that is not. */
function losses(): ReturnType<ViewState['open']> {
  const all = fallingLosses(400);
  const testLosses = all.map((loss, e) => loss * 1.3 + (e / 400) ** 2 * 0.012);
  const snapshot = snapshotB({
    ...hostParts(example('network-b'), w1),
    run: runView({ status: 'epochs', losses: all, testLosses, epochs: 400 }),
  });
  const name = (id: string, words: string, isCurrent: boolean) => ({
    id,
    name: words,
    startEpoch: 0,
    endEpoch: 400,
    isCurrent,
  });
  return {
    snapshot,
    state: { views: { open: 'loss', states: { loss: { runs: ['1-x'] } } } },
    answers: {
      lossCurves: (range) =>
        answerCurves(snapshot.run, range, {
          runs: [
            name('1-x', 'run 1 · sgd η 0.5', false),
            name('2-x', 'a run whose name somebody has made very long, to say all that is special', false),
            name('3-x', 'run 3 · sgd η 0.25', true),
          ],
          archived: [
            {
              id: '1-x',
              ...curveOf({ losses: fallingLosses(300, 0.3, 0.02), testLosses: new Float64Array() }, range),
            },
          ],
          events: [
            { epoch: 200, kind: 'rate', label: 'η 0.25', value: null, sentence: 'From here on η is 0.25.' },
          ],
        }),
    },
  };
}

const why: WhyView = {
  words: 'epoch 400 of 400',
  loss: 'E_total',
  before: 0.3,
  after: 0.28,
  firstOrder: -0.021,
  curvature: 0.0005,
  real: -0.02,
  rows: (
    [
      [1, 0, 'w₅', -0.036, -0.0275, -0.025],
      [0, 0, 'w₁', 0.01, 0.007, 0.005],
      [0, 1, 'w₃', 1.5e-7, 2.5e-9, 2.4e-9],
    ] as const
  ).map(([layer, j, text, change, foretold, real]) => ({
    subject: { kind: 'weight' as const, layer, i: 0, j },
    text,
    change,
    foretold,
    real,
  })),
  rest: { count: 5, foretold: -0.0005, real: -0.0002 },
  sentences: ['The next step lowers E_total from 0.3 to 0.28, by −0.02.'],
};

/** Every view of the panel, some in more than one of their shapes. */
export const ALL_VIEWS: readonly ViewState[] = [
  { name: 'loss', ready: '.plot:not([data-redraws="0"])', open: losses },
  {
    name: 'learned regions',
    ready: '.map-canvas[data-painted="96"]',
    open: learning('learned', () => ({ text: circles, parameters: trained(circles, 20) })),
  },
  {
    name: 'learned curve',
    ready: '.learned-curve .curve',
    open: learning('learned', () => ({ text: oneInput })),
  },
  {
    name: 'update',
    ready: '.term .katex',
    open: learning('update', () => ({ ...runOf(circles, 2), subject: w1 })),
  },
  {
    name: 'distributions',
    ready: '.band-figure',
    open: learning('distributions', () => runOf(circles, 4)),
  },
  {
    name: 'story',
    ready: '.merged .katex',
    open: learning('story', () => ({ text: example('two-linear-layers') })),
  },
  ...(['multiples', 'overlay'] as const).map((layout) => ({
    name: `rates ${layout}`,
    ready: layout === 'multiples' ? '.rate-tile' : '.rate-key',
    open: () => ({
      snapshot: snapshotB(hostParts(example('overshoot'), w1)),
      answers: ratesHost(example('overshoot'), { rates: [1, 3.8, 4.2, 1e200] }).answers,
      state: { views: { open: 'rates', states: { rates: { axis: 'epochs', layout } } } },
    }),
  })),
  {
    name: 'landscape',
    ready: '.landscape-map[data-size="64"]',
    open: () => ({
      snapshot: snapshotB(hostParts(xor, w1)),
      answers: landscapeHost(xor).answers,
      state: openView('landscape'),
    }),
  },
  {
    name: 'why',
    ready: '.why tbody tr',
    open: () => ({
      snapshot: snapshotB({
        ...hostParts(example('network-b'), w1),
        run: runView({ status: 'epochs', epochs: 400 }),
      }),
      answers: { why: () => why },
      state: openView('why'),
    }),
  },
];
