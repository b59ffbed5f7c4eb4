import type { EntityManager } from 'typeorm';
import { CHAIN_BEGINNING } from '../../../migrations/baseline/audit';
import { type ChainEnd, followChain, type Link } from '../../domain/audit/chain';
import { judgeSignature, type SignatureState, type StoredCheckpoint } from '../../domain/audit/checkpoint';
import type { Finding } from '../../domain/audit/finding';

const PAGE = 10_000;

/** What was found of the chain itself. */
export interface ChainState {
  readonly findings: readonly Finding[];
  /** Where it ends; at 0 if nothing is chained yet. */
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
  let end = await readBeginning(manager);
  for (const id of await findMisplaced(manager)) findings.push({ kind: 'LINK_INSERTED', log: null, id });
  for (;;) {
    const links = await readLinks(manager, end.position);
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
  if (
    end.position > 0 &&
    checkpoints.at(-1)?.position !== end.position &&
    !expected.has(checkpoints.at(-1)?.position ?? 0)
  )
    findings.push({ kind: 'CHECKPOINT_MISSING', log: null, id: String(end.position) });
  for (const { position, state } of checkpoints) {
    if (state === 'FORGED') findings.push({ kind: 'SIGNATURE_FORGED', log: null, id: String(position) });
    if (state === 'UNKNOWN_KEY') findings.push({ kind: 'SIGNATURE_UNKNOWN_KEY', log: null, id: String(position) });
  }
  return { findings, end, checkpoints };
}

/** What stands before the first link. */
export async function readBeginning(manager: EntityManager): Promise<ChainEnd> {
  const [row]: readonly { hash: string | null }[] = await manager.query(
    `SELECT encode(${CHAIN_BEGINNING}, 'hex') AS hash`,
  );
  return { position: 0, hash: row?.hash ?? '' };
}

/** No chain is as long, and beyond, positions would not be read as they are. */
const LAST_POSITION = Number.MAX_SAFE_INTEGER;

/** The ids of links at positions that no chain has. */
async function findMisplaced(manager: EntityManager): Promise<readonly string[]> {
  const found: readonly { id: string }[] = await manager.query(
    `SELECT id::text AS id FROM audit_links WHERE position < 1 OR position > $1 ORDER BY id LIMIT 100`,
    [LAST_POSITION],
  );
  return found.map(({ id }) => id);
}

/** The next links after a position, sorted. */
export function readLinks(manager: EntityManager, after: number, most = PAGE): Promise<readonly Link[]> {
  return manager.query(
    `SELECT position::float8 AS position, log, rows, encode(content, 'hex') AS content, id::text AS id,
            to_json(since) #>> '{}' AS since, to_json(until) #>> '{}' AS until, encode(hash, 'hex') AS hash
     FROM audit_links WHERE position > $1 AND position <= $3 ORDER BY position LIMIT $2`,
    [after, most, LAST_POSITION],
  );
}

/** A time that cannot be read was written by somebody else: no signature is of 1970. */
const MADE_AT = `CASE WHEN made_at BETWEEN '1970-01-01' AND '9999-12-31' THEN made_at ELSE to_timestamp(0) END`;

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
    `SELECT position::float8 AS position, encode(hash, 'hex') AS hash, ${MADE_AT} AS "madeAt",
            encode(public_key, 'hex') AS "publicKey", encode(signature, 'hex') AS bytes
     FROM audit_checkpoints ${which}`,
  );
  return rows.map(({ publicKey, bytes, ...checkpoint }) => ({
    ...checkpoint,
    signature: publicKey === null || bytes === null ? null : { publicKey, bytes },
  }));
}
