import type { HeightScale } from '../../core/insight/contours';
import type { PlaneSquare } from '../../core/insight/landscape';

/** The plane on which the loss is looked at. */
export type LandscapeAxes =
  | { readonly kind: 'parameters'; readonly first: number; readonly second: number }
  /** The two directions in which the loss curves most. */
  | { readonly kind: 'curvature' }
  | { readonly kind: 'random'; readonly seed: number };

/** What there is to look at for the present text. */
export interface LandscapePlan {
  /** Why there is no landscape, as a sentence; null where there is one. */
  readonly refusal: string | null;
  /** Symbols of the parameters in the layout's order, Unicode; the first thousand. */
  readonly parameters: readonly string[];
  /** Changes with everything that a map depends on. */
  readonly version: string;
}

/** Where a run ended. */
export interface LandscapeEnd {
  /** From 0; see `restartParameters`. */
  readonly restart: number;
  /** Index in `basins`; −1 of a run that diverged or failed. */
  readonly basin: number;
  readonly loss: number;
  readonly u: number;
  readonly v: number;
  readonly distance: number;
}

export interface LandscapeBasin {
  readonly count: number;
  readonly least: number;
  readonly greatest: number;
}

/** A part of a plane, and what is to be seen on it besides heights. */
export interface LandscapeMap {
  /** For `landscapeHeights`. */
  readonly id: number;
  readonly square: PlaneSquare;
  /** Names of the axes, and what is added to the values on them to give those of two parameters, else 0. */
  readonly names: readonly [string, string];
  readonly offsets: readonly [number, number];
  /** What the height is: "E_total", "L with penalty". */
  readonly height: string;
  /** The loss where u = v = 0: the weights on show. */
  readonly loss: number;
  readonly path: {
    readonly epochs: Float64Array;
    readonly u: Float64Array;
    readonly v: Float64Array;
  } | null;
  readonly ends: readonly LandscapeEnd[];
  /** The lowest first; empty where no restarts were made. */
  readonly basins: readonly LandscapeBasin[];
  /** What the plane is, how far path and ends are from it, how basins are told apart. */
  readonly sentences: readonly string[];
}

/** Heights of a map. */
export interface LandscapeHeights {
  readonly size: number;
  /** Row by row, the lowest v first. [size × size] */
  readonly values: Float64Array;
  readonly scale: HeightScale;
  /** For each level its lines, as x, y, x, y, … in cells of the grid. */
  readonly lines: readonly (readonly Float64Array[])[];
  /** The lowest node. */
  readonly lowest: { readonly u: number; readonly v: number; readonly loss: number };
}

export interface LandscapeRequests {
  readonly landscapePlan: { readonly params: null; readonly result: LandscapePlan };
  /** `zoom` times the width that shows everything. Can be cancelled. */
  readonly landscapeMap: {
    readonly params: { readonly axes: LandscapeAxes; readonly zoom: number };
    readonly result: LandscapeMap;
  };
  /** The loss at `size` × `size` nodes of the map made last; can be cancelled. */
  readonly landscapeHeights: {
    readonly params: { readonly id: number; readonly size: number };
    readonly result: LandscapeHeights;
  };
  /** Trains from so many random starts; the next map shows where they end. Progress is told as `restartProgress`. */
  readonly restarts: { readonly params: { readonly count: number }; readonly result: null };
}

export interface RestartProgress {
  readonly done: number;
  readonly runs: number;
}
