import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../platform/error-shape';

const FILE = 'jwt-secret';

/** The secret of the embedded set-up, created at the first start in the data folder, readable by its owner only. */
export async function embeddedSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, FILE);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    // wx: if two processes start at the same time, one creates the file and both read it.
    await writeFile(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
