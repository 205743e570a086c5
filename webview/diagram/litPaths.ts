import type { Subject } from '../../src/core/network/subject';

/**
 * Which parts of the diagram lie on a way from the selected quantity to the loss. Layers are dense, so from a
 * unit every unit of the next layer is reached: the set is told by where it starts.
 */

export interface LitPaths {
  readonly subject: Subject;
  /** The first layer that has a lit unit. */
  readonly firstLayer: number;
  isInputLit(i: number): boolean;
  isUnitLit(layer: number, j: number): boolean;
  /** The unit whose activation a selected weight multiplies: a factor, though not on the way to the loss. */
  isSourceLit(layer: number, j: number): boolean;
  isWeightLit(layer: number, i: number, j: number): boolean;
  isBiasLit(layer: number, j: number): boolean;
  isTermLit(k: number): boolean;
}

interface Start {
  /** The first layer with a lit unit; one past the last where only loss terms are lit. */
  readonly layer: number;
  /** The one lit unit of that layer; null: all of them. */
  readonly unit: number | null;
  readonly term: number | null;
}

function startOf(subject: Subject, layerCount: number): Start {
  switch (subject.kind) {
    case 'weight':
    case 'bias':
    case 'preActivation':
    case 'activation':
    case 'delta':
      return { layer: subject.layer, unit: subject.j, term: null };
    case 'input':
      return { layer: 0, unit: null, term: null };
    case 'target':
    case 'lossTerm':
      return { layer: layerCount, unit: null, term: subject.k };
    case 'loss':
      return { layer: layerCount, unit: null, term: null };
  }
}

/** @param isElementwise false where the last layer's activation mixes its units (softmax): all terms are lit. */
export function litPaths(subject: Subject, layerCount: number, isElementwise = true): LitPaths {
  const start = startOf(subject, layerCount);
  const last = layerCount - 1;
  const isAfterStart = (layer: number): boolean => layer > start.layer;
  const isUnitLit = (layer: number, j: number): boolean =>
    isAfterStart(layer) || (layer === start.layer && (start.unit === null || start.unit === j));

  return {
    subject,
    firstLayer: start.layer,
    isUnitLit,
    isSourceLit: (layer, j) => subject.kind === 'weight' && subject.layer === layer + 1 && subject.i === j,
    isInputLit: (i) =>
      (subject.kind === 'input' && subject.i === i) ||
      (subject.kind === 'weight' && subject.layer === 0 && subject.i === i),
    isWeightLit: (layer, i, j) => {
      if (subject.kind === 'weight' && subject.layer === layer) return subject.i === i && subject.j === j;
      if (subject.kind === 'input' && layer === 0) return subject.i === i;
      return layer > 0 && isUnitLit(layer - 1, i);
    },
    isBiasLit: (layer, j) => subject.kind === 'bias' && subject.layer === layer && subject.j === j,
    isTermLit: (k) => {
      if (start.term !== null) return start.term === k;
      return isElementwise && last >= 0 && start.layer === last && start.unit !== null
        ? start.unit === k
        : true;
    },
  };
}

/** Whether two subjects are the same quantity. */
export function isSameSubject(a: Subject | null, b: Subject | null): boolean {
  return subjectKey(a) === subjectKey(b);
}

/** A text that is the same for the same quantity. */
export function subjectKey(subject: Subject | null): string {
  if (!subject) return '';
  switch (subject.kind) {
    case 'weight':
      return `weight ${subject.layer} ${subject.i} ${subject.j}`;
    case 'bias':
    case 'preActivation':
    case 'activation':
    case 'delta':
      return `${subject.kind} ${subject.layer} ${subject.j}`;
    case 'input':
      return `input ${subject.i}`;
    case 'target':
    case 'lossTerm':
      return `${subject.kind} ${subject.k}`;
    case 'loss':
      return 'loss';
  }
}
