import type { Network } from '../../network/network';
import type { Model } from '../model';
import { penaltySlope } from '../penalty';
import { advancePowers, stateShape, updateParameter, updateRates, type UpdateRates } from '../updateRules';
import type { Code } from './code';
import type { Value } from './writtenCode';
import { vectorBytes, type Constants } from './constants';
import { Doubles } from './doubles';
import type { FloatVectors } from './floatVectors';
import { settings, singleRates, type MemoryMap, type SettingName } from './memory';
import { past, times } from './places';
import type { TeamMember } from './team';
import { asSingles, loadNumbers, shuffled, singlePrecision, storeNumbers } from './precision';
import { LARGEST_SINGLE, LEAST_SINGLE_STATE, LEAST_SQUARED_GRADIENT, Singles, withoutTiny } from './singles';

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
  /** `sums` are those of `count` neighbours, as many as fill a vector or fewer; `at` is the place of the first. */
  take(at: Value, sums: Value, count: number): void;
  /** Notes what is no longer finite; at the end of the function. */
  finish(): void;
}

/**
 * Updates parameters of one treatment by their finished sums, in the precision that they stand in; frozen ones stay, but
 * a gradient that is not finite is noted there too.
 */
export function createUpdate(
  code: Code,
  constants: Constants,
  plan: UpdatePlan,
  treatment: Treatment,
): Update {
  const { map } = plan;
  const { optimizer } = plan.network.training;
  const { hasMean, hasSquare } = stateShape(optimizer);
  const machine = (map.precision.bytes === 8 ? inDoubles : inSingles)(code, constants, map);
  const { m } = machine;
  const { look } = machine;
  return {
    take(at, sums, count) {
      const load = (place: number): Value => loadNumbers(code, map.precision, at, place, count);
      const store = (place: number, value: Value): void => {
        storeNumbers(code, map.precision, at, place, value, count);
      };
      const parameter = load(map.parameters);
      const ofLoss = m.multiply(sums, machine.share);
      const gradient = withPenalty(m, plan, treatment, parameter, ofLoss);
      if (treatment.isFrozen) {
        look(gradient, count);
        return;
      }
      const before = {
        parameter,
        mean: hasMean ? load(map.mean) : null,
        square: hasSquare ? load(map.square) : null,
      };
      const used = hasSquare ? machine.withoutTiny(gradient, LEAST_SQUARED_GRADIENT) : gradient;
      const after = updateParameter(m, optimizer, before, used, machine.rates);
      store(map.parameters, after.parameter);
      if (hasMean) store(map.mean, machine.withoutTiny(after.mean!, LEAST_SINGLE_STATE));
      if (hasSquare) store(map.square, machine.withoutTiny(after.square!, LEAST_SINGLE_STATE));
      look(after.parameter, count);
    },
    finish: machine.note,
  };
}

/** The machine that updates vectors of parameters, whole or not, and what it needs. */
interface UpdateMachine {
  readonly m: FloatVectors;
  readonly share: Value;
  readonly rates: UpdateRates<Value>;
  /** In single precision, 0 for what is nearer to 0 than `least`. */
  withoutTiny(value: Value, least: number): Value;
  /** Looks at numbers that have to be finite. */
  readonly look: (value: Value, count: number) => void;
  /** Adds to `map.suspicion` what is finite if all that was looked at is, unless sums of it overflow. */
  readonly note: () => void;
}

function inDoubles(code: Code, constants: Constants, map: MemoryMap): UpdateMachine {
  const m = new Doubles(code, constants);
  // The sum of all that is looked at is infinite or no number if one of them is; if it overflows without, the engine
  // that is asked then finds nothing and goes on.
  const nowhere = code.i32(0);
  const seen = map.isWatched ? code.variable(code.load('v128.load', nowhere, map.suspicion)) : null;
  return {
    m,
    share: setting(code, map, 'share', 'v128.load64_splat'),
    rates: ratesInMemory(code, map),
    withoutTiny: (value) => value,
    look(value) {
      seen?.set(m.add(seen.get(), value));
    },
    note() {
      if (seen) code.store('v128.store', nowhere, seen.get(), map.suspicion);
    },
  };
}

function inSingles(code: Code, constants: Constants, map: MemoryMap): UpdateMachine {
  const m = new Singles(code, constants);
  const seen = map.isWatched ? code.variable(m.constant(0)) : null;
  const rate = (name: (typeof singleRates)[number]): Value =>
    code.constantInMemory('v128.load', map.singleRates + vectorBytes * singleRates.indexOf(name));
  const lanes = (from: Value, chosen: readonly number[]): Value =>
    shuffled(code, singlePrecision, from, from, chosen);
  return {
    m,
    share: rate('share'),
    rates: {
      learningRate: rate('learningRate'),
      meanScale: rate('meanScale'),
      squareScale: rate('squareScale'),
      kept: rate('kept'),
    },
    withoutTiny: (value, least) => withoutTiny(m, value, least),
    // Times 0 before it is summed up, because a sum of singles may well overflow.
    look(value, count) {
      const present =
        count === 4
          ? value
          : lanes(
              value,
              [0, 1, 2, 3].map((lane) => (lane < count ? lane : 0)),
            );
      seen?.set(m.add(seen.get(), m.multiply(present, m.constant(0))));
    },
    note() {
      if (!seen) return;
      const nowhere = code.i32(0);
      let sum = code.load('v128.load', nowhere, map.suspicion);
      for (const half of [seen.get(), lanes(seen.get(), [2, 3, 2, 3])]) {
        sum = code.op('f64x2.add', [sum, code.op('f64x2.promote_low_f32x4', [half])]);
      }
      code.store('v128.store', nowhere, sum, map.suspicion);
    },
  };
}

/** ∂(loss + penalty)/∂parameter from ∂loss/∂parameter. */
export function withPenalty(
  m: FloatVectors,
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
  if (map.precision.bytes === 8) return;
  singleRates.forEach((name, n) => {
    const rate = asSingles(code, m.minimum(now(name), m.constant(LARGEST_SINGLE)));
    code.store('v128.store', zero, rate, map.singleRates + vectorBytes * n);
  });
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
    const { lanes, bytes } = plan.map.precision;
    const vectors = Math.floor((to - from) / lanes);
    const share = team.shareOf(code, code.i32(vectors));
    const at = (vector: Value): Value => past(code, code.i32(bytes * from), times(code, vector, vectorBytes));
    if (vectors > 0) {
      code.count(at(share.first), at(share.end), vectorBytes, (place) => {
        update.take(place, code.load('v128.load', place, plan.map.gradient), lanes);
      });
    }
    const rest = (to - from) % lanes;
    if (rest > 0 && team.share === 0) {
      const place = code.i32(bytes * (to - rest));
      const sums = loadNumbers(code, plan.map.precision, place, plan.map.gradient, rest);
      update.take(place, sums, rest);
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
