import type { Subject } from '../../src/core/network/subject';

/** What the panel keeps over a reload of the window. */
export interface PersistedState {
  readonly selection: Subject | null;
  /** The share of the width that the left column has. */
  readonly ratio: number;
  /** Whether the loss axis is logarithmic; null: as the values suggest. */
  readonly isLog: boolean | null;
}

export const LEAST_RATIO = 0.3;
export const GREATEST_RATIO = 0.75;
const DEFAULT_RATIO = 0.58;

export function clampRatio(ratio: number): number {
  return Math.min(GREATEST_RATIO, Math.max(LEAST_RATIO, ratio));
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function readSelection(value: unknown): Subject | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, layer, i, j } = value as Readonly<Record<string, unknown>>;
  if (kind === 'weight' && isIndex(layer) && isIndex(i) && isIndex(j)) return { kind, layer, i, j };
  if (
    (kind === 'bias' || kind === 'activation' || kind === 'preActivation' || kind === 'delta') &&
    isIndex(layer) &&
    isIndex(j)
  ) {
    return { kind, layer, j };
  }
  return kind === 'input' && isIndex(i) ? { kind, i } : null;
}

/** Reads what an earlier version of the panel may have kept; whatever does not fit falls to its default. */
export function readPersisted(value: unknown): PersistedState {
  const state = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const { ratio, isLog } = state;
  return {
    selection: readSelection(state['selection']),
    ratio: typeof ratio === 'number' && Number.isFinite(ratio) ? clampRatio(ratio) : DEFAULT_RATIO,
    isLog: typeof isLog === 'boolean' ? isLog : null,
  };
}
