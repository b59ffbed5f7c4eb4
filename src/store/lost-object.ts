/** Something that the installation made and that somebody dropped, renamed or switched off. */
export interface LostObject {
  /** `view public.v_effective_entitlements`, `trigger portcullis_notify on public.modules`. */
  readonly what: string;
  /** The statements that put it right; null if what it held is lost with it. */
  readonly remake: readonly string[] | null;
  /** Whether nothing may be answered without it. The published view is for others alone. */
  readonly needed: boolean;
  /** What is lost although it can be made again, and what to do then; null if nothing is. */
  readonly lostWith: string | null;
}
