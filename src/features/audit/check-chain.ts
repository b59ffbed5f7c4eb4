import type { EntityManager } from 'typeorm';
import { type ChainEnd, followChain, type Link } from '../../domain/audit/chain';
import { judgeSignature, type SignatureState, type StoredCheckpoint } from '../../domain/audit/checkpoint';
import type { Finding } from '../../domain/audit/finding';

const PAGE = 10_000;

/** What was found of the chain itself. */
export interface ChainState {
  readonly findings: readonly Finding[];
  /** Where it ends; null if nothing is chained yet. */
  readonly end: ChainEnd;
  /** The newest last. */
  readonly checkpoints: readonly (StoredCheckpoint & { readonly state: SignatureState })[];
}

/**
 * Follows the chain from its beginning, and holds its checkpoints to it.
 * @param trusted the public keys by which checkpoints may be signed, hexadecimal; with none, any
 */
export async function checkChain(manager: EntityManager, trusted: readonly string[]): Promise<ChainState> {
  const checkpoints = (await readCheckpoints(manager)).map((one) => ({ ...one, state: judgeSignature(one, trusted) }));
  const expected = new Map(checkpoints.map(({ position, hash }) => [position, hash]));
  const findings: Finding[] = [];
  let end: ChainEnd = null;
  for (;;) {
    const links = await readLinks(manager, end?.position ?? 0);
    if (links.length === 0) break;
    const followed = followChain(end, links);
    findings.push(
      ...followed.broken.map(({ position, what }): Finding => {
        return { kind: `LINK_${what}`, log: null, id: String(position) };
      }),
    );
    for (const { position, hash } of links) if (expected.get(position) === hash) expected.delete(position);
    ({ end } = followed);
  }
  for (const position of expected.keys()) findings.push({ kind: 'CHECKPOINT_WRONG', log: null, id: String(position) });
  if (end && checkpoints.at(-1)?.position !== end.position && !expected.has(checkpoints.at(-1)?.position ?? 0))
    findings.push({ kind: 'CHECKPOINT_MISSING', log: null, id: String(end.position) });
  for (const { position, state } of checkpoints) {
    if (state === 'FORGED') findings.push({ kind: 'SIGNATURE_FORGED', log: null, id: String(position) });
    if (state === 'UNKNOWN_KEY') findings.push({ kind: 'SIGNATURE_UNKNOWN_KEY', log: null, id: String(position) });
  }
  return { findings, end, checkpoints };
}

/** The next links after a position, sorted. */
export function readLinks(manager: EntityManager, after: number, most = PAGE): Promise<readonly Link[]> {
  return manager.query(
    `SELECT position::float8 AS position, log, rows, encode(content, 'hex') AS content, encode(hash, 'hex') AS hash
     FROM audit_links WHERE position > $1 ORDER BY position LIMIT $2`,
    [after, most],
  );
}

interface CheckpointRow {
  readonly position: number;
  readonly hash: string;
  readonly madeAt: Date;
  readonly publicKey: string | null;
  readonly bytes: string | null;
}

/** The checkpoints, the newest last. */
export function readCheckpoints(manager: EntityManager): Promise<readonly StoredCheckpoint[]> {
  return findCheckpoints(manager, 'ORDER BY position');
}

/** The newest checkpoint, and the newest that has a signature. */
export async function readNewestCheckpoints(
  manager: EntityManager,
): Promise<{ readonly newest: StoredCheckpoint | null; readonly newestSigned: StoredCheckpoint | null }> {
  const [newest = null] = await findCheckpoints(manager, 'ORDER BY position DESC LIMIT 1');
  const [newestSigned = null] =
    newest === null || newest.signature
      ? [newest]
      : await findCheckpoints(manager, 'WHERE signature IS NOT NULL ORDER BY position DESC LIMIT 1');
  return { newest, newestSigned };
}

async function findCheckpoints(manager: EntityManager, which: string): Promise<readonly StoredCheckpoint[]> {
  const rows: readonly CheckpointRow[] = await manager.query(
    `SELECT position::float8 AS position, encode(hash, 'hex') AS hash, made_at AS "madeAt",
            encode(public_key, 'hex') AS "publicKey", encode(signature, 'hex') AS bytes
     FROM audit_checkpoints ${which}`,
  );
  return rows.map(({ publicKey, bytes, ...checkpoint }) => ({
    ...checkpoint,
    signature: publicKey === null || bytes === null ? null : { publicKey, bytes },
  }));
}
