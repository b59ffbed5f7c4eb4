import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** The end of the chain at a time. The hash is hexadecimal. */
export interface Checkpoint {
  readonly position: number;
  readonly hash: string;
  readonly madeAt: Date;
}

/** A checkpoint as it is stored: signed, or not. Key and signature are hexadecimal. */
export interface StoredCheckpoint extends Checkpoint {
  readonly signature: { readonly publicKey: string; readonly bytes: string } | null;
}

/** The bytes that stand before a raw Ed25519 key of 32 bytes in PKCS #8 and SPKI (RFC 8410). */
const PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

/** A key that signs checkpoints. */
export interface AuditKey {
  readonly privateKey: KeyObject;
  /** 32 bytes, hexadecimal. */
  readonly publicKey: string;
}

/** Reads 32 random bytes in base64 as an Ed25519 key. @returns null if the text is something else */
export function readAuditKey(text: string): AuditKey | null {
  const seed = bytesOf(text);
  if (seed === null) return null;
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: spki.subarray(PUBLIC.length).toString('hex') };
}

/** Reads a public key, 32 bytes in base64. @returns hexadecimal; null if the text is something else */
export function readPublicKey(text: string): string | null {
  return bytesOf(text)?.toString('hex') ?? null;
}

/** A public key as people pass it on: base64. @param publicKey hexadecimal */
export function sayPublicKey(publicKey: string): string {
  return Buffer.from(publicKey, 'hex').toString('base64');
}

function bytesOf(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === KEY_BYTES && bytes.toString('base64') === text.trim() ? bytes : null;
}

/** What is signed: SHA-256 of this text, so that a checkpoint of another kind of record is none of this chain. */
function signedText({ position, hash, madeAt }: Checkpoint): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(['portcullis audit checkpoint', position, hash, madeAt.toISOString()]))
    .digest();
}

/** Signs a checkpoint. @returns the signature, hexadecimal */
export function signCheckpoint(checkpoint: Checkpoint, { privateKey }: AuditKey): string {
  return sign(null, signedText(checkpoint), privateKey).toString('hex');
}

/** How far a signature proves a checkpoint. */
export type SignatureState = 'UNSIGNED' | 'SIGNED' | 'UNKNOWN_KEY' | 'FORGED';

/**
 * Whether a checkpoint has a signature of one of the keys.
 * @param trusted public keys, hexadecimal; with none, a signature is held to the key that it names itself
 */
export function judgeSignature(checkpoint: StoredCheckpoint, trusted: readonly string[]): SignatureState {
  const { signature } = checkpoint;
  if (signature === null) return 'UNSIGNED';
  if (trusted.length > 0 && !trusted.includes(signature.publicKey)) return 'UNKNOWN_KEY';
  const spki = Buffer.concat([PUBLIC, Buffer.from(signature.publicKey, 'hex')]);
  if (spki.length !== PUBLIC.length + KEY_BYTES) return 'FORGED';
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  return verify(null, signedText(checkpoint), key, Buffer.from(signature.bytes, 'hex')) ? 'SIGNED' : 'FORGED';
}
