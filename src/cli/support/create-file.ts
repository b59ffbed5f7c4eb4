import { writeFile } from 'node:fs/promises';
import { DomainError } from '../../domain/errors';
import { codeOf, messageOf } from '../../platform/error-shape';

/** Writes a new file. @throws DomainError INVALID_INPUT if there is one already, or it cannot be written */
export async function createFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const reason = codeOf(error) === 'EEXIST' ? 'it already exists: choose another name' : messageOf(error);
    throw new DomainError('INVALID_INPUT', `Cannot write ${path}: ${reason}.`);
  }
}
