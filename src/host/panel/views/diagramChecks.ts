import type { ParameterSubject, Subject } from '../../../core/network/subject';
import type { Checks } from '../../../protocol/channel';
import type { DiagramRequests } from '../../../protocol/views/diagram';
import { checkNothing, checkSubject, isIndex, isRecord, own } from '../messageParts';

/** The checks of what the diagram asks, see panelMessages.ts. */

/** Longer than any spelling of a number that a person types. */
const LONGEST_NUMBER = 400;
/** A key that is held down sends single steps; more than this at once is nobody's wish. */
const MOST_STEPS = 1000;

function checkParameter(value: unknown): ParameterSubject | null {
  const subject = checkSubject(value);
  return subject?.kind === 'weight' || subject?.kind === 'bias' ? subject : null;
}

function checkNumberText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= LONGEST_NUMBER ? value : null;
}

function checkSpelling(params: unknown): { readonly value: { readonly subject: ParameterSubject } } | null {
  const subject = isRecord(params) ? checkParameter(own(params, 'subject')) : null;
  return subject && { value: { subject } };
}

function checkNudge(
  params: unknown,
): { readonly value: { readonly text: string; readonly steps: number } } | null {
  if (!isRecord(params)) return null;
  const text = checkNumberText(own(params, 'text'));
  const steps = own(params, 'steps');
  const isIndex = typeof steps === 'number' && Number.isSafeInteger(steps) && Math.abs(steps) <= MOST_STEPS;
  return text !== null && isIndex ? { value: { text, steps } } : null;
}

function checkEdit(
  params: unknown,
): { readonly value: { readonly subject: ParameterSubject; readonly text: string } } | null {
  if (!isRecord(params)) return null;
  const subject = checkParameter(own(params, 'subject'));
  const text = checkNumberText(own(params, 'text'));
  return subject && text !== null ? { value: { subject, text } } : null;
}

function checkPoint(params: unknown): { readonly value: { readonly subject: Subject | null } } | null {
  if (!isRecord(params)) return null;
  const given = own(params, 'subject');
  if (given === null) return { value: { subject: null } };
  const subject = checkSubject(given);
  return subject && { value: { subject } };
}

/** More bytes than any picture that the panel makes. */
const LARGEST_PNG = 64 * 1024 * 1024;
/** What every PNG file begins with. */
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function isPng(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array &&
    value.length <= LARGEST_PNG &&
    PNG_SIGNATURE.every((byte, at) => value[at] === byte)
  );
}

type Export = DiagramRequests['exportDiagram']['params'];

function checkExport(params: unknown): { readonly value: Export } | null {
  if (!isRecord(params)) return null;
  const format = own(params, 'format');
  const png = own(params, 'png');
  if (format === 'png') return isPng(png) ? { value: { format, png } } : null;
  return (format === 'svg' || format === 'tikz') && png === null ? { value: { format, png } } : null;
}

export const diagramChecks: Checks<{ readonly requests: DiagramRequests; readonly events: object }> = {
  spelling: checkSpelling,
  nudge: checkNudge,
  preview: (params) => (params === null ? { value: null } : checkEdit(params)),
  edit: checkEdit,
  point: checkPoint,
  nextUpdates: checkNothing,
  symbols: checkNothing,
  overview: (params) => {
    const layer = isRecord(params) ? own(params, 'layer') : null;
    return isIndex(layer) ? { value: { layer } } : null;
  },
  diagramSvg: checkNothing,
  exportDiagram: checkExport,
};
