import type { Network } from '../../network/network';
import type { Model } from '../model';
import { penaltySlope } from '../penalty';
import { advancePowers, stateShape, updateParameter, updateRates, type UpdateRates } from '../updateRules';
import type { Code } from './code';
import type { Value } from './writtenCode';
import { vectorBytes, type Constants } from './constants';
import { Doubles } from './doubles';
import type { Columns } from './gradients';
import { settings, type MemoryMap, type SettingName } from './memory';
import { past, times } from './products';
import type { TeamMember } from './team';
import { asStored, loadBoth, loadPair, pairBytes, shuffled, storeFirst, storePair } from './precision';

/** The weights or the biases of a layer. */
export type LayerPart = 'weights' | 'biases';

/** What an update needs to know of a run. */
export interface UpdatePlan {
  readonly network: Network;
  readonly model: Model;
  readonly map: MemoryMap;
}

/** How parameters are treated: two parts of layers with the same treatment share their code. */
export interface Treatment {
  readonly isFrozen: boolean;
  readonly hasPenalty: boolean;
}

export function treatmentOf({ network, model }: UpdatePlan, layer: number, part: LayerPart): Treatment {
  return {
    isFrozen: network.layers[layer]!.frozen[part],
    hasPenalty: part === 'weights' && (model.l1 !== 0 || model.l2 !== 0),
  };
}

/** Updates parameters, vector by vector. */
interface Update {
  /** `sums` are those of one parameter or of two neighbours; `at` is the place of the first. */
  take(at: Value, sums: Value, columns: Columns): void;
  /** Notes what is no longer finite; at the end of the function. */
  finish(): void;
}

/**
 * Updates parameters of one treatment by their finished sums; frozen ones stay, but a gradient that is not finite is
 * noted there too.
 */
export function createUpdate(
  code: Code,
  constants: Constants,
  plan: UpdatePlan,
  treatment: Treatment,
): Update {
  const { map } = plan;
  const { precision } = map;
  const { optimizer } = plan.network.training;
  const m = new Doubles(code, constants);
  const { hasMean, hasSquare } = stateShape(optimizer);
  // The sum of all that is looked at is infinite or no number if one of them is; if it overflows without, the engine
  // that is asked then finds nothing and goes on.
  const seen = code.variable(m.constant(0));
  const look = (value: Value): void => {
    seen.set(m.add(seen.get(), value));
  };
  /** Updates the parameters that two doubles of sums belong to, or one that both belong to. */
  const updateDoubles = (at: Value, sums: Value, isSingle: boolean, offset: number): void => {
    const load = (place: number): Value =>
      (isSingle ? loadBoth : loadPair)(code, precision, at, place + offset);
    const store = (place: number, value: Value): void => {
      (isSingle ? storeFirst : storePair)(code, precision, at, value, place + offset);
    };
    const parameter = load(map.parameters);
    const ofLoss = m.multiply(sums, setting(code, map, 'share', 'v128.load64_splat'));
    const gradient = withPenalty(m, plan, treatment, parameter, ofLoss);
    if (treatment.isFrozen) {
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
    look(asStored(code, precision, after.parameter));
  };
  return {
    take(at, sums, columns) {
      const isSingle = columns === 'single';
      if (precision.bytes === 8) {
        updateDoubles(at, sums, isSingle, 0);
        return;
      }
      const halves = isSingle ? [sums] : [sums, shuffled(code, precision, sums, sums, [2, 3, 2, 3])];
      halves.forEach((half, n) => {
        const doubles = code.op('f64x2.promote_low_f32x4', [half]);
        updateDoubles(at, doubles, isSingle, n * pairBytes(precision));
      });
    },
    finish() {
      const before = code.load('v128.load', code.i32(0), map.suspicion);
      code.store(
        'v128.store',
        code.i32(0),
        m.add(before, m.multiply(seen.get(), m.constant(0))),
        map.suspicion,
      );
    },
  };
}

/** ∂(loss + penalty)/∂parameter from ∂loss/∂parameter. */
export function withPenalty(
  m: Doubles,
  { model }: UpdatePlan,
  { hasPenalty }: Treatment,
  parameter: Value,
  ofLoss: Value,
): Value {
  if (!hasPenalty) return ofLoss;
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
  readonly treatment: Treatment;
}

/** Updates this thread's share of all parameters by the sums that stand in memory. */
export function writeUpdate(code: Code, constants: Constants, plan: UpdatePlan, team: TeamMember): void {
  for (const { from, to, treatment } of rangesOf(plan)) {
    const update = createUpdate(code, constants, plan, treatment);
    const { lanes, bytes, loadSplat } = plan.map.precision;
    const vectors = Math.floor((to - from) / lanes);
    const share = team.shareOf(code, code.i32(vectors));
    const at = (vector: Value): Value => past(code, code.i32(bytes * from), times(code, vector, vectorBytes));
    if (vectors > 0) {
      code.count(at(share.first), at(share.end), vectorBytes, (place) => {
        update.take(place, code.load('v128.load', place, plan.map.gradient), 'whole');
      });
    }
    for (let p = from + lanes * vectors; p < to && team.share === 0; p++) {
      const place = code.i32(bytes * p);
      update.take(place, code.load(loadSplat, place, plan.map.gradient), 'single');
    }
    update.finish();
  }
  code.leave();
}

function rangesOf(plan: UpdatePlan): readonly Range[] {
  const ranges: Range[] = [];
  const add = (from: number, to: number, treatment: Treatment): void => {
    const before = ranges.at(-1);
    if (before && isSameTreatment(before.treatment, treatment)) ranges[ranges.length - 1] = { ...before, to };
    else ranges.push({ from, to, treatment });
  };
  plan.model.layers.forEach(({ inputs, units, weightOffset, biasOffset }, l) => {
    const end = weightOffset + inputs * units;
    add(weightOffset, end, treatmentOf(plan, l, 'weights'));
    if (biasOffset !== null) add(biasOffset, end + units, treatmentOf(plan, l, 'biases'));
  });
  return ranges;
}

function isSameTreatment(left: Treatment, right: Treatment): boolean {
  return left.isFrozen === right.isFrozen && left.hasPenalty === right.hasPenalty;
}
