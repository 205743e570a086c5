import { parameterEditSteps } from '../network/edit';
import { rangeAt } from '../network/jsonTree';
import type { Layer, Network } from '../network/network';
import type { ParsedNetwork } from '../network/parse';
import type { Steps } from '../network/steps';
import type { ParameterSubject } from '../network/subject';
import type { TextEdit } from '../network/text';
import { initialParameters } from './initialise';
import { createLayout, parameterIndex } from './layout';

/**
 * Ways to write a layer's parameters anew. All but two say what the file said already, so that loss and gradients
 * stay bit for bit: `initialiseWeights` puts other weights in the place of the present ones, `addBiases` gives a layer
 * bias terms, of 0, that training then moves.
 */
export type ParameterRewrite = 'initialiseWeights' | 'writeWeights' | 'writeBiases' | 'addBiases';

/** What can be done with a layer. */
export function parameterRewrites({ weights, hasBiases, biases }: Layer): ParameterRewrite[] {
  return [
    weights ? 'initialiseWeights' : 'writeWeights',
    ...(!hasBiases ? (['addBiases'] as const) : biases ? [] : (['writeBiases'] as const)),
  ];
}

/**
 * The edits of a rewrite, in file order. None where the file says the same already: weights that are what their
 * initialiser draws from the seed.
 */
export function* parameterRewriteSteps(
  parsed: ParsedNetwork,
  network: Network,
  layer: number,
  rewrite: ParameterRewrite,
): Steps<TextEdit[]> {
  const { units } = network.layers[layer]!;
  if (rewrite === 'addBiases') {
    const place = rangeAt(parsed.root, ['layers', layer, 'biases']);
    if (!place) return [];
    const zeros = Array.from({ length: units }, () => '0').join(', ');
    return [{ range: { offset: place.offset, length: place.length }, newText: `[${zeros}]` }];
  }
  const layers = network.layers.map((one, l) => (l === layer ? { ...one, weights: null } : one));
  const drawn = rewrite === 'initialiseWeights' ? { ...network, layers } : network;
  const parameters = initialParameters(drawn);
  yield;
  const layout = createLayout(network);
  const kind = rewrite === 'writeBiases' ? 'bias' : 'weight';
  const value = (subject: ParameterSubject): number => parameters[parameterIndex(layout, subject)]!;
  return yield* parameterEditSteps(parsed, value, (one, l) => one === kind && l === layer);
}
