import type { Network } from '../../network/network';
import type { Model } from '../model';
import { leafTerms } from '../pairwise';
import { stateShape } from '../updateRules';
import { encodeModule } from './binary';
import { Bytes } from './bytes';
import type { Callable } from './code';
import { Constants, vectorBytes } from './constants';
import { Functions } from './functions';
import { writeSum, writeTraining } from './loop';
import { mapMemory, type MemoryMap, type SampleCounts } from './memory';
import {
  writePanelEvaluation,
  writePanelLosses,
  writePanelStep,
  writePanelTasks,
  type PanelPlace,
} from './panelProgram';
import { addVectors, writeGradientOfParts } from './parts';
import { doublePrecision, precisionOf } from './precision';
import { batchingOf } from './programKey';
import { writeShuffle } from './shuffle';
import { isSingleSample, writeSingleSampleTraining } from './singleSample';
import { isSmall, writeLeaf, writeLosses, writeLossesByLeaves } from './straightLine';
import { TeamMember } from './team';
import { writeRates, writeUpdate, type UpdatePlan } from './updates';

/**
 * A network compiled to WebAssembly: forward, loss, backward, penalty and update of exactly this network, from
 * the expressions of the operation table, with its memory laid out beside it.
 */
export interface Program extends ProgramLayout {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * Modules of the threads that help, on the same memory, which is shared then; each exports `follow`, which never
   * comes back. None: one thread does everything.
   */
  readonly followers: readonly Uint8Array<ArrayBuffer>[];
}

/** What a run has to know of the program it runs on: plain data. */
export interface ProgramLayout {
  readonly map: MemoryMap;
  /** Whether batches are shuffled. */
  readonly isShuffled: boolean;
  /** Pages of 64 KiB that the memory needs. */
  readonly pages: number;
}

/**
 * @param network what of its training shapes the code: the optimizer's type, whether batches are shuffled,
 *   penalties, what is frozen: see `programKey`. Rates, seeds and sizes are settings, see `memory.ts`.
 * @param threads that train together, at most; a network that is too small for several gets one.
 * @param isFused see `precisionOf`: of whoever runs it, the same for all its programs.
 * @param isWatched see `MemoryMap`.
 */
export function compileProgram(
  network: Network,
  model: Model,
  counts: SampleCounts,
  threads = 1,
  isFused = false,
  isWatched = true,
): Program {
  const teamSize = isSmall(model) ? 1 : threads;
  const precision = precisionOf(network.training, isFused);
  const shape = stateShape(network.training.optimizer);
  const map = { ...mapMemory(model, counts, partsOf(counts), shape, precision, teamSize), isWatched };
  const constants = new Constants(map.constants);
  const plan: UpdatePlan = { network, model, map };
  const { isShuffled, isChunked } = batchingOf(network, counts);
  const leader = new Functions();
  const team = new TeamMember(leader, map, teamSize, 0, model.layout.parameterCount);
  const place = { functions: leader, constants, team };
  // One sample is trained on without batches: only its loss is asked for beside.
  const batches = isSingleSample(model, counts.training, counts.test)
    ? null
    : isSmall(model)
      ? smallBatches(place, plan, counts.test > 0)
      : panelBatches(place, plan, isChunked);
  const losses = batches?.losses ?? writtenLosses(leader, constants, plan);
  const sum = leader.add(2, 'f64', null, (code) => {
    writeSum(code, map);
  });
  const measure = leader.add(2, 'f64', null, (code) => {
    code.call(losses, [code.parameter(0), code.parameter(1), code.i32(map.measuredLosses)]);
    code.leave(code.callFor(sum, [code.i32(map.measuredLosses), code.parameter(1)]));
  });
  leader.add(2, 'f64', 'measure', (code) => {
    team.alone(code);
    code.leave(code.callFor(measure, [code.parameter(0), code.parameter(1)]));
  });
  const shuffle = isShuffled
    ? leader.add(0, null, 'shuffle', (code) => {
        writeShuffle(code, map);
      })
    : null;
  leader.add(1, 'i32', 'train', (code) => {
    if (!batches) {
      writeSingleSampleTraining(code, constants, plan);
      return;
    }
    writeTraining(code, map, {
      shuffle,
      step: batches.step,
      measure: counts.test > 0 ? measure : null,
      sum,
      gather: (at) => {
        team.gather(at);
      },
      hasFollowers: teamSize > 1,
    });
  });
  const followers = map.followers.map((_, n) => {
    const functions = new Functions();
    const member = new TeamMember(functions, map, teamSize, n + 1, model.layout.parameterCount);
    writePanelTasks({ functions, constants, team: member }, plan, isChunked);
    member.writeFollow();
    return functions;
  });
  return { ...encoded([leader, ...followers], constants, map), map, isShuffled };
}

