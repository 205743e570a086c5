/** What it costs to derive and show a gradient, by size of the network. */

import { derive } from '../../src/core/math/derivation';
import { extentOf } from '../../src/core/math/extent';
import { createNames } from '../../src/core/math/names';
import { printView } from '../../src/core/math/printView';
import { viewGradient, type GradientView } from '../../src/core/math/view';
import type { Form, Level } from '../../src/core/math/viewEquation';
import type { Network } from '../../src/core/network/network';
import type { Subject } from '../../src/core/network/subject';
import { networkOf } from '../core/engine/reference/networks';
import { median, ROUNDS, time } from './report';

const levels: readonly Level[] = ['delta', 'activations', 'inputs'];
const forms: readonly Form[] = ['terms', 'summation', 'index', 'matrix'];
const first: Subject & { readonly kind: 'weight' } = { kind: 'weight', layer: 0, i: 0, j: 0 };

function classifier(units: readonly number[]): Network {
  const hidden = Array.from({ length: units.length - 2 }, () => 'sigmoid' as const);
  return networkOf({ units, activations: [...hidden, 'softmax'], loss: 'categoricalCrossEntropy' });
}

/** A network of `depth` layers of `width` units. */
const deep = (depth: number, width: number): Network => classifier(Array<number>(depth + 1).fill(width));

/** What it costs to derive one network's gradients. */
export interface DerivationFigures {
  /** Milliseconds, medians. */
  readonly first: number;
  /** The same of the dearest weight, one looked at in each layer. */
  readonly dearest: number;
  /** The dearest level and form of the first weight, printed as LaTeX. */
  readonly view: number;
  readonly viewOf: string;
  /** The most terms in an equation of any of these views. */
  readonly terms: number;
}

/** 784-128-64-10, and networks of 64 units in each of so many layers. */
export function derivationNetworks(depths: readonly number[]): readonly (readonly [string, Network])[] {
  return [
    ['784-128-64-10', classifier([784, 128, 64, 10])],
    ...depths.map((depth) => [`${depth} layers of 64 units`, deep(depth, 64)] as const),
  ];
}

export function derivationFigures(network: Network): DerivationFigures {
  const each = network.layers.map((_, layer) =>
    timed(() => derive(network, { kind: 'weight', layer, i: 3, j: 3 })),
  );
  const views = levels.flatMap((level) => forms.map((form) => ({ level, form })));
  const made = views.map(({ level, form }) => ({
    of: `${level}, ${form}`,
    terms: mostTerms(viewGradient(network, first, level, form)),
    milliseconds: timed(() => {
      const view = viewGradient(network, first, level, form);
      printView(network, createNames(network), view, 'latex');
    }),
  }));
  const dearest = made.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
  return {
    first: timed(() => derive(network, first)),
    dearest: Math.max(...each),
    view: dearest.milliseconds,
    viewOf: dearest.of,
    terms: Math.max(...made.map(({ terms }) => terms)),
  };
}

function mostTerms({ equations }: GradientView): number {
  const extents = equations.flatMap((one) =>
    one.kind === 'units' ? one.sides.map((side) => extentOf(side).terms) : [],
  );
  return Math.max(0, ...extents);
}

/** The median of the rounds after one that is left out. */
function timed(work: () => void): number {
  work();
  return median(Array.from({ length: ROUNDS }, () => time(work)));
}
