import { stopping } from './stopping';

/** Undoes what the set-up did, the last thing first. */
export default async function globalTeardown(): Promise<void> {
  for (const stop of stopping.reverse()) await stop();
}