/**
 * The loss, gradients and outputs of a network over any samples, without training: a function `evaluate` that takes
 * the address of a list of samples and its length. It leaves the sum of the gradients in `map.gradient`, losses in
 * `map.measuredLosses`, terms and outputs in `map.terms` and `map.results`.
 */
export function compileEvaluation(model: Model, samples: number): Program {
  const counts = { samples, training: samples, test: 0, evaluated: samples };
  const nothing = { hasMean: false, hasSquare: false };
  const map = mapMemory(model, counts, partsOf(counts), nothing, doublePrecision);
  const constants = new Constants(map.constants);
  const functions = new Functions();
  const team = new TeamMember(functions, map, 1, 0, model.layout.parameterCount);
  const gradient = writePanelEvaluation({ functions, constants, team }, model);
  functions.add(2, null, 'evaluate', (code) => {
    code.call(gradient, [code.parameter(0), code.parameter(1), code.i32(map.measuredLosses)]);
    code.leave();
  });
  return { ...encoded([functions], constants, map), map, isShuffled: false };
}

/** The modules of all threads: the constants, which they share, come with the leader's. */
function encoded(
  modules: readonly Functions[],
  constants: Constants,
  map: MemoryMap,
): Pick<Program, 'bytes' | 'followers' | 'pages'> {
  const pages = Math.ceil((map.constants + constants.bytes.length) / 65536);
  const [bytes, ...followers] = modules.map((functions, share) =>
    encodeModule({
      ...functions.encoded(),
      pages,
      isShared: modules.length > 1,
      data: { offset: map.constants, bytes: share === 0 ? constants.bytes : new Bytes() },
    }),
  );
  return { bytes: bytes!, followers, pages };
}

/** How many gradients of parts stand in memory at most: one for each bit of their number, and the newest. */
function partsOf({ training }: SampleCounts): number {
  const leaves = Math.ceil(training / leafTerms);
  return leaves.toString(2).length + 1;
}

/** How a network works on lists of samples. */
interface Batches {
  /** One update. Parameters: list, length, address of losses. */
  readonly step: Callable;
  readonly losses: Callable;
}

/** Losses of a network that is written out, by code of their own. */
function writtenLosses(functions: Functions, constants: Constants, { model, map }: UpdatePlan): Callable {
  return functions.add(3, null, null, (code) => {
    writeLosses(code, constants, model, map);
  });
}

/** @param hasTest whether losses are measured again and again: then by code of their own. */
function smallBatches(
  { functions, constants, team }: PanelPlace,
  plan: UpdatePlan,
  hasTest: boolean,
): Batches {
  const { model, map } = plan;
  const leaf = functions.add(4, null, null, (code) => {
    writeLeaf(code, constants, model, map);
  });
  const losses = hasTest
    ? writtenLosses(functions, constants, plan)
    : functions.add(3, null, null, (code) => {
        writeLossesByLeaves(code, map, leaf);
      });
  const gradient = functions.add(3, null, null, (code) => {
    writeGradientOfParts(
      code,
      map,
      ({ list, count, losses: at }, place) => {
        code.call(leaf, [list, count, at, place]);
      },
      (sum, term) => {
        const vectors = { first: code.i32(0), end: code.i32(map.gradientBytes / vectorBytes) };
        addVectors(code, map, vectors, sum, term);
      },
    );
  });
  const update = functions.add(0, null, null, (code) => {
    writeUpdate(code, constants, plan, team);
  });
  const step = functions.add(3, null, null, (code) => {
    code.call(gradient, [code.parameter(0), code.parameter(1), code.parameter(2)]);
    writeRates(code, constants, plan);
    code.call(update, []);
    code.leave();
  });
  return { step, losses };
}

function panelBatches(place: PanelPlace, plan: UpdatePlan, isChunked: boolean): Batches {
  const tasks = writePanelTasks(place, plan, isChunked);
  return { step: writePanelStep(place, plan, tasks), losses: writePanelLosses(place, tasks) };
}
