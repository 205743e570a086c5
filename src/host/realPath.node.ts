import { realpath } from 'node:fs/promises';
import { relative, isAbsolute, sep } from 'node:path';
import type { FolderCheck } from './folderCheck';

/**
 * Follows every link of `file` and of `folder`, both absolute paths of this machine's file system, and says
 * where the file really is if that is inside the folder.
 */
export const realPathInside: FolderCheck = async (folder, file) => {
  const [realFolder, realFile] = await Promise.all([realpath(folder), realpath(file)]);
  const way = relative(realFolder, realFile);
  const isInside = way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  return isInside ? realFile : null;
};
