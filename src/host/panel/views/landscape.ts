import * as vscode from 'vscode';
import { parameterAt } from '../../../core/engine/layout';
import { createNames, type Names } from '../../../core/math/names';
import { formatNumber } from '../../../core/network/number';
import { RequestError, type Handlers } from '../../../protocol/channel';
import type { LandscapeAxes, LandscapeMap, LandscapeRequests } from '../../../protocol/views/landscape';
import type { GoodNetwork } from '../../networkState';
import type { MadeMap } from '../../training/landscapes';
import type { RestartRuns } from '../../training/restartRuns';
import { hasPenalty } from '../../training/runPath';
import type { ViewSource } from './viewSource';

/** More parameters than these cannot be chosen from a list. */
const listedParameters = 1000;

type LandscapeHandlers = Handlers<{ readonly requests: LandscapeRequests; readonly events: object }>;

/** The answers to the view of the landscape. */
export function landscapeHandlers(source: ViewSource): LandscapeHandlers {
  const { landscapes, restarts } = source.services;
  const file = (): string => source.uri().toString();
  let lastRestarts = 0;
  return {
    landscapePlan: () => {
      const good = source.good();
      const run = source.run();
      return {
        refusal: refusalOf(good),
        parameters: parameterTexts(good),
        version: [file(), good.version, run?.id ?? 0, run?.status ?? '', lastRestarts].join(' '),
      };
    },
    landscapeMap: async ({ axes, zoom }, cancellation) => {
      const good = source.good();
      const refusal = refusalOf(good);
      if (refusal !== null) throw new RequestError({ code: 'unavailable', message: refusal });
      const { parameters, loss, penalty } = source.shown();
      const made = restarts.of(file(), good);
      const ends = made?.ends.map((end) => end.parameters) ?? [];
      const run = source.run();
      const map = await landscapes.map({ good, parameters, run, axes, zoom, ends }, cancellation);
      const height = hasPenalty(good.network) ? loss + penalty : loss;
      return mapView(good, map, axes, made, height);
    },
    landscapeHeights: ({ id, size }, cancellation) => landscapes.heights(id, size, cancellation),
    restarts: async ({ count }, cancellation) => {
      const good = source.good();
      const refusal = refusalOf(good);
      if (refusal !== null) throw new RequestError({ code: 'unavailable', message: refusal });
      const tell = (done: number): void => {
        if (!cancellation.isCancelled) source.send('restartProgress', { done, runs: count });
      };
      tell(0);
      await restarts.make(
        file(),
        good,
        count,
        ({ done }) => {
          tell(done);
        },
        cancellation,
      );
      lastRestarts++;
      return null;
    },
  };
}

/** The symbols of parameters by network. */
const texts = new WeakMap<GoodNetwork, readonly string[]>();

function parameterTexts(good: GoodNetwork): readonly string[] {
  const known = texts.get(good);
  if (known) return known;
  const { network, symbols, model } = good;
  const names = createNames(network, symbols);
  const count = Math.min(listedParameters, model.layout.parameterCount);
  const made = Array.from({ length: count }, (_, p) => names.unicode(parameterAt(model.layout, p)));
  texts.set(good, made);
  return made;
}

/** Why there is no landscape, if so. */
function refusalOf({ refusals, dataset, model }: GoodNetwork): string | null {
  if (refusals[0]) return refusals[0].message;
  if (!dataset) return vscode.l10n.t('There are no samples to train on. Add "data" to the file.');
  if (model.layout.parameterCount < 2) {
    return vscode.l10n.t('A map needs two parameters, and this network has one.');
  }
  return null;
}

function mapView(
  good: GoodNetwork,
  map: MadeMap,
  axes: LandscapeAxes,
  restarts: RestartRuns | null,
  loss: number,
): LandscapeMap {
  const names = createNames(good.network, good.symbols);
  const spell = (parameter: number): string => names.unicode(parameterAt(good.model.layout, parameter));
  const isOfParameters = axes.kind === 'parameters';
  const lossText = names.unicode({ kind: 'loss' });
  return {
    id: map.id,
    square: map.square,
    names: isOfParameters
      ? [spell(axes.first), spell(axes.second)]
      : axes.kind === 'curvature'
        ? [vscode.l10n.t('direction of λ₁'), vscode.l10n.t('direction of λ₂')]
        : [vscode.l10n.t('direction 1'), vscode.l10n.t('direction 2')],
    offsets: isOfParameters ? [map.plane.origin[axes.first]!, map.plane.origin[axes.second]!] : [0, 0],
    height: hasPenalty(good.network) ? vscode.l10n.t('{0} with its penalty', lossText) : lossText,
    loss,
    path: map.path && {
      epochs: map.path.epochs,
      u: Float64Array.from(map.path.points, ({ u }) => u),
      v: Float64Array.from(map.path.points, ({ v }) => v),
    },
    ends: map.ends.flatMap((end, n) => {
      const made = restarts?.ends[n];
      return end && made ? [{ restart: n, basin: made.basin, loss: made.loss, ...end }] : [];
    }),
    basins: (restarts?.basins ?? []).map(({ members, least, greatest }) => ({
      count: members.length,
      least,
      greatest,
    })),
    sentences: sentencesOf(map, axes, restarts, names),
  };
}

/** What the plane is, how far from it path and ends are, and how basins are told apart. */
function sentencesOf(
  { plane, curvatures, path, ends }: MadeMap,
  axes: LandscapeAxes,
  restarts: RestartRuns | null,
  names: Names,
): string[] {
  const sentences: string[] = [];
  const loss = names.unicode({ kind: 'loss' });
  if (axes.kind === 'parameters') {
    sentences.push(vscode.l10n.t('All {0} other parameters are as shown now.', plane.origin.length - 2));
  } else if (curvatures) {
    const [first, second] = curvatures.values;
    sentences.push(
      vscode.l10n.t(
        'The plane through the weights shown in the two directions in which {0} curves most there: λ₁ = {1}, λ₂ = {2}{3}.',
        loss,
        formatNumber(first),
        formatNumber(second),
        curvatures.isConverged ? '' : vscode.l10n.t(' or more'),
      ),
    );
  } else {
    sentences.push(
      vscode.l10n.t(
        'A plane through the weights shown in two random directions, of length 1 and orthogonal: one of many.',
      ),
    );
  }
  if (path) {
    const furthest = Math.max(...path.points.map(({ distance }) => distance));
    sentences.push(
      vscode.l10n.t(
        'The path is the nearest point of the plane to the weights of each epoch; they are up to {0} away from it, where the loss may differ from the map.',
        formatNumber(furthest),
      ),
    );
  }
  if (restarts) {
    const lost = restarts.ends.filter(({ basin }) => basin < 0).length;
    const distances = ends.map((end) => end?.distance ?? 0);
    sentences.push(
      vscode.l10n.t(
        'Two restarts have ended alike where no output of any training sample differs by more than {0}: units that only changed places or signs count as one end. The ends are up to {1} away from the plane.',
        formatNumber(restarts.tolerance),
        formatNumber(Math.max(0, ...distances)),
      ),
    );
    if (lost > 0) sentences.push(vscode.l10n.t('{0} restarts diverged or have no result.', lost));
  }
  return sentences;
}
