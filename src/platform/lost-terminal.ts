let isLost = false;

/** Notes that the terminal of the process was closed: what is written to it fails. */
export function noteLostTerminal(): void {
  isLost = true;
}

/**
 * Ends a process whose terminal was closed by the signal itself, once everything is closed, as it would have ended
 * without a handler: Node restores the settings of its terminal as it exits, and may try for ever.
 * @param signal that asked the process to end; a closed terminal sends SIGHUP
 */
export function endWithoutTerminal(signal: NodeJS.Signals): void {
  if (signal !== 'SIGHUP' && !isLost) return;
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
