import { stopping } from './stopping';

/** Takes the clean-up steps of the set-up, the last one first. */
export default async function globalTeardown(): Promise<void> {
  for (const stop of stopping.reverse()) await stop();
}
