import { evaluate } from '../../src/core/engine/evaluate';
import { createTrainer } from '../../src/core/engine/training';
import { parameterAt } from '../../src/core/engine/layout';
import { createNames } from '../../src/core/math/names';
import { Landscapes } from '../../src/host/training/landscapes';
import { Restarts, type RestartRuns } from '../../src/host/training/restartRuns';
import type { WalkedRun } from '../../src/host/training/runPath';
import type { Handlers } from '../../src/protocol/channel';
import type { PanelHostSide } from '../../src/protocol/panel';
import type { LandscapePlan } from '../../src/protocol/views/landscape';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { expectedResult } from '../worker/poolJobs';

export interface LandscapeHost {
  readonly answers: Partial<Handlers<PanelHostSide>>;
  plan: Partial<LandscapePlan>;
  /** Waits for this before restarts are made. */
  before: (isCancelled: () => boolean) => Promise<void>;
}

/** The host's own maps of a network file and of its run, computed here. */
export function landscapeHost(text: string): LandscapeHost {
  const good = goodNetworkOf(text);
  const { network, model, parameters } = good;
  const dataset = good.dataset!;
  const trainer = createTrainer(network, dataset, parameters);
  trainer.advance(Infinity);
  const run: WalkedRun = {
    epoch: trainer.epoch,
    status: 'epochs',
    parameters: trainer.parameters.slice(),
    start: parameters,
    network,
    isStale: false,
  };
  const landscapes = new Landscapes({
    losses: ({ origin, first, second }, points) => {
      const losses = new Float64Array(points.length / 2);
      for (let n = 0; n < losses.length; n++) {
        const [u, v] = [points[2 * n]!, points[2 * n + 1]!];
        const at = origin.map((value, p) => value + u * first[p]! + v * second[p]!);
        losses[n] = evaluate(model, at, dataset, dataset.trainingIndices).loss;
      }
      return Promise.resolve(losses);
    },
    path: ({ parameters: start, epochs }) => {
      const again = createTrainer(network, dataset, start);
      const path = [...epochs].flatMap((epoch) => {
        again.advance(epoch * again.updatesPerEpoch - again.step);
        return [...again.parameters];
      });
      return Promise.resolve(Float64Array.from(path));
    },
  });
  const restarts = new Restarts({
    train: (jobs) =>
      Promise.resolve(jobs.map((job) => ({ kind: 'finished', result: expectedResult(job) }) as const)),
  });
  const names = createNames(network, good.symbols);
  const texts = [...parameters.keys()].map((p) => names.unicode(parameterAt(model.layout, p)));
  let made: RestartRuns | null = null;
  const host: LandscapeHost = {
    plan: {},
    before: () => Promise.resolve(),
    answers: {
      landscapePlan: () => ({ refusal: null, parameters: texts, version: '1', ...host.plan }),
      landscapeMap: async ({ axes, zoom }, cancellation) => {
        const ends = made?.ends.map((end) => end.parameters) ?? [];
        const wish = { good, parameters: run.parameters, run, axes, zoom, ends };
        const map = await landscapes.map(wish, cancellation);
        const isPair = axes.kind === 'parameters';
        return {
          id: map.id,
          square: map.square,
          names: isPair ? [texts[axes.first]!, texts[axes.second]!] : ['direction 1', 'direction 2'],
          offsets: isPair ? [run.parameters[axes.first]!, run.parameters[axes.second]!] : [0, 0],
          height: 'L',
          loss: evaluate(model, run.parameters, dataset, dataset.trainingIndices).loss,
          path: map.path && {
            epochs: map.path.epochs,
            u: Float64Array.from(map.path.points, ({ u }) => u),
            v: Float64Array.from(map.path.points, ({ v }) => v),
          },
          ends: map.ends.flatMap((end, n) =>
            end ? [{ restart: n, basin: made!.ends[n]!.basin, loss: made!.ends[n]!.loss, ...end }] : [],
          ),
          basins: (made?.basins ?? []).map(({ members, least, greatest }) => ({
            count: members.length,
            least,
            greatest,
          })),
          sentences: ['All 7 other parameters are as shown now.'],
        };
      },
      landscapeHeights: ({ id, size }, cancellation) => landscapes.heights(id, size, cancellation),
      restarts: async ({ count }, cancellation) => {
        await host.before(() => cancellation.isCancelled);
        made = await restarts.make('file', good, count, () => undefined, cancellation);
        return null;
      },
    },
  };
  return host;
}
