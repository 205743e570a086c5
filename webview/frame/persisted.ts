import type { Subject } from '../../src/core/network/subject';
import type { EdgeMeaning } from '../diagram/edgeMeaning';

/** What the panel keeps over a reload of the window. */
export interface PersistedState {
  readonly selection: Subject | null;
  /** The share of the width that the left column has. */
  readonly ratio: number;
  readonly views: KeptViews;
  /** What the diagram's edges tell. */
  readonly edges: EdgeMeaning;
}

/** What the views below the diagram keep. */
export interface KeptViews {
  /** The id of the view on show. */
  readonly open: string;
  /** What each view keeps, by its id; only the view itself knows what that is. */
  readonly states: Readonly<Record<string, unknown>>;
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

function readKeptViews(value: unknown): KeptViews {
  const { open, states } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const isRecord = typeof states === 'object' && states !== null && !Array.isArray(states);
  return {
    open: typeof open === 'string' ? open : '',
    states: isRecord ? (states as Readonly<Record<string, unknown>>) : {},
  };
}

/** Reads what an earlier version of the panel may have kept; whatever does not fit falls to its default. */
export function readPersisted(value: unknown): PersistedState {
  const state = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const { ratio, edges } = state;
  return {
    selection: readSelection(state['selection']),
    ratio: typeof ratio === 'number' && Number.isFinite(ratio) ? clampRatio(ratio) : DEFAULT_RATIO,
    views: readKeptViews(state['views']),
    edges: edges === 'gradient' || edges === 'update' ? edges : 'value',
  };
}
