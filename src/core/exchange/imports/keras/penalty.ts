import { childOf, type JsonNode } from '../../../network/jsonTree';
import { field } from '../jsonFields';
import { whereOf, type KerasLayer } from './graph';
import { say } from '../../../words/say';

interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

/** The penalty on all kernels alike; one that layers have each for itself is left out, with a note. Keras has λ Σw², the format ½ λ Σw². */
export function penaltyOf(dense: readonly KerasLayer[], notes: string[]): Penalty {
  const none: Penalty = { l1: 0, l2: 0 };
  const all = dense.map((layer): Penalty | null => {
    const node = field(layer.config, 'kernel_regularizer');
    if (!node) return none;
    const config = childOf(node, 'config');
    const className = childOf(node, 'class_name');
    if (className?.kind !== 'string' || !['L1', 'L2', 'L1L2'].includes(className.value)) return null;
    return { l1: at(config, 'l1'), l2: 2 * at(config, 'l2') };
  });
  const [first] = all;
  if (first && all.every((one) => one !== null && one.l1 === first.l1 && one.l2 === first.l2)) return first;
  const odd = dense.find((_, l) => all[l] === null || all[l]!.l1 !== 0 || all[l]!.l2 !== 0)!;
  notes.push(
    say('{0} has a penalty of its own, which is left out: Backprop has one for all layers.', whereOf(odd)),
  );
  return none;
}

function at(config: JsonNode | undefined, key: string): number {
  const node = childOf(config, key);
  return node?.kind === 'number' && node.value >= 0 ? node.value : 0;
}
