import { showHidden } from '../core/network/hidden';
import type { EngineUsed } from '../protocol/training';

/** What standard error says of an engine that is not the fast one; nothing of the fast one. */
export function engineNote(engine: EngineUsed): string {
  if (engine.kind === 'compiled') return '';
  return `${showHidden(`note: the slower engine trained, with the same numbers: ${engine.reason}`)}\n`;
}
