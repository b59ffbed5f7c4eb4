import { z } from 'zod';
import type { NewOverride } from '../../domain/decision/override';
import { KEPT_FACTS, type KeptFacts, keptOverride, plainFacts } from '../../store/kept-facts';

/** What a preview was computed from, and what was stored: enough to repeat the response, whatever has changed since. */
export interface KeptPreview extends KeptFacts {
  readonly changes: readonly NewOverride[];
  /** In the order of the changes. */
  readonly overrideIds: readonly string[];
}

/** Formats a preview as JSON. */
export function writeKeptPreview({ changes, overrideIds, ...facts }: KeptPreview): string {
  return JSON.stringify({ ...plainFacts(facts, changes), changes, overrideIds });
}

const keptPreview = z.object({ ...KEPT_FACTS, changes: z.array(keptOverride), overrideIds: z.array(z.string()) });

/** Reads what `writeKeptPreview` wrote. @throws if it is something else */
export function readKeptPreview(value: unknown): KeptPreview {
  return keptPreview.parse(value);
}
