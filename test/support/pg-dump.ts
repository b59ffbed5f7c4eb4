import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../../src/platform/error-shape';

/** PostgreSQL's own tool does not come by npm. */
const installed = ((): boolean => {
  try {
    execFileSync('pg_dump', ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // `.ci/run` sets it where it found the tool: there these tests may not be skipped.
    if (process.env['PORTCULLIS_REQUIRE_PG_DUMP']) throw new Error('pg_dump is not installed', { cause: error });
    return false;
  }
})();

/**
 * The structure of a database as PostgreSQL's own tool prints it.
 * @returns null where the tool is not installed, or is older than the server, which it refuses then
 */
export async function dumpSchema(url: string): Promise<string | null> {
  if (!installed) return null;
  try {
    const { stdout } = await promisify(execFile)('pg_dump', ['--schema-only', url], { maxBuffer: 50_000_000 });
    // Newer versions print a key of their own with each dump.
    return stdout.replace(/^\\(un)?restrict .*$/gm, '');
  } catch (error) {
    if (messageOf(error).includes('server version mismatch')) return null;
    throw error;
  }
}
