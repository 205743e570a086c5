import * as vscode from 'vscode';
import { isFullBatchSgd, sgdCurvatureSteps } from '../../../core/insight/doctor/curvatureOf';
import { usualRates } from '../../../core/insight/rates';
import { formatNumber } from '../../../core/network/number';
import { RequestError, type Cancellation, type Handlers } from '../../../protocol/channel';
import type { RateLimitView, RatePlan, RatesRequests } from '../../../protocol/views/rates';
import type { GoodNetwork } from '../../networkState';
import { runInSlices } from '../../slices';
import { mostRates } from './ratesChecks';
import { writeTraining } from './settingEdit';
import type { ViewSource } from './viewSource';

/** Up to so much work, in parameters times samples times epochs, a study is made without asking: about a second. */
const shortWork = 300_000_000;
/** What a sample costs beside its parameters, in parameters. */
const workOfSample = 30;

type RatesHandlers = Handlers<{ readonly requests: RatesRequests; readonly events: object }>;

/** The limits 2/λ by network. */
const limits = new WeakMap<GoodNetwork, RateLimitView>();

/** The answers to the view of learning rates. */
export function ratesHandlers(source: ViewSource): RatesHandlers {
  const { rateStudies } = source.services;
  const file = (): string => source.uri().toString();
  return {
    ratePlan: async (_, cancellation) => {
      const good = source.good();
      return planOf(good, await limitOf(good, cancellation), rateStudies.state(file(), good));
    },
    studyRates: ({ rates }, cancellation) => {
      const good = source.good();
      const refusal = refusalOf(good);
      if (refusal !== null) throw new RequestError({ code: 'unavailable', message: refusal });
      const told = (done: number, share: number): void => {
        if (!cancellation.isCancelled) source.send('rateProgress', { done, runs: rates.length, share });
      };
      told(0, 0);
      return rateStudies.make(
        file(),
        good,
        rates,
        ({ done, share }) => {
          told(done, share);
        },
        cancellation,
      );
    },
    lastStudy: () => rateStudies.last(file()),
    epochsToThreshold: ({ threshold }) => rateStudies.epochsBelow(file(), threshold),
    adoptRate: async ({ rate }) => {
      const good = source.good();
      if (good.network.training.learningRate !== rate)
        await writeTraining(source, good, 'learningRate', String(rate));
      return null;
    },
  };
}

/** Why runs cannot be compared, if so. */
function refusalOf({ refusals, dataset }: GoodNetwork): string | null {
  if (refusals[0]) return refusals[0].message;
  return dataset ? null : vscode.l10n.t('There are no samples to train on. Add "data" to the file.');
}

function planOf(good: GoodNetwork, limit: RateLimitView, study: RatePlan['study']): RatePlan {
  const { network, dataset, model } = good;
  const { training, sweep } = network;
  const rates = usualRates(network);
  const others = (sweep?.keys ?? []).filter((key) => key !== 'learningRate');
  const notes: string[] = [];
  if (rates.length > mostRates) {
    notes.push(vscode.l10n.t('Shown are the first {0} of {1} rates of the sweep.', mostRates, rates.length));
  }
  if (others.length > 0) {
    notes.push(
      vscode.l10n.t(
        'The sweep of the file changes {0} as well; here only the learning rate is compared. The command line runs every combination: backprop sweep FILE.',
        others.join(', '),
      ),
    );
  }
  const work =
    (model.layout.parameterCount + workOfSample) *
    (dataset?.trainingIndices.length ?? 0) *
    training.epochs *
    rates.length;
  return {
    refusal: refusalOf(good),
    rates: rates.slice(0, mostRates),
    own: training.learningRate,
    epochs: training.epochs,
    limit,
    notes,
    isShort: work <= shortWork,
    study,
  };
}

/** 2/λ at the parameters of the file, where every run starts. */
async function limitOf(good: GoodNetwork, cancellation: Cancellation): Promise<RateLimitView> {
  const known = limits.get(good);
  if (known) return known;
  const limit = await measuredLimit(good, cancellation);
  limits.set(good, limit);
  return limit;
}

async function measuredLimit(good: GoodNetwork, cancellation: Cancellation): Promise<RateLimitView> {
  const { network, model, dataset, parameters } = good;
  const none = (sentence: string): RateLimitView => ({ value: null, sentence });
  if (!dataset) return none('');
  if (!isFullBatchSgd({ network, dataset })) {
    return none(
      vscode.l10n.t(
        'There is no line at 2/λ: that limit is one of plain sgd on the full batch, and this file trains otherwise.',
      ),
    );
  }
  const steps = sgdCurvatureSteps({ network, model, dataset, parameters });
  const found = await runInSlices(steps, cancellation);
  if (cancellation.isCancelled)
    throw new RequestError({ code: 'cancelled', message: vscode.l10n.t('Nobody waits for it any more.') });
  if (!found)
    return none(
      vscode.l10n.t('The largest curvature λ takes too long to measure here, so there is no line at 2/λ.'),
    );
  const value = found.learningRateLimit;
  if (value === null) {
    return none(
      vscode.l10n.t(
        'At the weights of the file the loss curves upwards in no direction, λ = {0}: no limit 2/λ follows from it.',
        formatNumber(found.value),
      ),
    );
  }
  const sentence =
    found.isExact || found.isConverged
      ? vscode.l10n.t(
          '2/λ = {0}, measured where all runs start, λ = {1} the largest curvature of the loss. Above it a step overshoots along that direction, as long as the curvature stays.',
          formatNumber(value),
          formatNumber(found.value),
        )
      : vscode.l10n.t(
          '2/λ is at most {0}: λ, the largest curvature of the loss where all runs start, is {1} or more.',
          formatNumber(value),
          formatNumber(found.value),
        );
  return { value, sentence };
}
