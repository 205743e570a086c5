import { LIMITS } from '../../network/limits';
import type { Activation } from '../../network/network';
import type { Steps } from '../../network/steps';
import { say } from '../../words/say';
import { damaged, shown } from '../files/damaged';
import type { OnnxModel, OnnxNode } from '../files/onnxReader';
import { activationOf } from './graphActivation';
import { variableFormula } from './graphFormula';
import { refuse } from './imported';
import { attributeTensor, shapeOf, vectorLength } from './onnxConstants';
import {
  choice,
  COMPARISONS,
  comparison,
  elementwise,
  PASSING,
  passed,
  softmax,
  transposed,
  unreadable,
  whereOf,
  withBiases,
  withNote,
} from './onnxNodes';
import type { ConstantValue, FoundLayer, GraphValue, SignalValue, UnreadableValue } from './onnxValues';
import { roleOf } from './tensorNames';

/** A graph, run on what is known of its values instead of on numbers. */
export class OnnxGraph {
  readonly #model: OnnxModel;
  /** What is said of the layers elsewhere in the file, from the first. */
  readonly #expected: readonly Activation[];
  readonly #values = new Map<string, GraphValue>();

  constructor(model: OnnxModel, expected: readonly Activation[]) {
    this.#model = model;
    this.#expected = expected;
    for (const [name, tensor] of model.initializers) {
      this.#values.set(name, { kind: 'constant', tensor, isTurned: false });
    }
    for (const input of model.inputs) {
      const formula = variableFormula;
      this.#values.set(input, { kind: 'signal', layer: null, input, formula, isSoftmax: false, notes: [] });
    }
  }

  /** Goes through all nodes, which ONNX has in the order in which they can be computed. */
  *run(): Steps<void> {
    for (const node of this.#model.nodes) {
      const value = this.#valueOf(node);
      const [output, ...others] = node.outputs;
      if (output === undefined || this.#values.has(output)) {
        return damaged(whereOf(node), say('Its output has no name, or that of another value.'));
      }
      this.#values.set(output, value);
      for (const other of others) {
        this.#values.set(other, unreadable(node, say('Its output {0} is not the first one.', shown(other))));
      }
      yield undefined;
    }
  }

  /** What a value is; refuses a name that nothing makes. */
  valueOf(name: string): GraphValue {
    return (
      this.#values.get(name) ??
      damaged(null, say('Nothing in the graph makes the value {0} before it is used.', shown(name)))
    );
  }

  /** What follows the last layer, and what is to be told of the graph. */
  finish(output: SignalValue): { readonly activation: Activation; readonly notes: readonly string[] } {
    const found = this.#activationOf(output, say('the output'));
    if ('kind' in found) return refuse(found.where, found.cause, found.remedy);
    return found;
  }

