import type { ParameterSubject } from '../../../core/network/subject';
import { nudged } from '../../../core/network/nudge';
import { typedNumber } from '../../../core/network/typedNumber';
import { RequestError, type Handlers } from '../../../protocol/channel';
import type { DiagramRequests } from '../../../protocol/views/diagram';
import { numberReason, writeParameter, writtenParameter } from '../../parameterEdit';
import { asClosed } from '../../training/startCheck';
import { hasSubject } from '../knownSubject';
import type { ViewSource } from './viewSource';

/** The answers to the diagram. */
export function diagramHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: DiagramRequests; readonly events: object }> {
  const { pointing, documents } = source.services;
  return {
    spelling: async ({ subject }) => {
      const document = documents.document(source.uri());
      // The number of the present text, though it may have been written a moment ago.
      if (document) await documents.current(document).catch(asClosed);
      return { text: spelled(source, subject) };
    },
    nudge: ({ text, steps }) => ({ text: nudged(numberOf(text), steps) }),
    preview: (wanted) => {
      if (!wanted) {
        source.preview(null);
        pointing.point(source.uri(), null);
        return null;
      }
      const { subject } = wanted;
      const text = numberOf(wanted.text);
      spelled(source, subject);
      source.preview({ subject, value: Number(text) });
      pointing.point(source.uri(), subject, text);
      return null;
    },
    edit: async ({ subject, text }) => {
      known(source, subject);
      const uri = source.uri();
      const reason = await writeParameter(documents, uri, source.good(), subject, text, source.run());
      pointing.point(uri, null);
      if (reason === null) return null;
      source.preview(null);
      throw unavailable(reason);
    },
    point: ({ subject }) => {
      if (subject) known(source, subject);
      pointing.point(source.uri(), subject);
      return null;
    },
  };
}

function unavailable(message: string): RequestError {
  return new RequestError({ code: 'unavailable', message });
}

/** Refuses what the network shown does not have. */
function known(source: ViewSource, subject: Parameters<typeof hasSubject>[1]): void {
  if (hasSubject(source.good().network, subject)) return;
  throw new RequestError({ code: 'invalidParams', message: 'the network shown has no such quantity' });
}

function spelled(source: ViewSource, subject: ParameterSubject): string {
  known(source, subject);
  const written = writtenParameter(source.good(), subject, source.run());
  if ('reason' in written) throw unavailable(written.reason);
  return written.text;
}

function numberOf(typed: string): string {
  const text = typedNumber(typed);
  if (text === null) throw unavailable(numberReason(typed));
  return text;
}
