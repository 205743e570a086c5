import type { Diagnostic } from './diagnostic';
import type { ParsedNetwork } from './parse';
import { say } from '../words/say';

/**
 * What keeps a valid network from being trained and its gradients from being computed: that it has no data. Empty for a
 * network that can be trained; a network with errors has those in `diagnostics` instead.
 */
export function trainingRefusals({ network, places }: ParsedNetwork): Diagnostic[] {
  if (!network || network.data) return [];
  return [
    {
      code: 'training.data',
      severity: 'error',
      message: say(
        'The network has no data to train on. Add "data" with "inputs" and "targets", a "file" or a "generator".',
      ),
      range: { offset: places.root?.offset ?? 0, length: 1 },
    },
  ];
}
