import type { Checks } from '../../../protocol/channel';
import type { LandscapeAxes, LandscapeRequests } from '../../../protocol/views/landscape';

/** Larger than any index of a network that the format allows, and than any seed or number that anybody needs. */
const largest = 10_000_000;
/** Nodes along a side of a map, and runs from random starts. */
export const mostNodes = 128;
export const mostRestarts = 200;
const leastZoom = 1 / 1024;
const mostZoom = 1024;

type Checked<T> = { readonly value: T } | null;

function own(params: unknown, key: string): unknown {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  return Object.hasOwn(params, key) ? (params as Readonly<Record<string, unknown>>)[key] : undefined;
}

function isCount(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}

function axesIn(value: unknown): LandscapeAxes | null {
  const [kind, first, second, seed] = ['kind', 'first', 'second', 'seed'].map((key) => own(value, key));
  switch (kind) {
    case 'parameters':
      return isCount(first, 0, largest) && isCount(second, 0, largest) ? { kind, first, second } : null;
    case 'curvature':
      return { kind };
    case 'random':
      return isCount(seed, 0, largest) ? { kind, seed } : null;
    default:
      return null;
  }
}

function map(params: unknown): Checked<{ readonly axes: LandscapeAxes; readonly zoom: number }> {
  const axes = axesIn(own(params, 'axes'));
  const zoom = own(params, 'zoom');
  const isZoom = typeof zoom === 'number' && zoom >= leastZoom && zoom <= mostZoom;
  return axes && isZoom ? { value: { axes, zoom } } : null;
}

function heights(params: unknown): Checked<{ readonly id: number; readonly size: number }> {
  const [id, size] = [own(params, 'id'), own(params, 'size')];
  return isCount(id, 0, Number.MAX_SAFE_INTEGER) && isCount(size, 2, mostNodes)
    ? { value: { id, size } }
    : null;
}

function restarts(params: unknown): Checked<{ readonly count: number }> {
  const count = own(params, 'count');
  return isCount(count, 1, mostRestarts) ? { value: { count } } : null;
}

/** The checks of what the view of the landscape asks. */
export const landscapeChecks: Checks<{ readonly requests: LandscapeRequests; readonly events: object }> = {
  landscapePlan: (params) => (params === null ? { value: null } : null),
  landscapeMap: map,
  landscapeHeights: heights,
  restarts,
};
