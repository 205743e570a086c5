import { checkFormulasSteps, type CheckContext } from '../../core/verify/check';
import type { NetworkReference } from '../../core/verify/documents';
import { networkReference, readDocumentSteps, type DocumentKind } from '../../core/verify/readDocument';
import type { CheckedFormula, Span } from '../../core/verify/written';
import { nextTurn, runInSlices, type Cancellation } from '../slices';

/** A text in which formulas are looked for. */
export interface ReadableNote {
  readonly text: string;
  readonly kind: DocumentKind;
}

/** The first of the texts of a document that names a network, and where it does. */
export function boundNote<Note extends ReadableNote>(
  notes: readonly Note[],
): { readonly note: Note; readonly reference: NetworkReference } | undefined {
  for (const note of notes) {
    const reference = networkReference(note.text, note.kind);
    if (reference) return { note, reference };
  }
  return undefined;
}

/** A note with what was found of its formulas. */
export interface WithFormulas<Note, Formula> {
  readonly note: Note;
  /** In the order of the text. */
  readonly formulas: readonly Formula[];
}

/** Where each note has a formula, or what looks like one and cannot be read; undefined when cancelled. */
export async function formulasIn<Note extends ReadableNote>(
  { network }: Pick<CheckContext, 'network'>,
  notes: readonly Note[],
  cancellation: Cancellation,
): Promise<readonly WithFormulas<Note, Span>[] | undefined> {
  const found: WithFormulas<Note, Span>[] = [];
  for (const note of notes) {
    await nextTurn();
    const document = await runInSlices(readDocumentSteps(note.text, note.kind, network), cancellation);
    if (!document) return undefined;
    const spans = [...document.formulas, ...document.unreadable].map(({ span }) => span);
    found.push({ note, formulas: spans.toSorted((a, b) => a.start - b.start) });
  }
  return found;
}

/**
 * Judges every formula of `notes`, and every place that looks like one; undefined when cancelled.
 *
 * @param told each verdict as it is reached, in the order of the result.
 */
export async function checkedNotes<Note extends ReadableNote>(
  context: CheckContext,
  notes: readonly Note[],
  cancellation: Cancellation,
  told?: (note: Note, formula: CheckedFormula) => void,
): Promise<readonly WithFormulas<Note, CheckedFormula>[] | undefined> {
  const checked: WithFormulas<Note, CheckedFormula>[] = [];
  for (const note of notes) {
    await nextTurn();
    const reading = readDocumentSteps(note.text, note.kind, context.network);
    const document = await runInSlices(reading, cancellation);
    if (!document) return undefined;
    const steps = checkFormulasSteps(context, note.text, document, (formula) => told?.(note, formula));
    const formulas = await runInSlices(steps, cancellation);
    if (!formulas) return undefined;
    checked.push({ note, formulas });
  }
  return checked;
}
