import type { PassPhase, StepBy } from '../../protocol/panel';
import type { RunPlace } from '../../protocol/training';

/** Which stop of a run follows another, for whoever walks through it by epochs, by batches or by the parts of an update. */

/** A place, and which part of the update there is looked at. `update`: of the one that has just been made. */
export interface Stop {
  readonly place: RunPlace;
  /** Null: none. */
  readonly phase: PassPhase | null;
}

/** The parts of an update that are looked at before it is made. */
const partsBefore = ['forward', 'loss', 'backward'] as const;

/**
 * @param updatesPerEpoch at least 1.
 * @returns null before the start of the run.
 */
export function nextStop(stop: Stop, by: StepBy, direction: 1 | -1, updatesPerEpoch: number): Stop | null {
  const { place, phase } = stop;
  switch (by) {
    case 'epoch': {
      // Back from the middle of an epoch is its start.
      const isInside = place.updates > 0 || isBeforeUpdate(phase);
      const epoch = direction === 1 ? place.epoch + 1 : place.epoch - (isInside ? 0 : 1);
      return epoch < 0 ? null : { place: { epoch, updates: 0 }, phase: null };
    }
    case 'batch': {
      if (direction === -1 && isBeforeUpdate(phase)) return { place, phase: null };
      const to = moved(place, direction, updatesPerEpoch);
      return to && { place: to, phase: null };
    }
    case 'pass':
      return nextPart(stop, direction, updatesPerEpoch);
  }
}

function nextPart({ place, phase }: Stop, direction: 1 | -1, updatesPerEpoch: number): Stop | null {
  const at = isBeforeUpdate(phase) ? partsBefore.indexOf(phase) : -1;
  if (direction === 1) {
    const part = partsBefore[at + 1];
    if (part) return { place, phase: part };
    const to = moved(place, 1, updatesPerEpoch);
    return to && { place: to, phase: 'update' };
  }
  if (at > 0) return { place, phase: partsBefore[at - 1]! };
  const before = moved(place, -1, updatesPerEpoch);
  if (at === 0) return { place, phase: before ? 'update' : null };
  return before && { place: before, phase: 'backward' };
}

function isBeforeUpdate(phase: PassPhase | null): phase is (typeof partsBefore)[number] {
  return phase !== null && phase !== 'update';
}

/** The place one update on or back; null before the first. */
export function moved({ epoch, updates }: RunPlace, by: 1 | -1, updatesPerEpoch: number): RunPlace | null {
  const to = updates + by;
  if (to >= updatesPerEpoch) return { epoch: epoch + 1, updates: 0 };
  if (to >= 0) return { epoch, updates: to };
  return epoch === 0 ? null : { epoch: epoch - 1, updates: updatesPerEpoch - 1 };
}
