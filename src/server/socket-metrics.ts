import { Counter, Gauge, type Registry } from 'prom-client';
import type { SocketFigures } from './socket-places';

/** Adds the metrics of this process's WebSockets. */
export function addSocketMetrics(registry: Registry, figures: () => SocketFigures): void {
  const registers = [registry];
  new Gauge({
    name: 'portcullis_sockets',
    help: 'WebSockets that are open: those that are signed in (signed_in), and those that are not (waiting).',
    labelNames: ['state'],
    registers,
    collect() {
      const { waiting, signedIn } = figures();
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'signed_in' }, signedIn);
    },
  });
  new Gauge({
    name: 'portcullis_subscriptions',
    help: 'Subscriptions that are running.',
    registers,
    collect() {
      this.set(figures().subscriptions);
    },
  });
  new Counter({
    name: 'portcullis_refused_sockets_total',
    help:
      'WebSockets that were closed: because there were too many (full), too many of their actor (actor), or too many ' +
      'that were not signed in (crowded); because no token came in time (late), or no valid one (unauthenticated); ' +
      'or because they sent too many messages, or their address too many invalid tokens (flood).',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(figures().refused)) this.inc({ reason }, count);
    },
  });
  new Counter({
    name: 'portcullis_refused_subscriptions_total',
    help: 'Subscriptions that were refused because the process ran as many as it may.',
    registers,
    collect() {
      this.reset();
      this.inc(figures().refusedSubscriptions);
    },
  });
  new Counter({
    name: 'portcullis_subscription_events_total',
    help: 'Events sent to subscriptions.',
    registers,
    collect() {
      this.reset();
      this.inc(figures().events);
    },
  });
}
