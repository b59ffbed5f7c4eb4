import { z } from 'zod';
import { type AuditKey, readAuditKey, readPublicKey } from '../domain/audit/checkpoint';

function readKey(text: string, context: z.RefinementCtx): AuditKey {
  const key = readAuditKey(text);
  if (key !== null) return key;
  context.addIssue({ code: 'custom', message: 'must be 32 random bytes in base64: openssl rand -base64 32' });
  return z.NEVER;
}

function readPublicKeys(text: string, context: z.RefinementCtx): readonly string[] {
  return text.split(',').flatMap((one) => {
    const key = readPublicKey(one.trim());
    if (key !== null) return [key];
    context.addIssue({ code: 'custom', message: "must be what 'portcullis audit key' prints, with commas between" });
    return [];
  });
}

/** The environment variables about the record of events. */
export const auditVariables = {
  PORTCULLIS_AUDIT_KEY: z
    .string()
    .transform(readKey)
    .optional()
    .meta({
      description:
        'Signs the end of the chain of events: 32 random bytes in base64, as `openssl rand -base64 32` makes them. ' +
        'Whoever has it can sign; keep it from those who may write to the database.',
      unset: 'the chain is not signed',
    }),
  PORTCULLIS_AUDIT_ADDRESSES: z
    .enum(['true', 'false'])
    .default('true')
    .describe('Whether events keep the address of the client, which is personal data in some countries.'),
  PORTCULLIS_AUDIT_PUBLIC_KEYS: z
    .string()
    .transform(readPublicKeys)
    .optional()
    .meta({
      description:
        'Keys by which the chain may be signed, with commas between, as `portcullis audit key` prints them: those ' +
        'of before a change of the key, and any for whoever verifies without the key itself.',
      unset: 'the one of `PORTCULLIS_AUDIT_KEY`; without that, any',
    }),
};