  #valueOf(node: OnnxNode): GraphValue {
    const operands = node.inputs.map((name) => (name === '' ? undefined : this.valueOf(name)));
    const broken = operands.find((value) => value?.kind === 'unreadable');
    if (broken) return broken;
    const { operator, domain } = node;
    if (domain !== '') {
      return unreadable(node, say('The operator {0} is not one of ONNX itself.', shown(operator)));
    }
    const [first, second] = operands;
    switch (operator) {
      case 'Constant':
        return constantOf(node);
      case 'MatMul':
        return this.#product(node, first, second, 1);
      case 'Gemm':
        return this.#gemm(node, operands);
      case 'Softmax':
        return softmax(node, first);
      case 'Transpose':
        return transposed(node, first);
      case 'Where':
        return choice(node, operands);
    }
    if (COMPARISONS.has(operator)) return comparison(node, operands);
    if (PASSING.has(operator)) return passed(node, operands);
    return (operator === 'Add' ? withBiases(operands) : null) ?? elementwise(node, operands);
  }

  /** A layer whose weights are a matrix; `scale` multiplies each of them. */
  #product(
    node: OnnxNode,
    signal: GraphValue | undefined,
    matrix: GraphValue | undefined,
    scale: number,
  ): GraphValue {
    if (signal?.kind !== 'signal' || matrix?.kind !== 'constant') {
      return unreadable(node, say('It is no product of a row of numbers and a matrix that the file holds.'));
    }
    const shape = shapeOf(matrix);
    if (shape.length !== 2) return unreadable(node, say('Its weights are no matrix.'));
    const [fanIn, units] = shape as [number, number];
    const { layer: before } = signal;
    const index = before ? before.index + 1 : 0;
    if (index >= LIMITS.layers) {
      return unreadable(
        node,
        say('The graph has more than the {0} layers of a network file.', LIMITS.layers),
      );
    }
    if (before && before.units !== fanIn) {
      return unreadable(node, say('It takes {0} numbers, and {1} come before it.', fanIn, before.units));
    }
    const found = before ? this.#activationOf(signal, whereOf(node)) : null;
    if (found && 'kind' in found) return found;
    if (!before && !signal.formula.isVariable) {
      return unreadable(node, say('The inputs are changed before the first layer.'));
    }
    const layer: FoundLayer = {
      before,
      activationBefore: found?.activation ?? null,
      index,
      name: nameOf(matrix),
      fanIn,
      units,
      weights: matrix,
      weightScale: scale,
      biases: null,
      biasScale: 1,
    };
    const notes = found?.notes ?? signal.notes;
    return { kind: 'signal', layer, input: signal.input, formula: variableFormula, isSoftmax: false, notes };
  }

  #gemm(node: OnnxNode, [signal, matrix, biases]: readonly (GraphValue | undefined)[]): GraphValue {
    const number = (name: string): number => node.attributes.get(name)?.float ?? 1;
    const isTurned = (name: string): boolean => (node.attributes.get(name)?.integer ?? 0) !== 0;
    if (isTurned('transA')) return unreadable(node, say('It takes its samples as columns (transA).'));
    const weights =
      matrix?.kind === 'constant' && isTurned('transB') ? { ...matrix, isTurned: !matrix.isTurned } : matrix;
    const product = this.#product(node, signal, weights, number('alpha'));
    if (product.kind !== 'signal' || !biases) return product;
    const layer = product.layer!;
    if (biases.kind !== 'constant' || ![1, layer.units].includes(vectorLength(biases) ?? 0)) {
      return unreadable(node, say('Its biases are no vector that the file holds, one for each unit.'));
    }
    return { ...product, layer: { ...layer, biases, biasScale: number('beta') } };
  }

  #activationOf(
    signal: SignalValue,
    where: string,
  ): UnreadableValue | { readonly activation: Activation; readonly notes: readonly string[] } {
    const layer = signal.layer!;
    if (signal.isSoftmax) return { activation: { type: 'softmax' }, notes: signal.notes };
    const found = activationOf(signal.formula, this.#expected[layer.index] ?? null);
    if (!found) {
      return {
        kind: 'unreadable',
        where,
        cause: say(
          'What is made of the sums of {0} before it is no formula of a network file.',
          layerWord(layer),
        ),
        remedy: say('Import a network whose activations are those of the list, or formulas of one variable.'),
      };
    }
    const note = found.note?.(layerWord(layer));
    return { activation: found.activation, notes: note ? withNote(signal.notes, note) : signal.notes };
  }
}

const layerWord = ({ index, name }: FoundLayer): string =>
  name === null ? say('layer {0}', index + 1) : say('layer {0}', shown(name));

/** A layer's own name in that of its weights; null: there is none. */
function nameOf({ tensor: { name } }: ConstantValue): string | null {
  const stem = roleOf(name)?.stem ?? '';
  return stem === '' || /^\d+$/.test(stem) ? null : stem;
}

function constantOf(node: OnnxNode): GraphValue {
  const tensor = attributeTensor(node);
  return tensor
    ? { kind: 'constant', tensor, isTurned: false }
    : unreadable(node, say('Its value is no number or table of numbers.'));
}
