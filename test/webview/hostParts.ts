import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Subject } from '../../src/core/network/subject';
import { derivationView } from '../../src/host/panel/derivationView';
import { NetworkPicture } from '../../src/host/panel/networkView';
import type { DerivationView, FormulaWriting, NetworkView } from '../../src/protocol/panel';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';

export const usualWriting: FormulaWriting = { level: 'activations', form: 'terms', names: 'file' };

/** A network that comes with the extension, as its file stands. */
export function example(name: string): string {
  return readFileSync(join(process.cwd(), 'media', 'examples', `${name}.backprop.json`), 'utf8');
}

/**
 * What the host itself says of a network file: what the pictures are judged by, and what a formula, a ledger and an
 * outlook really look like.
 */
export function hostParts(
  text: string,
  subject: Subject,
  change: Partial<FormulaWriting> = {},
): { readonly network: NetworkView; readonly derivation: DerivationView } {
  const writing = { ...usualWriting, ...change };
  const good = goodNetworkOf(text, writing.names);
  const evaluation = good.evaluation();
  const { loss = Number.NaN, penalty = Number.NaN } = evaluation ?? {};
  const state = { parameters: good.parameters, evaluation, loss, penalty };
  const derivation = derivationView(good, state, subject, null, writing);
  assert.ok(derivation, `${subject.kind} has no derivation`);
  const first = good.dataset?.trainingIndices[0] ?? 0;
  return { network: new NetworkPicture(good).view(state, first), derivation };
}

/** A network of tanh units with weights drawn from a seed, and a sample or two. */
export function denseText(sizes: readonly number[], samples = 2): string {
  const row = (length: number, s: number): number[] =>
    Array.from({ length }, (_, n) => Math.round(100 * Math.sin(1 + n + 3 * s)) / 100);
  const rows = (length: number): number[][] => Array.from({ length: samples }, (_, s) => row(length, s));
  return JSON.stringify({
    inputs: sizes[0],
    layers: sizes.slice(1).map((units) => ({ units, activation: 'tanh', init: 'xavierUniform' })),
    data: { inputs: rows(sizes[0] ?? 1), targets: rows(sizes.at(-1) ?? 1) },
    training: { seed: 3 },
  });
}
