import type { Steps } from '../../../network/steps';
import { grouped } from '../../../network/wording';
import { memberWord } from '../../files/damaged';
import { firstMember, readZip, zipContent } from '../../files/zipReader';
import { refuse, type ImportedNetwork, type ImportSource } from '../imported';
import { jsonObjectSteps } from '../jsonFields';
import { readKerasConfig } from './readKeras';
import { say } from '../../../words/say';

/** A `.keras` file: an archive of a model's configuration as JSON, and its weights as HDF5, which are not read. */

const CONFIG = 'config.json';
const MEMBERS: readonly string[] = [CONFIG, 'metadata.json', 'model.weights.h5'];

/** A configuration is made plain up to four times the size of the file, and always up to this one: text packs well. */
const SMALL = 32 * 1024;

export function isKerasArchive(bytes: Uint8Array): boolean {
  return MEMBERS.includes(firstMember(bytes) ?? '');
}

/** The network that the configuration describes, its weights left to the seed, and a note that says so. */
export function* readKerasArchive(source: ImportSource): Steps<ImportedNetwork> {
  const { entries } = readZip(source.bytes);
  const [entry, second] = entries.filter(({ name }) => name === CONFIG);
  if (!entry || second) {
    return refuse(
      null,
      second
        ? say('The archive has two members {0}.', CONFIG)
        : say('The archive has no {0}, which every model of Keras 3 has.', CONFIG),
      say('Save the model with model.save("network.keras"), or write it as JSON with the snippet.'),
    );
  }
  if (entry.size > Math.max(SMALL, 4 * source.bytes.length)) {
    return refuse(
      memberWord(CONFIG),
      say('It has {0} bytes, far more than the layers of a network need.', grouped(entry.size)),
      say('Import a smaller network.'),
    );
  }
  const network = yield* readKerasConfig(source, yield* jsonObjectSteps(yield* zipContent(entry)), null);
  const weights = say(
    'The weights of a .keras file (model.weights.h5) are not read: they are drawn from the seed. The Python snippet of Import… writes a file with them.',
  );
  return { ...network, notes: [...network.notes, weights] };
}
