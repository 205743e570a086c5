import { activationSlope, activationValue, isPiecewiseLinear } from '../../math/activations';
import type { Model, ModelLayer } from '../model';
import type { Code } from './code';
import type { Value } from './writtenCode';
import { vectorBytes, type Constants } from './constants';
import { Doubles, DoubleRows, type Row } from './doubles';
import type { FloatVectors } from './floatVectors';
import { isTakenFromPreActivations, writeLoss, type LossRows } from './losses';
import { panelSamples, unitBytes, type LayerMemory, type MemoryMap } from './memory';
import { loadBoth, loadPair, pairBytes, storePair, type Precision } from './precision';
import { past, times } from './places';
import { LEAST_SINGLE_ERROR, Singles, withoutTiny } from './singles';

/*
 * What is done with each unit of a panel by itself, and with all outputs of a sample: activations and their
 * slopes, losses and the errors of the last layer.
 */

/** Pairs of samples in a panel. */
const pairsOf = ({ lanes }: Precision): number => lanes;

/**
 * Writes `body` for each panel, with its number: from that of the function's first parameter on, before that of its
 * second.
 */
function forPanels(code: Code, body: (panel: Value) => void): void {
  code.countOnce(code.parameter(0), code.parameter(1), 1, body);
}

/**
 * h = φ(a + b) and φ′(a + b) of a hidden layer; of the last layer what its loss is taken from. Parameters: panels, from
 * one on and before another.
 */
export function writeActivation(
  code: Code,
  constants: Constants,
  model: Model,
  layer: number,
  map: MemoryMap,
): void {
  const { precision } = map;
  const { units, biasOffset, activation } = model.layers[layer]!;
  const memory = map.layers[layer]!;
  const isTaken = layer === model.layers.length - 1 && isTakenFromPreActivations(model);
  const isInSingles = precision.bytes === 4 && (isTaken || isPiecewiseLinear(activation));
  const { m, bytes, load, loadAll, store } = (isInSingles ? singleUnits : doubleUnits)(
    code,
    constants,
    precision,
  );
  forPanels(code, (panel) => {
    const start = times(code, panel, memory.panelStride);
    code.countOnce(code.i32(0), code.i32(units), 1, (unit) => {
      const at = past(code, start, times(code, unit, unitBytes));
      const biasAt = map.parameters + precision.bytes * (biasOffset ?? 0);
      const bias = biasOffset === null ? null : loadAll(times(code, unit, precision.bytes), biasAt);
      for (let offset = 0; offset < unitBytes; offset += bytes) {
        const product = load(at, memory.preActivations + offset);
        const a = bias ? m.add(product, bias) : product;
        if (isTaken) {
          store(at, a, memory.preActivations + offset);
          continue;
        }
        const { value, slope } = activated(m, model.layers[layer]!, a);
        store(at, value, memory.outputs + offset);
        store(at, slope, memory.slopes + offset);
      }
    });
  });
  code.leave();
}

/** A machine for the numbers of a unit, with the ways from memory and back. */
interface UnitMachine {
  readonly m: FloatVectors;
  /** Bytes in memory of what it computes at a time. */
  readonly bytes: number;
  readonly load: (address: Value, offset: number) => Value;
  /** One number for all samples. */
  readonly loadAll: (address: Value, offset: number) => Value;
  readonly store: (address: Value, value: Value, offset: number) => void;
}

function doubleUnits(code: Code, constants: Constants, precision: Precision): UnitMachine {
  return {
    m: new Doubles(code, constants),
    bytes: pairBytes(precision),
    load: (address, offset) => loadPair(code, precision, address, offset),
    loadAll: (address, offset) => loadBoth(code, precision, address, offset),
    store(address, value, offset) {
      storePair(code, precision, address, value, offset);
    },
  };
}

function singleUnits(code: Code, constants: Constants): UnitMachine {
  return {
    m: new Singles(code, constants),
    bytes: vectorBytes,
    load: (address, offset) => code.load('v128.load', address, offset),
    loadAll: (address, offset) => code.load('v128.load32_splat', address, offset),
    store(address, value, offset) {
      code.store('v128.store', address, value, offset);
    },
  };
}

/** φ(a) and φ′(a), with what they have in common computed once. Elementwise activations only. */
export function activated(
  m: FloatVectors,
  { activation }: ModelLayer,
  a: Value,
): { readonly value: Value; readonly slope: Value } {
  return { value: activationValue(m, activation, a), slope: activationSlope(m, activation, a) };
}

/** δ = ∂L/∂h φ′(a) of a hidden layer, whose ∂L/∂h stands where its δ will. Parameters as of the activation. */
export function writeSlopes(
  code: Code,
  constants: Constants,
  { bytes }: Precision,
  units: number,
  memory: LayerMemory,
): void {
  const m = bytes === 8 ? new Doubles(code, constants) : new Singles(code, constants);
  forPanels(code, (panel) => {
    const start = times(code, panel, memory.panelStride);
    code.countOnce(code.i32(0), code.i32(units), 1, (unit) => {
      const at = past(code, start, times(code, unit, unitBytes));
      for (let v = 0; v < 2; v++) {
        const gradient = code.load('v128.load', at, memory.deltas + 16 * v);
        const slope = code.load('v128.load', at, memory.slopes + 16 * v);
        const delta = m.multiply(gradient, slope);
        const kept = bytes === 8 ? delta : withoutTiny(m, delta, LEAST_SINGLE_ERROR);
        code.store('v128.store', at, kept, memory.deltas + 16 * v);
      }
    });
  });
  code.leave();
}

