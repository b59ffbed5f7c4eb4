import { setTimeout as delay } from 'node:timers/promises';
import { answer, type LoadAnswer, type LoadRequest, now, request } from './load-messages';
import { LoadSocket } from './load-socket';

/** A process of clients, which bench/load.ts starts: it opens sockets, subscribes, and tells when each has heard. */
const OPENED_AT_ONCE = 100;
const FIRST_EVENTS_WITHIN_S = 120;

const sockets: LoadSocket[] = [];
/** The organization of each subscription. */
const followed = new Map<string, string>();
let watched: { readonly marker: string; readonly missing: Set<string>; readonly heard: number[] } = {
  marker: '',
  missing: new Set(),
  heard: [],
};

function onEvent(id: string, text: string): void {
  const { marker, missing, heard } = watched;
  if (missing.has(id) && text.includes(marker)) {
    missing.delete(id);
    heard.push(now());
  }
}

function watch(marker: string, organizations: readonly string[] | null): void {
  const concerned = organizations && new Set(organizations);
  const missing = [...followed].flatMap(([id, organization]) => ((concerned?.has(organization) ?? true) ? [id] : []));
  watched = { marker, missing: new Set(missing), heard: [] };
}

async function hear(seconds: number): Promise<LoadAnswer> {
  const deadline = now() + seconds * 1_000;
  while (watched.missing.size > 0 && now() < deadline) await delay(20);
  return { heard: watched.heard, deaf: watched.missing.size };
}

async function work(asked: LoadRequest): Promise<Partial<LoadAnswer>> {
  switch (asked.do) {
    case 'open':
      for (let from = 0; from < asked.tokens.length; from += OPENED_AT_ONCE)
        sockets.push(
          ...(await Promise.all(
            asked.tokens
              .slice(from, from + OPENED_AT_ONCE)
              .map((token) => LoadSocket.open(asked.url, `Bearer ${token}`, onEvent)),
          )),
        );
      return {};
    case 'subscribe':
      for (const [index, organization] of asked.organizations.entries()) followed.set(String(index), organization);
      watch('"next"', null);
      for (const [id, organization] of followed)
        sockets[Math.floor(Number(id) / asked.perSocket)]?.subscribe(id, organization);
      return hear(FIRST_EVENTS_WITHIN_S);
    case 'watch':
      watch(asked.marker, asked.organizations);
      return {};
    case 'hear':
      return hear(asked.seconds);
    case 'close':
      for (const socket of sockets.splice(0)) socket.terminate();
      followed.clear();
      return {};
  }
}

process.on('message', (message) => {
  void work(request.parse(message))
    .catch((error: unknown) => ({ error: String(error) }))
    .then((done) => process.send?.(answer.parse(done)));
});
