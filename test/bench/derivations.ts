/** What it costs to derive and show a gradient, by size of the network. */

import { derive } from '../../src/core/math/derivation';
import { createNames } from '../../src/core/math/names';
import { printView } from '../../src/core/math/printView';
import { viewGradient, type ViewSubject } from '../../src/core/math/view';
import type { Form, Level } from '../../src/core/math/viewEquation';
import type { Network } from '../../src/core/network/network';
import { networkOf } from '../core/engine/reference/networks';

export interface DerivationTime {
  readonly what: string;
  /** The median over the rounds, the first of which is left out. */
  readonly milliseconds: number;
}

const levels: readonly Level[] = ['delta', 'activations', 'inputs'];
const forms: readonly Form[] = ['terms', 'summation', 'index', 'matrix'];
const first: ViewSubject & { readonly kind: 'weight' } = { kind: 'weight', layer: 0, i: 0, j: 0 };

function classifier(units: readonly number[]): Network {
  const hidden = Array.from({ length: units.length - 2 }, () => 'sigmoid' as const);
  return networkOf({ units, activations: [...hidden, 'softmax'], loss: 'categoricalCrossEntropy' });
}

/** A network of `depth` layers of `width` units. */
const deep = (depth: number, width: number): Network => classifier(Array<number>(depth + 1).fill(width));

/** The derivation of the first weight, and its dearest view with printing, for networks of growing size. */
export function measureDerivations(rounds = 9): readonly DerivationTime[] {
  const networks: readonly (readonly [string, Network])[] = [
    ['784-128-64-10', classifier([784, 128, 64, 10])],
    ...[5, 10, 20, 40].map((depth) => [`${depth} layers of 64`, deep(depth, 64)] as const),
  ];
  return networks.flatMap(([name, network]) => [
    { what: `derive, ${name}`, milliseconds: median(rounds, () => derive(network, first)) },
    ...levels.flatMap((level) =>
      forms.map((form) => ({
        what: `view and print, ${level} ${form}, ${name}`,
        milliseconds: median(rounds, () => {
          const view = viewGradient(network, first, level, form);
          printView(network, createNames(network), view, 'latex');
        }),
      })),
    ),
  ]);
}

function median(rounds: number, work: () => void): number {
  work();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[rounds >> 1]!;
}
