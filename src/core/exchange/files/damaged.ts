import { showHidden } from '../../network/hidden';
import { quoted } from '../../network/wording';
import { say } from '../../words/say';
import { refuse } from '../imports/imported';

/** Ends the reading of a file that does not keep to its own format. `cause` is a whole sentence. */
export function damaged(where: string | null, cause: string): never {
  return refuse(where, cause, say('The file is damaged or cut off: write it or fetch it once more.'));
}

/** A tensor in a message. */
export const tensorWord = (name: string): string => say('tensor {0}', shown(name));

/** A member of an archive in a message. */
export const memberWord = (name: string): string => say('member {0}', shown(name));

/** A name that a stranger chose, short, quoted and with everything to be seen. */
export const shown = (name: string): string => showHidden(quoted(name));
