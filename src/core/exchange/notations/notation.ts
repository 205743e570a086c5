import type { Activation, Loss } from '../../network/network';

/**
 * What another tool calls the activations and losses of the format: one table for both directions. The first name is
 * the one that is written, each is read; none: the tool has no such thing.
 */
export interface Notation {
  readonly activations: Readonly<Record<Activation['type'], readonly string[]>>;
  /** The constants that a name alone stands for there. */
  readonly constants: { readonly slope: number; readonly alpha: number };
  /** Activations that the format has no word for, as formulas. */
  readonly formulas: Readonly<Record<string, string>>;
  readonly losses: Readonly<Record<Loss['type'], readonly string[]>>;
}

/** What the tool calls an activation; null where it has none like it, or only one with other constants. */
export function nameOfActivation(notation: Notation, activation: Activation): string | null {
  const [name = null] = notation.activations[activation.type];
  switch (activation.type) {
    case 'leakyRelu':
      return activation.slope === notation.constants.slope ? name : null;
    case 'elu':
      return activation.alpha === notation.constants.alpha ? name : null;
    default:
      return name;
  }
}

/** The activation that a name alone stands for; null for a name that the format has nothing for. */
export function activationCalled(notation: Notation, name: string): Activation | null {
  const types = Object.entries(notation.activations) as [Activation['type'], readonly string[]][];
  const type = types.find(([, names]) => names.includes(name))?.[0];
  switch (type) {
    case undefined:
      return Object.hasOwn(notation.formulas, name)
        ? { type: 'formula', formula: notation.formulas[name]! }
        : null;
    case 'leakyRelu':
      return { type, slope: notation.constants.slope };
    case 'elu':
      return { type, alpha: notation.constants.alpha };
    case 'formula':
      return null;
    default:
      return { type };
  }
}

/** The loss that a name stands for, with the format's constants; null for a name that the format has nothing for. */
export function lossCalled(notation: Notation, name: string): Loss | null {
  const types = Object.entries(notation.losses) as [Loss['type'], readonly string[]][];
  const type = types.find(([, names]) => names.includes(name))?.[0];
  if (type === undefined) return null;
  return type === 'huber' ? { type, delta: 1 } : { type };
}
