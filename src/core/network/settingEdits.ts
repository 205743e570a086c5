import { nodeAtPath } from './jsonTree';
import { addedKeys, setKey } from './layout';
import type { ParsedNetwork } from './parse';
import type { TextEdit } from './text';

/**
 * The edits that set a key of a section of the file, such as `training`; the section is made where it is missing.
 *
 * @param valueText the value as JSON.
 */
export function settingEdits(
  { text, root }: Pick<ParsedNetwork, 'text' | 'root'>,
  section: string,
  key: string,
  valueText: string,
): TextEdit[] {
  const node = nodeAtPath(root, [section]);
  if (node?.kind === 'object') return setKey(text, node, key, valueText);
  const whole = nodeAtPath(root, []);
  if (whole?.kind !== 'object') return [];
  return addedKeys(text, whole, [{ key: section, rows: `{ "${key}": ${valueText} }` }]);
}
