import { createHessian } from '../../core/engine/hessian';
import { frozenParameters } from '../../core/engine/optimizers';
import { contourLines, heightScale, type HeightScale } from '../../core/insight/contours';
import {
  curvaturePlaneSteps,
  gridPoints,
  parameterPlane,
  projectOn,
  randomPlane,
  squareAround,
  type Plane,
  type PlaneSquare,
  type Projection,
} from '../../core/insight/landscape';
import type { Steps } from '../../core/network/steps';
import { RequestError, type Cancellation } from '../../protocol/channel';
import type { LandscapeAxes, LandscapeHeights } from '../../protocol/views/landscape';
import type { GoodNetwork } from '../networkState';
import { runInSlices } from '../slices';
import type { Laboratory } from './laboratory';
import { pathEpochs, pathOf, type RunPath, type WalkedRun } from './runPath';
import { say } from '../../core/words/say';

/** About so many lines of equal height. */
const levelCount = 9;

/** A plane through the weights on show, and what is on it besides heights. */
export interface MadeMap {
  readonly id: number;
  readonly good: GoodNetwork;
  readonly plane: Plane;
  readonly square: PlaneSquare;
  /** The curvatures along the axes where these are what the plane is chosen by. */
  readonly curvatures: { readonly values: readonly [number, number]; readonly isConverged: boolean } | null;
  readonly path: { readonly epochs: Float64Array; readonly points: readonly Projection[] } | null;
  /** One for each of the points that were handed in; null where there is none. */
  readonly ends: readonly (Projection | null)[];
}

/** What a map is made of. */
export interface MapWish {
  readonly good: GoodNetwork;
  /** The weights on show. */
  readonly parameters: Float64Array;
  readonly run: WalkedRun | undefined;
  readonly axes: LandscapeAxes;
  readonly zoom: number;
  /** Where restarts have ended; null of one that has no end. */
  readonly ends: readonly (Float64Array | null)[];
}

/** Makes maps of the loss, one at a time: planes here, heights and paths by the laboratory. */
export class Landscapes {
  readonly #laboratory: Pick<Laboratory, 'losses' | 'path'>;
  #lastId = 0;
  #map: MadeMap | null = null;
  #path: { readonly run: WalkedRun; readonly epoch: number; readonly path: RunPath | null } | null = null;

  constructor(laboratory: Pick<Laboratory, 'losses' | 'path'>) {
    this.#laboratory = laboratory;
  }

  /**
   * Chooses the plane and the part of it that shows everything.
   *
   * @throws RequestError `unavailable` where there is no such plane, `cancelled`.
   */
  async map(
    { good, parameters, run, axes, zoom, ends }: MapWish,
    cancellation: Cancellation,
  ): Promise<MadeMap> {
    const made = await planeOf(good, parameters, axes, cancellation);
    const path = run ? await this.#pathOf(good, run, cancellation) : null;
    const points = path?.points.map((point) => projectOn(made.plane, point)) ?? null;
    const landed = ends.map((end) => end && projectOn(made.plane, end));
    const seen = [...(points ?? []), ...landed.filter((one) => one !== null)];
    const map: MadeMap = {
      id: ++this.#lastId,
      good,
      ...made,
      square: squareAround(seen, zoom),
      path: path && points && { epochs: path.epochs, points },
      ends: landed,
    };
    this.#map = map;
    return map;
  }

  /**
   * The heights of the map made last, and their lines.
   *
   * @throws RequestError `unavailable` where that is another one, and as `Laboratory.losses`.
   */
  async heights(id: number, size: number, cancellation: Cancellation): Promise<LandscapeHeights> {
    const map = this.#map;
    if (map?.id !== id || !map.good.dataset) {
      throw new RequestError({ code: 'unavailable', message: say('The map is another one by now.') });
    }
    const { network, dataset } = map.good;
    const points = gridPoints(map.square, size);
    const surface = { id, network, samples: dataset, ...map.plane };
    const values = await this.#laboratory.losses(surface, points, cancellation);
    const scale = heightScale(values, levelCount);
    const lines = await runInSlices(linesOf(values, size, scale), cancellation);
    if (!lines) throw cancelled();
    let lowest = 0;
    for (let n = 1; n < values.length; n++) if (values[n]! < values[lowest]!) lowest = n;
    const [u, v] = [points[2 * lowest]!, points[2 * lowest + 1]!];
    return { size, values, scale, lines, lowest: { u, v, loss: values[lowest]! } };
  }

  /** Forgets everything about a network that nobody looks at any more. */
  forget(): void {
    this.#map = null;
    this.#path = null;
  }

  async #pathOf(good: GoodNetwork, run: WalkedRun, cancellation: Cancellation): Promise<RunPath | null> {
    if (this.#path?.run === run && this.#path.epoch === run.epoch) return this.#path.path;
    const { epoch } = run;
    const epochs = pathEpochs(good, run);
    const { dataset } = good;
    let path: RunPath | null = null;
    if (epochs && dataset) {
      const { network, start: parameters } = run;
      const walked = await this.#laboratory.path(
        { network, samples: dataset, parameters, epochs },
        cancellation,
      );
      path = pathOf(run, epochs, walked);
    }
    this.#path = { run, epoch, path };
    return path;
  }
}

function* linesOf(values: Float64Array, size: number, { levels }: HeightScale): Steps<Float64Array[][]> {
  const lines: Float64Array[][] = [];
  for (const level of levels) {
    lines.push(contourLines(values, size, level));
    yield undefined;
  }
  return lines;
}

/** The work of the second order, in parameters times samples, that is done for a map: some seconds, in slices. */
const mostCurvatureWork = 500_000_000;
/** What a sample costs beside its parameters, in parameters. */
const workOfSample = 1000;

async function planeOf(
  { network, model, dataset }: GoodNetwork,
  parameters: Float64Array,
  axes: LandscapeAxes,
  cancellation: Cancellation,
): Promise<Pick<MadeMap, 'plane' | 'curvatures'>> {
  const count = parameters.length;
  if (axes.kind === 'parameters') {
    const { first, second } = axes;
    if (first >= count || second >= count || first === second) {
      throw new RequestError({
        code: 'invalidParams',
        message: say('the network has no such two parameters'),
      });
    }
    return { plane: parameterPlane(parameters, first, second), curvatures: null };
  }
  const frozen = frozenParameters(network, model.layout);
  if (axes.kind === 'random') {
    const plane = randomPlane(parameters, frozen, axes.seed);
    if (!plane) throw tooFew();
    return { plane, curvatures: null };
  }
  const indices = dataset?.trainingIndices ?? new Uint32Array(0);
  const products = count <= 64 ? 2 * count : 600;
  if (!dataset || 2 * products * (count + workOfSample) * indices.length > mostCurvatureWork) {
    const message = say(
      'The directions in which the loss curves most take too long to find in a network of this size. Choose two weights, or random directions.',
    );
    throw new RequestError({ code: 'unavailable', message });
  }
  const hessian = createHessian(model, parameters, dataset, indices);
  const found = await runInSlices(curvaturePlaneSteps(parameters, hessian, frozen), cancellation);
  if (found === undefined) throw cancelled();
  if (!found) throw tooFew();
  return { plane: found.plane, curvatures: { values: found.curvatures, isConverged: found.isConverged } };
}

function tooFew(): RequestError {
  const message = say('This needs two parameters that are trained, with finite second derivatives.');
  return new RequestError({ code: 'unavailable', message });
}

function cancelled(): RequestError {
  return new RequestError({ code: 'cancelled', message: say('Nobody waits for it any more.') });
}
