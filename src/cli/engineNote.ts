import { showHidden } from '../core/network/hidden';
import type { Training } from '../core/network/network';
import type { EngineUsed } from '../protocol/training';

/** What standard error says of an engine that is not the fast one; nothing of the fast one. */
export function engineNote(engine: EngineUsed, { precision }: Training): string {
  if (engine.kind === 'compiled') return '';
  const how = precision === 'float32' ? 'in double precision' : 'with the same numbers';
  return `${showHidden(`note: the slower engine trained, ${how}: ${engine.reason}`)}\n`;
}
