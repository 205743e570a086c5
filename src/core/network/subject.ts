/**
 * A quantity of a network that can be pointed at. `layer` counts `network.layers` from 0; `i` is a unit of
 * the previous layer, `j` of this one, `k` an output, all from 0.
 */
export type Subject =
  | { readonly kind: 'weight'; readonly layer: number; readonly i: number; readonly j: number }
  | { readonly kind: 'bias'; readonly layer: number; readonly j: number }
  | { readonly kind: 'preActivation'; readonly layer: number; readonly j: number }
  | { readonly kind: 'activation'; readonly layer: number; readonly j: number }
  /** The error of a unit: δ = ∂L_s/∂a, the derivative of one sample's loss by its pre-activation. */
  | { readonly kind: 'delta'; readonly layer: number; readonly j: number }
  | { readonly kind: 'input'; readonly i: number }
  | { readonly kind: 'target'; readonly k: number }
  | { readonly kind: 'lossTerm'; readonly k: number }
  | { readonly kind: 'loss' };

/** A subject that training changes. */
export type ParameterSubject = Extract<Subject, { kind: 'weight' | 'bias' }>;

/** What the loss is differentiated by where a subject's gradient is asked for: of δ its unit's pre-activation. */
export function differentiatedBy(subject: Subject): Exclude<Subject, { kind: 'delta' }> {
  return subject.kind === 'delta' ? { kind: 'preActivation', layer: subject.layer, j: subject.j } : subject;
}