/**
 * The loss of each sample and the errors of the last layer, 0 where no sample stands.
 * Parameters: panels, from one on and before another; samples, address of the losses of all, and where outputs and
 * terms are kept the row of the first sample.
 *
 * @param isKept whether the outputs and terms of each sample are put into `map.results` and `map.terms`.
 */
export function writeLossPass(
  code: Code,
  constants: Constants,
  model: Model,
  map: MemoryMap,
  isKept: boolean,
): void {
  const { precision } = map;
  const m = new DoubleRows(code, constants, precision);
  const last = map.layers.at(-1)!;
  const samples = code.op('f64x2.splat', [code.op('f64.convert_i32_u', [code.parameter(2)])]);
  forPanels(code, (panel) => {
    const start = times(code, panel, last.panelStride);
    const targets = times(code, panel, map.targetStride);
    const firstOfPanel = times(code, panel, panelSamples(precision));
    // A loop, though short: of what there may be in a loss, logarithms and all, one copy is enough.
    code.countOnce(code.i32(0), code.i32(pairsOf(precision)), 1, (pair) => {
      const pairStart = times(code, pair, pairBytes(precision));
      const row = (address: Value, offset: number): Row => ({
        address: past(code, address, pairStart),
        offset,
        stride: unitBytes,
      });
      const rows: LossRows<Row> = {
        preActivations: row(start, last.preActivations),
        outputs: row(start, last.outputs),
        slopes: row(start, last.slopes),
        targets: row(targets, map.targetPanels),
        terms: row(start, map.termPanels),
        deltas: row(start, last.deltas),
      };
      writeLoss(m, model, rows);
      const total = m.variable(m.constant(0));
      m.forEach(model.outputUnits, (k) => {
        total.set(m.add(total.get(), m.load(rows.terms, k)));
      });
      const loss = total.get();
      const first = past(code, firstOfPanel, times(code, pair, 2));
      code.store('v128.store', past(code, code.parameter(3), times(code, first, 8)), loss);
      noteSuspicion(m, map, loss);
      if (isKept) keepRows(m, model, map, rows, past(code, first, code.parameter(4)));
      const places = m.add(
        code.op('f64x2.splat', [code.op('f64.convert_i32_u', [first])]),
        code.constantInMemory('v128.load', constants.pair(0, 1)),
      );
      const isSample = m.isLess(places, samples);
      m.forEach(model.outputUnits, (k) => {
        const delta = m.load(rows.deltas, k);
        const ofSample = m.and(delta, isSample);
        const kept = precision.bytes === 8 ? ofSample : withoutTiny(m, ofSample, LEAST_SINGLE_ERROR);
        m.store(rows.deltas, k, kept);
      });
    });
  });
  code.leave();
}

/** Puts L_k and y_k of two neighbouring samples into their rows, of which `row` is the first. */
function keepRows(m: DoubleRows, model: Model, map: MemoryMap, rows: LossRows<Row>, row: Value): void {
  const { code } = m;
  const last = model.layers.at(-1)!;
  const hasOutputs = last.activation.type === 'softmax' || !isTakenFromPreActivations(model);
  const rowBytes = 8 * model.outputUnits;
  const from = times(code, row, rowBytes);
  m.forEach(model.outputUnits, (k) => {
    const y = hasOutputs ? m.load(rows.outputs, k) : activated(m, last, m.load(rows.preActivations, k)).value;
    const at = past(code, from, typeof k === 'number' ? code.i32(8 * k) : times(code, k, 8));
    for (const [place, value] of [
      [map.results, y],
      [map.terms, m.load(rows.terms, k)],
    ] as const) {
      code.storeLane('v128.store64_lane', 0, at, value, place);
      code.storeLane('v128.store64_lane', 1, at, value, place + rowBytes);
    }
  });
}

/** Adds what is suspicious about a loss to what is noted already. */
export function noteSuspicion(m: Doubles, map: MemoryMap, loss: Value): void {
  if (!map.isWatched) return;
  const { code } = m;
  const zero = code.i32(0);
  const before = code.load('v128.load', zero, map.suspicion);
  code.store('v128.store', zero, m.add(before, suspicionOf(m, loss)), map.suspicion);
}

/** 0, or no number where a loss is not finite, or so large that a sum of losses might not be. */
export function suspicionOf(m: Doubles, loss: Value): Value {
  return m.multiply(m.multiply(loss, m.constant(LARGE_LOSS)), m.constant(0));
}

/** A loss that overflows times this might overflow in a sum over as many samples. */
const LARGE_LOSS = 2 ** 40;
