import type { DataSource, EntityManager } from 'typeorm';
import { type ChainEnd, followChain } from '../../domain/audit/chain';
import { type AuditKey, type Checkpoint, judgeSignature } from '../../domain/audit/checkpoint';
import { DomainError } from '../../domain/errors';
import { hasUnsealed, isEndUnsigned, sealEvents, storeSignature } from '../../store/seal-events';
import { readBeginning, readCheckpoints, readLinks } from './check-chain';

/** How often the end of the chain is told: where the log goes, nobody who may write to the database can change it. */
const TOLD_EVERY_MS = 3_600_000;
/** How often it seals at once: so it hashes 20,000 events in a second, and leaves the rest of it to other work. */
const AT_ONCE = 4;

/** Puts new events at the end of the chain, and signs its end, for a process that serves. */
export class ChainSealer {
  /** Up to where this process has followed the chain; null before the first time. */
  private followed: ChainEnd | null = null;
  private toldAt = -Infinity;
  private first = true;
  /** Whether the chain did not go on from where it was signed: told once, and again only when it has grown. */
  private broken = false;

  /**
   * @param key signs; null leaves the end unsigned
   * @param tell called with the end of the chain, once an hour
   */
  constructor(
    private readonly dataSource: DataSource,
    private readonly key: AuditKey | null,
    private readonly tell: (end: Checkpoint) => void,
  ) {}

  /**
   * Does what there is to do: seals new events, and signs the end of the chain, also where others have sealed it.
   * @returns false: it waits until the next time
   * @throws DomainError CONFLICT if the chain does not go on from where it was signed: then nothing is signed
   */
  async work(): Promise<boolean> {
    const { manager } = this.dataSource;
    if (!this.first && !(await hasUnsealed(manager)) && !(await this.hasToSign())) return false;
    let end = await sealEvents(manager);
    for (let times = 1; end?.more && times < AT_ONCE; times++) end = await sealEvents(manager);
    if (end !== null) {
      if (this.key !== null) await this.sign(manager, end, this.key);
      if (performance.now() - this.toldAt > TOLD_EVERY_MS) {
        this.toldAt = performance.now();
        this.tell(end);
      }
    }
    this.first = false;
    return false;
  }

  private async hasToSign(): Promise<boolean> {
    return this.key !== null && !this.broken && (await isEndUnsigned(this.dataSource.manager));
  }

  /** Signs an end that the chain has reached from where it was signed last, by this process or before it. */
  private async sign(manager: EntityManager, end: Checkpoint & { readonly signed: boolean }, key: AuditKey) {
    const from = this.followed ?? (await newestSigned(manager, key));
    this.broken = true;
    this.followed = await followTo(manager, from, end);
    this.broken = false;
    if (!end.signed) await storeSignature(manager, end, key);
  }
}

async function newestSigned(manager: EntityManager, { publicKey }: AuditKey): Promise<ChainEnd> {
  const checkpoints = await readCheckpoints(manager);
  return checkpoints.findLast((one) => judgeSignature(one, [publicKey]) === 'SIGNED') ?? readBeginning(manager);
}

/** @throws DomainError CONFLICT if the chain does not lead from one end to the other */
async function followTo(manager: EntityManager, from: ChainEnd, to: Checkpoint): Promise<ChainEnd> {
  const broken = new DomainError(
    'CONFLICT',
    `The chain of events does not go on from position ${from.position}, up to which it was followed before: ` +
      "somebody has rewritten it. Its end is not signed any more. Run 'portcullis audit verify'.",
  );
  if (from.position > 0) {
    const [there] = await readLinks(manager, from.position - 1, 1);
    if (there?.position !== from.position || there.hash !== from.hash) throw broken;
  }
  let last = from;
  while (last.position < to.position) {
    const links = (await readLinks(manager, last.position)).filter(({ position }) => position <= to.position);
    const followed = followChain(last, links);
    if (links.length === 0 || followed.broken.length > 0) throw broken;
    last = followed.end;
  }
  if (last.position !== to.position || last.hash !== to.hash) throw broken;
  return last;
}
