// Somebody who asks at a steady pace, whether the questions before were answered or not. In a thread of its own: what
// keeps an attacker busy is not what others wait for.
import { parentPort, workerData } from 'node:worker_threads';

const ASKED_EVERY_MS = 20;
const { url, headers, query } = workerData;
const waited = [];
const failures = [];
const running = new Set();

async function ask() {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  if (response.status !== 200 || text.includes('"errors"')) failures.push(`${response.status}: ${text.slice(0, 300)}`);
}

function askNow() {
  const begun = performance.now();
  const asked = ask()
    .catch((error) => void failures.push(`${String(error)} ${String(error.cause ?? '')}`))
    .finally(() => {
      waited.push(performance.now() - begun);
      running.delete(asked);
    });
  running.add(asked);
}

// Not what the first one takes, before a connection is open.
await ask();
waited.length = 0;
const timer = setInterval(askNow, ASKED_EVERY_MS);
parentPort.postMessage('ready');
parentPort.once('message', async () => {
  clearInterval(timer);
  // Once more, so that it was asked at all.
  askNow();
  await Promise.all(running);
  parentPort.postMessage({ waited, failures });
});
