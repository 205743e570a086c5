import { completed } from '../../src/core/engine/completed';
import { sgdCurvatureSteps } from '../../src/core/insight/doctor/curvatureOf';
import { usualRates } from '../../src/core/insight/rates';
import type { GoodNetwork } from '../../src/host/networkState';
import { RateStudies } from '../../src/host/training/rateStudies';
import type { Handlers } from '../../src/protocol/channel';
import type { PanelHostSide } from '../../src/protocol/panel';
import type { RatePlan } from '../../src/protocol/views/rates';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { expectedResult } from '../worker/poolJobs';

/** What a test may change of the host's answers while the page is open. */
export interface RatesHost {
  readonly answers: Partial<Handlers<PanelHostSide>>;
  plan: RatePlan;
  /** Waits for this before a study is made. */
  before: (isCancelled: () => boolean) => Promise<void>;
}

/** The host's own answers about a network file, its runs made here one after the other. */
export function ratesHost(text: string, change: Partial<RatePlan> = {}): RatesHost {
  const good: GoodNetwork = goodNetworkOf(text);
  const studies = new RateStudies({
    train: (jobs) =>
      Promise.resolve(jobs.map((job) => ({ kind: 'finished', result: expectedResult(job) }) as const)),
  });
  const { network, model, dataset, parameters } = good;
  const curvature = dataset && completed(sgdCurvatureSteps({ network, model, dataset, parameters }));
  const value = curvature?.learningRateLimit ?? null;
  const host: RatesHost = {
    plan: {
      refusal: null,
      rates: usualRates(network),
      own: network.training.learningRate,
      epochs: network.training.epochs,
      limit: {
        value,
        sentence: value === null ? 'There is no limit.' : `2/λ is ${value.toPrecision(6)} here.`,
      },
      notes: [],
      isShort: true,
      study: null,
      ...change,
    },
    before: () => Promise.resolve(),
    answers: {
      ratePlan: () => ({ ...host.plan, study: host.plan.study ?? studies.state('file', good) }),
      studyRates: async ({ rates }, cancellation) => {
        await host.before(() => cancellation.isCancelled);
        return studies.make('file', good, rates, () => undefined, cancellation);
      },
      lastStudy: () => studies.last('file'),
      epochsToThreshold: ({ threshold }) => studies.epochsBelow('file', threshold),
      adoptRate: () => null,
    },
  };
  return host;
}
