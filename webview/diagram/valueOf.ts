import type { Subject } from '../../src/core/network/subject';
import type { NetworkView } from '../../src/protocol/panel';

/** The number of a quantity as the diagram has it; null for what it does not show. */
export function valueOf(network: NetworkView, subject: Subject): number | null {
  switch (subject.kind) {
    case 'input':
      return network.inputs[subject.i]?.value ?? null;
    case 'target':
      return network.outputs[subject.k]?.target.value ?? null;
    case 'lossTerm':
      return network.outputs[subject.k]?.term.value ?? null;
    case 'loss':
      return network.loss.value;
    default: {
      const layer = network.layers[subject.layer];
      if (subject.kind === 'weight') return layer?.weights?.[subject.i * layer.unitCount + subject.j] ?? null;
      if (subject.kind === 'bias') return layer?.biases?.[subject.j] ?? null;
      const unit = layer?.units[subject.j];
      if (subject.kind === 'activation') return unit?.value ?? null;
      return (subject.kind === 'delta' ? unit?.delta : unit?.preActivation?.value) ?? null;
    }
  }
}
