import type { Network } from '../../network/network';
import type { Model } from '../model';
import { penaltySlope } from '../penalty';
import { advancePowers, stateShape, updateParameter, updateRates, type UpdateRates } from '../updateRules';
import type { Code, Value } from './code';
import type { Constants } from './constants';
import { Doubles } from './doubles';
import type { Sink } from './gradients';
import { settings, type MemoryMap, type SettingName } from './memory';

/** The weights or the biases of a layer. */
export type LayerPart = 'weights' | 'biases';

/** What an update needs to know of a run. */
export interface UpdatePlan {
  readonly network: Network;
  readonly model: Model;
  readonly map: MemoryMap;
}

const hasPenalty = ({ l1, l2 }: Model): boolean => l1 !== 0 || l2 !== 0;

export const isFrozen = ({ network }: UpdatePlan, layer: number, part: LayerPart): boolean =>
  network.layers[layer]!.frozen[part];

/**
 * Updates the parameters of a part of a layer by their finished sums, and notes what is no longer finite;
 * frozen parameters stay, but a gradient that is not finite is noted there too.
 */
export function updateSink(
  code: Code,
  constants: Constants,
  plan: UpdatePlan,
  layer: number,
  part: LayerPart,
): Sink {
  const { map } = plan;
  const { optimizer } = plan.network.training;
  const m = new Doubles(code, constants);
  const { hasMean, hasSquare } = stateShape(optimizer);
  const bad = code.variable(m.constant(0));
  const look = (value: Value): void => {
    bad.set(m.add(bad.get(), m.multiply(value, m.constant(0))));
  };
  return {
    take(at, sums, count) {
      const load = (place: number): Value =>
        code.load(count === 2 ? 'v128.load' : 'v128.load64_splat', at, place);
      const store = (place: number, value: Value): void => {
        if (count === 2) code.store('v128.store', at, value, place);
        else code.storeLane('v128.store64_lane', 0, at, value, place);
      };
      const parameter = load(map.parameters);
      const ofLoss = m.multiply(sums, setting(code, map, 'share', 'v128.load64_splat'));
      const gradient = withPenalty(m, plan, part, parameter, ofLoss);
      if (isFrozen(plan, layer, part)) {
        look(gradient);
        return;
      }
      const before = {
        parameter,
        mean: hasMean ? load(map.mean) : null,
        square: hasSquare ? load(map.square) : null,
      };
      const after = updateParameter(m, optimizer, before, gradient, ratesInMemory(code, map));
      store(map.parameters, after.parameter);
      if (hasMean) store(map.mean, after.mean!);
      if (hasSquare) store(map.square, after.square!);
      look(after.parameter);
    },
    finish() {
      const before = code.load('v128.load', code.i32(0), map.suspicion);
      code.store('v128.store', code.i32(0), m.add(before, bad.get()), map.suspicion);
    },
  };
}

/** ∂(loss + penalty)/∂parameter from ∂loss/∂parameter. */
export function withPenalty(
  m: Doubles,
  { model }: UpdatePlan,
  part: LayerPart,
  parameter: Value,
  ofLoss: Value,
): Value {
  if (part === 'biases' || !hasPenalty(model)) return ofLoss;
  return m.add(ofLoss, penaltySlope(m, model, parameter));
}

function setting(
  code: Code,
  { settings: address }: MemoryMap,
  name: SettingName,
  load: 'v128.load64_splat' | 'v128.load',
): Value {
  return code.constantInMemory(load, address + 8 * settings[name]);
}

/** The rates of the update at hand, as `writeRates` left them. */
export function ratesInMemory(code: Code, map: MemoryMap): UpdateRates<Value> {
  return {
    learningRate: setting(code, map, 'learningRate', 'v128.load64_splat'),
    meanScale: setting(code, map, 'meanScale', 'v128.load'),
    squareScale: setting(code, map, 'squareScale', 'v128.load'),
    kept: setting(code, map, 'kept', 'v128.load'),
  };
}

/** Works out the rates of the update that follows. */
export function writeRates(code: Code, constants: Constants, { network, map }: UpdatePlan): void {
  const { optimizer } = network.training;
  const m = new Doubles(code, constants);
  const zero = code.i32(0);
  const place = (name: SettingName): number => map.settings + 8 * settings[name];
  const now = (name: SettingName): Value => code.load('v128.load64_splat', zero, place(name));
  const powers = advancePowers(m, optimizer, {
    beta1Power: now('beta1Power'),
    beta2Power: now('beta2Power'),
  });
  const rates = updateRates(m, optimizer, now('learningRate'), powers);
  for (const name of ['beta1Power', 'beta2Power'] as const) {
    code.storeLane('v128.store64_lane', 0, zero, powers[name], place(name));
  }
  for (const name of ['meanScale', 'squareScale', 'kept'] as const) {
    code.store('v128.store', zero, rates[name], place(name));
  }
}

/** A run of neighbouring parameters that are treated alike. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly layer: number;
  readonly part: LayerPart;
}

/** Updates all parameters by the sums that stand in memory. */
export function writeUpdate(code: Code, constants: Constants, plan: UpdatePlan): void {
  for (const { from, to, layer, part } of rangesOf(plan)) {
    const sink = updateSink(code, constants, plan, layer, part);
    const pairsEnd = from + 2 * Math.floor((to - from) / 2);
    if (pairsEnd > from) {
      code.countOnce(code.i32(8 * from), code.i32(8 * pairsEnd), 16, (at) => {
        sink.take(at, code.load('v128.load', at, plan.map.gradient), 2);
      });
    }
    if (to > pairsEnd) {
      const at = code.i32(8 * pairsEnd);
      sink.take(at, code.load('v128.load64_splat', at, plan.map.gradient), 1);
    }
    sink.finish();
  }
  code.leave();
}

function rangesOf(plan: UpdatePlan): readonly Range[] {
  const ranges: Range[] = [];
  const add = (from: number, to: number, layer: number, part: LayerPart): void => {
    const before = ranges.at(-1);
    const isAlike =
      before !== undefined &&
      isFrozen(plan, before.layer, before.part) === isFrozen(plan, layer, part) &&
      (!hasPenalty(plan.model) || before.part === part);
    if (isAlike) ranges[ranges.length - 1] = { ...before, to };
    else ranges.push({ from, to, layer, part });
  };
  plan.model.layers.forEach(({ inputs, units, weightOffset, biasOffset }, l) => {
    const end = weightOffset + inputs * units;
    add(weightOffset, end, l, 'weights');
    if (biasOffset !== null) add(biasOffset, end + units, l, 'biases');
  });
  return ranges;
}
