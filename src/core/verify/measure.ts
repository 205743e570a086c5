/**
 * The value of a written tree at one scene: a point of the network, a sample of it and values for the letters.
 * Nothing is simplified, so what stands there is what counts.
 */

import type { Model } from '../engine/model';
import { compile } from '../math/compile';
import { apply, number, type OperationName, type Quantity } from '../math/expression';
import { quantityValue } from '../math/evaluate';
import { operation } from '../math/operations';
import type { Network } from '../network/network';
import { placed, quantityKey, type Letters } from './places';
import type { Point } from './points';
import { totalDerivative } from './tangents';
import { quantitiesOf } from './trees';
import type { Written } from './written';

/** Steps of evaluation that are left; what is asked after the last has no value. */
export interface Budget {
  left: number;
}

/** A value, and Σ |terms| with sums multiplied out: the scale against which its rounding is judged. */
export interface Measure {
  readonly value: number;
  readonly size: number;
}

export interface Scene {
  readonly network: Network;
  readonly model: Model;
  readonly point: Point;
  /** The sample that quantities are taken from. */
  readonly sample: number;
  /**
   * What the loss is: one sample's own; or the batch's, outside a sum over samples; or one sample's inside it,
   * where an update is still the batch's.
   */
  readonly scope: 'sample' | 'batch' | 'sampleOfBatch';
  /** η. */
  readonly learningRate: number;
  /** Whether the penalty counts as part of the loss. */
  readonly hasPenalty: boolean;
  readonly letters: Letters;
  readonly budget: Budget;
  /** What has been measured in this scene. */
  readonly memo: Map<Written, Measure>;
  /** True while candidates are tried: what is measured then is not needed again. */
  readonly isTrying: boolean;
}

/** A step of evaluation takes about as long as this many multiplications of a tangent. */
const PARAMETERS_PER_STEP = 100;

const NOTHING: Measure = { value: NaN, size: NaN };

/** NaN for what has no value: an index that runs out of the network, a second derivative, no budget left. */
export function measure(node: Written, scene: Scene): Measure {
  const known = scene.memo.get(node);
  if (known) return known;
  if (--scene.budget.left < 0) return NOTHING;
  const made = measureNode(node, scene);
  if (!scene.isTrying) scene.memo.set(node, made);
  return made;
}

/** A scene like another, with an empty memory of its own. */
function within(scene: Scene, change: Partial<Scene>): Scene {
  return { ...scene, ...change, memo: new Map(), isTrying: false };
}

function plain(value: number): Measure {
  return { value, size: Math.abs(value) };
}

function measureNode(node: Written, scene: Scene): Measure {
  switch (node.kind) {
    case 'number':
      return plain(node.value);
    case 'quantity':
      return plain(valueAt(scene, node.quantity));
    case 'updated':
      return plain(updatedValue(scene, node.quantity));
    case 'partial':
      return plain(partialValue(scene, node.of, node.by));
    case 'derivative':
      return plain(derivativeValue(node, scene));
    case 'prime':
      // f′ is written of functions of one number only.
      if (operation(node.operation).arity !== 1) return NOTHING;
      return plain(slope(node.operation, [measure(node.operand, scene).value], 0));
    case 'sampleCount':
      return plain(scene.point.samples.length);
    case 'sum': {
      let [value, size] = [0, 0];
      for (let n = 0; n < node.count; n++) {
        const term = measure(node.body, within(scene, { letters: { ...scene.letters, [node.index]: n } }));
        value += term.value;
        size += term.size;
        if (Number.isNaN(value)) break;
      }
      return { value, size };
    }
    case 'sampleSum': {
      let [value, size] = [0, 0];
      for (let sample = 0; sample < scene.point.samples.length; sample++) {
        const term = measure(node.body, within(scene, { sample, scope: 'sampleOfBatch' }));
        value += term.value;
        size += term.size;
      }
      return { value, size };
    }
    case 'apply':
      return measureApplied(node.operation, node.operands, scene);
  }
}

function measureApplied(name: OperationName, nodes: readonly Written[], scene: Scene): Measure {
  const { arity, evaluate } = operation(name);
  if (nodes.length === 0) {
    const value = arity === 0 ? evaluate() : NaN;
    return { value, size: Math.abs(value) };
  }
  const first = measure(nodes[0]!, scene);
  if (nodes.length === 1) return { value: evaluate(first.value), size: unarySize(name, first, evaluate) };
  if (nodes.length === 2) {
    const second = measure(nodes[1]!, scene);
    const value = evaluate(first.value, second.value);
    return { value, size: binarySize(name, value, first, second) };
  }
  // A long sum costs as much as its terms, also where these are known.
  scene.budget.left -= nodes.length / 4;
  const operands = nodes.map((node) => measure(node, scene));
  const value = evaluate(...operands.map((operand) => operand.value));
  let size = name === 'multiply' ? 1 : 0;
  for (const operand of operands) size = name === 'multiply' ? size * operand.size : size + operand.size;
  return { value, size };
}

function unarySize(name: OperationName, { value, size }: Measure, evaluate: (x: number) => number): number {
  if (name === 'negate' || name === 'add' || name === 'multiply') return size;
  return name === 'oneMinus' ? 1 + size : Math.abs(evaluate(value)) + size;
}

function binarySize(name: OperationName, value: number, first: Measure, second: Measure): number {
  switch (name) {
    case 'multiply':
      return first.size * second.size;
    case 'divide':
      // A denominator that cancels carries its relative error into the fraction.
      return (first.size / Math.abs(second.value)) * relativeSize(second);
    case 'power':
      return Math.abs(value) * relativeSize(first) ** Math.abs(second.value);
    default:
      return first.size + second.size;
  }
}

