import { say } from '../words/say';

/*
 * Which data references a network file may make: a file in the network file's folder or below it, the same
 * file on every system. This is the rule for the text; whoever opens the file also resolves links and
 * compares again.
 */

/** Longest reference that is looked at, in UTF-16 units. */
const lengthLimit = 1024;

/** Windows takes these names for devices, with any extension and in any folder. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?:[. ].*)?$/i;

/** Characters that read as a point or a slash, or that hide or turn what stands around them. */
const lookalike =
  /[\u2024-\u2026\u2044\u2215\u29f8\ufe52\uff0e\uff0f\uff3c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/**
 * The path that a data reference names, relative to the network file's folder, with `/` and without `.`
 * and `..`; or why it is refused, as the end of a sentence that quotes the reference.
 */
export function dataFilePath(reference: string): { readonly ok: string } | { readonly refused: string } {
  const refused = refusedCharacters(reference) ?? refusedStart(reference);
  if (refused !== null) return { refused };
  if (/(?:^|\/)\.{0,2}$/.test(reference)) return { refused: say('it names a folder') };
  const path: string[] = [];
  for (const segment of reference.split('/')) {
    const reason = refusedSegment(segment);
    if (reason !== null) return { refused: reason };
    if (segment === '..') {
      if (path.pop() === undefined) return { refused: say('it leaves the folder of the network file') };
    } else if (segment !== '.') {
      path.push(segment);
    }
  }
  return { ok: path.join('/') };
}

function refusedCharacters(reference: string): string | null {
  if (reference.trim() === '') return say('it is empty');
  if (reference.length > lengthLimit) return say('it is longer than {0} characters', lengthLimit);
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\0-\x1f\x7f-\x9f\u2028\u2029]/.test(reference)) return say('it holds a control character');
  if (/[\ud800-\udfff]/u.test(reference)) return say('it holds half of a character');
  if (lookalike.test(reference)) return say('it holds a character that looks like another or cannot be seen');
  if (/%(?:2e|2f|5c|00)/i.test(reference)) return say('it holds an encoded point, slash or NUL');
  return null;
}

function refusedStart(reference: string): string | null {
  if (/^[a-z]:/i.test(reference))
    return say('it starts with a drive; give a path relative to the network file');
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference))
    return say('it is an address; give a path relative to the network file');
  if (/^(?:\\\\|\/\/)/.test(reference))
    return say('it names another computer; give a path relative to the network file');
  if (reference.startsWith('/')) return say('it is an absolute path; give one relative to the network file');
  if (reference.includes('\\')) return say('it holds a backslash; separate folders by "/"');
  if (reference.startsWith('~'))
    return say('it starts in a home folder; give a path relative to the network file');
  return null;
}

function refusedSegment(segment: string): string | null {
  if (segment === '') return say('it holds an empty folder name');
  if (segment === '.' || segment === '..') return null;
  if (/[:*?"<>|]/.test(segment))
    return say('"{0}" holds a character that file names cannot have everywhere', segment);
  // Windows drops them, so that ".. " would be "..".
  if (/[. ]$/.test(segment)) return say('"{0}" ends with a point or a space', segment);
  if (deviceName.test(segment)) return say('"{0}" is the name of a device on Windows', segment);
  return null;
}
