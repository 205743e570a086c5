import type { ParameterSubject, Subject } from '../../core/network/subject';

/** What the diagram asks of the host. A request that cannot be answered is refused with the reason, in words. */
export interface DiagramRequests {
  /** How the file spells a weight or bias; refused where it cannot be changed there. */
  readonly spelling: {
    readonly params: { readonly subject: ParameterSubject };
    readonly result: { readonly text: string };
  };
  /** The same number with `steps` times the place value of its last digit added. */
  readonly nudge: {
    readonly params: { readonly text: string; readonly steps: number };
    readonly result: { readonly text: string };
  };
  /** Shows everything as if the file had this number there; null: as it is. The file is not touched. */
  readonly preview: {
    readonly params: { readonly subject: ParameterSubject; readonly text: string } | null;
    readonly result: null;
  };
  /** Writes a number into the file, as one step of undo. */
  readonly edit: {
    readonly params: { readonly subject: ParameterSubject; readonly text: string };
    readonly result: null;
  };
  /** Marks a quantity's place in the file while a person points at it; null: at nothing any more. */
  readonly point: { readonly params: { readonly subject: Subject | null }; readonly result: null };
}