function relativeSize({ value, size }: Measure): number {
  return value === 0 ? 1 : size / Math.abs(value);
}

/** ∂operation/∂operand at numbers, by the rule of the operation table. */
function slope(name: OperationName, values: readonly number[], position: number): number {
  const operands = values.map(number);
  return compile(operation(name).derivative(operands, position, apply(name, ...operands)), [])();
}

function valueAt(scene: Scene, of: Quantity): number {
  const place = placed(scene.network, of, scene.letters);
  if (!place) return NaN;
  if (place.kind === 'learningRate') return scene.learningRate;
  return quantityValue(scene.network, scene.point.samples[scene.sample]!.values, place);
}

/** θ − η ∂L/∂θ: gradient descent, as formulas have it, whatever optimizer the network is trained with. */
function updatedValue(scene: Scene, of: Quantity): number {
  const before = valueAt(scene, of);
  if (of.kind !== 'weight' && of.kind !== 'bias') return NaN;
  const scope = scene.scope === 'sampleOfBatch' ? 'batch' : scene.scope;
  return before - scene.learningRate * partialValue({ ...scene, scope }, { kind: 'loss' }, of);
}

/**
 * ∂of/∂by. In a batch the loss is the reduced one: by a parameter the samples' derivatives add up, by anything
 * else one sample's share counts.
 */
function partialValue(scene: Scene, of: Quantity, by: Quantity): number {
  const { network, model, point } = scene;
  const [top, bottom] = [placed(network, of, scene.letters), placed(network, by, scene.letters)];
  if (!top || !bottom) return NaN;
  const at = (sample: number): number => {
    const one = point.samples[sample]!;
    const known = one.tangents.size;
    const value = totalDerivative(model, point.parameters, one, top, bottom);
    // A tangent goes through the whole network once.
    if (one.tangents.size > known) scene.budget.left -= model.layout.parameterCount / PARAMETERS_PER_STEP;
    return value;
  };
  const isLoss = top.kind === 'loss' || top.kind === 'lossTerm';
  const isParameter = bottom.kind === 'weight' || bottom.kind === 'bias';
  const penalty =
    scene.hasPenalty && scene.scope !== 'sampleOfBatch' && top.kind === 'loss' && bottom.kind === 'weight'
      ? penaltySlope(model, valueAt(scene, bottom))
      : 0;
  if (scene.scope !== 'batch' || !isLoss || bottom.kind === 'loss' || bottom.kind === 'lossTerm') {
    return at(scene.sample) + penalty;
  }
  const share = model.reduction === 'mean' ? 1 / point.samples.length : 1;
  if (!isParameter) return share * at(scene.sample);
  let sum = 0;
  for (let sample = 0; sample < point.samples.length; sample++) sum += at(sample);
  return share * sum + penalty;
}

/** λ₁ sign(w) + λ₂ w. */
function penaltySlope({ l1, l2 }: Model, weight: number): number {
  return l1 * Math.sign(weight) + l2 * weight;
}

/**
 * ∂(expression)/∂by. Where `by` stands in the expression the other quantities are held, as the notation says; an
 * expression without it can only mean the way through the network.
 */
function derivativeValue(node: Extract<Written, { kind: 'derivative' }>, scene: Scene): number {
  const by = placed(scene.network, node.by, scene.letters);
  if (!by) return NaN;
  const key = quantityKey(by);
  let isHeld = false;
  for (const of of quantitiesOf(node.of)) {
    const place = placed(scene.network, of, scene.letters);
    // A quantity with a letter that a sum inside binds has no place yet: it is compared when it has one.
    isHeld ||= !place || quantityKey(place) === key;
  }
  return tangentOf(node.of, scene, by, isHeld, new Map());
}

function tangentOf(
  node: Written,
  scene: Scene,
  by: Quantity,
  isHeld: boolean,
  memo: Map<Written, number>,
): number {
  const known = memo.get(node);
  if (known !== undefined) return known;
  if (--scene.budget.left < 0) return NaN;
  const inner = (child: Written): number => tangentOf(child, scene, by, isHeld, memo);
  const made = ((): number => {
    switch (node.kind) {
      case 'number':
      case 'sampleCount':
        return 0;
      case 'quantity': {
        const place = placed(scene.network, node.quantity, scene.letters);
        if (!place) return NaN;
        if (isHeld) return quantityKey(place) === quantityKey(by) ? 1 : 0;
        return partialValue(scene, place, by);
      }
      case 'sum': {
        let sum = 0;
        for (let n = 0; n < node.count; n++) {
          const letters = { ...scene.letters, [node.index]: n };
          sum += tangentOf(node.body, within(scene, { letters }), by, isHeld, new Map());
          if (Number.isNaN(sum)) break;
        }
        return sum;
      }
      case 'apply': {
        const values = node.operands.map((operand) => measure(operand, scene).value);
        return node.operands.reduce((sum, operand, position) => {
          const change = inner(operand);
          scene.budget.left -= values.length;
          return change === 0 ? sum : sum + slope(node.operation, values, position) * change;
        }, 0);
      }
      case 'updated':
      case 'partial':
      case 'derivative':
      case 'prime':
      case 'sampleSum':
        // Second derivatives are no part of a gradient.
        return isHeld ? 0 : NaN;
    }
  })();
  memo.set(node, made);
  return made;
}
