/*
 * The large edition of the soak: `npm run soak`, or `npm run soak -- SEED` to kill at the same moments again. It takes
 * some minutes.
 */
import { soak } from '../support/soak';

async function main(): Promise<void> {
  const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
  if (!Number.isSafeInteger(seed)) throw new Error('usage: npm run soak -- [SEED], a whole number');
  console.log(`seed ${seed}`);
  const begun = Date.now();
  const { kills, rollbackKills, gaveUp, stopped, begunAgain, statuses } = await soak({
    organizations: 100_000,
    workers: 3,
    kills: { workers: 24, sessions: 16, sessionEnds: 10 },
    rollbackKills: { workers: 12, sessions: 8, sessionEnds: 5 },
    rollbackRate: 1_500,
    batchSize: 100,
    allowRevocations: seed % 2 === 0,
    seed,
    lookAtOneIn: 5,
    say: (line) => console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}`),
  });
  for (const { code, signal, stderr } of gaveUp) console.log(`a worker gave up (${code ?? signal ?? '?'}): ${stderr}`);
  // A worker that has only just started is ended by the signal; any other one shuts down with code 0.
  const hard = stopped.filter(({ code, signal }) => code !== 0 && signal !== 'SIGTERM');
  if (hard.length > 0) throw new Error(`stopped workers did not end well: ${JSON.stringify(hard)}`);
  console.log(
    `${kills.length} and ${rollbackKills.length} kills, ${begunAgain} batches begun again, ` +
      `${gaveUp.length} workers gave up; ${statuses.join(', then ')}, as undisturbed`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
