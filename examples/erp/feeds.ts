import { EventEmitter, on } from 'node:events';
import type { Lead, StockItem } from './records';

/** Events for subscribers in this process. A real product would take them from a message broker. */
export class Feeds {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  publishLead(lead: Lead): void {
    this.emitter.emit(`lead ${lead.organizationId}`, lead);
  }

  publishStock(item: StockItem): void {
    this.emitter.emit(`stock ${item.organizationId}`, item);
  }

  /** Each event is the list of arguments that were emitted, which is always one. */
  leadsOf(organizationId: number): AsyncIterator<readonly Lead[]> {
    return on(this.emitter, `lead ${organizationId}`);
  }

  stockOf(organizationId: number): AsyncIterator<readonly StockItem[]> {
    return on(this.emitter, `stock ${organizationId}`);
  }
}
